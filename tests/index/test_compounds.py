"""Compounds of a query as the corpus writes them."""

import numpy as np
import pytest

from index.compounds import read_compounds
from index.french import stems, terms
from index.query import Query


def query_of(text: str) -> Query:
    return Query(text, np.zeros(1, np.float32), tuple(stems(text)), tuple(terms(text)), ())


@pytest.mark.parametrize(
    ("text", "known", "read"),
    [
        ("c'est quoi les blue hats", "bluehats blue", ["bluehat"]),
        ("la cyber sécurité des villes", "cybersécurité sécurité villes", ["cybersecurit", "vill"]),
        ("la cyber-sécurité des villes", "cybersécurité sécurité villes", ["cybersecurit", "vill"]),
    ],
)
def test_two_words_are_read_as_the_one_the_corpus_knows(text, known, read):
    found = read_compounds(query_of(text), set(stems(known)).__contains__)

    assert list(found.stems) == list(found.terms) == read


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("la cyber sécurité", "cyber sécurité cybersécurité"),
        ("les blue hats", "blue"),
        ("un de la", "dela"),
    ],
    ids=["both words are known", "the compound is not", "too short"],
)
def test_words_are_left_as_they_are(text, known):
    query = query_of(text)

    assert read_compounds(query, set(stems(known)).__contains__) == query
