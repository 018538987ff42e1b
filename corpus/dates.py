"""Publication dates that may be known to the day, the month or the year only."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from corpus.plain import fold

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
ENGLISH_MONTHS = tuple("January February March April May June July August September October November December".split())
_SHORT_MONTHS = ("janv", "fevr", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec")
_MONTH_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS, 1)} | {
    name: number for names in (_SHORT_MONTHS, map(str.lower, ENGLISH_MONTHS)) for number, name in enumerate(names, 1)
}
MONTH_NAMES = tuple(sorted(_MONTH_NUMBERS, key=lambda name: (-len(name), name)))
"""The names of the months, whole, shortened and English, on folded text, the longest first."""
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[t ].*)?)?)?")
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_FRENCH = re.compile(r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(?:(1er|\d{1,2}) )?([a-z]+)\.? (\d{4})")


@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, to the month (``day`` is None) or to the year (``month`` is None too).

    Raises ValueError for a day that no calendar has.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def isoformat(self) -> str:
        """Return ISO 8601 with reduced precision: ``2024``, ``2024-11`` or ``2024-11-13``."""
        parts = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def french(self) -> str:
        """Return the date as a French text writes it: ``2024``, ``novembre 2024``, ``1er juillet 2022``."""
        month = MONTHS[self.month - 1] if self.month else ""
        day = {None: "", 1: "1er"}.get(self.day, str(self.day))
        return " ".join(part for part in (day, month, str(self.year)) if part)

    @property
    def first_day(self) -> date:
        """The earliest day this date may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day this date may be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])


def parse_date(text: str) -> PartialDate | None:
    """Return the date that the whole of ``text`` writes, in ISO 8601, as day/month/year or in French words; else None.

    A time after an ISO date is ignored, the day as written is kept. ``03/04/2024`` is the third of April.
    """
    text = " ".join(fold(text).split())
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _NUMERIC.fullmatch(text):
        day, month, year = match.groups()
    elif match := _FRENCH.fullmatch(text):
        day, name, year = match.groups()
        if name not in _MONTH_NUMBERS:
            return None
        month, day = str(_MONTH_NUMBERS[name]), "1" if day == "1er" else day
    else:
        return None
    try:
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None


def month_number(name: str) -> int:
    """Return 1 to 12 for a French month, whole or shortened, with or without accents; raises KeyError."""
    folded = fold(name).rstrip(".")
    short = {"jan": 1, "fev": 2}
    return _MONTH_NUMBERS[folded] if folded in _MONTH_NUMBERS else short[folded]
