"""What a sentence states."""

import pytest

from assistant.write.statement import read_statement


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("du 5 au 7 novembre 2024", {(11, 5), (11, 7)}),
        ("les 3, 4 et 5 mars", {(3, 3), (3, 4), (3, 5)}),
        ("le 1er mai", {(5, 1)}),
        ("le 07/11/2024", {(11, 7)}),
        ("2024-11-07", {(11, 7)}),
        ("on 7 May 2024 and on November 5", {(5, 7), (11, 5)}),
        ("en novembre 2024", set()),
    ],
)
def test_days_are_read_with_their_month(text, days):
    assert read_statement(text).days == days


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Le Smart City Expo s'est tenu à Barcelone.", {("smart", "city", "expo"), ("barcelon",)}),
        ("L'association défend l’Europe.", {("europ",)}),
        ("Eric Peters est venu.", {("pet",)}),
        ("L'association demande un fonds.", set()),
    ],
)
def test_names_are_capitalised_words_after_the_first(text, names):
    assert read_statement(text).names == names


def test_first_word_is_kept_apart():
    assert read_statement("Lisbonne accueille le congrès.").first == ("lisbon",)
    assert read_statement("L'association demande un fonds.").first == ()


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("L'association ne demande pas de fonds.", {"demand"}),
        ("Elle n’a jamais soutenu ce texte.", {"soutenu"}),
        ("Il n'était pas le beau-fils.", {"beau"}),
        ("Elle ne compte plus que trois élus.", set()),
        ("Sans aucune aide.", {"aid"}),
        ("Elle demande un fonds.", set()),
        ("They do not ask for a fund.", {"not"}),
    ],
)
def test_negation_is_read_with_what_it_denies(text, negated):
    assert read_statement(text).negated == negated
