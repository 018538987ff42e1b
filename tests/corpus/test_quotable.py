from corpus.document import Document, Passage
from corpus.quotable import quotable_spans


def quotable(text: str) -> list[str]:
    document = Document("note.md", "", text, None, None, None, "fr", "note")
    passage = Passage(document.id, 0, len(text), "", text)
    return [text[start:end] for start, end in quotable_spans(document, passage.start, passage.end)]


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


def test_rows_of_a_table_are_kept_without_its_titles():
    text = (
        "| Violence | Part des villes |\n|---|---|\n| Menaces contre des élus | 15 % |\n| Menaces contre des agents | 39 % |"
    )

    assert quotable(text) == ["| Menaces contre des élus | 15 % |", "| Menaces contre des agents | 39 % |"]


def test_what_opens_and_closes_a_letter_is_left_out():
    text = (
        "Madame la Première ministre,\n\nLes villes demandent un fonds.\n\n"
        "Nous vous prions d’agréer, Madame la Première ministre, l’expression de notre haute considération."
    )

    assert quotable(text) == ["Les villes demandent un fonds."]


def test_request_that_opens_as_the_end_of_a_letter_does_is_kept():
    text = "Veuillez noter que nous ne pourrons accepter les dossiers après le 3 mai."

    assert quotable(text) == [text]


def test_row_above_an_empty_one_is_no_title():
    assert quotable("| Menaces contre des élus | 15 % |\n|  |  |") == ["| Menaces contre des élus | 15 % |"]
