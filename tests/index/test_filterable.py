from datetime import date

import pytest

from corpus.dates import PartialDate
from corpus.document import Document
from corpus.duplicates import Duplicates
from index.filterable import QUERY
from index.hit import Filters
from index.store import ChunkedDocument, Store, StoreWriter

KNOWN = (
    ("a", PartialDate(2022, 3), "position", "Réseau des villes", "fr"),
    ("b", None, "event", "Ville de Niort", "fr"),
    ("c", PartialDate(2024), "report", None, "en"),
    ("d", PartialDate(2024, 5, 16), None, "RESEAU DES VILLES", "fr"),
)


@pytest.fixture
def store(tmp_path):
    writer = StoreWriter(tmp_path / "store.sqlite", Duplicates({}, ()))
    for identity, written, kind, publisher, language in KNOWN:
        writer.add(ChunkedDocument(Document(identity, "", "", written, kind, publisher, language, identity), (), ()))
    writer.close()
    store = Store(tmp_path / "store.sqlite")
    yield store
    store.close()


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        (Filters(until=date(2022, 3, 1)), [0]),
        (Filters(since=date(2024, 5, 17)), [2]),
        (Filters(since=date(2022, 3, 31), until=date(2024, 1, 1)), [0, 2]),
        (Filters(kinds=("report", "event")), [1, 2]),
        (Filters(kinds=("inconnu",)), []),
        (Filters(publisher="réseau des villes"), [0, 3]),
        (Filters(publisher="inconnu"), []),
        (Filters(language="en"), [2]),
        (Filters(language="de"), []),
        (Filters(kinds=("position",), publisher="Réseau des villes", language="fr", since=date(2022, 1, 1)), [0]),
    ],
)
def test_documents_that_pass_every_filter_are_kept(store, filters, rows):
    assert store.allowed_documents(filters) == rows


def test_filters_are_answered_without_reading_the_texts(store):
    plan = store._connection.execute(f"EXPLAIN QUERY PLAN {QUERY}").fetchall()

    assert "COVERING INDEX" in plan[0][3]
