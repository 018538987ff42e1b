"""Where a date expression stands, what it may mean, and the calendar behind both."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.expression_patterns import FUTURE, PAST

Interval = tuple[date, date]
InYear = Callable[[int], Interval | None]
"""The interval that an expression without year means in a year, None when that year has no such day."""

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PARTS_OF_MONTH = {"mi": (11, 20), "milieu": (11, 20), "début": (1, 10), "fin": (21, 31), "courant": (1, 31)}
SENTENCE_REACH = 300  # characters each side: the tense is looked for no further
_WRITTEN_YEAR = re.compile(r"(?:\b(?:en|de|depuis|édition|année)[\s\u00a0]+)((?:19|20)\d\d)\b(?![-/])", re.IGNORECASE)
_OPENING_YEAR = re.compile(r"[\W_]*En[\s\u00a0]+((?:19|20)\d\d)\b")


@dataclass(frozen=True)
class Meaning:
    """An interval with both days, None when it cannot be known; ``partial`` is the date without its year."""

    first: date | None
    last: date | None
    precision: str
    provenance: str
    partial: str = ""


@dataclass(frozen=True)
class Place:
    """Where an expression stands: its match, the sentence around it, the document's own day."""

    match: re.Match[str]
    text: str
    published: date | None

    def group(self, name: str) -> str:
        """Return a named group in lower case, empty when the pattern or the text has none."""
        return (self.match.groupdict().get(name) or "").lower()

    @property
    def direction(self) -> str:
        """Tell where the sentence looks: ``next``, ``last``, ``this``, or ``near`` when it does not say."""
        if relative := self.group("relative"):
            return direction_of(relative)
        before, after = self._around
        sentence = before + self.match[0] + after
        ahead, behind = bool(FUTURE.search(sentence)), bool(PAST.search(sentence))
        return "near" if ahead == behind else "next" if ahead else "last"

    @property
    def other_years(self) -> set[int]:
        """The years that the sentence writes elsewhere."""
        before, after = self._around
        return {int(year) for year in _WRITTEN_YEAR.findall(before + after)}

    @property
    def opening_year(self) -> int | None:
        """The year that opens the sentence: "En 2019, ..."."""
        opening = _OPENING_YEAR.match(self._around[0])
        return int(opening[1]) if opening else None

    @property
    def _around(self) -> tuple[str, str]:
        start, end = self.match.span()
        before = re.split(r"[.!?] |\n", self.text[max(0, start - SENTENCE_REACH) : start])[-1]
        return before, re.split(r"[.!?] |\n", self.text[end : end + SENTENCE_REACH])[0]


def direction_of(relative: str) -> str:
    """Return ``next``, ``this`` or ``last`` for "prochain", "en cours", "dernier" and their like."""
    return "next" if relative.startswith(("proch", "à v")) else "this" if relative == "en cours" else "last"


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day, None when no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_number(day: str) -> int:
    """Return 1 to 31 for a day as it is written."""
    return 1 if day in ("1er", "1 er", "1ᵉʳ", "premier") else int(day)


def last_day(year: int, month: int) -> int:
    """Return the number of the last day of a month."""
    return calendar.monthrange(year, month)[1]


def whole_months(year: int, first: int, last: int) -> Interval:
    """Return the days of one or several months of a year."""
    return date(year, first, 1), date(year, last, last_day(year, last))


def interval_of(first: date | None, last: date | None) -> Interval | None:
    """Return both days, None when one is missing or they are not in order."""
    return (first, last) if first and last and first <= last else None


def week_of_day(day: date) -> Interval:
    """Return the Monday and the Sunday around a day."""
    monday = day - timedelta(day.weekday())
    return monday, monday + timedelta(6)
