"""A sentence that leans on the one before is quoted with it, and with nothing else."""

import pytest

from assistant.antecedent import start_with_antecedent
from corpus.document import Document

FIRST = "Le congrès des villes se prépare."


def start_of_quote(before, sentence):
    text = f"{before}{sentence}\n"
    document = Document("a.md", "Titre", text, None, None, None, "fr", "a.md")
    start = start_with_antecedent(document, len(before), sentence)
    return text[start:].rstrip("\n")


@pytest.mark.parametrize("gap", [" ", "\n", "\n\n"])
def test_sentence_that_leans_back_is_quoted_with_the_one_before(gap):
    before = f"Autre chose est dite ici. {FIRST}{gap}"
    assert start_of_quote(before, "Elle aura lieu à Lyon.") == f"{FIRST}{gap}Elle aura lieu à Lyon."


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (f"{FIRST} ", "La rencontre aura lieu à Lyon."),
        (f"{FIRST}\n\n## Une rencontre\n\n", "Elle aura lieu à Lyon."),
        (f"{FIRST}\n\n<figure>\n\n", "Elle aura lieu à Lyon."),
        ("", "Elle aura lieu à Lyon."),
        (f"{FIRST} Une phrase {'longue ' * 400}finit. ", "Elle aura lieu à Lyon."),
    ],
)
def test_sentence_that_stands_alone_or_follows_no_sentence_is_quoted_alone(before, sentence):
    assert start_of_quote(before, sentence) == sentence
