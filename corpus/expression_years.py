"""The year of a date written without one.

An enumeration that ends with a year gives it; else the weekday written with the date decides, then "dernier" or "prochain",
then a year that opens the sentence, then the nearest date when it is within 120 days of the document's own, then the tense
of the sentence. When these disagree the year stays unknown. Never today's year.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from corpus.dates import month_number
from corpus.expression_patterns import OF_A_YEAR, YEAR_AFTER
from corpus.expression_place import SENTENCE_REACH, Interval, InYear, Meaning, Place, direction_of

NOISE_DAYS = 45
"""So near the document's date, the tense of another verb of the sentence says nothing."""

_NEAREST = "nearest to the document's date"
_NEAR_DAYS = 120
_NEAR_AHEAD_DAYS = 150  # a list of events to come has no verb
_WELL_UNDER_WAY_DAYS = 60
_WEEKDAY_REACH_DAYS = 200
_ANOTHER_NUMBER = re.compile(r"[\s\u00a0]+(?:\d{4}|\d\d(?![\s\u00a0]?h))\b")  # "mai 68", a year that no rule reads


def dated(place: Place, in_year: InYear, precision: str, partial: str, weekday: int | None = None) -> Meaning | None:
    """Return the meaning of a date whose year is written, or found from the document's own date."""
    following = place.text[place.match.end() : place.match.end() + SENTENCE_REACH]
    if year := place.group("year") or _year_after(place, following):
        found = in_year(int(year))
        return Meaning(*found, precision, "explicit") if found else None
    if _ANOTHER_NUMBER.match(following):
        return None
    told = OF_A_YEAR.match(following)
    if told and told["every"]:
        return None
    unknown = Meaning(None, None, precision, "unknown year", partial)
    if place.published is None or (told and told["other"]):
        return unknown
    if told:
        step = 0 if told["this"] else 1 if direction_of(told["relative"].lower()) == "next" else -1
        found = in_year(place.published.year + step)
        return Meaning(*found, precision, "document's date", partial) if found else None
    found, provenance = _nearest(place, place.published, in_year, weekday)
    return Meaning(*found, precision, provenance, partial) if found else unknown


def _year_after(place: Place, following: str) -> str:
    """Return the year of the enumeration that goes on after the date: "le 2 février et le 2 août 2025"."""
    after = YEAR_AFTER.match(following)
    if not after or not place.group("month"):
        return ""
    turns = month_number(place.group("month")) > month_number(after["month"])
    return str(int(after["year"]) - turns)


def _nearest(place: Place, published: date, in_year: InYear, weekday: int | None) -> tuple[Interval | None, str]:
    """Return the interval of the year that is meant, None when several are as likely, and from what it was found."""
    found = [interval for year in range(published.year - 2, published.year + 3) if (interval := in_year(year))]
    found.sort(key=lambda interval: abs((interval[0] - published).days))
    if weekday is not None:
        for interval in found:
            if interval[0].weekday() == weekday and abs((interval[0] - published).days) <= _WEEKDAY_REACH_DAYS:
                return interval, "weekday"
    if not found or (weekday is not None and abs((found[0][0] - published).days) > NOISE_DAYS):
        return None, ""
    if place.group("relative"):
        return _stated(found, published, place.direction), "document's date"
    if opening := place.opening_year:
        return in_year(opening), "year that opens the sentence"
    return _likely(found, published, place)


def _stated(found: Sequence[Interval], published: date, direction: str) -> Interval | None:
    """Return the last one that is over, or well under way; the next one that is not; the one of the same year."""
    in_order = sorted(found)
    if direction == "this":
        return next((one for one in in_order if one[0].year == published.year), None)
    if direction == "next":
        return next((one for one in in_order if one[0] > published or one[0] == one[1] == published), None)
    over = [one for one in in_order if min(one[1], one[0] + timedelta(_WELL_UNDER_WAY_DAYS)) <= published]
    return over[-1] if over else None


def _likely(found: Sequence[Interval], published: date, place: Place) -> tuple[Interval | None, str]:
    """Return the nearest one unless the sentence speaks against it."""
    nearest, direction = found[0], place.direction
    away = (nearest[0] - published).days
    if nearest[0] <= published <= nearest[1] or abs(away) <= NOISE_DAYS:
        return nearest, _NEAREST
    if place.other_years - {nearest[0].year, nearest[1].year}:
        return None, ""
    if direction == "near":
        same_year = nearest[0].year == published.year
        near = abs(away) <= _NEAR_DAYS or same_year or 0 < away <= _NEAR_AHEAD_DAYS
        return (nearest, _NEAREST) if near and not place.group("which") else (None, "")
    if direction == ("next" if away > 0 else "last"):
        return nearest, _NEAREST
    return _against_the_tense(found, published, direction)


def _against_the_tense(found: Sequence[Interval], published: date, direction: str) -> tuple[Interval | None, str]:
    """Return what is meant when the nearest one is on the other side of the document's date than the sentence tells."""
    nearest = found[0]
    away = (nearest[0] - published).days
    told = [one for one in sorted(found) if (one[0] > published if direction == "next" else one[1] < published)]
    chosen = (told[0] if direction == "next" else told[-1]) if told else None
    if abs(away) > _NEAR_DAYS:
        return chosen, "tense of the sentence"
    if away < 0 or not (chosen and chosen[0].year == published.year):
        return nearest, _NEAREST
    # "A été reportée au 3 février": a day that near is as likely as last year's; "s'est tenue en mars" is this year's.
    return (None, "") if nearest[0] == nearest[1] else (chosen, "tense of the sentence")
