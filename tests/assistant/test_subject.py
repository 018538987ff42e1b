"""The noun phrases of a question: what it is about, without the verb."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.subject import subject


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("Quand et où s'est tenu le Smart City Expo en 2024 ?", ["le Smart City Expo en 2024"]),
        ("Quand la loi pour une République numérique a-t-elle été promulguée ?", ["la loi pour une République numérique"]),
        ("Quelle position défend l'association sur le logement ?", ["position", "l'association sur le logement"]),
        ("De combien est doté l'appel à projets d'IA frugale ?", ["l'appel à projets d'IA frugale"]),
        ("À l'initiative de qui le Club IA s'est-il réuni à Metz ?", ["l'initiative", "le Club IA", "Metz"]),
        ("Combien d'agents l'État voulait-il recruter en 2021 ?", ["agents l'État", "2021"]),
        ("Combien coûte le fonds vert ?", ["le fonds vert"]),
        ("Qui a fait développer Keycloakify ?", ["Keycloakify"]),
        ("Quand a-t-elle été publiée (la loi REEN) ?", ["la loi REEN"]),
        ("When was the Smart City Expo held?", ["the Smart City Expo"]),
        ("Que sait-on du Club de Metz ?", ["le Club de Metz"]),
        ("Qui d'autre la soutient ?", []),
        ("Sa prochaine réunion (le Club de Metz) ?", ["le Club de Metz"]),
        ("Pourquoi ?", []),
    ],
)
def test_noun_phrases_are_kept_and_verbs_left_out(question, phrases):
    assert subject(question) == phrases


@given(st.text(max_size=60))
def test_any_text_has_phrases_made_of_its_own_words(text):
    words = f"{text.lower()} le les"  # "du" is "le" by itself
    assert all(word.lower() in words for phrase in subject(text) for word in phrase.split())
