"""Compounds that the corpus writes as one word: "blue hats" finds "BlueHats", "cyber sécurité" finds "cybersécurité".

Nothing is known of any compound but what the texts hold: two neighbouring words, one of which no passage holds, are read as
one word when that is known. An unknown word is not cut in two: its halves are words by accident in most cases.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from index.french import stem_of, words
from index.query import Query

_SHORTEST = 6


def read_compounds(query: Query, knows: Callable[[str], bool]) -> Query:
    """Return the query with its compounds as the corpus writes them; ``knows`` tells whether any passage holds a stem."""
    unknown = {stem for stem in query.stems if not knows(stem)}
    instead: dict[str, str] = {}
    for first, second in pairwise(words(query.text) if unknown else ()):
        parts, joined = {stem_of(first), stem_of(second)}, first + second
        if parts & unknown and len(joined) >= _SHORTEST and knows(stem_of(joined)):
            instead |= dict.fromkeys(parts, stem_of(joined))
    return replace(query, stems=_read(query.stems, instead), terms=_read(query.terms, instead)) if instead else query


def _read(stems: Iterable[str], instead: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(instead.get(stem, stem) for stem in stems))
