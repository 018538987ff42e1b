from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.chunk import chunk
from corpus.document import Document, Passage
from corpus.quotable import quotable_spans
from corpus.sentences import sentence_spans

LIMIT = 12
# Pieces that meet often in real files and seldom in random characters.
MARKS = (
    "# Titre",
    "## Sous-titre",
    "- point",
    "1. un",
    "| a | b |",
    "```",
    "**",
    "> ",
    "M. ",
    "« ",
    " »",
    "---",
    "; ",
    ", ",
    ". ",
    "!",
)
WORDS = ("mot", "Mot ", "La ville vote. ", "mot " * 15, "anticonstitutionnellement", "é", "🎉", "l’eau")
SPACES = (" ", "\u00a0", "\n", "\n\n", "\r\n", "\u2028", "\t", "\x0c")
PIECES = st.lists(st.sampled_from((*MARKS, *WORDS, *SPACES)), max_size=60).map("".join)


def words(texts: Sequence[str]) -> list[int]:
    """Count the words of each text: the tokens of these tests."""
    return [len(text.split()) for text in texts]


def characters(texts: Sequence[str]) -> list[int]:
    return [len(text) for text in texts]


def document(text: str, *, body_start: int = 0, title: str = "") -> Document:
    return Document("a.md", title, text, None, None, None, "fr", "a.md", (), body_start)


def passages(text: str, limit: int = LIMIT, **known) -> list[Passage]:
    return chunk(document(text, **known), words, limit)


def texts(text: str, limit: int = LIMIT) -> list[str]:
    return [passage.text for passage in passages(text, limit)]


def covered(text: str, found: list[Passage], position: int) -> bool:
    """Return whether ``found`` are in order, apart, true to the text and lose only white space from ``position``."""
    for passage in found:
        if text[position : passage.start].strip() or text[passage.start : passage.end] != passage.text:
            return False
        if not position <= passage.start < passage.end:
            return False
        position = passage.end
    return not text[position:].strip()


@given(st.text() | PIECES, st.integers(1, 40))
def test_passages_are_the_text_in_order_without_overlap_or_loss(text, limit):
    assert covered(text, passages(text, limit), 0)


@given(PIECES, PIECES)
def test_front_matter_is_in_no_passage(front_matter, body):
    text = f"{front_matter}\n\n{body}"
    start = len(front_matter) + 2

    assert covered(text, passages(text, body_start=start), start)


@given(PIECES, st.integers(4, 40))
def test_no_passage_is_over_the_limit(text, limit):
    assert all(count <= limit for count in words(texts(text, limit)))


@given(PIECES)
def test_no_passage_is_over_the_limit_when_tokens_are_characters(text):
    found = chunk(document(text), characters, 50)

    # the white space between pieces is in none of them, so that it is not counted
    assert all(len("".join(passage.text.split())) <= 50 for passage in found)


@given(PIECES)
def test_sentence_that_fits_is_never_cut(text):
    found = passages(text)

    for start, end in sentence_spans(text):
        if words([text[start:end]]) <= [LIMIT]:
            assert any(passage.start <= start and end <= passage.end for passage in found)


@given(PIECES)
def test_text_that_fits_is_one_passage(text):
    opened = [passage for passage in passages(text, 10_000) if passage.text]

    assert [passage.text for passage in opened] == ([text.strip()] if text.strip() else [])


@given(PIECES)
def test_quotable_sentences_are_inside_their_passage_and_in_order(text):
    for passage in passages(text):
        spans = quotable_spans(document(text), passage.start, passage.end)

        assert spans == sorted(spans)
        assert all(passage.start <= start < end <= passage.end for start, end in spans)


def test_paragraph_is_kept_whole_when_it_fits():
    first = "La ville vote le plan. Elle le finance."
    second = "La région suit. Elle paie la moitié du fonds."

    assert texts(f"{first}\n\n{second}") == [first, second]


def test_long_paragraph_is_cut_between_sentences():
    sentences = ["La ville vote le plan numérique.", "La région paie la moitié du fonds.", "Le département attend la fin."]

    assert texts(" ".join(sentences), 8) == sentences


def test_sentence_that_alone_is_too_long_is_cut_at_its_strongest_mark():
    text = "La ville demande un fonds pour dix ans ; la région demande un calendrier pour les communes."

    assert texts(text, 10) == [
        "La ville demande un fonds pour dix ans ;",
        "la région demande un calendrier pour les communes.",
    ]


def test_endless_word_is_cut_rather_than_kept_over_the_limit():
    found = chunk(document("x" * 120), characters, 50)

    assert [(passage.start, passage.end) for passage in found] == [(0, 50), (50, 100), (100, 120)]


def test_columns_of_a_line_that_is_too_long_are_cut_between_words():
    text = "Lyon   12  \t 7\t\t" * 9 + "\n\nLa ville vote."

    assert " ".join(texts(text, 5)).split() == text.split()


def test_passages_of_one_section_are_of_about_the_same_size():
    text = " ".join(f"Phrase numéro {number} du texte." for number in range(9))

    assert words(texts(text, 40)) == [25, 20]


def test_repeated_lines_are_all_kept():
    text = "\n".join(["- La ville vote."] * 20)

    found = passages(text)

    assert covered(text, found, 0)
    assert "".join(passage.text for passage in found).count("La ville vote.") == 20


def test_section_starts_a_passage_once_the_one_before_is_half_full():
    text = "# Un\n\nLa ville vote le plan.\n\n# Deux\n\nElle paie."

    assert texts(text, 14) == ["# Un\n\nLa ville vote le plan.", "# Deux\n\nElle paie."]


def test_short_sections_share_a_passage():
    text = "# Un\n\nElle vote.\n\n# Deux\n\nElle paie."

    assert texts(text, 14) == [text]


def test_heading_is_the_path_of_the_sections_above():
    text = "# Un\n\n## Deux\n\nLa ville vote le plan.\n\n## Trois\n\nElle paie le plan.\n\n# Quatre\n\nElle attend."

    assert [passage.heading for passage in passages(text, 8)] == ["Un", "Un > Deux", "Un > Trois", "Quatre"]


def test_heading_leaves_out_the_title_and_is_in_plain_reading():
    text = "# Le plan\n\n## Les **moyens**\n\nLa ville vote le plan numérique."

    found = passages(text, 6, title="Le plan")

    assert found[-1].heading == "Les moyens"


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\ufeff"])
def test_text_without_words_has_no_passage_with_words(text):
    assert "".join(texts(text)).strip("\ufeff") == ""


def test_passage_is_named_by_its_document_and_its_place():
    (passage,) = passages("  La ville.")

    assert passage.id == "a.md#000000002-000000011"
