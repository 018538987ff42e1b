"""A query as the search reads it: its vector, its stems and its letter runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.embed import Embedder
from index.french import grams, stems, terms


@dataclass(frozen=True)
class Query:
    """One query: ``vector`` is of unit length, ``stems`` are distinct and in order, without stop words.

    ``instead``: the stem that is looked for in the place of one of ``text``, where another language is asked in.
    """

    text: str
    vector: NDArray[np.float32]
    stems: tuple[str, ...]
    terms: tuple[str, ...]
    grams: tuple[str, ...]
    instead: Mapping[str, str] = field(default_factory=dict)


def analyse(text: str, embedder: Embedder) -> Query:
    """Return the query that ``text`` makes; raises TextTooLongError when the model would truncate it."""
    return Query(text, embedder.embed_query(text), _distinct(stems(text)), _distinct(terms(text)), _distinct(grams(text)))


def _distinct(words: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
