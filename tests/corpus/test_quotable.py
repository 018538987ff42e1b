from corpus.document import Document, Passage
from corpus.quotable import quotable_spans


def quotable(text: str) -> list[str]:
    document = Document("note.md", "", text, None, None, None, "fr", "note")
    passage = Passage(document.id, 0, len(text), "", text)
    return [text[start:end] for start, end in quotable_spans(document, passage)]


def test_items_of_a_list_are_kept_however_short():
    text = "Trois réseaux y étaient présents :\n\n- France urbaine ;\n- Les Interconnectés ;\n- la FNAU."

    assert quotable(text) == [
        "Trois réseaux y étaient présents :",
        "- France urbaine ;",
        "- Les Interconnectés ;",
        "- la FNAU.",
    ]


def test_headings_credits_links_and_crumbs_are_left_out():
    text = "# Le titre\n\nSource : l'association des villes.\n\nhttps://example.org/\n\nOui.\n\n---\n\nLa ville finance la médiation."

    assert quotable(text) == ["La ville finance la médiation."]
