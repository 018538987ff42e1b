import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates import PartialDate
from corpus.document import Document, Passage
from corpus.duplicates import Duplicates, NearCopy
from corpus.expressions import DateExpression
from index.hit import Filters
from index.store import ChunkedDocument, Sentence, Store, StoreWriter


def document(identity: str, text: str = "Un. Deux.", **known) -> Document:
    fields = {"title": "", "date": None, "kind": None, "publisher": None, "language": "fr", "source": identity}
    return Document(id=identity, text=text, **(fields | known))


def chunked(document: Document, *spans: tuple[int, int]) -> ChunkedDocument:
    """Cut one passage a span, each with itself as its only sentence."""
    passages = tuple(Passage(document.id, start, end, f"titre {start}", document.text[start:end]) for start, end in spans)
    sentences = tuple((Sentence(start, end, ("mot", "rar")),) for start, end in spans)
    return ChunkedDocument(document, passages, sentences)


def open_store(path: Path, *documents: ChunkedDocument, near: tuple[NearCopy, ...] = ()) -> Store:
    writer = StoreWriter(path / "store.sqlite", Duplicates({}, near))
    for one in documents:
        writer.add(one)
    writer.close()
    return Store(path / "store.sqlite")


def dated(identity: str, *parts: int) -> ChunkedDocument:
    return chunked(document(identity, date=PartialDate(*parts) if parts else None))


FULL = Document(
    id="a/é.md",
    title="Le « plan »",
    text="\ufeff---\nx: 1\n---\r\nUn œuf.\u2028Deux 💡.",
    date=PartialDate(2024, 11),
    kind="event",
    publisher="Réseau des villes",
    language="fr",
    source="https://ville.exemple/é?a=1&b=2",
    pages=(0, 18),
    body_start=16,
)


def test_every_field_comes_back_as_it_was_written(tmp_path):
    written = [chunked(document("0.txt"), (0, 3), (4, 9)), chunked(FULL, (16, 23)), chunked(document("vide.md"))]

    store = open_store(tmp_path, *written)

    assert list(store.chunked_documents()) == written


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.integers(0, 3)), min_size=1, max_size=4
    )
)
def test_any_text_and_any_number_of_passages_come_back(texts):
    written = [
        chunked(document(str(row), text, title=text, source=text), *[(at, len(text)) for at in range(count)])
        for row, (text, count) in enumerate(texts)
    ]

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder), *written)
        found = list(store.chunked_documents())
        store.close()

    assert found == written


def test_document_is_found_by_its_id_and_an_unknown_one_is_none(tmp_path):
    store = open_store(tmp_path, chunked(FULL, (16, 23)))

    assert store.document("a/é.md") == FULL
    assert store.document("a/e.md") is None


def test_passages_are_numbered_in_the_order_of_documents_and_positions(tmp_path):
    first, second = chunked(document("a"), (0, 3), (4, 9)), chunked(document("b"), (4, 9))

    store = open_store(tmp_path, first, second)

    assert [store.passage(row) for row in range(3)] == [*first.passages, *second.passages]
    assert [store.passage_row(passage) for passage in (*first.passages, *second.passages)] == [0, 1, 2]
    assert store.passage_documents.tolist() == [0, 0, 1]


def test_sentences_belong_to_their_passage_and_one_without_any_has_none(tmp_path):
    text = document("a", "Un. Deux. Trois.")
    passages = tuple(Passage("a", start, end, "", text.text[start:end]) for start, end in ((0, 9), (10, 16), (0, 16)))
    one, two, three = Sentence(0, 3, ("un",)), Sentence(4, 9, ("deux",)), Sentence(10, 16, ("trois",))

    store = open_store(tmp_path, ChunkedDocument(text, passages, ((one, two), (), (three,))))

    assert store.sentences([2, 0, 1]) == {2: [three], 0: [one, two], 1: []}
    assert [store.sentence_rows(row) for row in range(3)] == [range(2), range(2, 2), range(2, 3)]
    assert store.sentence_passages.tolist() == [0, 0, 2]


@pytest.mark.parametrize(
    ("since", "until", "kept"),
    [
        (None, None, ["day", "month", "none", "year"]),
        (date(2024, 11, 7), date(2024, 11, 7), ["day", "month", "year"]),
        (date(2024, 11, 8), None, ["month", "year"]),
        (date(2024, 11, 30), date(2024, 11, 30), ["month", "year"]),
        (date(2024, 12, 1), None, ["year"]),
        (date(2024, 12, 31), None, ["year"]),
        (date(2025, 1, 1), None, []),
        (None, date(2024, 11, 6), ["month", "year"]),
        (None, date(2024, 10, 31), ["year"]),
        (None, date(2024, 1, 1), ["year"]),
        (None, date(2023, 12, 31), []),
    ],
)
def test_period_keeps_the_documents_whose_date_overlaps_it(tmp_path, since, until, kept):
    store = open_store(tmp_path, dated("day", 2024, 11, 7), dated("month", 2024, 11), dated("none"), dated("year", 2024))

    rows = store.allowed_documents(Filters(since, until))

    assert [store.document_ids[row] for row in (range(4) if rows is None else rows)] == kept


