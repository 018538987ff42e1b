import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.plain import fold, plain

WORDS = (
    "l’élu",
    "porte-parole",
    "«",
    "»",
    "3,5",
    "%",
    "(voté)",
    "fin.",
    "?",
    ";",
    "– donc",
    "A/B",
    "œuvre",
    "R&D",
    "5*3",
    "a_b",
)
ORDINARY = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from((" ", "\u00a0", "\n", "\n\n")))).map(
    lambda pairs: "".join(word + space for word, space in pairs)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Le plan** local", "Le plan local"),
        ("Le *plan* et l’_avis_", "Le plan et l’avis"),
        ("__Le plan__ et `le code`", "Le plan et le code"),
        ("## Les moyens", "Les moyens"),
        ("> Cité\n> deux fois", "Cité deux fois"),
        ("- un point", "un point"),
        ("| Menaces | **15 %** | |", "Menaces ; 15 %"),
        ("un | deux", "un | deux"),
        ("• un point", "un point"),
        ("un **plan", "un plan"),
        (r"3 \* 4 \_mot\_", "3 * 4 _mot_"),
        (r"un \_mot_", "un _mot_"),
        ("avant <!-- caché\ncaché --> après", "avant après"),
        ("2 * 3 * 4 = 24", "2 * 3 * 4 = 24"),
        ("nom_de_fichier", "nom_de_fichier"),
        (r"jean\_luc@ville.exemple ou l\_a", "jean_luc@ville.exemple ou l_a"),
    ],
)
def test_markdown_marks_are_removed_and_words_kept(text, words):
    assert plain(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("le [plan](https://ville.exemple/a)", "le plan"),
        ("le [plan](https://ville.exemple/a_(b)) voté", "le plan voté"),
        ('le [plan](https://ville.exemple "Le titre") voté', "le plan voté"),
        ("le [plan][1] voté", "le plan voté"),
        ("![Une photo](photo.jpg) du lieu", "Une photo du lieu"),
        ("[![Une photo](photo.jpg)](https://a.b) du lieu", "Une photo du lieu"),
        ("<https://ville.exemple/a>", "https://ville.exemple/a"),
        ("le plan (voté) [sic] passe", "le plan (voté) [sic] passe"),
    ],
)
def test_link_keeps_its_words_and_loses_its_target(text, words):
    assert plain(text) == words


@pytest.mark.parametrize("text", ["le plan[^1] voté", "le plan[^note-2] voté", "le plan[12] voté"])
def test_calls_of_footnotes_are_removed(text):
    assert plain(text) == "le plan voté"


def test_number_between_brackets_that_calls_no_footnote_is_kept():
    assert plain("le point [12] voté") == "le point [12] voté"


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u200d", "\u202e", "\u2060", "\ufeff", "\x00", "\x7f", "\ufffe"])
def test_invisible_characters_are_removed_inside_words(mark):
    assert plain(f"média{mark}tion") == "médiation"


def test_ligatures_are_opened_and_decomposed_accents_composed():
    assert plain("eﬃcace, aﬀaire, ﬁn, e\u0301lu") == "efficace, affaire, fin, élu"


def test_all_white_space_becomes_one_space():
    assert plain(" un\u00a0mot\r\n\r\n deux\u2028trois\t") == "un mot deux trois"


@given(ORDINARY)
def test_ordinary_text_keeps_all_its_words(text):
    assert plain(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "pattern", ["[", "![", "](", "**", "*a", "_a", "`", "<!--", "[a](", "[a]((", "> ", "- ", "\\", "[^", "#", "a[1"]
)
def test_repeated_marks_take_time_in_proportion_to_their_number(pattern):
    def seconds(count: int) -> float:
        begin = time.process_time()
        plain(pattern * count)
        return time.process_time() - begin

    # Ten times the text: about ten times as long when linear, a hundred times when quadratic.
    assert seconds(5_000) < 30 * seconds(500) + 0.2


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ÉLU", "elu"), ("Œuvre", "oeuvre"), ("Curriculum vitæ", "curriculum vitae"), ("L’ÂGE", "l'age"), ("e\u0301lu", "elu")],
)
def test_folding_takes_case_accents_and_curly_apostrophes_away(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)
