"""What each kind of French date expression means: an interval, or only a day of an unknown year."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from corpus.dates import month_number
from corpus.expression_patterns import COUNTED_AFTER, DATED_NOUN, QUANTITY_BEFORE, YEAR_AFTER
from corpus.expression_place import (
    PARTS_OF_MONTH,
    SENTENCE_REACH,
    WEEKDAYS,
    Interval,
    Meaning,
    Place,
    day_number,
    day_of,
    direction_of,
    interval_of,
    last_day,
    week_of_day,
    whole_months,
)
from corpus.expression_relative import RELATIVE_RULES
from corpus.expression_years import dated

_SEASONS = {
    "printemps": ((3, 1), (6, 21)),
    "été": ((6, 1), (9, 22)),
    "automne": ((9, 1), (12, 21)),
    "hiver": ((12, 1), (3, 21)),
}
_ORDINALS = (("1", 1), ("prem", 1), ("2", 2), ("deux", 2), ("sec", 2), ("3", 3), ("tro", 3))
_PARTS_OF_YEAR = {"mi": (5, 8), "milieu": (5, 8), "début": (1, 4), "fin": (9, 12), "courant": (1, 12)}
_OLDEST_ALONE = 1950  # an older number without "en" or "depuis" is a quantity
_AFTER_A_DAY = re.compile(r"\d(?:er)?[\s\u00a0-]$")
_LIST_OF_YEARS = re.compile(r"\b(?:en|depuis|années)[\s\u00a0]+(?:(?:19|20)\d\d(?:, | et ))+$", re.IGNORECASE)
_REFERENCE_ENDS = re.compile(r"[ \t]*(?:[.)\]](?:\s|$)|\n|$)")


def mean(kind: str, place: Place) -> Meaning | None:
    """Return what an expression of this kind means, None when it is no date after all."""
    return _RULES[kind](place)


def _days(place: Place) -> Meaning | None:
    """From one day to another, of one month or two."""
    first, last = day_number(place.group("first_day")), day_number(place.group("day"))
    month = month_number(place.group("month"))
    first_month = month_number(place.group("first_month")) if place.group("first_month") else month
    if first_month == month and first >= last:
        return None
    if place.group("to").startswith("et") and not place.group("from").startswith("entre"):
        return None  # two days, not all those between
    written = int(place.group("first_year") or 0)

    def in_year(year: int) -> Interval | None:
        before = written or (year if (first_month, first) <= (month, last) else year - 1)
        return interval_of(day_of(before, first_month, first), day_of(year, month, last))

    partial = f"--{first_month:02}-{first:02}/--{month:02}-{last:02}"
    if written and not place.group("year"):
        found = in_year(written if (month, last) >= (first_month, first) else written + 1)
        return Meaning(*found, "day", "explicit") if found else None
    return dated(place, in_year, "day", partial)


def _one_day(place: Place) -> Meaning | None:
    day, month = day_number(place.group("day")), month_number(place.group("month"))
    weekday = WEEKDAYS.index(place.group("weekday")) if place.group("weekday") else None

    def in_year(year: int) -> Interval | None:
        return interval_of(day_of(year, month, day), day_of(year, month, day))

    return dated(place, in_year, "day", f"--{month:02}-{day:02}", weekday)


def _week_of(place: Place) -> Meaning | None:
    day = _one_day(place)
    if day is None or day.first is None:
        return day
    first, last = week_of_day(day.first)
    return replace(day, first=first, last=last, precision="week")


def _numeric(place: Place) -> Meaning | None:
    year = int(place.group("year"))
    if year < 100:
        year += 2000 if year < 70 else 1900
    found = day_of(year, int(place.group("month")), int(place.group("day")))
    return Meaning(found, found, "day", "explicit") if found else None


def _numeric_without_year(place: Place) -> Meaning | None:
    day, month = int(place.group("day")), int(place.group("month"))
    weekday = WEEKDAYS.index(place.group("weekday")) if place.group("weekday") else None
    return dated(place, lambda year: interval_of(*[day_of(year, month, day)] * 2), "day", f"--{month:02}-{day:02}", weekday)


def _numeric_month(place: Place) -> Meaning | None:
    month = int(place.group("month"))
    return Meaning(*whole_months(int(place.group("year")), month, month), "month", "explicit")


def _numeric_range(place: Place) -> Meaning | None:
    year, month, day = (int(place.group(name)) for name in ("year", "month", "day"))
    first_year = int(place.group("first_year") or year)
    first = day_of(first_year, int(place.group("first_month") or month), int(place.group("first_day")))
    found = interval_of(first, day_of(year, month, day))
    return Meaning(*found, "day", "explicit") if found else None


def _two_months(place: Place) -> Meaning | None:
    first, last = month_number(place.group("first_month")), month_number(place.group("month"))
    written = int(place.group("first_year") or 0)
    if not place.group("link") and not place.group("year") and not place.group("relative"):
        return None

    def in_year(year: int) -> Interval | None:
        before = written or (year if first <= last else year - 1)
        return interval_of(date(before, first, 1), date(year, last, last_day(year, last)))

    return dated(place, in_year, "month", f"--{first:02}/--{last:02}")


def _fortnight(place: Place) -> Meaning | None:
    month, which = month_number(place.group("month")), place.group("which")
    opening, length = which.startswith(("prem", "1")), 7 if place.group("unit") == "semaine" else 15
    if not opening and length == 7 and which != "dernière":
        return None

    def in_year(year: int) -> Interval | None:
        end = last_day(year, month)
        first = 1 if opening else 16 if length == 15 else end - 6
        return date(year, month, first), date(year, month, length if opening else end)

    return dated(place, in_year, "part of month", f"--{month:02}")


def _part_of_month(place: Place) -> Meaning | None:
    month, part = month_number(place.group("month")), place.group("part")
    first, last = PARTS_OF_MONTH[part]

    def in_year(year: int) -> Interval | None:
        return date(year, month, first), date(year, month, min(last, last_day(year, month)))

    return dated(place, in_year, "month" if part == "courant" else "part of month", f"--{month:02}")


def _month(place: Place) -> Meaning | None:
    link, known = place.group("link"), place.group("year") or place.group("relative")
    following = place.text[place.match.end() : place.match.end() + SENTENCE_REACH]
    if not known and not YEAR_AFTER.match(following):
        named = place.match["month"][0].isupper() and link in ("de", "d'", "pour", "le", "avant", "après")  # Champ de Mars
        if not link or named:
            return None
    if not link and _AFTER_A_DAY.search(place.text[max(0, place.match.start() - 5) : place.match.start()]):
        return None  # the whole date was refused, such as the name of a street
    month = month_number(place.group("month"))
    return dated(place, lambda year: whole_months(year, month, month), "month", f"--{month:02}")


def _part_in(months: int, precision: str) -> Callable[[Place], Meaning | None]:
    def rule(place: Place) -> Meaning | None:
        which = place.group("which")
        short = which[0] in "tqs" and which[1:2].isdigit()
        if (short or which.startswith("dern")) and not place.group("year"):
            return None
        written = (value for start, value in _ORDINALS if which.startswith(start))
        number = int(which[1]) if short else next(written, 12 // months)
        first = (number - 1) * months + 1
        last = first + months - 1
        return dated(place, lambda year: whole_months(year, first, last), precision, f"--{first:02}/--{last:02}")

    return rule


def _season(place: Place) -> Meaning | None:
    (first_month, first), (last_month, last) = _SEASONS[place.group("season")]
    link, relative, turns = place.group("link").strip(), place.group("relative"), last_month < first_month
    if not link and not place.group("year"):
        return None  # "a été passée"
    if not place.group("year") and not relative and link in ("", "l'", "le", "de l'", "en", "du", "de le"):
        return None
    if second := place.group("second_year"):
        if int(second) - int(place.group("year")) != turns:
            return None
    elif turns and place.group("year"):
        return Meaning(None, None, "season", "unknown year", "hiver")  # which of the two that the year touches

    def in_year(year: int) -> Interval | None:
        return interval_of(day_of(year, first_month, first), day_of(year + turns, last_month, last))

    return dated(place, in_year, "season", place.group("season"))


def _years(place: Place) -> Meaning | None:
    first, last = int(place.group("first_year")), int(place.group("year"))
    to = place.group("to").strip()
    if (to == "/" and last != first + 1) or (to == "et" and place.group("link") != "entre" and last != first + 1):
        return None
    if not first < last <= first + 60 or first < _OLDEST_ALONE or _counts(place):
        return None
    if _AFTER_A_DAY.search(place.text[max(0, place.match.start() - 5) : place.match.start()]):
        return None  # "Doc. 55 2023/2024"
    return Meaning(date(first, 1, 1), date(last, 12, 31), "year", "explicit")


def _decade(place: Place) -> Meaning | None:
    first = int(place.group("year"))
    first += 1900 if first < 100 else 0
    return Meaning(date(first, 1, 1), date(first + 9, 12, 31), "decade", "explicit")


def _part_of_year(place: Place) -> Meaning | None:
    first, last = _PARTS_OF_YEAR[place.group("part")]
    if year := place.group("year"):
        if int(year) < _OLDEST_ALONE:
            return None
        return Meaning(*whole_months(int(year), first, last), "part of year", "explicit")
    if place.published is None:
        return Meaning(None, None, "part of year", "unknown")
    relative = place.group("relative")
    step = 0 if not relative else {"next": 1, "last": -1, "this": 0}[direction_of(relative)]
    return Meaning(*whole_months(place.published.year + step, first, last), "part of year", "document's date")


def _year(place: Place) -> Meaning | None:
    """Return a year alone after a preposition, a small word or an opening bracket; "France 2030" is a name."""
    start, end = place.match.span()
    link, year = place.group("link"), int(place.group("year"))
    before, after = place.text[max(0, start - 60) : start], place.text[end : end + 60]
    if year < _OLDEST_ALONE and link not in ("en", "depuis", "dès", "année"):
        return None
    if link not in ("en", "depuis", "dès", "année") and _counts(place):
        return None
    if not link and not before.endswith("(") and not _introduced(before, after):
        return None
    return Meaning(date(year, 1, 1), date(year, 12, 31), "year", "explicit")


def _counts(place: Place) -> bool:
    """Tell whether the number counts something or numbers it: "2000 habitants", "article 2024"."""
    start, end = place.match.span()
    return bool(COUNTED_AFTER.match(place.text, end) or QUANTITY_BEFORE.search(place.text[max(0, start - 60) : start]))


def _introduced(before: str, after: str) -> bool:
    """Tell whether the words before let a year stand there: a small word, a dated noun, a list of years, a reference."""
    if _LIST_OF_YEARS.search(before) or (before.endswith(", ") and before[-3:-2].isalpha() and _REFERENCE_ENDS.match(after)):
        return True
    word = re.search(r"([\w'’]+)[\s\u00a0]*\(?$", before)
    if not word:
        return False
    first = re.split("['’]", word[1])[-1][:1]
    return bool(DATED_NOUN.search(word[1])) or not (first.isupper() or first.isdigit())


_RULES: dict[str, Callable[[Place], Meaning | None]] = {
    "days_of_two_months": _days,
    "days_of_one_month": _days,
    "list_of_days": _days,
    "numeric_range": _numeric_range,
    "week_of": _week_of,
    "one_day": _one_day,
    "iso": _numeric,
    "numeric": _numeric,
    "short_numeric": _numeric,
    "numeric_without_year": _numeric_without_year,
    "numeric_month": _numeric_month,
    "two_months": _two_months,
    "part_of_month": _part_of_month,
    "fortnight": _fortnight,
    "month": _month,
    "quarter": _part_in(3, "quarter"),
    "semester": _part_in(6, "semester"),
    "season": _season,
    "decade": _decade,
    "years": _years,
    "part_of_year": _part_of_year,
    "year": _year,
    **RELATIVE_RULES,
}
