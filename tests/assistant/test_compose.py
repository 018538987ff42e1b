"""What was found becomes an answer: cautions, the fact in front, who speaks, sources that are old or disagree."""

import pytest

from assistant.answer import Tier
from assistant.compose import answered, old_source_notice, refused
from assistant.coverage import Coverage
from assistant.look import Looked
from assistant.quote import check
from assistant.refuse import Verdict
from assistant.select import Quote
from corpus.dates import PartialDate
from corpus.document import Document

WHEN = "Quand s'est tenu le salon des villes ?"
HOW_MANY = "Combien de participants le salon des villes a-t-il réunis ?"


def document(identity, text, when=PartialDate(2024, 11, 13)):  # noqa: B008
    return Document(identity, identity, text, when, "event", None, "fr", identity)


def quote_of(one, certain=0.95, coverage=1.0):
    return Quote(one, 0, len(one.text), (0, len(one.text)), certain, coverage)


def looked(question, tier=Tier.SURE, notices=()):
    return Looked(question, None, (), (), Verdict(tier, 1.5), notices)


def answer(question, *documents, tier=Tier.SURE, language="fr", **more):
    quotes = [quote_of(one, **more) for one in documents]
    found = answered(question, language, looked(question, tier), quotes, (), [])
    return check(found, {one.id: one for one in documents}.get)


def test_fact_that_is_sure_stands_in_front_of_its_quote():
    found = answer(WHEN, document("a", "Le salon des villes s’est tenu le 5 novembre 2024."))

    assert (
        found.text.split("\n")
        == [
            "Le 5 novembre 2024 [1]",
            "« Le salon des villes s’est tenu le 5 novembre 2024. » [1]",
        ]
        or found.text.split("\n")[0] == "5 novembre 2024 [1]"
    )
    assert found.fact.leads
    assert found.confidence == 1.5


def test_date_that_leans_on_the_documents_is_told_with_the_days_it_means():
    found = answer(WHEN, document("a", "Le salon des villes s’est tenu la semaine dernière."))

    assert found.text.startswith("La semaine dernière, soit du 4 novembre 2024 au 10 novembre 2024 [1]\n")


def test_answer_that_is_not_sure_says_so_and_puts_no_fact_in_front():
    found = answer(WHEN, document("a", "Le salon des villes s’est tenu le 5 novembre 2024."), tier=Tier.UNCERTAIN)

    assert found.text.split("\n")[0] == (
        "Je ne suis pas sûr que les documents répondent ; voici les passages les plus proches :"
    )
    assert not found.fact.leads
    assert found.text.count("[1]") == 1


def test_english_question_gets_an_english_frame_around_french_quotes():
    text = "Selon la ministre, le salon s’est tenu à Lyon."
    found = answer("What did the minister say?", document("a", text), tier=Tier.UNCERTAIN, language="en")

    assert found.text.split("\n") == [
        "I am not sure that the documents answer; here are the nearest passages:",
        f"« {text} » [1] (reported words: la ministre)",
    ]


def test_words_of_someone_else_are_labelled():
    found = answer("Que demande la ministre ?", document("a", "La ministre a déclaré que le fonds serait prolongé."))

    assert found.text == "« La ministre a déclaré que le fonds serait prolongé. » [1] (propos rapportés : La ministre)"
    assert found.citations[0].speaker == "La ministre"


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        (WHEN, "Le salon des villes s’est tenu le 5 novembre 2024.", "Le salon des villes s’est tenu le 9 mars 2023."),
        (
            HOW_MANY,
            "Le salon des villes a réuni 25 000 participants.",
            "Le salon des villes a réuni 24 000 participants.",
        ),
    ],
)
def test_sources_that_disagree_are_shown_side_by_side_and_nothing_is_decided(question, first, second):
    found = answer(question, document("a", first), document("b", second))

    assert not found.fact.leads
    (notice,) = found.notices
    assert notice.startswith("Les sources ne disent pas la même chose : « ")
    assert "» (a), « " in notice


def test_sources_that_agree_are_not_said_to_differ():
    found = answer(
        WHEN,
        document("a", "Le salon des villes s’est tenu le 5 novembre 2024."),
        document("b", "Le salon des villes s’est tenu en novembre 2024."),
    )

    assert found.notices == ()


def test_sentences_about_something_else_are_not_held_against_each_other():
    texts = ("Le salon des villes s’est tenu le 5 novembre 2024.", "Le salon des villes s’est tenu le 9 mars 2023.")
    found = answer(WHEN, *(document(text[-6:], text) for text in texts), coverage=0.3)

    assert found.notices == ()


@pytest.mark.parametrize(
    ("dates", "months", "notices"),
    [
        (
            (PartialDate(2021), PartialDate(2022, 3)),
            24,
            ["Source citée la plus récente : mars 2022 ; document le plus récent du corpus : janvier 2025."],
        ),
        ((PartialDate(2021), PartialDate(2024, 3)), 24, []),
        ((PartialDate(2021),), 0, []),
        ((None,), 24, []),
    ],
)
def test_newest_source_that_is_old_is_told(dates, months, notices):
    quotes = [quote_of(document("a", "Texte.", when)) for when in dates]

    assert old_source_notice(quotes, PartialDate(2025, 1), months, "fr") == notices


def test_refusal_tells_the_nearest_passages_and_what_the_corpus_covers():
    covered = Coverage(
        30, PartialDate(2016, 10, 7), PartialDate(2025, 2), 1, (("event", 12), ("position", 1)), ((2016, 1), (2025, 28)), ()
    )

    found = refused("Où ?", "fr", looked("Où ?", Tier.ABSENT), [(document("a", "Texte."), "Le lieu")], covered)

    assert found.text.split("\n")[2:] == [
        "– a (13 novembre 2024), « Le lieu »",
        "Le corpus compte 30 documents, de 2016 à 2025 (12 événements, 1 position).",
    ]
    assert (found.tier, found.reason) == (Tier.ABSENT, "nothing_in_filters")
