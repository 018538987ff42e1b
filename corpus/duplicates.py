"""Duplicates: the same text kept twice, and texts that are nearly the same."""

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
_PRINTS_KEPT = 256
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
class Sketch:
    """What is held of every document to find its copies: a digest and the number of its words, a sample of their runs.

    ``sample`` holds one in sixteen of the runs of three words, as sorted 32-bit numbers; none for a very short text.
    """

    id: str
    words_digest: str
    words: int
    sample: NDArray[np.uint32]


@dataclass(frozen=True)
class _Print:
    """What is compared of two documents: their words, all runs of three of them, their numbers.

    ``vocabulary`` holds the words of the title too: a converter may put it in the text.
    """

    words: tuple[str, ...]
    runs: frozenset[int]
    numbers: frozenset[str]
    vocabulary: frozenset[str]


def sketch(document: Document) -> Sketch:
    """Return what ``find_duplicates`` needs to hold of a document."""
    words = _words(document)
    runs = _runs(words) if len(words) >= _FEWEST_WORDS else frozenset()
    sample = np.array(sorted(run for run in runs if run % _KEPT_OF == 0), np.uint32)
    return Sketch(document.id, hashlib.sha256(" ".join(words).encode()).hexdigest(), len(words), sample)


def find_duplicates(sketches: Iterable[Sketch], load: Callable[[str], Document]) -> Duplicates:
    """Return the copies and near copies among the documents of ``sketches``; ``load`` gives those that must be compared.

    A copy has the same words, whatever their case, accents, punctuation and layout; or it is the same text in another
    format: the same numbers and at least 0.85 of the three-word runs of both in common, or the same file name but its
    suffix and 0.6 of those of the shorter. Of a group of copies the text file is kept, then the PDF, which has pages, then
    Word, then the web page. Another year's edition has other numbers and is only near.
    """
    known = sorted(sketches, key=lambda one: one.id)
    same_words = set(_same_words(known))
    shared = _sampled_pairs(known)
    compared = lru_cache(maxsize=_PRINTS_KEPT)(lambda identity: _print(load(identity)))
    copies: dict[str, str] = {}
    for one, other in sorted({*shared, *_same_names(known), *same_words}):
        kept, copy = sorted((one, other), key=_preference)
        if (one, other) in same_words or _is_copy(one, other, compared):
            copies[copy] = min(copies.get(copy, kept), kept, key=_preference)
    copies = {copy: _last(copies, copy) for copy in copies}
    near = [
        NearCopy(other, one, round(score, 2))
        for (one, other), score in shared.items()
        if one not in copies and other not in copies
    ]
    return Duplicates(copies, tuple(sorted(near, key=lambda pair: (pair.document_id, pair.other_id))))


def _words(document: Document) -> list[str]:
    return _WORD.findall(fold(_TAG.sub(" ", plain(document.text[document.body_start :]))))


def _runs(words: Sequence[str]) -> frozenset[int]:
    places = range(len(words) - _SHINGLE + 1)
    return frozenset(zlib.crc32(" ".join(words[place : place + _SHINGLE]).encode()) for place in places)


def _print(document: Document) -> _Print:
    words = _words(document)
    numbers = frozenset(word for word in words if word.isdigit())
    return _Print(tuple(words), _runs(words), numbers, frozenset((*words, *_WORD.findall(fold(document.title)))))


def _sampled_pairs(known: Sequence[Sketch]) -> dict[tuple[str, str], float]:
    """Return the pairs that share most of the shorter sample, each in the order of ids, with the share."""
    if not known:
        return {}
    runs = np.concatenate([one.sample for one in known])
    owners = np.repeat(np.arange(len(known)), [len(one.sample) for one in known])
    order = np.argsort(runs, kind="stable")
    runs, owners = runs[order], owners[order]
    starts = np.flatnonzero(np.concatenate(([True], runs[1:] != runs[:-1]))) if len(runs) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(starts, len(runs)))
    held_by_some = (sizes > 1) & (sizes <= _COMMON)
    shared: Counter[tuple[int, int]] = Counter()
    for start, size in zip(starts[held_by_some], sizes[held_by_some], strict=True):
        shared.update(combinations(owners[start : start + size].tolist(), 2))
    scored = (
        (known[one].id, known[other].id, count / min(len(known[one].sample), len(known[other].sample)))
        for (one, other), count in shared.items()
    )
    return {(one, other): score for one, other, score in sorted(scored) if score >= _NEAR}


def _same_names(known: Sequence[Sketch]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of files that differ by their suffix only."""
    named: dict[str, list[str]] = defaultdict(list)
    for one in known:
        named[str(PurePosixPath(one.id).with_suffix(""))].append(one.id)
    for identities in named.values():
        yield from ((one, other) for one, other in combinations(identities, 2) if _suffix(one) != _suffix(other))


def _same_words(known: Sequence[Sketch]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for one in known:
        if one.words >= _FEWEST_WORDS:
            original = first.setdefault(one.words_digest, one.id)
            if original != one.id:
                yield original, one.id


def _is_copy(one: str, other: str, compared: Callable[[str], _Print]) -> bool:
    if _suffix(one) == _suffix(other):
        return False
    first, second = compared(one), compared(other)
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
