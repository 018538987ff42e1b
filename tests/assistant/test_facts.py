"""Facts: the words that answer a question for a date, a number, a person or a place."""

import pytest

from assistant.facts import asked_kinds, fact_candidates, find_fact
from corpus.dates import PartialDate
from corpus.document import Document

EXPO = "Le salon s’est tenu du 5 au 7 novembre 2024 à Barcelone et a réuni **plus de 25 000 participants**, dit Ada Colau."


def document_of(text):
    return Document("a.md", "", text, PartialDate(2024, 11, 13), None, None, "fr", "a.md")


def fact(question, text=EXPO, certain=0.9):
    return find_fact(question, document_of(text), 0, len(text), citation=2, certain=certain)


def words(kind, question, text=EXPO):
    return [text[one.start : one.end] for one in fact_candidates(kind, question, document_of(text), 0, len(text), 0.5)]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("Quand s'est tenu le salon ?", ("when",)),
        ("En quelle année la loi a-t-elle été votée ?", ("when",)),
        ("Combien de participants ?", ("how_many",)),
        ("Quel est le budget du fonds ?", ("how_many",)),
        ("Qui a ouvert le salon ?", ("who",)),
        ("À l'initiative de qui ?", ("who",)),
        ("Quand et où s'est tenu le salon ?", ("when", "where")),
        ("Dans quelle ville ?", ("where",)),
        ("When was it held?", ("when",)),
        ("Que demande la ville ou l'État ?", ()),
        ("Quelle est la position qui domine ?", ()),
    ],
)
def test_question_asks_for_kinds_of_fact(question, kinds):
    assert asked_kinds(question) == kinds


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Quand s'est tenu le salon ?", "5 au 7 novembre 2024"),
        ("Combien de participants le salon a-t-il réunis ?", "plus de 25 000 participants"),
        ("Qui le dit du salon ?", "Ada Colau"),
        ("Où s'est tenu le salon ?", "Barcelone"),
    ],
)
def test_fact_is_told_in_plain_reading_with_its_span(question, text):
    found = fact(question)

    assert (found.text.removeprefix("du "), found.citation) == (text, 2)
    assert EXPO[found.start : found.end].replace("*", "").removeprefix("du ") == text


def test_question_for_no_fact_gets_none():
    assert fact("Que demande la ville ?") is None


def test_sentence_without_the_kind_of_fact_gives_none():
    assert fact("Quand a ouvert le salon ?", "Le salon a ouvert avec éclat.") is None


def test_words_that_the_question_says_are_no_news():
    assert words("where", "Que s'est-il passé à Barcelone ?") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Vingt-quatre villes le font.", "Vingt-quatre villes"),
        ("Quatre-vingt-dix communes le font.", "Quatre-vingt-dix communes"),
        ("La ville pose dix-sept mille arceaux.", "dix-sept mille arceaux"),
        ("La ville a quatre mille cinq cents agents.", "quatre mille cinq cents agents"),
        ("Il y eut vingt et un orateurs.", "vingt et un orateurs"),
        ("Le fonds a 12 M€.", "12 M€"),
    ],
)
def test_number_is_read_whole(text, number):
    assert [
        text[one.start : one.end] for one in fact_candidates("how_many", "Combien ?", document_of(text), 0, len(text), 0.5)
    ] == [number]


def test_number_that_is_part_of_a_date_is_not_counted():
    assert words("how_many", "Combien de jours ?") == ["plus de 25 000 participants"]


def test_date_that_leans_on_the_documents_own_is_resolved():
    found = fact("Quand le conseil s'est-il réuni ?", "Le conseil s’est réuni la semaine dernière.")

    assert (found.text, found.resolved) == ("la semaine dernière", "2024-11-04/2024-11-10")


def test_date_that_says_its_year_is_not_resolved():
    assert fact("Quand s'est tenu le salon ?").resolved is None


def test_fact_leads_only_when_its_sentence_is_likely_to_answer():
    alone = "Le salon s’est tenu le 5 novembre 2024."

    assert fact("Quand s'est tenu le salon ?", alone, certain=0.99).leads
    assert not fact(
        "Quand la loi a-t-elle été votée ?", "Adoptée en 2016, 2018 et 2021, la loi fut revue.", certain=0.01
    ).leads


def test_range_keeps_its_first_word_before_what_is_bold():
    found = fact("Quand s'est tenu le forum ?", "Le forum s’est tenu au Caire, du **4 au 8 novembre 2024**.")

    assert found.text == "du 4 au 8 novembre 2024"
