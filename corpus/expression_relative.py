"""What expressions relative to the document's own day mean: "la semaine dernière", "il y a deux ans", "lundi 19"."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from corpus.expression_place import (
    PARTS_OF_MONTH,
    WEEKDAYS,
    Interval,
    Meaning,
    Place,
    day_number,
    day_of,
    direction_of,
    week_of_day,
    whole_months,
)
from corpus.expression_years import NOISE_DAYS

_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9}
_COUNTS |= {"dix": 10, "quinze": 15, "vingt": 20}
_ADVERBS = {"avant-hier": -2, "hier": -1, "demain": 1, "après-demain": 2}  # the others are the day itself


def _relative(
    rule: Callable[[Place, date], tuple[Interval, str] | None], applies: Callable[[Place], bool] = lambda _: True
) -> Callable[[Place], Meaning | None]:
    """Make a rule of one that needs the document's own day; without it the expression is unresolved."""

    def whole(place: Place) -> Meaning | None:
        if not applies(place):
            return None
        if place.published is None:
            return Meaning(None, None, "day", "unknown")
        found = rule(place, place.published)
        return Meaning(*found[0], found[1], "document's date") if found else None

    return whole


def _month_from(day: date, months: int) -> Interval:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return whole_months(year, month + 1, month + 1)


def _unit_from(day: date, unit: str, count: int) -> tuple[Interval, str]:
    if unit.startswith("j"):
        return (day + timedelta(count), day + timedelta(count)), "day"
    if unit.startswith("w"):
        saturday = day - timedelta(day.weekday()) + timedelta(5 + 7 * count)
        return (saturday, saturday + timedelta(1)), "day"
    if unit.startswith("s"):
        return week_of_day(day + timedelta(7 * count)), "week"
    if unit.startswith("m"):
        return _month_from(day, count), "month"
    return whole_months(day.year + count, 1, 12), "year"


def _counted(sign: int) -> Callable[[Place, date], tuple[Interval, str] | None]:
    def rule(place: Place, published: date) -> tuple[Interval, str] | None:
        count = place.group("count")
        return _unit_from(published, place.group("unit"), sign * (_COUNTS.get(count) or int(count)))

    return rule


def _next_or_last(place: Place, published: date) -> tuple[Interval, str]:
    relative = place.group("relative")
    step = {"next": 1, "last": -1, "this": 0}[direction_of(relative)] if relative else 0
    return _unit_from(published, place.group("unit"), step)


def _this(place: Place, published: date) -> tuple[Interval, str]:
    return _unit_from(published, place.group("unit") or place.group("month_unit"), 0)


def _weekday(place: Place, published: date) -> tuple[Interval, str]:
    relative, weekday = place.group("relative"), WEEKDAYS.index(place.group("weekday"))
    if not relative:
        day = published + timedelta(weekday - published.weekday())
    elif relative.startswith(("proch", "à")):
        day = published + timedelta((weekday - published.weekday()) % 7 or 7)
        day += timedelta(7) if day <= week_of_day(published)[1] else timedelta(0)
    else:
        day = published - timedelta((published.weekday() - weekday) % 7 or 7)
    return (day, day), "day"


def _weekday_number(place: Place, published: date) -> tuple[Interval, str] | None:
    """Return the one day of the weeks around that has this weekday and this number: "lundi 19"."""
    weekday, number = WEEKDAYS.index(place.group("weekday")), day_number(place.group("day"))
    around = (published + timedelta(days) for days in range(-NOISE_DAYS, NOISE_DAYS + 1))
    found = [day for day in around if day.day == number and day.weekday() == weekday]
    return ((found[0], found[0]), "day") if len(found) == 1 else None


def _day_of_month(place: Place, published: date) -> tuple[Interval, str] | None:
    start = _month_from(published, 1 if place.group("relative").startswith(("proch", "à")) else -1)[0]
    day = day_of(start.year, start.month, day_number(place.group("day")))
    return ((day, day), "day") if day else None


def _part_of_this_month(place: Place, published: date) -> tuple[Interval, str]:
    first, last = PARTS_OF_MONTH[place.group("part")]
    relative = place.group("relative")
    step = {"next": 1, "last": -1, "this": 0}[direction_of(relative)] if relative else 0
    start, end = _month_from(published, step)[0].replace(day=first), _month_from(published, step)[1]
    return (start, end.replace(day=min(last, end.day))), "part of month"


def _adverb(place: Place, published: date) -> tuple[Interval, str]:
    day = published + timedelta(_ADVERBS.get(place.group("adverb"), 0))
    return (day, day), "day"


def _is_one_day(place: Place) -> bool:
    """Tell "la réunion d'hier" from "la ville de demain" and "les métiers d'hier et d'aujourd'hui"."""
    before, after = place.text[max(0, place.match.start() - 4) : place.match.start()], place.text[place.match.end() :][:12]
    linked = re.search(r"\b(?:de |d')$", before, re.IGNORECASE)
    return not linked or (place.group("adverb") != "demain" and not re.match(r"(?: comme|,| et) (?:de|d')", after))


def _is_one_weekday(place: Place) -> bool:
    return bool(place.group("relative") or place.group("this"))


RELATIVE_RULES: dict[str, Callable[[Place], Meaning | None]] = {
    "day_of_month": _relative(_day_of_month),
    "ago": _relative(_counted(-1)),
    "ahead": _relative(_counted(1)),
    "next_or_last": _relative(_next_or_last),
    "this": _relative(_this),
    "weekday": _relative(_weekday, _is_one_weekday),
    "weekday_number": _relative(_weekday_number),
    "part_of_this_month": _relative(_part_of_this_month),
    "adverb": _relative(_adverb, _is_one_day),
}
"""The rules by kind of expression."""
