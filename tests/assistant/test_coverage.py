"""What the corpus covers, counted."""

from assistant.coverage import Coverage, coverage
from corpus.dates import PartialDate
from index.store import Entry


def entry(identity, date=None, kind=None, publisher=None):
    return Entry(identity, "", date, kind, publisher, "fr")


def test_documents_are_counted_by_kind_year_and_publisher():
    entries = [
        entry("a", PartialDate(2022, 5), "position", "Ville"),
        entry("b", PartialDate(2021), "event", "Ville"),
        entry("c", PartialDate(2022, 5, 3), "position", "Agence"),
        entry("d"),
    ]

    assert coverage(entries) == Coverage(
        documents=4,
        first=PartialDate(2021),
        last=PartialDate(2022, 5),
        undated=1,
        kinds=(("position", 2), ("event", 1)),
        years=((2021, 1), (2022, 2)),
        publishers=(("Ville", 2), ("Agence", 1)),
    )


def test_corpus_without_dates_covers_no_period():
    assert coverage([entry("a", kind="event")]) == Coverage(1, None, None, 1, (("event", 1),), (), ())
