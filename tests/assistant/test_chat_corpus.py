"""The page of the corpus, and the files behind documents."""

import re

import pytest
from browser.word_engine import WordEngine, sample_documents

from assistant.chat.catalogue import UNDATED, Choice, chosen
from assistant.chat.corpus_page import PAGE, choice_of, corpus_page
from assistant.chat.document_page import Around, document_page
from assistant.chat.originals import Originals
from assistant.state import IndexState
from corpus.dates import PartialDate
from index.report import FileRow
from index.store import Entry

EVERYTHING = Choice()
STATE = IndexState("000001-abcdef01", "2026-11-26T09:30:00+00:00", 3, 9, ())


def an_entry(name, date=None, kind=None, publisher=None, title=""):
    return Entry(name, title or f"Titre {name}", date, kind, publisher, "fr")


ENTRIES = (
    an_entry("a.md", PartialDate(2021, 3), "event", "Ville"),
    an_entry("b.md", PartialDate(2024, 5, 2), "position", "Ville"),
    an_entry("c.md", None, None, "Agence"),
    an_entry("d.md", PartialDate(2024, 11), "event", "Agence"),
)


def text_of(html):
    return " ".join(re.sub("<[^>]*>", " ", html).replace("\u00a0", " ").split())


def shown(choice=EVERYTHING, page=1, entries=ENTRIES, state=STATE, language="fr"):
    return text_of(corpus_page(entries, state, choice, page, language))


def test_documents_are_listed_the_latest_first_and_those_without_a_date_last():
    assert [entry.id for entry in chosen(ENTRIES, Choice())] == ["d.md", "b.md", "a.md", "c.md"]
    assert "4 documents, de mars 2021 à novembre 2024." in shown()


def test_choice_of_kind_year_and_publisher_narrows_the_list():
    assert [entry.id for entry in chosen(ENTRIES, Choice("event", "2024", "Agence"))] == ["d.md"]
    assert [entry.id for entry in chosen(ENTRIES, Choice(year=UNDATED))] == ["c.md"]


def test_facets_count_what_each_would_show_under_the_other_choices():
    html = corpus_page(ENTRIES, STATE, Choice(kind="event"), 1, "fr")

    assert "Événement 2 Prise de position 1" in text_of(html)
    assert "2024 1 2021 1" in text_of(html)
    assert 'href="/corpus?kind=event&amp;year=2024"' in html
    assert '<a href="/corpus" aria-current="true">' in html


def test_active_choice_is_in_words_with_a_link_that_takes_it_back():
    html = corpus_page(ENTRIES, STATE, Choice("event", UNDATED), 1, "fr")

    assert "Retirer le filtre Événement × Retirer le filtre sans date ×" in text_of(html)
    assert '<a class="chip" href="/corpus?year=none">' in html


def test_gaps_name_the_years_kinds_and_dates_that_are_missing():
    text = shown()

    assert "Aucun document daté de 2022, 2023." in text
    assert "Aucun document de type Communiqué de presse, Lettre d’information" in text
    assert "1 document sans date connue" in text and "1 document sans type connu" in text


def test_state_of_the_index_counts_its_warnings_without_naming_files():
    told = (FileRow("secret.pdf", "skipped", "no_text", "m"), FileRow("b.md", "indexed", None, None, ("guessed: secret",)))
    own = FileRow("documents.csv", "skipped", "sidecar", "m")

    text = shown(state=IndexState("000001-abcdef01", "2026-11-26T09:30:00+00:00", 3, 9, (*told, own)))

    assert "Génération 000001-abcdef01 Construit le 26 novembre 2026, 09:30 UTC Documents 3 Passages 9" in text
    assert "guessed (1), no_text (1)" in text and "secret" not in text and "sidecar" not in text


def test_long_list_has_pages_and_a_page_beyond_the_end_is_the_last():
    entries = [an_entry(f"{number:03}.md", PartialDate(2024)) for number in range(PAGE + 1)]

    assert "page 1 sur 2 Suivants" in shown(entries=entries)
    assert f"Titre {PAGE:03}.md" in shown(entries=entries, page=99)
    assert "Précédents page 2 sur 2" in shown(entries=entries, page=99)


def test_empty_corpus_has_a_page():
    assert "0 documents" in shown(entries=(), language="en")


@pytest.mark.parametrize("year", ["x", "٢٠٢٤", "20 24", "-1"])
def test_year_that_is_none_is_left_out(year):
    assert choice_of("", year, "") == Choice()


def test_document_page_tells_its_date_and_its_other_versions():
    engine = WordEngine(sample_documents())
    document = engine.document("events/barcelone.md")
    near = ENTRIES[:1]

    html = document_page(document, "fr", None, Around(near, ("copie.txt",), original=True))
    text = text_of(html)

    assert "Date novembre 2024 (jour inconnu)" in text
    assert (
        "Texte presque identique : Titre a.md Événement mars 2021" in text
        and "Même texte, dans le fichier copie.txt" in text
    )
    assert 'href="/originals/events/barcelone.md" download' in html
    assert "originals" not in document_page(document, "fr", None)


def test_original_is_a_file_of_the_corpus_and_nothing_else(tmp_path):
    root = tmp_path / "corpus"
    (root / "notes").mkdir(parents=True)
    (root / "notes/a.md").write_text("a")
    (tmp_path / "secret").write_text("s")
    (root / "link.md").symlink_to(tmp_path / "secret")
    (root / "linked").symlink_to(tmp_path)
    originals = Originals((tmp_path / "none", root))

    assert originals.path("notes/a.md") == (root / "notes/a.md").resolve()
    for name in ("../secret", "link.md", "linked/secret", "notes", "b.md", str(tmp_path / "secret"), "a\x00b", "x" * 9000):
        assert originals.path(name) is None
