"""Another name in the place of one: what is replaced, and what is left alone."""

import time

import pytest

from assistant.replace_name import names, with_other_name


@pytest.mark.parametrize(
    ("before", "asked", "understood"),
    [
        ("Quand le Data Governance Act s'applique-t-il", "le RGPD", "Quand le RGPD s'applique-t-il"),
        ("Quand s'applique le Data Act", "la loi REEN", "Quand s'applique la loi REEN"),
        ("Qui a présenté Grist", "Goupile", "Qui a présenté Goupile"),
        ("Qui a présenté Grist aux BlueHats", "Goupile", "Qui a présenté Goupile aux BlueHats"),
        ("Combien d'installations de XWiki", "de LibreOffice", "Combien d'installations de LibreOffice"),
        ("Que fait la Ville de Paris", "l'Union européenne", "Que fait l'Union européenne"),
        ("Combien de places au Forum", "les Assises", "Combien de places aux Assises"),
        ("Où s'est tenu le Forum urbain mondial", "le Smart City Expo", "Où s'est tenu le Smart City Expo"),
        ("Combien de participants au Forum du Caire", "à Katowice", "Combien de participants à Katowice"),
        ("Qui organisait le Forum du Caire", "celui de Katowice", "Qui organisait le Forum de Katowice"),
        ("Qui a remporté le premier prix BlueHats", "le deuxième", "Qui a remporté le deuxième prix BlueHats"),
        ("When does the Data Act apply", "the GDPR", "When does the GDPR apply"),
    ],
)
def test_name_takes_the_place_of_the_one_before(before, asked, understood):
    assert with_other_name(before, asked) == understood


@pytest.mark.parametrize(
    ("before", "asked"),
    [
        ("Combien d'élus sont venus", "Goupile"),  # no name
        ("Qui de Lyon ou de Nantes a présenté", "Paris"),  # which of the two
        ("Que fait la Ville de Paris", "à Lyon"),
        ("Que fait la Ville de Paris", "les élus"),
        ("Que fait la Ville de Paris", "la troisième"),
        ("Que fait la Ville", "celle de Lyon"),
    ],
)
def test_nothing_is_replaced_when_it_is_not_plain_what(before, asked):
    assert with_other_name(before, asked) is None


def test_names_are_words_with_a_capital_after_the_first_one():
    assert names("Quand Apache Maven et le Forum urbain mondial ?") == {"Apache Maven", "Forum urbain mondial"}
    assert names("Quand a lieu le salon ?") == set()


@pytest.mark.parametrize("text", ["Qui de " + "Aa de la " * 110, "le " * 330, "A " * 500, "Qui " + "Aain " * 190])
def test_reading_is_not_slowed_by_repetition(text):
    started = time.process_time()
    with_other_name(text, text)

    assert time.process_time() - started < 1
