"""Chunking: a document becomes passages that fit the model, along headings, paragraphs and sentences."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from langchain_text_splitters import RecursiveCharacterTextSplitter, TextSplitter

from corpus.document import Document, Passage
from corpus.plain import plain
from corpus.sentences import block_spans, is_heading, sentence_spans

CountTokens = Callable[[Sequence[str]], list[int]]
_FINER_MARKS = (
    "\n",
    "; ",
    ": ",
    ", ",
    " ",
    "",
)  # where a sentence that is too long on its own is cut, best place first


@dataclass(frozen=True)
class _Piece:
    """What is never cut again: a block, a sentence of a long block, or a part of a sentence that is too long."""

    start: int
    end: int
    tokens: int
    heading: str
    opens_section: bool


def chunk(document: Document, count_tokens: CountTokens, limit: int) -> list[Passage]:
    """Return the passages of the body in order, each of at most about ``limit`` tokens.

    They do not overlap and leave out only white space. A section starts a new passage once the one before it is half
    full; a paragraph is kept whole when it fits, then a sentence; a sentence is cut only when it alone is too long.
    Merging and cutting are those of langchain-text-splitters, measured in the embedder's own tokens.
    """
    pieces = _pieces(document, count_tokens, limit)
    groups = _groups(pieces, limit)
    return [passage for group in groups for passage in _merge(document, group, limit)]


def _pieces(document: Document, count_tokens: CountTokens, limit: int) -> list[_Piece]:
    spans = _headed_blocks(document)
    lengths = count_tokens([document.text[start:end] for start, end, _, _ in spans])
    pieces: list[_Piece] = []
    for (start, end, heading, opens), tokens in zip(spans, lengths, strict=True):
        parts = [(start, end, tokens)] if tokens <= limit else _cut(document.text, start, end, count_tokens, limit)
        # At least 1: the merging below would put a piece of no length into two passages.
        pieces += [_Piece(a, b, max(size, 1), heading, opens and a == start) for a, b, size in parts]
    return pieces


def _headed_blocks(document: Document) -> list[tuple[int, int, str, bool]]:
    """Return (start, end, headings above, opens a section) of each block of the body."""
    path: list[tuple[int, str]] = []
    blocks = []
    title = plain(document.title)
    for start, end in block_spans(document.text, document.body_start, len(document.text)):
        text = document.text[start:end]
        opens = is_heading(text)
        if opens:
            marks = text.lstrip("\ufeff \t")
            level = len(marks) - len(marks.lstrip("#")) or 2
            path = [(above, name) for above, name in path if above < level]
            path.append((level, plain(text)))
        blocks.append((start, end, " > ".join(name for _, name in path if name and name != title), opens))
    return blocks


def _cut(text: str, start: int, end: int, count_tokens: CountTokens, limit: int) -> list[tuple[int, int, int]]:
    """Return the sentences of a block that is too long, those that are too long themselves in parts, with their tokens."""
    spans = sentence_spans(text, start, end)
    parts = []
    for (first, last), tokens in zip(spans, count_tokens([text[a:b] for a, b in spans]), strict=True):
        parts += [(first, last, tokens)] if tokens <= limit else _cut_sentence(text, first, last, count_tokens, limit)
    return parts


def _cut_sentence(text: str, start: int, end: int, count_tokens: CountTokens, limit: int) -> list[tuple[int, int, int]]:
    splitter = RecursiveCharacterTextSplitter(
        separators=list(_FINER_MARKS),
        keep_separator="end",
        chunk_size=limit,
        chunk_overlap=0,
        length_function=lambda part: max(count_tokens([part])[0], 1) if part else 0,  # spaces alone have no token
        strip_whitespace=False,
    )
    parts = splitter.split_text(text[start:end])
    spans = []
    for part, tokens in zip(parts, count_tokens(parts), strict=True):
        spans.append((start, start + len(part), tokens))
        start += len(part)
    return spans


def _groups(pieces: list[_Piece], limit: int) -> Iterator[list[_Piece]]:
    """Yield runs of pieces that may share a passage: a new run starts at a section when the last is half full."""
    group: list[_Piece] = []
    for piece in pieces:
        if group and piece.opens_section and sum(member.tokens for member in group) >= limit // 2:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _merge(document: Document, group: list[_Piece], limit: int) -> Iterator[Passage]:
    starts = [piece.start for piece in group]
    ends = [*starts[1:], group[-1].end]
    pieces = [document.text[start:end] for start, end in zip(starts, ends, strict=True)]
    headings = {piece.start: piece.heading for piece in group}
    start = group[0].start
    for text in _PieceSplitter([piece.tokens for piece in group], limit).merge(pieces):
        kept = text.strip()
        first = start + text.index(kept)
        if kept:
            yield Passage(document.id, first, first + len(kept), headings[start], kept)
        start += len(text)


class _PieceSplitter(TextSplitter):
    """Merges known pieces into texts of about the same size, as few as the limit allows, so that no crumb is left."""

    def __init__(self, tokens: list[int], limit: int) -> None:
        texts = -(-sum(tokens) // limit) or 1
        even = min(limit, max(*tokens, 1, round(1.15 * sum(tokens) / texts)))
        super().__init__(chunk_size=even, chunk_overlap=0, length_function=self._tokens, strip_whitespace=False)
        self._lengths = tokens

    def merge(self, pieces: list[str]) -> list[str]:
        """Return the pieces joined, in order and without loss."""
        self._known = dict(zip(pieces, self._lengths, strict=True))
        return self._merge_splits(pieces, "")

    def split_text(self, text: str) -> list[str]:
        """Return ``text`` whole: pieces are given to ``merge``."""
        return [text]

    def _tokens(self, text: str) -> int:
        return self._known.get(text, 0)  # the empty separator between pieces is not a piece
