"""A text that asks the very question answers it in what follows."""

import pytest

from assistant.features import Candidate
from assistant.question import content_stems
from assistant.replies import replying
from corpus.document import Document, Passage
from corpus.sentences import sentence_spans
from index.french import stems
from index.store import Sentence

TEXT = """# Foire aux questions

## Qu'est-ce que la vignette ?

Un autocollant pour les véhicules. Il se pose sur la vitre.

## Combien coûte la vignette ?

Elle coûte trois euros.

Où acheter la vignette ? Sur le site du ministère.
"""


def replies(question: str, heading: str = "", text: str = TEXT) -> list[str]:
    document = Document("faq.md", "", text, None, None, None, "fr", "faq.md")
    passage = Passage(document.id, 0, len(text), heading, text)
    spans = [span for span in sentence_spans(text) if not text[span[0] : span[1]].startswith("#")]
    found = [
        Candidate(document, passage, 1.0, place, Sentence(*span, tuple(stems(text[slice(*span)]))), 0.5, 0.5)
        for place, span in enumerate(spans)
    ]
    told = replying(question, content_stems(stems(question)), found)
    return [one.text for one, replies in zip(found, told, strict=True) if replies]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Qu'est-ce qu'une vignette ?", ["Un autocollant pour les véhicules."]),
        ("Combien coûte la vignette ?", ["Elle coûte trois euros."]),
        ("Où acheter une vignette ?", ["Sur le site du ministère."]),
        ("Quand acheter une vignette ?", []),
        ("Pourquoi la vignette ?", []),
        ("Combien coûte un vélo ?", []),
    ],
)
def test_first_sentence_after_the_same_question_replies(question, found):
    assert replies(question) == found


def test_heading_of_the_passage_may_be_the_question():
    text = "Elle coûte trois euros. Elle dure un an."

    assert replies("Combien coûte la vignette ?", "FAQ > Combien coûte la vignette ?", text) == ["Elle coûte trois euros."]
    assert replies("Combien coûte la vignette ?", "FAQ > Le prix de la vignette", text) == []


def test_same_question_about_another_year_is_another_question():
    text = "## Quel est le montant de l'aide versée aux communes rurales pour l'eau en 2023 ?\n\nElle est de trois euros.\n"
    asked = "Quel est le montant de l'aide versée aux communes rurales pour l'eau en {} ?"

    assert replies(asked.format(2023), text=text) == ["Elle est de trois euros."]
    assert replies(asked.format(2024), text=text) == []
