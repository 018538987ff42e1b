"""Duplicates: the same text kept twice, and texts that are nearly the same."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from corpus.document import Document
from corpus.plain import fold, plain

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_FEWEST_WORDS = 30  # shorter texts may be equal by chance: "Les conditions prévues par la convention s'appliquent."
_SHINGLE = 3
_KEPT_OF = 16  # one run in so many is compared first: enough to find a pair, cheap to hold
_NEAR = 0.8
_COMMON = 50  # a run in more documents than this is boilerplate and says nothing
# The same text in two formats: a converter adds the title, drops a caption, writes a link out.
_SAME_IN_ANOTHER_FORMAT = 0.85
_SAME_UNDER_ONE_NAME = 0.6
_PREFERRED_FORMATS = (".md", ".txt", ".pdf", ".docx", ".odt", ".html", ".htm", ".xhtml", ".mhtml")


@dataclass(frozen=True)
class NearCopy:
    """Two documents that share most of the shorter one: ``score`` is the share, from 0.8 to 1."""

    document_id: str
    other_id: str
    score: float


@dataclass(frozen=True)
class Duplicates:
    """``copies``: for each copy the id of the document that is kept. ``near``: pairs among those kept, by id."""

    copies: dict[str, str]
    near: tuple[NearCopy, ...]


@dataclass(frozen=True)
class _Print:
    """What is compared of a document: its words, all runs of three of them, a sample of these, its numbers.

    ``vocabulary`` holds the words of the title too: a converter may put it in the text.
    """

    words: tuple[str, ...]
    runs: frozenset[int]
    sample: frozenset[int]
    numbers: frozenset[str]
    vocabulary: frozenset[str]


def find_duplicates(documents: Sequence[Document]) -> Duplicates:
    """Return the copies and near copies among ``documents``.

    A copy has the same words, whatever their case, accents, punctuation and layout; or it is the same text in another
    format: the same numbers and at least 0.85 of the three-word runs of both in common, or the same file name but its
    suffix and 0.6 of those of the shorter. Of a group of copies the text file is kept, then the PDF, which has pages, then
    Word, then the web page. Another year's edition has other numbers and is only near.
    """
    prints = {document.id: _print(document) for document in documents}
    pairs = sorted({*_sampled_pairs(prints), *_same_names(prints), *_same_words(prints)})
    copies: dict[str, str] = {}
    for one, other in pairs:
        kept, copy = sorted((one, other), key=_preference)
        if _is_copy(prints[one], prints[other], one, other):
            copies[copy] = min(copies.get(copy, kept), kept, key=_preference)
    copies = {copy: _last(copies, copy) for copy in copies}
    near = []
    for one, other in _sampled_pairs(prints):
        first, second = prints[one].sample, prints[other].sample
        score = len(first & second) / max(1, min(len(first), len(second)))
        if score >= _NEAR and one not in copies and other not in copies:
            near.append(NearCopy(max(one, other), min(one, other), round(score, 2)))
    return Duplicates(copies, tuple(sorted(near, key=lambda pair: (pair.document_id, pair.other_id))))


def _print(document: Document) -> _Print:
    words = tuple(_WORD.findall(fold(_TAG.sub(" ", plain(document.text[document.body_start :])))))
    runs = frozenset(
        zlib.crc32(" ".join(words[place : place + _SHINGLE]).encode()) for place in range(len(words) - _SHINGLE + 1)
    )
    sample = frozenset(run for run in runs if run % _KEPT_OF == 0) if len(words) >= _FEWEST_WORDS else frozenset()
    numbers = frozenset(word for word in words if word.isdigit())
    return _Print(words, runs, sample, numbers, frozenset((*words, *_WORD.findall(fold(document.title)))))


def _sampled_pairs(prints: dict[str, _Print]) -> list[tuple[str, str]]:
    """Return the pairs that share a good part of their samples, each in the order of ids."""
    holders: dict[int, list[str]] = defaultdict(list)
    for identity in sorted(prints):
        for run in prints[identity].sample:
            holders[run].append(identity)
    shared: Counter[tuple[str, str]] = Counter()
    for identities in holders.values():
        if 1 < len(identities) <= _COMMON:
            shared.update((one, other) for place, one in enumerate(identities) for other in identities[place + 1 :])
    return sorted(
        (one, other)
        for (one, other), count in shared.items()
        if count >= _NEAR * min(len(prints[one].sample), len(prints[other].sample))
    )


def _same_names(prints: dict[str, _Print]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of files that differ by their suffix only."""
    named: dict[str, list[str]] = defaultdict(list)
    for identity in sorted(prints):
        named[str(PurePosixPath(identity).with_suffix(""))].append(identity)
    for identities in named.values():
        for place, one in enumerate(identities):
            yield from ((one, other) for other in identities[place + 1 :] if _suffix(one) != _suffix(other))


def _same_words(prints: dict[str, _Print]) -> Iterator[tuple[str, str]]:
    first: dict[tuple[str, ...], str] = {}
    for identity in sorted(prints):
        words = prints[identity].words
        original = first.setdefault(words, identity)
        if original != identity and len(words) >= _FEWEST_WORDS:
            yield original, identity


def _is_copy(first: _Print, second: _Print, one: str, other: str) -> bool:
    if first.words == second.words:
        return True
    if _suffix(one) == _suffix(other):
        return False
    if PurePosixPath(one).with_suffix("") == PurePosixPath(other).with_suffix(""):
        return _share(first.runs, second.runs) >= _SAME_UNDER_ONE_NAME or (
            min(len(first.words), len(second.words)) < _FEWEST_WORDS
            and _share(first.vocabulary, second.vocabulary) >= _SAME_UNDER_ONE_NAME
        )
    common = len(first.runs & second.runs) / max(1, len(first.runs | second.runs))
    return common >= _SAME_IN_ANOTHER_FORMAT and first.numbers == second.numbers


def _share(first: frozenset[Any], second: frozenset[Any]) -> float:
    """Return how much of the smaller set is in the larger."""
    return len(first & second) / max(1, min(len(first), len(second)))


def _last(copies: dict[str, str], copy: str) -> str:
    """Return the document at the end of a chain of copies."""
    while copy in copies:
        copy = copies[copy]
    return copy


def _preference(identity: str) -> tuple[int, str]:
    suffix = _suffix(identity)
    place = _PREFERRED_FORMATS.index(suffix) if suffix in _PREFERRED_FORMATS else len(_PREFERRED_FORMATS)
    return place, identity


def _suffix(identity: str) -> str:
    return PurePosixPath(identity).suffix.lower()
