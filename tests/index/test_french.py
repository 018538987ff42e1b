import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.plain import fold
from index.french import grams, stems, terms

FRENCH_TEXT = st.text("aàâäbcçdeéèêëfghiîïjklmnoôöpqrstuùûüvwxyÿzœæ'’- .,0123456789", max_size=80)


@given(FRENCH_TEXT)
def test_capitals_without_accents_have_the_stems_of_the_text(text):
    assert stems(fold(text).upper()) == stems(text)


@given(FRENCH_TEXT)
def test_terms_hold_every_stem(text):
    assert set(stems(text)) <= set(terms(text))


@pytest.mark.parametrize("article", ["l", "d", "qu", "j", "n", "s", "jusqu", "lorsqu"])
@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_elided_article_is_left_out_with_both_apostrophes(article, apostrophe):
    assert stems(f"{article}{apostrophe}adhésion") == stems("adhésion")


@pytest.mark.parametrize("text", ["aujourd'hui", "aujourd’hui", "Aujourd'hui", "d'aujourd'hui"])
def test_today_is_one_word(text):
    assert stems(text) == ["aujourdhui"]


def test_pronoun_in_the_middle_of_an_inverted_question_is_left_out():
    assert stems("est-ce qu'ils votent") == stems("votent")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("élu", "élus"),
        ("élu", "élues"),
        ("conseiller numérique", "CONSEILLERS NUMÉRIQUES"),
        ("bureau", "bureaux"),
        ("médiation", "mediation"),
        ("œuvre", "oeuvre"),
        ("financer", "financera"),
    ],
)
def test_forms_of_one_word_have_one_stem(one, other):
    assert stems(one) == stems(other)


def test_words_that_differ_have_different_stems():
    assert stems("médiation") != stems("médiateur")


@pytest.mark.parametrize("text", ["RGPD", "rgpd", "R.G.P.D.", "R.G.P.D", "le R.G.P.D."])
def test_acronym_is_kept_whole_with_or_without_points(text):
    assert stems(text) == ["rgpd"]


def test_elided_acronym_with_points_is_the_acronym():
    assert stems("l'O.N.U. et l’O.N.U") == ["onu", "onu"]


@pytest.mark.parametrize("text", ["25000", "25 000", "25\u00a0000", "25\u202f000", "25.000"])
def test_thousands_are_one_number_whatever_separates_them(text):
    assert stems(text) == ["25000"]


@pytest.mark.parametrize("text", ["1234,56", "1 234,56", "1\u202f234,56", "1.234,56", "1234.56"])
def test_decimals_belong_to_their_number(text):
    assert stems(text) == ["1234.56"]


def test_years_side_by_side_stay_two_numbers():
    assert stems("2022 2024, 13 mai 2024") == ["2022", "2024", "13", "mai", "2024"]


def test_ordinals_and_letters_with_digits_are_kept_whole():
    assert stems("la 5G, le 1er, le XXIe") == ["5g", "1er", "xxi"]


def test_small_words_are_left_out():
    assert stems("Que fait la ville pour les élus ? Who is it for?") == stems("fait ville élus it")


def test_stems_keep_the_order_and_the_repetitions_of_the_text():
    assert stems("vote, fonds, vote") == ["vot", "fond", "vot"]


def test_hyphenated_word_meets_the_word_written_in_one():
    assert terms("co-construction") == ["co", *stems("construction"), *terms("coconstruction")]


def test_markdown_marks_and_link_targets_are_not_words():
    assert stems("le **plan** [local](https://ville.exemple/adresse)") == stems("plan local")


def test_letter_runs_mark_the_ends_of_words_and_skip_small_words():
    assert grams("Élus de la mer") == ["_elu", "elus", "lus_", "_mer", "mer_"]


def test_typing_error_keeps_some_letter_runs():
    assert set(grams("médiatoin")) & set(grams("médiation")) == {"_med", "medi", "edia", "diat"}


@pytest.mark.parametrize("text", ["", " ", "l'", "'", "--", "a", "…", "💡", "'''", "-a-"])
def test_text_without_words_has_no_stems(text):
    assert (stems(text), grams(text)) == ([], [])
