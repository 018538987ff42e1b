"""The same text kept twice, and texts that are nearly the same."""

from corpus.document import Document
from corpus.duplicates import Duplicates, NearCopy, find_duplicates, sketch

SENTENCES = [f"La mesure numéro {number} du plan porte sur le lieu {number * 7} de la ville." for number in range(60)]
TEXT = "\n\n".join(SENTENCES)


def document(identity, text, body_start=0):
    return Document(identity, "", text, None, None, None, "fr", identity, body_start=body_start)


def duplicates(documents) -> Duplicates:
    known = {one.id: one for one in documents}
    return find_duplicates([sketch(one) for one in documents], known.__getitem__)


def test_same_words_in_another_layout_are_a_copy_of_the_first():
    other = "---\ntitle: T\n---\n" + TEXT.replace("La mesure", "**La  mesure**").replace("é", "É")

    found = duplicates([document("a.md", TEXT), document("b.md", other, body_start=17)])

    assert found.copies == {"b.md": "a.md"}


def test_short_texts_that_are_equal_are_not_copies():
    assert duplicates([document("a.md", "Toute personne."), document("b.md", "Toute personne.")]).copies == {}


def test_text_with_a_footer_more_is_a_near_copy_and_not_a_copy():
    documents = [document("a.md", TEXT), document("b.md", TEXT + "\n\nImprimé par nos soins le lundi à la mairie.")]

    found = duplicates(documents)

    assert found.copies == {}
    assert found.near == (NearCopy("b.md", "a.md", 1.0),)


def test_different_texts_are_not_near():
    other = " ".join(f"Le conseil du {number} mai parle du vélo et de la rue {number * 3}." for number in range(60))

    assert duplicates([document("a.md", TEXT), document("b.md", other)]).near == ()


def test_text_of_another_year_is_flagged_with_its_score():
    other = [f"Le budget {number} finance une autre rue, un autre parc et {number * 11} arbres." for number in range(6)]
    changed = [*SENTENCES[:54], *other]

    (pair,) = duplicates([document("2023.md", TEXT), document("2024.md", "\n\n".join(changed))]).near

    assert (pair.document_id, pair.other_id) == ("2024.md", "2023.md")
    assert 0.8 <= pair.score < 1


def test_same_text_in_another_format_is_a_copy_of_the_text_file():
    page = "Le plan de la ville\n\n" + TEXT + "\n\nPartager cette page"

    found = duplicates([document("page.html", page), document("plan.docx", TEXT), document("plan.md", TEXT)])

    assert found.copies == {"page.html": "plan.md", "plan.docx": "plan.md"}
    assert found.near == ()


def test_edition_of_another_year_in_another_format_is_not_a_copy():
    other = TEXT.replace("lieu 7 ", "lieu 2024 ")

    found = duplicates([document("2023.md", TEXT), document("2024.docx", other)])

    assert found.copies == {}
    assert [(pair.document_id, pair.other_id) for pair in found.near] == [("2024.docx", "2023.md")]


def test_short_text_under_one_name_in_two_formats_is_one_document():
    documents = [
        document("contact.html", "Contact\n\nÉcrivez au service des villes."),
        document("contact.md", "Écrivez au service des villes."),
    ]

    assert duplicates(documents).copies == {"contact.html": "contact.md"}
