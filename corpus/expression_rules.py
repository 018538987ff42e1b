"""What each kind of French date expression means: an interval, or only a day of an unknown year.

The year of a date written without one: the weekday written with it decides, then "dernier" or "prochain", then the nearest
date when it is within 120 days of the document's own, then the tense of the sentence. Never today's year.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.dates import month_number
from corpus.expression_patterns import FUTURE, PAST

Interval = tuple[date, date]
InYear = Callable[[int], Interval | None]

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_SEASONS = {
    "printemps": ((3, 1), (6, 21)),
    "été": ((6, 1), (9, 22)),
    "automne": ((9, 1), (12, 21)),
    "hiver": ((12, 1), (3, 21)),
}
_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9}
_COUNTS |= {"dix": 10, "quinze": 15, "vingt": 20}
_ORDINALS = (("1", 1), ("prem", 1), ("2", 2), ("deux", 2), ("sec", 2), ("3", 3), ("tro", 3))
_ADVERBS = {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "ce jour": 0, "demain": 1, "après-demain": 2}
_PARTS = {"mi": (11, 20), "milieu": (11, 20), "début": (1, 10), "fin": (21, 31), "courant": (1, 31)}
_PARTS_OF_YEAR = {"mi": (5, 8), "début": (1, 4), "fin": (9, 12), "courant": (1, 12)}
_NEAR_DAYS = 120
_SENTENCE_REACH = 300  # characters each side: the tense is looked for no further
_WEEKDAY_REACH_DAYS = 200


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
        """Tell where the sentence looks: ``next``, ``last``, or ``near`` when it does not say."""
        if relative := self.group("relative"):
            return "next" if relative.startswith(("proch", "à v")) else "last"
        start, end = self.match.span()
        before = re.split(r"\. |\n", self.text[max(0, start - _SENTENCE_REACH) : start])[-1]
        after = re.split(r"[.!?] |\n", self.text[end : end + _SENTENCE_REACH])[0]
        sentence = before + self.match[0] + after
        ahead, behind = bool(FUTURE.search(sentence)), bool(PAST.search(sentence))
        return "near" if ahead == behind else "next" if ahead else "last"


def mean(kind: str, place: Place) -> Meaning | None:
    """Return what an expression of this kind means, None when it is no date after all."""
    return _RULES[kind](place)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(day: str) -> int:
    return 1 if day in ("1er", "1 er", "1ᵉʳ", "premier") else int(day)


def _last_day(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _months(year: int, first: int, last: int) -> Interval:
    return date(year, first, 1), date(year, last, _last_day(year, last))


def _pair(first: date | None, last: date | None) -> Interval | None:
    return (first, last) if first and last and first <= last else None


def _dated(place: Place, in_year: InYear, precision: str, partial: str, weekday: int | None = None) -> Meaning | None:
    """Return the meaning of a date whose year is written, or found from the document's own date."""
    if year := place.group("year"):
        found = in_year(int(year))
        return Meaning(*found, precision, "explicit") if found else None
    if place.published is None:
        return Meaning(None, None, precision, "unknown year", partial)
    found, provenance = _nearest(place, in_year, weekday)
    return Meaning(*found, precision, provenance, partial) if found else None


def _nearest(place: Place, in_year: InYear, weekday: int | None) -> tuple[Interval | None, str]:
    published = place.published
    assert published is not None  # the caller looked
    found = [interval for year in range(published.year - 2, published.year + 3) if (interval := in_year(year))]
    found.sort(key=lambda interval: abs((interval[0] - published).days))
    if weekday is not None:
        for interval in found:
            if interval[0].weekday() == weekday and abs((interval[0] - published).days) <= _WEEKDAY_REACH_DAYS:
                return interval, "weekday"
    if not found:
        return None, ""
    direction, stated = place.direction, bool(place.group("relative"))
    if not stated and (direction == "near" or abs((found[0][0] - published).days) <= _NEAR_DAYS):
        return found[0], "nearest to the document's date"
    if direction == "near":
        return found[0], "nearest to the document's date"
    in_order = sorted(found)
    matching = [one for one in in_order if (one[1] >= published if direction == "next" else one[0] <= published)]
    chosen = (matching[0] if direction == "next" else matching[-1]) if matching else None
    return chosen, "document's date" if stated else "tense of the sentence"


