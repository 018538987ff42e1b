"""What a model writes, cut into sentences as it comes, each with the numbers of the extracts it cites."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.write.events import Piece
from corpus.plain import plain
from corpus.sentences import sentence_spans

_LONGEST_CHARACTERS = 8_000
_NUMBERS = r"(\d{1,3}(?:\s{0,3}(?:[,;–-]|et|and)\s{0,3}\d{1,3}){0,9})"
_NAMED = r"(?:extraits?|extracts?|sources?|documents?|passages?)"
_MARKER = re.compile(
    rf"[ \t\u00a0\u202f]*(?:\[\^?(?:{_NAMED})?\s{{0,3}}(?:n[°o]\s?)?{_NUMBERS}\]"
    rf"|【(\d{{1,3}})[^】\n]{{0,40}}】|\({_NAMED}\s{{0,3}}(?:n[°o]\s?)?{_NUMBERS}\))",
    re.IGNORECASE,
)
# While a text is cut, a marker is one character of this private range, which no text may hold otherwise.
_FIRST_MARK = 0xE000
_MARK = re.compile("[\ue000-\ue3e7]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_MARK_AFTER_STOP = re.compile('([.!?…]+(?:[ \u00a0\u202f]?[»”"’)]+)?)([\ue000-\ue3e7]+)')
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_OTHER_TURN = re.compile(
    r"<\|[^|>\n]{1,40}\|>|</?s>|<(?:end|start)_of_turn>|\[/?INST\]"
    r"|\n\s{0,20}(?:#{1,6} ?)?(?:user|assistant|system|utilisateur|question|human)\s?:",
    re.IGNORECASE,
)
_MAY_BE_TURN = re.compile(r"<[|/\w]{0,40}\Z")
_LABEL = re.compile(r"\A\s{0,20}(?:réponse|answer)\s?:\s", re.IGNORECASE)
_BRACKETED = re.compile(r"\[(\d+)\]")  # what is left in brackets is no citation
_ENDS = re.compile(r"[.!?…\n]")
_COMPLETE = re.compile(r"[.!?…][»”\"’)*]*\s*\Z")
# a whole word and the beginning of the next: where a sentence ends may depend on these ("etc. La ville", "etc. Laval")
_BEGUN = re.compile(r"\A[\W\d_]*[^\W\d_]+[\W_]+\w")
_OPEN_BRACKET = re.compile(r"\A\W*[\[(【][^\])】]*\Z")


@dataclass(frozen=True)
class Draft:
    """A sentence as a model wrote it, in plain reading without its markers; ``cited``: the numbers of these, in order."""

    text: str
    cited: tuple[int, ...]


def read_drafts(pieces: Iterable[Piece]) -> Iterator[Draft]:
    """Yield each sentence once the next one has begun, so that a marker after its full stop still belongs to it.

    What a model thinks aloud is left out; where it begins another turn, the text ends. A last sentence that was cut by a
    limit is left out.
    """
    text, given, finish, ended = "", 0, None, False
    for piece in pieces:
        text += piece.text
        finish = piece.finish or finish
        if _OTHER_TURN.search(_LABEL.sub("", _THOUGHT.sub("", text)).lstrip()) or len(text) > _LONGEST_CHARACTERS:
            finish = "stop" if len(text) <= _LONGEST_CHARACTERS else "length"
            break
        ended = ended or bool(_ENDS.search(piece.text))
        if ended:
            found = _cut(text)
            if found and _has_begun(found[-1]):
                yield from (_draft(sentence) for sentence in found[given:-1])
                given, ended = max(given, len(found) - 1), _is_complete(found[-1])
    found = _cut(text)
    if found and finish not in (None, "stop") and not _is_complete(found[-1]):
        found.pop()
    yield from (_draft(sentence) for sentence in found[given:])


def _cut(text: str) -> list[str]:
    """Return the sentences of what was written so far; their markers are single characters before the full stop."""
    text = _LABEL.sub("", _PRIVATE.sub("", _THOUGHT.sub("", text))).lstrip()
    text = _MAY_BE_TURN.sub("", _OTHER_TURN.split(text, maxsplit=1)[0])
    text = _MARK_AFTER_STOP.sub(r"\2\1", _MARKER.sub(_as_mark, text))
    lines = [plain(line) for line in text.split("\n")]
    return [line[start:end] for line in lines for start, end in sentence_spans(line)]


def _as_mark(marker: re.Match[str]) -> str:
    numbers = re.findall(r"\d+", next(group for group in marker.groups() if group))
    return "".join(chr(_FIRST_MARK + int(number)) for number in numbers)


def _is_complete(sentence: str) -> bool:
    """Tell whether a sentence has its full stop."""
    return bool(_COMPLETE.search(_MARK.sub("", sentence)))


def _has_begun(sentence: str) -> bool:
    """Tell whether a sentence is more than a marker of the one before, whole or in part."""
    return bool(_BEGUN.search(_MARK.sub("", sentence))) and not _OPEN_BRACKET.match(sentence)


def _draft(sentence: str) -> Draft:
    cited = dict.fromkeys(ord(mark) - _FIRST_MARK for mark in _MARK.findall(sentence))
    text = " ".join(_MARK.sub("", sentence).split())
    return Draft(_BRACKETED.sub(r"(\1)", text), tuple(cited))
