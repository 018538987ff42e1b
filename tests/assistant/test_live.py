"""An assistant that stays open: the next question goes to the new generation, a damaged one never serves."""

import logging

import pytest
from word_hash import WordHashEmbedder

from assistant.live import LiveAssistant
from assistant.settings import Settings
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder, IndexMissingError
from index.hit import Filters
from index.rebuild import rebuild

QUESTION = "Que demande l'association sur le financement pérenne des conseillers numériques ?"
OLD = "L’association demande un financement pérenne des conseillers numériques."
NEW = "L’association demande un financement pérenne des conseillers numériques, par la loi."


@pytest.fixture
def folder(tmp_path):
    return IndexFolder(tmp_path / "index")


@pytest.fixture
def build(folder, corpus_folder, no_steps):
    """Build the next generation of the small corpus."""
    return lambda: rebuild([corpus_folder], folder, WordHashEmbedder(), CorpusSettings(), steps=no_steps)


@pytest.fixture
def edit_and_build(build, corpus_folder):
    """Change the sentence that answers, then build the next generation."""

    def edit_and_build():
        path = corpus_folder / "positions/mediation-2022.md"
        path.write_text(path.read_text("utf-8").replace(OLD, NEW), encoding="utf-8")
        build()

    return edit_and_build


@pytest.fixture
def live(build, folder):
    build()
    return LiveAssistant(folder, WordHashEmbedder(), Settings())


def first_quote(live):
    return live.ask(QUESTION).citations[0].quote


def test_question_after_a_rebuild_is_answered_from_the_new_generation(live, edit_and_build):
    before = first_quote(live)

    edit_and_build()

    assert (before, first_quote(live)) == (OLD, NEW)
    assert NEW in live.document("positions/mediation-2022.md").text


def test_damaged_new_generation_is_logged_once_and_the_one_before_serves(live, edit_and_build, folder, caplog):
    edit_and_build()
    (folder.current() / "passages.faiss").write_bytes(b"damaged")

    with caplog.at_level(logging.WARNING, "assistant.live"):
        quotes = [first_quote(live), first_quote(live)]

    assert quotes == [OLD, OLD]
    (record,) = caplog.records
    assert "passages.faiss" in record.getMessage()


def test_damaged_pointer_leaves_the_generation_that_serves(live, folder):
    (folder.path / "CURRENT").write_text("{", encoding="utf-8")

    assert first_quote(live) == OLD


def test_new_document_is_counted_after_a_rebuild(live, corpus_folder, build):
    (corpus_folder / "agenda.md").write_text(
        "---\nkind: report\n---\n\nUn atelier aura lieu en mai 2025.\n", encoding="utf-8"
    )

    build()

    assert live.document_count() == 6
    assert live.kinds() == ("position", "report", "event")


def test_missing_index_is_said_before_the_first_question(folder):
    with pytest.raises(IndexMissingError, match="build it: plaidoyer rebuild"):
        LiveAssistant(folder, WordHashEmbedder(), Settings())


def test_engine_taken_before_a_rebuild_stays_on_its_generation(live, edit_and_build, folder):
    taken = live.current()

    edit_and_build()

    hits = taken.search(QUESTION).hits
    assert OLD in hits[0].passage.text and OLD in taken.document(hits[0].passage.document_id).text
    assert (taken.generation() == live.generation(), live.generation()) == (False, folder.current().name)


def test_same_question_is_answered_from_what_was_kept_until_the_generation_changes(folder, build, edit_and_build):
    build()
    embedder = WordHashEmbedder()
    live = LiveAssistant(folder, embedder, Settings())

    answers, asked = [live.ask(QUESTION), live.ask(QUESTION, previous=[])], [len(embedder.queries)]
    live.ask(QUESTION, filters=Filters(kinds=("position",)))
    asked.append(len(embedder.queries))
    edit_and_build()

    assert answers[0] == answers[1]
    assert first_quote(live) == NEW
    assert [*asked, len(embedder.queries)] == [1, 2, 3]