def _days(place: Place) -> Meaning | None:
    """From one day to another, of one month or two."""
    first, last, month = _number(place.group("first_day")), _number(place.group("day")), month_number(place.group("month"))
    first_month = month_number(place.group("first_month")) if place.group("first_month") else month
    if first_month == month and first >= last:
        return None
    written = int(place.group("first_year") or 0)

    def in_year(year: int) -> Interval | None:
        before = written or (year if (first_month, first) <= (month, last) else year - 1)
        return _pair(_day(before, first_month, first), _day(year, month, last))

    partial = f"--{first_month:02}-{first:02}/--{month:02}-{last:02}"
    if written and not place.group("year"):
        found = in_year(written if (month, last) >= (first_month, first) else written + 1)
        return Meaning(*found, "day", "explicit") if found else None
    return _dated(place, in_year, "day", partial)


def _one_day(place: Place) -> Meaning | None:
    day, month = _number(place.group("day")), month_number(place.group("month"))
    weekday = _WEEKDAYS.index(place.group("weekday")) if place.group("weekday") else None

    def in_year(year: int) -> Interval | None:
        return _pair(_day(year, month, day), _day(year, month, day))

    return _dated(place, in_year, "day", f"--{month:02}-{day:02}", weekday)


def _numeric(place: Place) -> Meaning | None:
    year = int(place.group("year"))
    if year < 100:
        year += 2000 if year < 70 else 1900
    found = _day(year, int(place.group("month")), int(place.group("day")))
    return Meaning(found, found, "day", "explicit") if found else None


def _numeric_range(place: Place) -> Meaning | None:
    first, last = (
        _day(*(int(part) for part in reversed(re.split(r"[/.]", place.group(name))))) for name in ("first", "last")
    )
    found = _pair(first, last)
    return Meaning(*found, "day", "explicit") if found else None


def _two_months(place: Place) -> Meaning | None:
    first, last = month_number(place.group("first_month")), month_number(place.group("month"))
    written = int(place.group("first_year") or 0)

    def in_year(year: int) -> Interval | None:
        before = written or (year if first <= last else year - 1)
        return _pair(date(before, first, 1), date(year, last, _last_day(year, last)))

    return _dated(place, in_year, "month", f"--{first:02}/--{last:02}")


def _part_of_month(place: Place) -> Meaning | None:
    month, part = month_number(place.group("month")), place.group("part")
    first, last = _PARTS[part]

    def in_year(year: int) -> Interval | None:
        return date(year, month, first), date(year, month, min(last, _last_day(year, month)))

    return _dated(place, in_year, "month" if part == "courant" else "part of month", f"--{month:02}")


def _month(place: Place) -> Meaning | None:
    link, known = place.group("link"), place.group("year") or place.group("relative")
    if not known and link in ("", "de", "pour"):
        return None
    month = month_number(place.group("month"))
    return _dated(place, lambda year: _months(year, month, month), "month", f"--{month:02}")


def _part_in(months: int, precision: str) -> Callable[[Place], Meaning | None]:
    def rule(place: Place) -> Meaning | None:
        which = place.group("which")
        short = which[0] in "ts" and which[1:2].isdigit()
        if short and not place.group("year"):
            return None
        number = int(which[1]) if short else next((value for start, value in _ORDINALS if which.startswith(start)), 4)
        first = (number - 1) * months + 1
        last = first + months - 1
        return _dated(place, lambda year: _months(year, first, last), precision, f"--{first:02}/--{last:02}")

    return rule


def _season(place: Place) -> Meaning | None:
    (first_month, first), (last_month, last) = _SEASONS[place.group("season")]
    written = place.match[0].lower()
    if written.startswith("l'") and not place.group("year") and not place.group("relative"):
        return None

    def in_year(year: int) -> Interval | None:
        return _pair(_day(year, first_month, first), _day(year + (last_month < first_month), last_month, last))

    return _dated(place, in_year, "season", place.group("season"))


def _years(place: Place) -> Meaning | None:
    first, last = int(place.group("first_year")), int(place.group("year"))
    return Meaning(date(first, 1, 1), date(last, 12, 31), "year", "explicit") if first < last <= first + 60 else None


def _part_of_year(place: Place) -> Meaning | None:
    first, last = _PARTS_OF_YEAR[place.group("part")]
    return Meaning(*_months(int(place.group("year")), first, last), "part of year", "explicit")


