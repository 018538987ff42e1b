"""What a question states of the documents asked for, and the search narrowed to it on a small corpus."""

from datetime import date

import pytest
from word_hash import WordHashEmbedder

from assistant.ask import Assistant
from assistant.narrow import stated
from assistant.settings import Settings
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.hit import Filters
from index.rebuild import rebuild
from index.retrieve import open_retriever

LATER = """---
title: Bilan de la médiation numérique
date: 2024-10-01
kind: newsletter
---

En mars 2022, des élus des communes voisines ont écrit à ce propos. Les conseillers numériques attendent une réponse.
"""
ASKED = "l'association demande-t-elle un financement pérenne des conseillers numériques"


def days(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    return first and date.fromisoformat(first), last and date.fromisoformat(last)


@pytest.mark.parametrize(
    ("question", "words", "first", "last"),
    [
        ("Que demande-t-elle en 2022 ?", "en 2022", "2022-01-01", "2022-12-31"),
        ("En 2022, que demande-t-elle ?", "En 2022", "2022-01-01", "2022-12-31"),
        ("Qui était au Caire en novembre 2024 ?", "en novembre 2024", "2024-11-01", "2024-11-30"),
        ("Quoi de neuf depuis mars 2023 ?", "depuis mars 2023", "2023-03-01", None),
        ("Quoi de neuf depuis le 5 mars 2023 ?", "depuis le 5 mars 2023", "2023-03-05", None),
        ("Que disait-elle avant 2020 ?", "avant 2020", None, "2019-12-31"),
        ("Que disait-elle après mars 2022 ?", "après mars 2022", "2022-04-01", None),
        ("Que disait-elle entre 2022 et 2024 ?", "entre 2022 et 2024", "2022-01-01", "2024-12-31"),
        ("Que dit-elle au premier semestre 2023 ?", "au premier semestre 2023", "2023-01-01", "2023-06-30"),
        ("Que dit-elle au cours de l’année 2023 ?", "au cours de l’année 2023", "2023-01-01", "2023-12-31"),
    ],
)
def test_date_after_a_preposition_of_time_is_a_period(question, words, first, last):
    found = stated(question, "fr")

    assert (found.filters.since, found.filters.until) == days(first, last)
    assert (found.period, found.kind) == (words, "")


@pytest.mark.parametrize(
    ("question", "words", "first", "last"),
    [
        ("What did it ask for in 2022?", "in 2022", "2022-01-01", "2022-12-31"),
        ("What has it said since March 2023?", "since March 2023", "2023-03-01", None),
        ("What did it say between 2022 and 2024?", "between 2022 and 2024", "2022-01-01", "2024-12-31"),
    ],
)
def test_english_period_is_read_too(question, words, first, last):
    found = stated(question, "en")

    assert (found.filters.since, found.filters.until, found.period) == (*days(first, last), words)


@pytest.mark.parametrize(
    "question",
    [
        "Que dit la déclaration de 2022 ?",
        "Où s'est tenu le Forum urbain mondial 2022 ?",
        "Que vise Objectif 2030 ?",
        "Que faut-il faire d'ici 2030 ?",
        "Que faut-il faire jusqu'en 2022 ?",
        "Que faut-il faire au 1er janvier 2025 ?",
        "Qu'est-ce qui change par rapport à 2022 ?",
        "Qu'est-ce qui a changé en 2023 depuis 2021 ?",
        "Quoi de neuf depuis mars ?",
        "Que disait-elle l'an dernier ?",
        "Depuis quand le règlement est-il en vigueur ?",
        "Quelle est la position sur la médiation ?",
        "Que pense-t-elle du rapport sur les centres de données ?",
        "Que dit-elle dans le rapport de la Cour des comptes ?",
    ],
)
def test_topic_deadline_comparison_or_relative_date_states_nothing(question):
    assert stated(question, "fr") is None


@pytest.mark.parametrize(
    ("question", "kind", "words"),
    [
        ("Quel communiqué sur les centres de données ?", "press-release", "communiqué"),
        ("Que dit le communiqué de presse sur l'IA ?", "press-release", "communiqué de presse"),
        ("Que lit-on dans la newsletter ?", "newsletter", "dans la newsletter"),
        ("Que lit-on dans l'infolettre sur l'IA ?", "newsletter", "dans l'infolettre"),
        ("Que lit-on dans la lettre ouverte au ministre ?", "letter", "dans la lettre ouverte"),
        ("Que lit-on dans le rapport ?", "report", "dans le rapport"),
    ],
)
def test_kind_named_as_the_place_to_look_bounds_the_search(question, kind, words):
    found = stated(question, "fr")

    assert (found.filters, found.period, found.kind) == (Filters(kinds=(kind,)), "", words)


@pytest.fixture
def assistant(tmp_path, corpus_folder, no_steps):
    """Give the assistant of the small corpus and one later document that speaks of 2022."""
    (corpus_folder / "bilan.md").write_text(LATER, encoding="utf-8")
    folder, embedder = IndexFolder(tmp_path / "index"), WordHashEmbedder()
    rebuild([corpus_folder], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)
    yield Assistant(retriever, Settings(old_after_months=0))
    retriever.close()


def found_in(answer) -> set[str]:
    return {hit.passage.document_id for hit in answer.hits}


def test_period_narrows_to_documents_of_it_or_that_speak_of_it_and_is_said(assistant):
    answer = assistant.ask(f"Quand {ASKED} en 2022 ?")

    assert found_in(answer) == {"positions/mediation-2022.md", "bilan.md"}
    assert not answer.refused
    assert answer.notices == (
        "Recherche limitée à la période de la question (« en 2022 ») : documents datés de cette période ou qui en parlent.",
    )


def test_kind_narrows_and_is_said(assistant):
    answer = assistant.ask("Dans la newsletter, qu'attendent les conseillers numériques ?")

    assert found_in(answer) == {"bilan.md"}
    assert answer.notices == ("Recherche limitée aux documents nommés par la question (« Dans la newsletter »).",)


@pytest.mark.parametrize("period", ["en 2019", "en novembre 2024"], ids=["no document", "no answer"])
def test_period_that_leaves_no_answer_changes_nothing(assistant, period):
    answer = assistant.ask(f"Quand {ASKED} {period} ?")

    assert {"lettre.txt", "positions/mediation-2022.md"} <= found_in(answer)
    assert answer.notices == ()


def test_period_given_as_a_filter_wins_over_the_question(assistant):
    answer = assistant.ask(f"Quand {ASKED} en 2022 ?", filters=Filters(since=date(2024, 1, 1), until=date(2024, 12, 31)))

    assert "evenements/barcelone.md" in found_in(answer)
    assert "positions/mediation-2022.md" not in found_in(answer)
    assert not any("Recherche limitée" in notice for notice in answer.notices)


def test_other_filters_bound_the_narrowed_search_too(assistant):
    answer = assistant.ask(f"Quand {ASKED} en 2022 ?", filters=Filters(publisher="Réseau des villes"))

    assert found_in(answer) == {"positions/mediation-2022.md"}
    assert "en 2022" in answer.notices[0]


def test_search_narrows_to_the_period_and_says_so(assistant):
    found = assistant.search(f"Quand {ASKED} en 2022 ?")

    assert {hit.passage.document_id for hit in found.hits} == {"positions/mediation-2022.md", "bilan.md"}
    assert found.notices == assistant.ask(f"Quand {ASKED} en 2022 ?").notices


def test_search_narrows_to_the_kind_and_says_so(assistant):
    found = assistant.search("Dans la newsletter, qu'attendent les conseillers numériques ?")

    assert {hit.passage.document_id for hit in found.hits} == {"bilan.md"}
    assert found.notices == ("Recherche limitée aux documents nommés par la question (« Dans la newsletter »).",)


def test_search_in_a_period_of_no_document_is_not_narrowed(assistant):
    found = assistant.search(f"Quand {ASKED} en 2019 ?")

    assert "positions/mediation-2022.md" in {hit.passage.document_id for hit in found.hits}
    assert found.notices == ()


def test_search_takes_a_period_given_as_a_filter_before_that_of_the_question(assistant):
    found = assistant.search(f"Quand {ASKED} en 2022 ?", filters=Filters(since=date(2024, 1, 1)))

    assert "positions/mediation-2022.md" not in {hit.passage.document_id for hit in found.hits}
    assert found.notices == ("1 document sans date n’a pas été cherché, puisqu’une période est demandée.",)
