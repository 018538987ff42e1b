"""Words of an English question as French texts have them: "housing" finds "logement". Meaning is compared by the vectors.

The lexicon is ours (``english.txt``): general words of public policy and events, one by one. Of the French words for an
English one, and itself, that is meant which most of the passages nearest by meaning hold: "smart" may belong to a name.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

import Stemmer

from corpus.plain import fold, plain
from index.french import grams, stem_of
from index.query import Query

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"(?<=\w\w\w)['’]s?$")  # not "it's"


def is_english(word: str) -> bool:
    """Tell whether the lexicon has a word; names have a capital there."""
    return _key(word) in _lexicon()


def in_french(query: Query, holding: Callable[[str], int], knows: Callable[[str], bool]) -> Query:
    """Return an English query with the French words for its own, those by which one asks left out.

    ``holding`` tells how many of the nearest passages hold a stem, ``knows`` whether any passage does.
    """
    instead, read = dict[str, str](), list[str]()
    for place, match in enumerate(_WORD.finditer(plain(query.text))):
        word = _POSSESSIVE.sub("", match[0])
        french = _lexicon().get(_key(word.lower() if not place and word[1:].islower() else word), (word,))
        known = [one for one in french if knows(_stem(one))]
        meant = max((*known, *french[:1], word), key=lambda one: holding(_stem(one))) if french else ""
        if meant != word:
            instead[_stem(word)] = _stem(meant)
        read.append(meant)
    return replace(
        query,
        stems=_read(query.stems, instead),
        terms=_read(query.terms, instead),
        grams=tuple(dict.fromkeys(grams(" ".join(read)))),
        instead=instead,
    )


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    lines = files("index").joinpath("english.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split(":") for line in lines if not line.startswith("#"))
    return {_key(word): tuple(french.split()) for word, french in entries}


def _key(word: str) -> str:
    """Return the English stem of a word, in capitals when it is a name."""
    stem: str = Stemmer.Stemmer("english").stemWord(fold(word))
    return stem.upper() if word[0].isupper() else stem


def _stem(word: str) -> str:
    return stem_of(fold(word))


def _read(stems: Iterable[str], instead: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read for stem in stems if (read := instead.get(stem, stem))))