def _year(place: Place) -> Meaning | None:
    """Return a year alone after a preposition, a small word or an opening bracket; "France 2030" is a name."""
    start, end = place.match.span()
    if not place.group("link") and place.text[max(0, start - 1) : start] != "(":
        before = re.search(r"([\w'’]+)[\s\u00a0]*\(?$", place.text[max(0, start - 40) : start])
        if not before or before[1][0].isupper() or before[1][0].isdigit():
            return None
    if place.text[end : end + 2] in (" %", " €"):
        return None
    year = int(place.group("year"))
    return Meaning(date(year, 1, 1), date(year, 12, 31), "year", "explicit")


def _relative(rule: Callable[[Place, date], tuple[Interval, str] | None]) -> Callable[[Place], Meaning | None]:
    """Make a rule of one that needs the document's own day; without it the expression is unresolved."""

    def whole(place: Place) -> Meaning | None:
        if place.published is None:
            return Meaning(None, None, "day", "unknown")
        found = rule(place, place.published)
        return Meaning(*found[0], found[1], "document's date") if found else None

    return whole


def _week(day: date) -> Interval:
    monday = day - timedelta(day.weekday())
    return monday, monday + timedelta(6)


def _month_from(day: date, months: int) -> Interval:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _months(year, month + 1, month + 1)


def _unit_from(day: date, unit: str, count: int) -> tuple[Interval, str]:
    if unit.startswith("j"):
        return (day + timedelta(count), day + timedelta(count)), "day"
    if unit.startswith("s"):
        return _week(day + timedelta(7 * count)), "week"
    if unit.startswith("m"):
        return _month_from(day, count), "month"
    return _months(day.year + count, 1, 12), "year"


def _counted(sign: int) -> Callable[[Place, date], tuple[Interval, str] | None]:
    def rule(place: Place, published: date) -> tuple[Interval, str] | None:
        count = place.group("count")
        return _unit_from(published, place.group("unit"), sign * (_COUNTS.get(count) or int(count)))

    return rule


def _next_or_last(place: Place, published: date) -> tuple[Interval, str]:
    relative = place.group("relative")
    step = 0 if not relative else 1 if relative.startswith(("proch", "à")) else -1
    return _unit_from(published, place.group("unit"), step)


def _this(place: Place, published: date) -> tuple[Interval, str]:
    return _unit_from(published, place.group("unit") or place.group("month_unit"), 0)


def _weekday(place: Place, published: date) -> tuple[Interval, str] | None:
    relative, weekday = place.group("relative"), _WEEKDAYS.index(place.group("weekday"))
    if not relative and not place.group("this"):
        return None
    if not relative:
        day = published + timedelta(weekday - published.weekday())
    elif relative.startswith(("proch", "à")):
        day = published + timedelta((weekday - published.weekday()) % 7 or 7)
        day += timedelta(7) if day <= _week(published)[1] else timedelta(0)
    else:
        day = published - timedelta((published.weekday() - weekday) % 7 or 7)
    return (day, day), "day"


def _day_of_month(place: Place, published: date) -> tuple[Interval, str] | None:
    start = _month_from(published, 1 if place.group("relative").startswith(("proch", "à")) else -1)[0]
    day = _day(start.year, start.month, _number(place.group("day")))
    return ((day, day), "day") if day else None


def _part_of_this_month(place: Place, published: date) -> tuple[Interval, str]:
    first, last = _PARTS[place.group("part")]
    end = min(last, _last_day(published.year, published.month))
    return (published.replace(day=first), published.replace(day=end)), "part of month"


def _adverb(place: Place, published: date) -> tuple[Interval, str]:
    day = published + timedelta(_ADVERBS[place.group("adverb")])
    return (day, day), "day"


_RULES: dict[str, Callable[[Place], Meaning | None]] = {
    "days_of_two_months": _days,
    "days_of_one_month": _days,
    "list_of_days": _days,
    "numeric_range": _numeric_range,
    "one_day": _one_day,
    "iso": _numeric,
    "numeric": _numeric,
    "day_of_month": _relative(_day_of_month),
    "two_months": _two_months,
    "part_of_month": _part_of_month,
    "month": _month,
    "quarter": _part_in(3, "quarter"),
    "semester": _part_in(6, "semester"),
    "season": _season,
    "years": _years,
    "part_of_year": _part_of_year,
    "year": _year,
    "ago": _relative(_counted(-1)),
    "ahead": _relative(_counted(1)),
    "next_or_last": _relative(_next_or_last),
    "this": _relative(_this),
    "weekday": _relative(_weekday),
    "part_of_this_month": _relative(_part_of_this_month),
    "adverb": _relative(_adverb),
}
