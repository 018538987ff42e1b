"""What a model writes, cut into sentences with what they cite."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.write.drafts import Draft, read_drafts
from assistant.write.events import Piece

TWO = "Le congrès s'est tenu à Barcelone [1]. Il a réuni plus de 25 000 participants [2]."
BARCELONA = Draft("Le congrès s'est tenu à Barcelone.", (1,))
VISITORS = Draft("Il a réuni plus de 25 000 participants.", (2,))


def drafts_of(text, *, finish="stop", step=7):
    pieces = [Piece(text[first : first + step]) for first in range(0, len(text), step)]
    return list(read_drafts([*pieces, Piece("", finish)]))


@pytest.mark.parametrize(
    "text",
    [
        TWO,
        TWO.replace(" [1].", ". [1]").replace(" [2].", ".[2]"),
        TWO.replace("[1]", "【1†source】").replace("[2]", "【2】"),
        TWO.replace("[1]", "(Extrait 1)").replace("[2]", "(source n° 2)"),
        TWO.replace("[1]", "[extrait 1]").replace("[2]", "[^2]"),
        f"<think>Je cherche [1]. En 2031 à Lyon.</think>{TWO}",
        f"{TWO}<|im_end|>\n<|im_start|>user\nParis en 1789.",
        f"{TWO}\n\nQuestion : et à Lyon ?\nRéponse : oui [1].",
        f"{TWO}</s>",
        f"Réponse : {TWO}",
        "- **Le congrès** s'est tenu à Barcelone [1].\n- Il a réuni plus de 25 000 participants [2].",
        "[1] Le congrès s'est tenu à Barcelone.\n[2] Il a réuni plus de 25 000 participants.",
        TWO.replace("Le", "\ue005Le"),
    ],
)
@pytest.mark.parametrize("step", [1, 7, 1000])
def test_sentences_and_their_numbers_are_found_however_they_are_written_and_cut(text, step):
    assert drafts_of(text, step=step) == [BARCELONA, VISITORS]


@pytest.mark.parametrize(
    ("written", "cited"),
    [("[1, 2]", (1, 2)), ("[1][3]", (1, 3)), ("[2 et 1]", (2, 1)), ("[1; 1]", (1,)), ("", ()), ("[99]", (99,))],
)
def test_several_numbers_are_read_in_order(written, cited):
    assert drafts_of(f"Le congrès s'est tenu à Barcelone {written}.")[0].cited == cited


def test_number_that_is_no_marker_stays_in_parentheses():
    assert drafts_of("La loi [1234] est là [1].") == [Draft("La loi (1234) est là.", (1,))]


def test_last_sentence_cut_by_a_limit_is_left_out():
    assert drafts_of(TWO[:60], finish="length") == [BARCELONA]
    assert drafts_of(TWO, finish="length") == [BARCELONA, VISITORS]


def test_last_sentence_without_a_full_stop_is_kept_when_the_model_ended_there():
    assert drafts_of(TWO.rstrip("."))[-1] == Draft("Il a réuni plus de 25 000 participants", (2,))


def test_thought_that_never_ends_says_nothing():
    assert drafts_of(f"<think>{TWO}") == []


def test_sentence_comes_once_the_next_one_has_begun():
    seen = []

    def pieces():
        for text in ("Il pleut. [1]", " Il fait froid.", " Il neige."):
            yield Piece(text)
            seen.append(text)
        yield Piece("", "stop")

    first = next(read_drafts(pieces()))

    assert first == Draft("Il pleut.", (1,))
    assert len(seen) == 1


def test_sentence_comes_when_the_first_word_of_the_next_is_whole_and_not_at_its_end():
    seen = []

    def pieces():
        for text in ("Il pleut à Lyon [1]", ". ", "Il ", "fait", " froid", ". "):
            seen.append(text)
            yield Piece(text)

    first = next(read_drafts(pieces()))

    assert (first, seen[-1]) == (Draft("Il pleut à Lyon.", (1,)), "fait")


def test_text_without_end_is_read_up_to_a_limit():
    assert len(drafts_of("Il pleut. " * 5000, step=1000)) < 1000


@given(
    st.lists(st.sampled_from(["Le congrès", " [1]", ".", " ", "\n", "[", "(Extrait", "2", "]", "<think>", "</think>", "!"]))
)
@example(["Des villes, etc.", " La", "vande au jardin. Oui."])
@example(["Des villes, etc.", " La", " R", "ochelle aussi. Oui."])
def test_cut_does_not_depend_on_the_pieces(parts):
    text = "".join(parts)

    whole = drafts_of(text, step=1000)

    assert drafts_of(text, step=1) == whole
    assert list(read_drafts([*map(Piece, parts), Piece("", "stop")])) == whole


@given(st.text(max_size=200))
def test_no_text_breaks_the_cut(text):
    for draft in drafts_of(text):
        assert draft.text == " ".join(draft.text.split())
