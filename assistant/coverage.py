"""What the corpus covers: its documents by kind, year and publisher, and what is not known of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.dates import PartialDate
from index.store import Entry


@dataclass(frozen=True)
class Coverage:
    """Counts of documents: each of ``kinds`` and ``publishers`` the most frequent first, ``years`` in order.

    ``first`` and ``last`` are the earliest and the latest date; None when no document has one. Documents without a date are
    in ``undated`` and in no year.
    """

    documents: int
    first: PartialDate | None
    last: PartialDate | None
    undated: int
    kinds: tuple[tuple[str, int], ...]
    years: tuple[tuple[int, int], ...]
    publishers: tuple[tuple[str, int], ...]


def coverage(entries: Iterable[Entry]) -> Coverage:
    """Return what these documents cover."""
    entries = list(entries)
    dates = [entry.date for entry in entries if entry.date]
    return Coverage(
        documents=len(entries),
        first=min(dates, key=lambda one: one.first_day, default=None),
        last=max(dates, key=lambda one: one.last_day, default=None),
        undated=len(entries) - len(dates),
        kinds=_counted(entry.kind for entry in entries if entry.kind),
        years=tuple(sorted(Counter(one.year for one in dates).items())),
        publishers=_counted(entry.publisher for entry in entries if entry.publisher),
    )


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))
