"""A hit: one passage found for one query, and the filters that bound the search."""

from dataclasses import dataclass
from datetime import date

from corpus.document import Passage


@dataclass(frozen=True)
class Hit:
    """A passage and its score for one query: a higher score is better, ties are broken by passage id.

    ``dense_rank`` and ``lexical_rank`` count from 1 in the two rankings, None where the passage is not in that ranking.
    """

    passage: Passage
    score: float
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True)
class Filters:
    """What a document must be to be searched; the default lets everything through.

    ``since`` and ``until`` are days, both included. A document whose date is known to the month or year only is kept
    when that month or year overlaps the period; one without a date is left out as soon as a period is set.
    """

    since: date | None = None
    until: date | None = None
    kinds: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None

    @property
    def active(self) -> bool:
        """Tell whether anything is filtered at all."""
        return self != Filters()

    def over(self, default: "Filters") -> "Filters":
        """Return these filters, those that are not set taken from ``default``."""
        return Filters(
            self.since or default.since,
            self.until or default.until,
            self.kinds or default.kinds,
            self.publisher or default.publisher,
            self.language or default.language,
        )
