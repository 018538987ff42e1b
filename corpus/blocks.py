"""Blocks of a text: its paragraphs, list items, headings, table rows and fenced code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Under this length a line without final punctuation is a heading rather than the first line of a wrapped paragraph.
_WRAPPED_LINE_CHARACTERS = 60
_HEADING_CHARACTERS = 90
# A line that ends so has said its sentence; what follows on the next line is something else.
_LINE_ENDS = frozenset('.!?…:»")”')
_HEADING_NEVER_ENDS = frozenset(".!?…:;,")
# No heading and no sentence ends on one of these words: the next line goes on, even when it starts with a capital.
_DANGLING_WORD = re.compile(
    r"(?:^|[\s'’])(?:des?|du|l[ae]s?|une?|et|ou|à|aux?|en|dans|par|pour|sur|avec|que|qui|dont|ce[st]?|cette|s[ae]s|leurs?|notre|nos|"
    r"votre|vos|MM?\.|mmes?|mlle|dr|art\.|al\.|cf\.|n°|the|of|and|or|to|for|with)$",
    re.IGNORECASE,
)

_SPACE = r"[ \t\u00a0]"
_BULLET = "[-–—*+•◦▪●■‣➢➤→✓✔○·o§\uf0a7\uf0b7]"
# Pictograms open a line of a newsletter the way a bullet does.
_PICTOGRAM = "[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?"
# A capital after it, so that a wrapped line which starts with "3.5 %" is no title.
_SECTION_NUMBER = rf"(?:\d{{1,2}}(?:\.\d{{1,2}}){{1,3}}\.?|[IVX]{{1,5}}\.)(?={_SPACE}+[A-ZÀ-ÖØ-ÞŒ«])"
_LABEL = (
    "(?:Article|Annexe|Axe|Chapitre|Fiche|Mesure|Objectif|Partie|Priorité|Proposition|Recommandation|Section|Titre)"
    rf"{_SPACE}(?:n°{_SPACE}?)?\d{{1,3}}(?:er)?{_SPACE}?[.:]"
)
_ITEM_NUMBER = r"\(?\d{1,2}[.)°]|\(?[a-zA-Z]\)"
_QUOTE_MARK = r"(?:>[ \t]?)*+"
LIST_MARK = re.compile(
    rf"{_QUOTE_MARK}(?:\||(?:{_BULLET}|{_PICTOGRAM}|{_ITEM_NUMBER}|{_LABEL}|{_SECTION_NUMBER}|\#{{1,6}})(?={_SPACE}))"
    rf"(?:{_SPACE}*(?:\(?\d{{1,2}}[.)]|[a-zA-Z][.)]|{_SECTION_NUMBER})(?={_SPACE}))?"
)
"""What opens a list item, a table row or a heading, numbering included; matched at the start of a block."""

_NOTE_CALL = re.compile(  # after a final mark: "par habitant.[^1]"
    r"(?<=[.!?…»)])[ \u00a0]?(?:\[\^?\w{1,3}\]|\(\d{1,2}\)|<sup>\d{1,2}</sup>|[¹²³⁰-⁹]{1,2})(?=[.\s*_]*$)"
)
_NUMBERED_TITLE = re.compile(rf"(?:{_SECTION_NUMBER}|{_LABEL})(?={_SPACE})")
_MARKDOWN_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_FENCE = re.compile(r"^[ \t]*(?P<mark>`{3,}|~{3,})(?P<rest>[^`\n]*)$", re.MULTILINE)
# A heading, a rule, a line of tags, a link or footnote definition.
_STANDS_ALONE = re.compile(
    rf"{_MARKDOWN_HEADING.pattern}|([-*_=])(?:[ \t]*+\1){{2,}}+$|(?:</?[a-zA-Z][^<>]*+>\s*+)++$|\[[^\]\n]{{1,60}}\]:"
)
_LINK_AND_MORE = re.compile(r"\[[^\[\]\n]{1,200}\]\([^()\s]{1,2000}\)\S{0,9} \S")  # a line that begins with a link goes on
_OPEN_LINK = re.compile(r"\[[^\]]+$")  # the words of a Markdown link may be wrapped
_LONGEST_LINK = 200
_NEVER_A_TITLE = re.compile(r"[<>\[!|]|https?://|www\.")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its span without spaces around it, its words without quotation marks ``>``."""

    start: int
    end: int
    words: str
    quoted: bool

    @property
    def stands_alone(self) -> bool:
        """Whether the line is a block by itself whatever surrounds it."""
        return not self.words or bool(_STANDS_ALONE.match(self.words))


