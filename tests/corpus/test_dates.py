from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.dates import PartialDate, parse_date


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("2024-11-13", PartialDate(2024, 11, 13)),
        ("2024-11-13T23:30:00+02:00", PartialDate(2024, 11, 13)),
        ("2024-11-13 08:00", PartialDate(2024, 11, 13)),
        ("2024-1-3", PartialDate(2024, 1, 3)),
        ("2024-11", PartialDate(2024, 11)),
        ("2024", PartialDate(2024)),
        ("03/04/2024", PartialDate(2024, 4, 3)),
        ("3.4.2024", PartialDate(2024, 4, 3)),
        ("13 novembre 2024", PartialDate(2024, 11, 13)),
        ("Mercredi 13  NOVEMBRE 2024", PartialDate(2024, 11, 13)),
        ("1er août 2022", PartialDate(2022, 8, 1)),
        ("1er aout 2022", PartialDate(2022, 8, 1)),
        ("févr. 2023", PartialDate(2023, 2)),
        ("décembre\u00a02023", PartialDate(2023, 12)),
        ("29 février 2024", PartialDate(2024, 2, 29)),
    ],
)
def test_date_is_read_with_the_precision_it_is_written_with(text, parsed):
    assert parse_date(text) == parsed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hier",
        "2024-13-01",
        "2024-02-30",
        "29 février 2023",
        "31/04/2024",
        "13/25/2024",
        "0 mai 2024",
        "13 brumaire 2024",
        "13 novembre",
        "le 13 novembre 2024",
        "24-11-13",
        "0000",
        "2024-00",
        "2024-11-00",
        "du 5 au 7 novembre 2024",
    ],
)
def test_what_no_calendar_has_or_is_no_date_is_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize("parts", [(2024, 2, 30), (2024, 13), (2024, 0), (2024, 11, 0), (0,), (2023, 2, 29)])
def test_impossible_day_cannot_be_made(parts):
    with pytest.raises(ValueError, match=r"must be in|out of range"):
        PartialDate(*parts)


@pytest.mark.parametrize(
    ("known", "iso", "french", "first", "last"),
    [
        (PartialDate(2024), "2024", "2024", date(2024, 1, 1), date(2024, 12, 31)),
        (PartialDate(2024, 2), "2024-02", "février 2024", date(2024, 2, 1), date(2024, 2, 29)),
        (PartialDate(2022, 7, 1), "2022-07-01", "1er juillet 2022", date(2022, 7, 1), date(2022, 7, 1)),
        (PartialDate(2024, 11, 13), "2024-11-13", "13 novembre 2024", date(2024, 11, 13), date(2024, 11, 13)),
        (PartialDate(987), "0987", "987", date(987, 1, 1), date(987, 12, 31)),
    ],
)
def test_date_is_written_and_bounded_to_its_precision(known, iso, french, first, last):
    assert (known.isoformat(), known.french()) == (iso, french)
    assert (known.first_day, known.last_day) == (first, last)


PARTIAL_DATES = st.dates(min_value=date(1000, 1, 1)).flatmap(
    lambda day: st.sampled_from(
        [PartialDate(day.year), PartialDate(day.year, day.month), PartialDate(day.year, day.month, day.day)]
    )
)


@given(PARTIAL_DATES)
def test_what_is_written_is_read_again(known):
    assert parse_date(known.isoformat()) == parse_date(known.french()) == known
