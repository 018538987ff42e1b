"""Events that documents about something else tell of, found by the days they give."""

from datetime import date

import pytest
from word_hash import WordHashEmbedder

from assistant.agenda import Days, mentions
from assistant.answer import Tier
from assistant.ask import Assistant
from assistant.settings import Settings
from corpus.settings import Settings as CorpusSettings
from index.french import stems
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever

LETTER = """## Événements à venir

- 28 novembre 2024, clôture de la saison des réseaux
- 28 novembre 2024, symposium du logiciel libre à Berlin
- Du 30 novembre au 2 décembre, rencontre des maires à Lyon
- Candidatures jusqu'au 5 décembre 2024

### 7 au 9 janvier 2025 : biennale des ponts

Elle réunit les ingénieurs.

## Nouvelles

Notre biennale des quais se tiendra du 7 au 9 janvier 2025. La conférence du 3 janvier 2025 est annulée.
Le salon des villes se tiendra le 4 décembre à Paris. Le décret du 6 décembre 2023 est paru. Irez-vous au forum du 9 décembre ?
"""
OTHER = "L'association sera au salon des villes qui se tiendra à Paris le 4 décembre 2024, avec ses adhérents et ses élus.\n"
EVENT = "Le congrès de Tours a réuni mille élus le 12 novembre 2024 au palais.\n"
LATE = "Le colloque de Nantes s'est tenu le 29 octobre 2024, devant deux cents personnes.\n"


@pytest.fixture
def assistant(tmp_path, no_steps):
    root = tmp_path / "documents"
    root.mkdir()
    for name, kind, day, text in (
        ("lettre", "newsletter", "2024-11-18", LETTER),
        ("note", "position", "2024-11-20", OTHER),
        ("congres", "event", "2024-11-14", EVENT),
        ("colloque", "event", "2024-11-02", LATE),
    ):
        head = f"---\ntitle: {name.title()}\nkind: {kind}\ndate: {day}\n---\n\n"
        (root / f"{name}.md").write_text(head + text, encoding="utf-8")
    folder, embedder = IndexFolder(tmp_path / "index"), WordHashEmbedder()
    rebuild([root], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)
    yield Assistant(retriever, Settings(sentences=5))
    retriever.close()


def told(assistant, since=None, until=None, topic=(), most=9):
    found, _ = mentions(assistant.retriever, None, topic, Days(since, until), most=most)
    return [one.document.text[one.sentence.start : one.sentence.end].lstrip("- ")[:30] for one in found]


def test_events_of_a_period_come_in_order_each_once(assistant):
    assert told(assistant, date(2024, 11, 15), date(2024, 12, 31)) == [
        "28 novembre 2024, clôture de l",
        "28 novembre 2024, symposium du",
        "Du 30 novembre au 2 décembre, ",
        "L'association sera au salon de",
    ]


def test_event_that_began_before_the_period_still_lasts_in_it(assistant):
    assert told(assistant, date(2024, 12, 2), date(2024, 12, 3)) == ["Du 30 novembre au 2 décembre, "]


def test_deadline_question_and_day_of_something_else_are_no_events(assistant):
    assert told(assistant, date(2023, 12, 1), date(2023, 12, 31)) == []
    assert told(assistant, date(2024, 12, 5), date(2024, 12, 31)) == []


def test_sentence_holds_the_topic_and_the_newest_come_first_without_a_period(assistant):
    assert told(assistant, topic=stems("Berlin")) == ["28 novembre 2024, symposium du"]
    assert told(assistant, topic=stems("Paris"), most=1) == ["L'association sera au salon de"]


def test_event_named_in_a_heading_is_quoted_with_what_follows_once(assistant):
    (found,), count = mentions(assistant.retriever, None, (), Days(date(2025, 1, 1), None), most=9)

    assert count == 1
    assert found.document.text[found.sentence.start : found.sentence.end] == (
        "### 7 au 9 janvier 2025 : biennale des ponts\n\nElle réunit les ingénieurs."
    )


def test_events_beyond_those_asked_for_are_counted(assistant):
    found, count = mentions(assistant.retriever, None, (), Days(date(2024, 11, 15), date(2024, 12, 31)), most=2)

    assert (len(found), count) == (2, 4)


def test_list_says_how_many_it_leaves_out(assistant):
    few = Assistant(assistant.retriever, Settings(sentences=2)).ask("Quels événements sont prévus ?")

    assert "5 passages d’autres textes" in few.notices[0]
    assert few.notices[0].endswith("; 2 sont cités, dans l’ordre des jours.")


def test_list_quotes_them_after_the_documents_of_the_period(assistant):
    answer = assistant.ask("Quels événements en novembre 2024 ?")

    assert [one.document_id for one in answer.citations] == ["congres.md", *3 * ["lettre.md"]]
    assert (answer.tier, answer.notices) == (
        Tier.SURE,
        (
            "1 événement dans le corpus à une date de cette période (« en novembre 2024 »).",
            "3 passages d’autres textes donnent le jour d’un événement (« en novembre 2024 »).",
        ),
    )


def test_document_about_an_event_of_another_month_is_listed_in_that_month(assistant):
    answer = assistant.ask("Quels événements en octobre 2024 ?")

    assert [one.document_id for one in answer.citations] == ["colloque.md"]


def test_events_to_come_are_those_after_the_last_date_of_the_corpus_and_never_sure(assistant):
    answer = assistant.ask("Quels sont les prochains événements ?")

    assert (answer.tier, len(answer.citations)) == (Tier.UNCERTAIN, 5)
    assert answer.notices == (
        "5 passages d’autres textes donnent le jour d’un événement (« après le 20 novembre 2024, date du document le plus "
        "récent »).",
    )


def test_one_event_to_come_is_the_first(assistant):
    (citation,) = assistant.ask("Quel est le prochain événement ?").citations

    assert "clôture" in citation.quote


def test_place_bounds_the_list_without_a_period(assistant):
    assert "Berlin" in assistant.ask("Quels événements à Berlin ?").text


def test_last_event_of_a_period_is_the_last_to_begin(assistant):
    days = Days(date(2024, 11, 1), date(2024, 11, 30), newest_first=True)

    found, _ = mentions(assistant.retriever, None, (), days, most=9)

    assert [one.first for one in found] == sorted((one.first for one in found), reverse=True)
    assert len({one.first for one in found}) > 1


def test_period_may_begin_at_the_first_day_there_is(assistant):
    assert mentions(assistant.retriever, None, (), Days(date.min, None), most=9)[1] > 1