def test_no_filter_gives_none_and_not_a_list(tmp_path):
    assert open_store(tmp_path, dated("a", 2024)).allowed_documents(Filters()) is None


@pytest.fixture
def store(tmp_path) -> Store:
    return open_store(
        tmp_path,
        chunked(document("a", kind="event", publisher="Réseau des villes", date=PartialDate(2024))),
        chunked(document("b", kind="position", publisher="Ville", language="en")),
        chunked(document("c", kind="event", publisher="Ville", date=PartialDate(2022))),
        chunked(document("d")),
    )


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        (Filters(kinds=("event",)), [0, 2]),
        (Filters(kinds=("position", "event")), [0, 1, 2]),
        (Filters(kinds=("speech",)), []),
        (Filters(publisher="reseau des VILLES"), [0]),
        (Filters(publisher="Réseau"), []),
        (Filters(language="en"), [1]),
        (Filters(kinds=("event",), publisher="Ville", language="fr", since=date(2022, 6, 1)), [2]),
        (Filters(kinds=("event",), until=date(2021, 1, 1)), []),
    ],
)
def test_filters_keep_the_documents_that_pass_all_of_them(store, filters, rows):
    assert store.allowed_documents(filters) == rows


def test_kinds_come_with_the_most_frequent_first(store):
    assert store.kinds() == ("event", "position")


def test_documents_without_a_date_are_counted(store):
    assert store.undated_count() == 2


def test_near_copies_are_known_from_either_side(tmp_path):
    documents = [chunked(document(name), (0, 3)) for name in ("2023.md", "2024.md", "autre.md")]

    store = open_store(tmp_path, *documents, near=(NearCopy("2024.md", "2023.md", 0.91),))

    assert store.near("2023.md") == {"2024.md": 0.91}
    assert store.near("2024.md") == {"2023.md": 0.91}
    assert store.near("autre.md") == {}


def test_passage_row_is_that_of_the_passage_given(tmp_path):
    store = open_store(
        tmp_path, chunked(document("a"), (0, 3), (4, 9)), chunked(document("b")), chunked(document("c"), (0, 9))
    )

    assert [store.passage_row(store.passage(row)) for row in range(3)] == [0, 1, 2]


YEAR_2022 = (date(2022, 1, 1), date(2022, 12, 31))


def speaking_of(identity: str, first: date | None, last: date | None) -> ChunkedDocument:
    """Cut one passage, whose first word is a date that means these days."""
    one = DateExpression(0, 3, first, last, "month", "explicit", "")
    return replace(chunked(document(identity), (0, 9)), dates=(one,))


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (*YEAR_2022, [1, 2]),
        (date(2022, 3, 1), None, [2, 3]),
        (None, date(2021, 12, 31), [0]),
        (*2 * (date(2030, 1, 1),), []),
    ],
    ids=["between", "since", "until", "nothing"],
)
def test_documents_that_speak_of_a_period_are_those_with_a_date_whole_within_it(tmp_path, since, until, found):
    days = [
        (date(2021, 1, 1), date(2021, 12, 31)),
        YEAR_2022,
        (date(2022, 3, 1), date(2022, 3, 31)),
        (date(2022, 12, 1), date(2023, 1, 31)),
        (None, None),
    ]

    store = open_store(tmp_path, *[speaking_of(f"{row}.md", *both) for row, both in enumerate(days)])

    assert store.documents_speaking_of(since, until) == found


def test_dates_known_to_the_day_are_found_by_their_first_day_in_order(tmp_path):
    days = [
        DateExpression(0, 3, date(2024, 5, 3), date(2024, 5, 4), "day", "explicit", ""),
        DateExpression(4, 9, date(2024, 3, 1), date(2024, 3, 31), "month", "explicit", ""),
    ]
    other = DateExpression(0, 3, date(2024, 3, 9), date(2024, 3, 9), "day", "explicit", "")
    store = open_store(
        tmp_path,
        replace(chunked(document("a"), (0, 9)), dates=tuple(days)),
        replace(chunked(document("b"), (0, 9)), dates=(other,)),
    )

    assert list(store.days_between(None, None)) == [(1, other), (0, days[0])]
    assert list(store.days_between(date(2024, 1, 1), None, newest_first=True)) == [(0, days[0]), (1, other)]
    assert list(store.days_between(date(2024, 3, 9), date(2024, 5, 2))) == [(1, other)]
