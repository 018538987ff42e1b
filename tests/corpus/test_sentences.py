import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.__main__ import main
from corpus.blocks import block_spans, is_heading
from corpus.sentences import sentence_spans

LABELLED = Path(__file__).parent / "sentences.jsonl"
# Pieces that meet often in real files and seldom in random characters.
MARKS = ("M. ", "« ", " »", "(", ")", "[", "](a.b)", "```", "~~~", "- ", "# ", "1. ", "I. ", ".", "!", "?", "…")
OTHERS = ("mot", "Mot", "é", "**", "_", "> ", "|", "---", "🎉", "</p>", "[1]", "²")
SPACES = (" ", "\u00a0", "\n", "\n\n", "\r\n", "\u2028")
PIECES = st.lists(st.sampled_from((*MARKS, *OTHERS, *SPACES))).map("".join)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def blocks(text: str) -> list[str]:
    return [text[start:end] for start, end in block_spans(text)]


def assert_covers(text: str, spans: list[tuple[int, int]]) -> None:
    position = 0
    for start, end in spans:
        assert text[position:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert text[position:].strip() == ""


@given(st.text() | PIECES)
def test_sentences_are_ordered_trimmed_and_lose_no_character(text):
    assert_covers(text, sentence_spans(text))


@given(st.text() | PIECES)
def test_blocks_are_ordered_trimmed_and_lose_no_character(text):
    assert_covers(text, block_spans(text))


@given(PIECES, PIECES, PIECES)
def test_a_part_of_a_text_is_cut_as_if_it_were_alone(before, part, after):
    start, end = len(before), len(before) + len(part)

    spans = sentence_spans(before + part + after, start, end)

    assert spans == [(start + first, start + last) for first, last in sentence_spans(part)]


@given(PIECES)
def test_every_sentence_is_inside_one_block(text):
    block_of = [next(i for i, (a, b) in enumerate(block_spans(text)) if a <= s and e <= b) for s, e in sentence_spans(text)]

    assert block_of == sorted(block_of)


def test_labelled_sentences_reach_the_bar(capsys):
    status = main(["sentences", str(LABELLED)])

    assert status == 0
    assert capsys.readouterr().out.splitlines()[-1] == "sentences: 60/60 cases exact, boundary F1 1.000"


@pytest.mark.parametrize(
    "pattern",
    ["M. ", "« ", "! ", "(", "a.b.", ".)", "abc.Abc", "1. ", "```x\n", ".](a", "- ", "<a ", "**", "[^a]", "\n"],
)
def test_repeated_marks_take_time_in_proportion_to_their_number(pattern):
    def seconds(count: int) -> float:
        begin = time.process_time()
        sentence_spans(pattern * count)
        return time.process_time() - begin

    # Ten times the text: about ten times as long when linear, a hundred times when quadratic.
    assert seconds(50_000) < 30 * seconds(5_000) + 0.2


def test_words_of_a_link_may_be_wrapped_over_several_lines():
    text = "Rendez-vous le 9 janvier au [Lieu\nde la Transformation\nPublique](https://exemple.fr), à Paris."

    assert sentence_spans(text) == [(0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Le 20 mars 2023, à l'initiative d'un\n[collectif](https://exemple.fr) du ministère, une rencontre a eu lieu.",
        "La journée dédiée à la mutualisation\n[Helm](https://exemple.fr) a été proposée par le programme.",
    ],
)
def test_line_before_one_that_begins_with_a_link_and_goes_on_is_no_title(text):
    assert blocks(text) == [text]


def test_title_before_a_link_alone_is_a_title():
    assert blocks("Le plan\n[Lire](https://exemple.fr)") == ["Le plan", "[Lire](https://exemple.fr)"]


def test_wrapped_lines_stay_in_one_paragraph():
    text = "La ville demande un financement pérenne de la médiation numérique aux\nConseils départementaux.\n\nElle paie."

    assert blocks(text) == [text[:94], "Elle paie."]


def test_a_paragraph_on_one_long_line_is_not_joined_to_the_title_above():
    title = "La métropole publie son plan pour le numérique responsable et inclusif"
    paragraph = "Le plan compte douze mesures et une enveloppe de trois millions d'euros pour cinq ans de travail."

    assert blocks(f"{title}\n{paragraph}") == [title, paragraph]


def test_fenced_code_is_one_block_and_an_unclosed_fence_an_ordinary_line():
    assert blocks("Voici\n```sh\nls\n\n# rien\n```\nFin") == ["Voici", "```sh\nls\n\n# rien\n```", "Fin"]
    assert blocks("Un.\n\n```\n\nDeux.") == ["Un.", "```", "Deux."]


@pytest.mark.parametrize(
    "text",
    ["# Pourquoi agir ?", "### Fin.", "Nos demandes", "LE PLAN", "**Le plan**", "II. Le constat", "2.1 Les moyens"],
)
def test_headings_are_recognised(text):
    assert is_heading(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "La ville vote le plan.",
        "**La ville vote.**",
        "La cotisation reste de 0,115 € par habitant.[^1]",
        "La ville vote. (1)",
        "La ville vote.¹",
        "Trois demandes :",
        "- un fonds",
        "1. Former",
        "| Ville | Coût |",
        "---",
        "suite de la phrase",
        "[Lire la suite](https://ville.exemple)",
        "<br/>",
        "https://ville.exemple",
        "Le plan\nsuite",
        "#numérique en un mot.",
        "Un titre " * 10 + "trop long",
    ],
)
def test_other_lines_are_not_headings(text):
    assert not is_heading(text)


def test_row_of_a_table_is_one_sentence():
    assert sentences("| Lyon. | Un plan. Deux fonds. |\n| Nice. | Rien. |") == [
        "| Lyon. | Un plan. Deux fonds. |",
        "| Nice. | Rien. |",
    ]
