"""English questions read with French words."""

from importlib.resources import files

import numpy as np
import pytest

from index.english import in_french, is_english
from index.french import grams, stems, terms
from index.query import Query

TEXT = (
    "La position des villes sur le logement et le financement du Smart City Expo au Caire, d'après la ministre du logement."
)


def read(question, nearest=(), text=TEXT):
    query = Query(question, np.zeros(4, np.float32), *(tuple(f(question)) for f in (stems, terms, grams)))
    return in_french(query, lambda stem: sum(stem in stems(one) for one in nearest), stems(text).__contains__)


@pytest.mark.parametrize(
    ("question", "french"),
    [
        ("What is the stance on housing?", "position logement"),
        ("Housing funding", "logement financer"),  # of its French words the one that the texts have
        ("What did the minister's cities say about nuclear power?", "ministre ville nucléaire pouvoir"),
        ("What happened in Cairo in 2024?", "Caire 2024"),
        ("the cairo xylophone", "cairo xylophone"),  # a name has a capital
        ("Who saw the Digital Cup?", "voir numérique cup"),
    ],
)
def test_words_are_those_of_french_texts(question, french):
    found = read(question)

    assert list(found.stems) == stems(french)
    assert list(found.terms) == terms(french)
    assert set(grams(french)) == set(found.grams)


def test_word_that_the_nearest_passages_hold_is_meant():
    assert read("the smart city").stems == ("intelligent", "vill")
    assert read("the smart city", nearest=["Le Smart City Expo", "Une smart city", "La ville"]).stems == ("smart", "city")
    assert read("housing", nearest=["L'habitat", "L'habitat, le logement"], text=TEXT + " habitat").stems == ("habitat",)


def test_stems_of_a_name_are_known_by_the_french_ones():
    assert read("Who went to Cairo?").instead["cairo"] == "cair"


def test_lexicon_has_each_word_once_and_says_something_new_of_it():
    lines = files("index").joinpath("english.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.split(":") for line in lines if not line.startswith("#")]

    assert len({word for word, _ in entries}) == len(entries) > 1500
    assert [word for word, french in entries if french and {*stems(french)} <= {*stems(word)} != set()] == []
    assert is_english("cities") and is_english("Cairo") and not is_english("cairo")
