"""What the model reads of a passage and of a sentence."""

from corpus.document import Document, Passage
from index.embedded_text import passage_text, sentence_text


def test_both_apostrophes_are_read_as_one():
    text = "L’État et l'Europe."
    document = Document("a.md", "L’année", text, None, None, None, "fr", "a.md")

    assert passage_text(document, Passage("a.md", 0, len(text), "L’été", text)) == "L'année\nL'été\nL'État et l'Europe."
    assert sentence_text(document, 0, len(text)) == "L'année. L'État et l'Europe."
