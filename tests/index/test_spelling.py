"""Typing errors read as the corpus spells the words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.plain import fold
from index.french import stem_of
from index.spelling import cased, letters, one_error_apart, respelt

TEXTS = (
    "La position des villes sur la médiation numérique. La médiation coûte.",
    "Le Smart City Expo de Barcelone, une position de Gesualdo.",
    "Des conseillers et une conseillère ; un élève passe. Le DSA, city, vs.",
)


def read(text, texts=TEXTS):
    held = {stem_of(word) for one in texts for word in letters(one.lower().translate(str.maketrans("éèêû", "eeeu")))}
    return respelt(text, held.__contains__, {"positions", "cité"}.__contains__, lambda _: letters(" ".join(texts)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("La positoin des viles ?", "La position des villes ?"),
        ("médaition", "médiation"),
        ("l'Expo de Barcellone", "l'Expo de Barcelone"),
        ("Smat City", "Smart City"),
        ("guesualdo", "Gesualdo"),
        ("la mediation numerique coute", "la médiation numérique coûte"),
        ("MEDIATION", "MEDIATION"),  # an acronym, for all one knows
        ("la dsa", "la DSA"),
        ("la cité", "la cité"),  # a common word, though absent, is no error
        ("SMAT", "SMAT"),
        ("la mediation à Barcelone", "la mediation à Barcelone"),  # who types an accent types them all
        ("osition", "osition"),  # the first letter is seldom wrong
        ("pasition, pozytion", "position, pozytion"),
        ("vil", "vil"),
        ("2O24 x12", "2O24 x12"),
        ("xylophone", "xylophone"),
        ("positionne, coûtes", "positionne, coûtes"),  # other forms of a word
        ("", ""),
    ],
)
def test_word_is_spelt_as_the_texts_spell_it(typed, meant):
    assert read(typed) == meant


NAMED = (
    "Le maire de Saint-Étienne, Éric Peters, a parlé à la Commission. LES ÉLUS DE L’EURE.",
    "Orange a signé. Une orange. Lyon a signé, et la commission aussi ; l’IA, dit-il.",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("qui est eric peters ?", "qui est Éric Peters ?"),
        ("à saint-etienne, l'ia ?", "à Saint-Étienne, l'IA ?"),
        ("une orange à la commission", "une orange à la commission"),  # they are words too
        ("où est lyon ?", "où est lyon ?"),  # only begins a sentence
        ("les elus de l'eure", "les elus de l'eure"),  # all of the line is in capitals
        ("Eric Peters et l'ia", "Eric Peters et l'ia"),  # who types capitals types them all
        ("le xylophone 2024", "le xylophone 2024"),
        ("", ""),
    ],
)
def test_names_get_the_capitals_of_the_texts(typed, meant):
    def passages_with(stem):
        return [one for one in NAMED if stem in {stem_of(fold(word)) for word in letters(one)}]

    assert cased(typed, passages_with) == meant


def test_small_letters_win_over_the_capital_of_a_beginning():
    assert read("positoin", ("Position. Position. La position.",)) == "position"


def test_more_frequent_of_two_words_is_meant_and_of_equals_the_first_in_the_alphabet():
    assert read("pomle", ("pomme pomme poule",)) == "pomme"
    assert read("pomle", ("poule pomme poule",)) == "poule"
    assert read("pomle", ("poule pomme",)) == "pomme"


def test_word_that_the_texts_have_without_accents_keeps_none():
    assert read("cote", ("la cote, la côte, la côte",)) == "cote"


WORDS = st.text("abc", max_size=5)


@given(WORDS, WORDS)
def test_one_error_is_what_a_step_by_step_list_of_errors_holds(one, other):
    errors = {
        *(one[:place] + letter + one[place:] for place in range(len(one) + 1) for letter in "abc"),
        *(one[:place] + one[place + 1 :] for place in range(len(one))),
        *(one[:place] + letter + one[place + 1 :] for place in range(len(one)) for letter in "abc"),
        *(one[:place] + one[place + 1] + one[place] + one[place + 2 :] for place in range(len(one) - 1)),
    }

    assert one_error_apart(one, other) == (other in errors - {one})


@given(st.text(max_size=60))
def test_letters_stay_where_they_are(text):
    meant = read(text)

    assert len(letters(meant)) == len(letters(text))
    assert read(text, ()) == text
