"""What filters look at, of every document, in arrays of 20 bytes a document: a filter costs no reading of texts."""

import sqlite3
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from corpus.plain import fold
from index.hit import Filters

QUERY = (
    "SELECT id, first_day, last_day, kind, folded_publisher, language "
    "FROM documents INDEXED BY documents_filtered ORDER BY row"  # the rows themselves hold the texts
)
_UNKNOWN = 0  # no date has this ordinal, no name this code


@dataclass(frozen=True)
class Filterable:
    """One row a document: ids, then its first and last day as ordinals, then codes of its names; 0 where not known."""

    ids: tuple[str, ...]
    _days: NDArray[np.int32]
    _names: NDArray[np.int32]
    _codes: dict[str, int]

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> "Filterable":
        """Read all documents of a store."""
        ids: list[str] = []
        days: list[tuple[int, int]] = []
        names: list[tuple[int, ...]] = []
        codes: dict[str, int] = {}
        for identity, first, last, *named in connection.execute(QUERY):
            ids.append(identity)
            days.append((_ordinal(first), _ordinal(last)))
            names.append(tuple(codes.setdefault(name, len(codes) + 1) if name else _UNKNOWN for name in named))
        return cls(tuple(ids), _table(days, 2), _table(names, 3), codes)

    def rows(self, filters: Filters) -> NDArray[np.int64]:
        """Return the rows of the documents that pass, in order."""
        kept = np.ones(len(self.ids), np.bool_)
        first_days, last_days = self._days.T
        if filters.since:
            kept &= last_days >= filters.since.toordinal()
        if filters.until:
            kept &= (first_days <= filters.until.toordinal()) & (first_days != _UNKNOWN)
        kinds, publishers, languages = self._names.T
        if filters.kinds:
            kept &= np.isin(kinds, [self._codes[kind] for kind in filters.kinds if kind in self._codes])
        if filters.publisher is not None:
            kept &= publishers == self._codes.get(fold(filters.publisher), -1)
        if filters.language is not None:
            kept &= languages == self._codes.get(filters.language, -1)
        return np.flatnonzero(kept)


def _ordinal(day: str | None) -> int:
    return date.fromisoformat(day).toordinal() if day else _UNKNOWN


def _table(rows: list[tuple[int, ...]] | list[tuple[int, int]], width: int) -> NDArray[np.int32]:
    return np.array(rows, np.int32).reshape(len(rows), width)
