"""Questions as they are typed: the manner changes nothing of what is asked."""

import pytest

from assistant.wording import asked_sentence, bare, is_aside, is_topic

ASKED = "Quelle est la position de l'association sur le Data Act ?"
TOLD = "Je prépare un discours."


@pytest.mark.parametrize(
    "typed",
    [
        ASKED,
        "Quelle est la position de l’association sur le Data Act",
        "Quelle est la position de l'association sur le Data Act ???!!!",
        "Quelle est la position de l'association sur le Data Act...",
        "👋 Quelle est la position de l'association sur le Data Act ? 🙏🏽",
        "« Quelle est la position de l'association sur le Data Act ? »",
        '"Quelle est la position de l\'association sur le Data Act?"',
        "Bonjour, Quelle est la position de l'association sur le Data Act ? Merci",
    ],
)
def test_manner_of_typing_is_left_out(typed):
    assert bare(typed) == ASKED


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("QUELLE EST LA POSITION DE FRANCE URBAINE ?", "quelle est la position de france urbaine ?"),
        ("POSITION MÉDIATION", "position médiation"),
        ("Quelle Est La Position Sur Le Data Act ?", "quelle est la position sur le data act ?"),
        ("WUF12 ?", "WUF12 ?"),
        ("REEN FNAU", "REEN FNAU"),
        ("Smart City Expo World Congress", "Smart City Expo World Congress"),
        ("Data Governance Act Et Data Act", "Data Governance Act Et Data Act"),
        ("Quel est le rôle de la FNAU ?", "Quel est le rôle de la FNAU ?"),
    ],
)
def test_capitals_are_kept_where_they_tell_something(typed, read):
    assert bare(typed) == read


@pytest.mark.parametrize("typed", ["5 °C ?", "La loi « REEN »", "conseillers numériques", "...", "?"])
def test_what_has_no_manner_is_left_as_it_is(typed):
    assert bare(typed) == typed


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        (f"{TOLD} {ASKED}", ((TOLD,), ASKED, ())),
        (f"{TOLD} {ASKED} J'en ai besoin. Merci !", ((TOLD,), ASKED, ("J'en ai besoin.", "Merci !"))),
        ("Le salon est à Lyon. Qui y vient", (("Le salon est à Lyon.",), "Qui y vient", ())),
        (f"{ASKED} Bien cordialement, Jeanne, mairie de Lyon.", ((), ASKED, ())),
        ("Quand ? Où ?", ((), "Quand ? Où ?", ())),
        ("Le salon. Les villes.", ((), "Le salon. Les villes.", ())),
        ("Que dit M. Dupont ?", ((), "Que dit M. Dupont ?", ())),
        ("", ((), "", ())),
    ],
)
def test_one_sentence_asks_and_others_tell(typed, parts):
    assert asked_sentence(typed) == parts


@pytest.mark.parametrize(
    ("sentence", "aside"),
    [
        ("J'en ai besoin demain.", True),
        ("C'est pour une note.", True),
        ("Nous étions à Katowice.", False),
        ("Mes collègues y étaient en 2023.", False),
        ("Celui de Lyon.", False),
    ],
)
def test_sentence_that_names_something_is_no_aside(sentence, aside):
    assert is_aside(sentence) is aside


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("c quoi le WUF12", "Qu'est-ce que le WUF12 ?"),
        ("C'est quoi la position sur l'IA ?", "Qu'est-ce que la position sur l'IA ?"),
        ("c koi le data act", "Qu'est-ce que le data act ?"),
        ("Le Smart City Expo, c'était où ?", "Où a lieu le Smart City Expo ?"),
        ("Le salon c’est quand ?", "Quand a lieu le salon ?"),
        ("Eric Peters, c'est qui", "Qui est Eric Peters ?"),
        ("C'est quoi qui a changé ?", "C'est quoi qui a changé ?"),
        ("C'est quand que ça commence ?", "C'est quand que ça commence ?"),
        ("C'est quoi ?", "C'est quoi ?"),
        ("Le RGPD : c'est quoi ?", "Qu'est-ce que le RGPD ?"),
        ("L'AI Act, c'est quoi et c'est quand ?", "L'AI Act, c'est quoi et c'est quand ?"),
        ("C'est quoi exactement le RGPD ?", "C'est quoi exactement le RGPD ?"),
        ("Quoi de neuf sur l'IA ?", "l'IA"),
        ("Quoi de neuf ?", "Quoi de neuf ?"),
        ("What's new about housing?", "housing"),
    ],
)
def test_spoken_order_is_put_in_the_written_one(typed, read):
    assert bare(typed) == read


@pytest.mark.parametrize(("typed", "topic"), [("le Caire", True), ("Le Caire ?", False), ("qui vient", False), ("", True)])
def test_topic_asks_nothing(typed, topic):
    assert is_topic(typed) is topic


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Qui préside le réseau des villes ?", "Qui est le président du réseau des villes ?"),
        ("qui présidait Amiens en 2020", "Qui était le président d'Amiens en 2020 ?"),
        ("Qui préside la commission ?", "Qui est le président de la commission ?"),
    ],
)
def test_who_presides_is_asked_as_texts_say_it(question, asked):
    assert bare(question) == asked
