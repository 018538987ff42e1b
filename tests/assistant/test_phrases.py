"""The sentences around the quotes, in both languages."""

import pytest

from assistant.coverage import Coverage
from assistant.phrases import announced, narrowed, refusal, undated
from corpus.dates import PartialDate
from corpus.document import Document


def document(title, date):
    return Document("positions/note.md", title, "Un texte.", date, None, None, "fr", "note")


NEAREST = [
    (document("Le fonds", PartialDate(2024, 5, 1)), "Demandes > Financement"),
    (document("", None), ""),
]

COVERED = Coverage(
    12, PartialDate(2021), PartialDate(2024), 0, (("position", 11), ("newsletter", 1)), ((2021, 5), (2024, 7)), ()
)


def test_french_refusal_names_the_nearest_passages():
    first, *lines = refusal("no_support", NEAREST, COVERED, "fr").split("\n")

    assert first.startswith("Je ne trouve pas de réponse")
    assert lines == [
        "Passages les plus proches :",
        "– Le fonds (1er mai 2024), « Demandes > Financement »",
        "– note.md (sans date)",
        "Le corpus compte 12 documents, de 2021 à 2024 (11 positions, 1 lettre d’information).",
    ]


def test_english_refusal_names_the_nearest_passages():
    first, *lines = refusal("no_support", NEAREST, COVERED, "en").split("\n")

    assert first.startswith("I cannot find an answer")
    assert lines[0] == "Nearest passages:"
    assert lines[2:] == [
        "– note.md (no date)",
        "The corpus has 12 documents, from 2021 to 2024 (11 positions, 1 newsletter).",
    ]


@pytest.mark.parametrize(("language", "said"), [("fr", "filtres"), ("en", "filters")])
def test_refusal_for_the_filters_says_so_and_names_nothing(language, said):
    line, covered = refusal("nothing_in_filters", [], COVERED, language).split("\n")

    assert said in line
    assert "12 documents" in covered


def test_french_notice_counts_the_documents_without_date():
    assert undated(12, "fr").startswith("12 documents sans date n’ont pas été cherchés")
    assert undated(1, "fr").startswith("1 document sans date n’a pas été cherché")


def test_english_notice_counts_the_documents_without_date():
    assert undated(12, "en").startswith("12 documents without a date were not searched")
    assert undated(1, "en").startswith("1 document without a date was not searched")


def test_english_notices_say_to_what_the_search_was_narrowed():
    assert narrowed(period="in 2022", kind="", language="en") == (
        "Search limited to the period of the question (“in 2022”): documents dated in it or that speak of it.",
    )
    assert narrowed(period="", kind="in the newsletter", language="en") == (
        "Search limited to the documents named by the question (“in the newsletter”).",
    )


def test_events_that_may_be_more_are_said_to_be_at_least_so_many():
    assert announced(50, 3, "", "fr", at_least=True).startswith("Au moins 50 passages")
    assert announced(50, 3, "", "en", at_least=True).startswith("At least 50 passages")
    assert announced(50, 3, "", "fr").startswith("50 passages")