def block_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the blocks of ``text[start:end]`` in order, trimmed, as spans of ``text``.

    A block is a paragraph (its wrapped lines joined), a list item, a heading, a table row, a rule or a whole fenced
    code block. Every character that is not a space is inside exactly one block.
    """
    part = text[start:end]
    spans: list[tuple[int, int]] = []
    position = 0
    for code_start, code_end in _fenced_spans(part):
        spans += _paragraph_spans(part, position, code_start)
        spans.append((code_start, code_end))
        position = code_end
    spans += _paragraph_spans(part, position, len(part))
    return [(start + first, start + last) for first, last in spans]


def is_heading(text: str) -> bool:
    """Return whether the block ``text`` is a heading.

    A Markdown ``#`` line always is. A plain line is one when it is short (under 90 characters), starts with a capital
    or a digit, and has neither list mark nor final punctuation; ``**Titre**`` counts as ``Titre``. A line that is only
    a link, an image, a tag or a rule is not. A dateline ("Paris, le 4 novembre 2024") reads as a heading.
    """
    text = text.strip()
    if "\n" in text or "\r" in text:
        return False
    if _MARKDOWN_HEADING.match(text):
        return True
    words = text.strip("*_ \t")
    numbered = bool(_NUMBERED_TITLE.match(words))
    return (
        0 < len(words) < _HEADING_CHARACTERS
        and _NOTE_CALL.sub("", words).rstrip('»"”’)*_ \t\u00a0\u200b')[-1:] not in _HEADING_NEVER_ENDS
        and (words[0].isupper() or words[0].isdecimal() or words[0] in '«“"')
        and (numbered or not LIST_MARK.match(text))
        and not _NEVER_A_TITLE.match(words)
    )


def is_code(text: str) -> bool:
    """Return whether the block ``text`` is fenced code, which has lines and no sentences."""
    return bool(_FENCE.match(text)) and "\n" in text


def _fenced_spans(text: str) -> list[tuple[int, int]]:
    """Return the fenced code blocks, fences included; a fence that is never closed is an ordinary line."""
    spans: list[tuple[int, int]] = []
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opening is None:
            opening = fence
        elif fence["mark"].startswith(opening["mark"]) and not fence["rest"].strip():
            spans.append((opening.start("mark"), fence.end("mark")))
            opening = None
    return spans


def _paragraph_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the blocks of a stretch without fenced code."""
    block: tuple[int, int] | None = None
    previous: _Line | None = None
    after_blank = False
    for line in _lines(text, start, end):
        if line.start == line.end:
            after_blank = True
            continue
        if (
            block is not None
            and previous is not None
            and _continues(previous, line, after_blank, text[max(block[0], block[1] - _LONGEST_LINK) : block[1]])
        ):
            block = (block[0], line.end)
        else:
            if block is not None:
                yield block
            block = (line.start, line.end)
        previous, after_blank = line, False
    if block is not None:
        yield block


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    """Yield every line, an empty one as an empty span."""
    for line in text[start:end].splitlines(keepends=True):
        words = line.strip()
        first = start + len(line) - len(line.lstrip()) if words else start
        bare = words.lstrip("> \t") if words.startswith(">") else words
        yield _Line(first, first + len(words), bare, words.startswith(">"))
        start += len(line)


def _continues(previous: _Line, line: _Line, after_blank: bool, before: str) -> bool:
    """Return whether ``line`` goes on with the paragraph of ``previous``, which ends with ``before``."""
    if previous.stands_alone or line.stands_alone or LIST_MARK.match(line.words):
        return False
    if line.quoted and not previous.quoted:
        return False
    last = previous.words[-1]
    if line.words[0].islower():
        # Extraction from PDF or HTML may leave a blank line in the middle of a sentence.
        return not after_blank or (len(previous.words) > _WRAPPED_LINE_CHARACTERS and last not in _LINE_ENDS | {";"})
    if _DANGLING_WORD.search(previous.words) or (not after_blank and _OPEN_LINK.search(before)):
        return True
    if after_blank or last in _LINE_ENDS:
        return False
    goes_on = last in ",;" or (last not in "*_" and _LINK_AND_MORE.match(line.words))
    return bool(goes_on) or (_is_full(previous, line) and not previous.words.isupper())


def _is_full(previous: _Line, line: _Line) -> bool:
    """Return whether ``previous`` was wrapped: long, and the word after it would have made it the longer of the two."""
    with_next_word = len(previous.words) + 1 + len(line.words.split(" ", 1)[0])
    return len(previous.words) >= _WRAPPED_LINE_CHARACTERS and with_next_word > len(line.words)
