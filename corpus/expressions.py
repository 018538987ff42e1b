"""Dates inside a text: each French expression with its span and the interval it means.

"La semaine dernière" is resolved against the document's own date, never against today's; without that date it stays
unresolved, and a day without its year stays a day without its year.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from corpus.dates import PartialDate
from corpus.expression_patterns import MAY_HOLD_A_DATE, NAMED_AFTER_A_DATE, PATTERNS
from corpus.expression_place import Meaning, Place
from corpus.expression_rules import mean

_STREET_CHARACTERS = 60


@dataclass(frozen=True)
class DateExpression:
    """An expression at [start, end) of a text, and the days it means, both included; None when they cannot be known.

    ``precision``: day, week, part of month, month, quarter, season, semester, part of year,
    year, decade. ``provenance``: explicit, or from what the missing part was found. ``partial``: the date without its
    year, such as ``--11-05``.
    """

    start: int
    end: int
    first: date | None
    last: date | None
    precision: str
    provenance: str
    partial: str


def find_dates(text: str, published: PartialDate | None) -> list[DateExpression]:
    """Return the date expressions of ``text`` in order, without overlaps: the longest one wins.

    ``published`` is the document's own date. Known to the month only, it places what any day of that month places alike:
    "le 4 octobre" of a letter of September, and not "la semaine dernière".
    """
    straight = text.replace("’", "'")
    if not MAY_HOLD_A_DATE.search(straight):
        return []
    days = {published.first_day, published.last_day} if published and published.month else {None}
    found = [
        DateExpression(*match.span(), meaning.first, meaning.last, meaning.precision, meaning.provenance, meaning.partial)
        for kind, pattern in PATTERNS.items()
        for match in pattern.finditer(straight)
        if not (kind == "one_day" and _names_a_place(straight, match.start()))
        if (meaning := _meaning(kind, match, straight, days))
    ]
    chosen: list[DateExpression] = []
    taken: set[int] = set()
    for one in sorted(found, key=lambda one: one.start - one.end):
        if taken.isdisjoint(range(one.start, one.end)):
            taken.update(range(one.start, one.end))
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def _meaning(kind: str, match: re.Match[str], text: str, days: Collection[date | None]) -> Meaning | None:
    """Return what an expression means on each of these days when that is the same, else what it means on no known day."""
    meanings = [mean(kind, Place(match, text, day)) for day in days]
    return meanings[0] if all(one == meanings[0] for one in meanings) else mean(kind, Place(match, text, None))


def _names_a_place(text: str, start: int) -> bool:
    """Tell whether the date is the name of a street or a square: "place du 8 mai 1945"."""
    return bool(NAMED_AFTER_A_DATE.search(text[max(0, start - _STREET_CHARACTERS) : start]))
