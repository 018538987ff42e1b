"""Follow-ups: completed from the earlier questions when they lean on them, left alone when they do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.converse import OwnWords, adds_to_name, own_words, readings, understand
from assistant.leaning import leans

EXPO = "Quand et où s'est tenu le Smart City Expo en 2024 ?"
MEDIATION = "Quelle position défend l'association sur la médiation numérique ?"
REEN = "Que prévoit la loi REEN pour les communes ?"
NETWORKS = "Quels réseaux français étaient présents à Barcelone en 2024 ?"
COALITION = "Qu'est-ce que la Coalition des villes pour les droits numériques ?"
EXPO_ENGLISH = "When was the Smart City Expo held in 2024?"


@pytest.mark.parametrize(
    ("question", "before", "understood"),
    [
        ("Et en 2023 ?", EXPO, "Quand et où s'est tenu le Smart City Expo en 2023 ?"),
        ("et pour 2023", EXPO, "Quand et où s'est tenu le Smart City Expo en 2023 ?"),
        ("2023 ?", EXPO, "Quand et où s'est tenu le Smart City Expo en 2023 ?"),
        ("Et en 2022 ?", "Quels événements en novembre 2024 ?", "Quels événements en 2022 ?"),
        ("Et en mars 2023 ?", "Quels événements en 2024 ?", "Quels événements en mars 2023 ?"),
        ("Et en novembre ?", "Quels événements en 2024 ?", "Quels événements en novembre 2024 ?"),
        ("Et depuis 2021 ?", "Quels événements en 2024 ?", "Quels événements depuis 2021 ?"),
        ("And in 2023?", EXPO_ENGLISH, "When was the Smart City Expo held in 2023 ?"),
    ],
)
def test_year_takes_the_place_of_the_year_asked_before(question, before, understood):
    assert understand(question, [before]) == understood


def test_year_is_added_when_none_was_asked_before():
    assert understand("Et en 2022 ?", [MEDIATION]) == (
        "Quelle position défend l'association sur la médiation numérique en 2022 ?"
    )


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("Et sur la donnée ?", "Quelle position défend l'association sur la donnée ?"),
        ("Et la donnée ?", "Quelle position défend l'association sur la donnée ?"),
        ("Et pour l'intelligence artificielle ?", "Quelle position défend l'association sur l'intelligence artificielle ?"),
        ("Et sur la 5G en 2023 ?", "Quelle position défend l'association sur la 5G en 2023 ?"),
    ],
)
def test_topic_takes_the_place_of_the_topic_asked_before(question, understood):
    assert understand(question, [MEDIATION]) == understood


def test_place_takes_the_place_of_the_place_asked_before():
    assert understand("Et au Caire ?", [NETWORKS]) == "Quels réseaux français étaient présents au Caire en 2024 ?"


@pytest.mark.parametrize(
    ("question", "before", "understood"),
    [
        ("Qui y participait ?", EXPO, "Qui y participait (le Smart City Expo en 2024) ?"),
        ("Qui était présent ?", EXPO, "Qui était présent (le Smart City Expo en 2024) ?"),
        ("Quelles villes y avaient un stand ?", EXPO, "Quelles villes y avaient un stand (le Smart City Expo en 2024) ?"),
        ("Avec qui ?", EXPO, "Avec qui (le Smart City Expo en 2024) ?"),
        ("À l'initiative de qui ?", EXPO, "À l'initiative de qui (le Smart City Expo en 2024) ?"),
        ("Pourquoi ?", MEDIATION, "Pourquoi (position défend l'association médiation numérique) ?"),
        ("Depuis quand ?", MEDIATION, "Depuis quand (position, l'association sur la médiation numérique) ?"),
        ("Que demande-t-elle ?", MEDIATION, "Que demande-t-elle (position, l'association sur la médiation numérique) ?"),
        (
            "Cette position a-t-elle changé ?",
            MEDIATION,
            "Cette position a-t-elle changé (l'association sur la médiation numérique) ?",
        ),
        (
            "Qu'est-ce qui a changé entre 2022 et 2024 ?",
            MEDIATION,
            "Qu'est-ce qui a changé entre 2022 et 2024 (position, l'association sur la médiation numérique) ?",
        ),
        (
            "Quand a-t-elle été créée ?",
            COALITION,
            "Quand a-t-elle été créée (la Coalition des villes pour les droits numériques) ?",
        ),
        ("Qui en est membre ?", COALITION, "Qui en est membre (la Coalition des villes pour les droits numériques) ?"),
        ("Who was there?", EXPO_ENGLISH, "Who was there (the Smart City Expo, 2024) ?"),
    ],
)
def test_question_without_its_subject_gets_the_words_of_the_one_before(question, before, understood):
    assert understand(question, [before]) == understood


@pytest.mark.parametrize(
    "question",
    [
        MEDIATION,
        "Que prévoit la loi REEN ?",
        "Qui finance les conseillers numériques ?",
        "Où s'est tenu le Forum urbain mondial en 2024 ?",
        "Quand la loi REEN a-t-elle été publiée ?",
        "Y a-t-il un budget pour la médiation numérique ?",
        "Y avait-il un stand de la ville de Nantes ?",
        "Faut-il une licence pour les données ouvertes ?",
        "Est-ce que la ville de Lyon participe au Pavillon France ?",
        "Comment Bordeaux agit-elle avec Amsterdam ?",
        "Qu'est-ce que l'inclusion ?",
        "Mais que dit la loi REEN ?",
        "Qui est Eric Peters ?",
        "Is there a budget for digital mediation?",
        "What is the Data Act?",
        "Merci",
        "Merci beaucoup, c'est très clair !",
        "Bonjour",
    ],
)
def test_question_that_stands_alone_is_left_as_it_is(question):
    assert understand(question, [EXPO]) == question


@pytest.mark.parametrize("question", ["Et en 2023 ?", "Pourquoi ?", "Qui y participait ?"])
def test_first_question_is_left_as_it_is(question):
    assert understand(question, []) == question


def test_second_follow_up_goes_back_to_the_question_that_stands_alone():
    understood = understand("Depuis quand ?", [REEN, MEDIATION, "Et sur la donnée ?"])

    assert understood == "Depuis quand (position, l'association sur la donnée) ?"


def test_question_that_stands_alone_ends_the_subject_before_it():
    assert understand("Pourquoi ?", [MEDIATION, REEN]) == "Pourquoi (prévoit loi REEN communes) ?"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=3))
def test_question_is_changed_only_when_it_leans(question, previous):
    understood = understand(question, previous)

    assert understood == question or (previous and leans(question))


@given(st.lists(st.sampled_from(["Et en 2023 ?", "Pourquoi ?", "Qui y participait ?", "Où ?", "Et la 5G ?"]), max_size=5))
def test_subject_survives_any_run_of_follow_ups(follow_ups):
    assert "Expo" in understand("Pourquoi ?", [EXPO, *follow_ups])


@pytest.mark.parametrize(
    ("question", "before", "read"),
    [
        ("Quels sont les risques évoqués ?", MEDIATION, 2),  # may go on with the subject, or not
        ("Quand a-t-elle été créée ?", COALITION, 2),
        ("Et en 2023 ?", EXPO, 1),
        ("Qui est Eric Peters ?", EXPO, 1),
        ("Merci", EXPO, 1),
    ],
)
def test_question_that_only_may_lean_is_read_both_ways(question, before, read):
    found = readings(question, [before])

    assert len(found) == read
    assert found[0] == understand(question, [before])


def test_first_question_has_one_reading():
    assert readings("Quels sont les risques évoqués ?", []) == ("Quels sont les risques évoqués ?",)


def test_greeting_between_two_questions_is_not_leant_on():
    assert readings("Et en 2023 ?", [EXPO, "Merci !"]) == readings("Et en 2023 ?", [EXPO])


def test_courtesy_is_left_out_of_a_question_and_of_those_before():
    found = readings("Merci ! Et en 2023, svp ?", [f"Bonjour, {EXPO} Merci"])

    assert found == ("Quand et où s'est tenu le Smart City Expo en 2023 ?",)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "Le Smart City Expo s'est tenu à Barcelone. Qui y participait ?",
            "Qui y participait (le Smart City Expo, Barcelone) ?",
        ),
        ("Je m'intéresse à la loi REEN. Quand s'applique-t-elle ?", "Quand s'applique-t-elle (la loi REEN) ?"),
        (f"Je prépare un discours. {REEN} C'est pour demain.", REEN),
        ("Quel est le thème ? Je parle du Forum de Katowice.", "Quel est le thème (le Forum de Katowice) ?"),
        (
            "Quand a eu lieu le salon de Lyon ? Nous y étions en 2023.",
            "Quand a eu lieu le salon de Lyon ? Nous y étions en 2023 ?",
        ),
        (f"Bonjour Madame, {REEN} Cordialement, Jeanne, mairie de Lyon", REEN),
    ],
)
def test_sentences_before_a_question_are_its_context(said, read):
    assert readings(said, [])[0] == read


@pytest.mark.parametrize("name", ["le Data Act", "l'AI Act"])
def test_name_takes_the_place_of_the_name_asked_before(name):
    assert understand(f"Et {name} ?", ["Quand s'applique le RGPD ?"]) == f"Quand s'applique {name} ?"


def test_context_of_an_earlier_question_is_kept():
    found = readings("Et qui est concerné ? Merci", ["Je prépare une note sur le Data Act. Quand s'applique-t-il ?"])

    assert "Data Act" in found[0]


@pytest.mark.parametrize("thanks", ["Je vous remercie", "Bien reçu merci", "merci, c'est noté", "Ok super"])
def test_thanks_in_between_are_passed_over(thanks):
    assert readings("Et en 2023 ?", [EXPO, thanks]) == readings("Et en 2023 ?", [EXPO])


@pytest.mark.parametrize(
    ("previous", "question", "mixed"),
    [
        ("Quand Apache Maven a-t-il été créé ?", "et dnsmasq ?", True),
        ("Quand a été lancé dnsmasq ?", "et Maven ?", True),
        ("Qui de Lyon ou de Nantes a présenté ?", "et Paris ?", True),
        ("Quand s'applique le RGPD ?", "et le Data Act ?", False),
        ("Quand et où s'est tenu le Smart City Expo ?", "et en 2023 ?", False),
        ("Quand s'applique le RGPD ?", "Où siège la CNIL ?", False),
        ("Quand s'applique le RGPD ?", "Pourquoi ?", False),
    ],
)
def test_words_added_to_a_question_about_something_else_are_told(previous, question, mixed):
    assert adds_to_name(question, [previous]) is mixed


def test_nothing_is_added_to_no_question():
    assert not adds_to_name("et dnsmasq ?", [])


CONGRESS = "Quand a eu lieu le congrès de Lyon en 2021 ?"
EVENTS = "Quels événements en 2023 ?"
ZONES = "Quelle est la position de l'association sur les zones à faibles émissions ?"


@pytest.mark.parametrize(
    ("question", "before", "understood"),
    [
        ("Non, je voulais dire 2022", CONGRESS, "Quand a eu lieu le congrès de Lyon en 2022 ?"),
        ("plutôt en 2022", CONGRESS, "Quand a eu lieu le congrès de Lyon en 2022 ?"),
        ("je parle de celui de Nantes", CONGRESS, "Quand a eu lieu le congrès de Nantes en 2021 ?"),
        ("Non, quelle est la position sur les loyers ?", CONGRESS, "Quelle est la position sur les loyers ?"),
        ("et à niort ?", CONGRESS, "Quand a eu lieu le congrès de Lyon en 2021 à niort ?"),  # no place to replace
        ("et à niort ?", "Quels événements à Lyon ?", "Quels événements à niort ?"),
        ("et à distance ?", "Quels événements à Lyon ?", "Quels événements à distance ?"),
    ],
)
def test_correction_takes_the_place_of_what_was_wrong(question, before, understood):
    assert understand(question, [before]) == understood


@pytest.mark.parametrize(
    ("question", "understood"),
    [
        ("Lesquels à Lyon ?", "Quels événements en 2023 à Lyon ?"),
        ("Et ceux de Lyon ?", "Quels événements en 2023 à Lyon ?"),
        ("lesquels ont eu lieu en mars ?", "Quels événements en mars 2023 ?"),
        ("Seulement sur le logement", "Quels événements en 2023 sur le logement ?"),
        ("ceux de 2024", "Quels événements de 2024 ?"),
    ],
)
def test_some_of_a_list_are_asked_for_by_place_or_time(question, understood):
    assert understand(question, [EVENTS]) == understood


@pytest.mark.parametrize(
    ("question", "before", "understood"),
    [
        ("Et son budget ?", COALITION, "Son budget (la Coalition des villes pour les droits numériques) ?"),
        ("Et la date ?", "Qui organise le congrès de Lyon ?", "La date (le congrès de Lyon) ?"),
    ],
)
def test_what_belongs_to_the_subject_before_is_asked_of_it(question, before, understood):
    assert understand(question, [before]) == understood


def test_position_of_somebody_else_is_asked_on_the_same_topic():
    asked = "Quelle est la position du gouvernement sur les zones à faibles émissions ?"
    assert understand("Et celle du gouvernement ?", [ZONES]) == asked


def test_noun_takes_the_place_of_the_same_noun():
    assert understand("Et le fonds chaleur ?", ["Combien coûte le fonds vert ?"]) == "Combien coûte le fonds chaleur ?"


@pytest.mark.parametrize(
    "question", ["Plus de détails ?", "Peux-tu préciser ?", "dis-m'en plus", "Et alors ?", "Tell me more"]
)
def test_asking_for_more_asks_the_same_again(question):
    assert understand(question, [ZONES]) == ZONES


def test_topic_of_an_english_position_is_replaced():
    assert understand("And on transport?", ["What is the position on housing?"]) == "What is the position on transport ?"


@pytest.mark.parametrize(
    "question",
    ["Plutôt favorable ou opposé aux zones à faibles émissions ?", "Non-recours : que demande l'association aux caisses ?"],
)
def test_words_of_a_correction_may_begin_a_new_question(question):
    assert understand(question, [CONGRESS]) == question


def test_question_about_an_acronym_after_an_apostrophe_names_its_subject():
    question = "Quelle est la position de la mission sur l'IA ?"
    assert readings(question, ["Qui est Anne Exemple ?"]) == (question,)


def test_another_companion_takes_the_place_of_the_one_before():
    asked = "Quand a été signée la convention avec l'Adullact ?"

    assert understand("Et avec NLnet ?", [asked]) == "Quand a été signée la convention avec NLnet ?"
    assert understand("Et avec Google ?", [asked, "Et avec NLnet ?"]) == "Quand a été signée la convention avec Google ?"


@pytest.mark.parametrize(
    ("question", "before", "own"),
    [
        ("Quels sont les risques évoqués ?", REEN, OwnWords("Quels sont les risques évoqués ?", first=True)),
        ("Qui y participait ?", EXPO, OwnWords("Qui y participait ?", first=True)),
        ("Et pour la formation ?", REEN, OwnWords("pour la formation ?", first=True)),
        ("Et les intercommunalités ?", REEN, OwnWords("les intercommunalités ?", first=True)),
        ("Et le financement ?", MEDIATION, OwnWords("le financement ?", first=False)),
        ("Et sur le financement ?", MEDIATION, None),
        ("Et en 2023 ?", EXPO, None),
        ("Et le Forum urbain mondial ?", EXPO, None),
        ("Quand ?", REEN, None),
        ("Que prévoit le Data Act pour les entreprises ?", REEN, None),
    ],
)
def test_what_goes_on_with_the_question_before_is_told_from_what_replaces_or_leaves_it(question, before, own):
    assert own_words(question, [before], readings(question, [before])) == own


@pytest.mark.parametrize(
    ("question", "previous", "understood"),
    [
        ("Et quand ?", [EXPO, "c'est quoi le rgpd ?"], "Quand (le rgpd) ?"),
        ("Qui en fait partie ?", [REEN, "C'est quoi la coalition ?"], "Qui en fait partie (la coalition) ?"),
        ("À partir de quand ?", [REEN, "Ça concerne qui ?"], "À partir de quand (la loi REEN pour les communes) ?"),
        ("A-t-elle évolué ?", [REEN, "Qui d'autre la soutient ?"], "A-t-elle évolué (la loi REEN pour les communes) ?"),
        ("Sa prochaine réunion ?", ["Que sait-on du Club IA ?"], "Sa prochaine réunion (le Club IA) ?"),
        ("Sur quoi ?", ["Bordeaux travaille-t-elle avec Amsterdam ?"], "Sur quoi (Bordeaux, Amsterdam) ?"),
        ("Depuis quand s'applique-t-il ?", [EXPO, "RGPD ?"], "Depuis quand s'applique-t-il (RGPD) ?"),
        ("Pourquoi elle s'y oppose ?", ["que pense metz du zan"], "Pourquoi elle s'y oppose (pense metz zan) ?"),
        ("Et sur le climat ?", [REEN, "Quelle est la position sur ce texte ?"], "Quelle est la position sur le climat ?"),
        ("Et par le maire ?", [REEN, "Qui l'a signée par procuration ?"], "Qui l'a signée par le maire ?"),
        ("C'est quoi ?", ["Combien de participants au Forum du Caire ?"], "Qu'est-ce que le Forum du Caire ?"),
        ("De quoi s'agit-il ?", ["Quel est le montant de la DSIL ?"], "Qu'est-ce que la DSIL ?"),
        (
            "Et le Forum urbain mondial ?",
            [EXPO, "Combien de participants ?"],
            "Combien de participants (le Forum urbain mondial) ?",
        ),
        ("Quels seuils ?", [REEN, "Quels objectifs ?", "Quels risques ?"], "Quels seuils ?"),
        (
            "Combien d'exposants en 2024 ?",
            ["Où s'est tenu le Salon de Metz en 2023 ?"],
            "Combien d'exposants en 2024 (le Salon de Metz) ?",
        ),
    ],
)
def test_conversation_is_understood_whatever_came_before(question, previous, understood):
    found = readings(question, previous)

    assert understood in found
    assert all(text.count("(") == text.count(")") for text in found)


def test_what_was_asked_of_the_same_thing_before_does_not_pile_up():
    before = [REEN, "Quels objectifs ?", "Quels risques ?", "Quel calendrier ?"]

    assert "Quels seuils (calendrier, la loi REEN pour les communes) ?" in readings("Quels seuils ?", before)


@pytest.mark.parametrize(
    "question",
    [
        "Les villes qui en font la demande sont-elles aidées ?",
        "Que fait le ministre qui la dirige ?",
        "Quels congrès ce trimestre ?",
        "Que pense l'association de ce budget 2025 ?",
        "Quelle est notre position sur cette taxe foncière ?",
    ],
)
def test_relative_clauses_and_seasons_point_back_to_nothing(question):
    assert readings(question, [EXPO])[0] == question


def test_question_without_one_before_goes_on_with_nothing():
    assert own_words("Quels sont les risques évoqués ?", [], ["Quels sont les risques évoqués ?"]) is None


@pytest.mark.parametrize(
    ("question", "before", "understood"),
    [
        ("C'est quoi exactement ?", "Qui organise la Coalition des villes ?", "Qu'est-ce que la Coalition des villes ?"),
        ("De quoi s'agit-il ?", "Quand l'appel à projets DIAT a-t-il été lancé ?", "Qu'est-ce que l'appel à projets DIAT ?"),
        ("Et l'année d'avant ?", EXPO, "Quand et où s'est tenu le Smart City Expo en 2023 ?"),
        ("Et l'année suivante ?", EXPO, "Quand et où s'est tenu le Smart City Expo en 2025 ?"),
        ("Et l'édition précédente ?", EXPO, "Quand et où s'est tenu le Smart City Expo en 2023 ?"),
        ("Résume-la", ZONES, ZONES),
        ("Qui y représentait Metz ?", EXPO, "Qui y représentait Metz (le Smart City Expo en 2024) ?"),
        ("Et à partir de 2019 ?", "Quels événements en 2024 ?", "Quels événements depuis 2019 ?"),
        ("Combien coûte ce logiciel ?", "Qui a développé Keycloakify ?", "Combien coûte ce logiciel (Keycloakify) ?"),
        ("Que change cette loi ?", "Que prévoit la loi REEN ?", "Que change cette loi (la loi REEN) ?"),
    ],
)
def test_more_ways_of_pointing_back(question, before, understood):
    assert readings(question, [before])[0] == understood


@pytest.mark.parametrize(
    "question", ["Que pensez-vous de cette réforme des retraites ?", "Quels logiciels libres cette année ?"]
)
def test_demonstrative_that_says_which_leans_on_nothing(question):
    assert not leans(question)


COUNCIL = "C'est quoi le conseil logiciels libres ?"


@pytest.mark.parametrize(
    ("question", "before", "understood"),
    [
        ("Et combien de fois se réunit-il ?", [COUNCIL, "Qui en fait partie ?"], "le conseil logiciels libres"),
        ("Et qui le préside ?", [COUNCIL, "Combien de membres ?", "Et combien de fois ?"], "le conseil logiciels libres"),
        ("Et le calendrier ?", [COUNCIL, "Quel est le budget des transports publics ?"], "le budget des transports publics"),
    ],
)
def test_question_that_says_little_keeps_the_subject_of_the_one_before(question, before, understood):
    assert understood in readings(question, before)[0]


def test_earlier_subject_is_forgotten_once_another_is_told():
    before = [COUNCIL, "Quel est le budget des transports publics ?"]

    assert "conseil" not in readings("Et le calendrier ?", before)[0]


@pytest.mark.parametrize("question", ["Qui peut en proposer ?", "Qui l'a fait développer ?", "Qui en fait partie ?"])
def test_pronoun_before_the_verb_leans(question):
    assert readings(question, [COUNCIL])[0].endswith("(le conseil logiciels libres) ?")


def test_topic_is_replaced_inside_brackets():
    asked = ["Que dit l'association sur le logement ?", "Qui l'a signée ?"]

    assert readings("Et sur les transports ?", asked)[0] == "Qui l'a signée (l'association sur les transports) ?"


def test_companion_is_replaced_inside_brackets():
    asked = ["Quand a été signée la convention avec l'ADULLACT ?", "Quel est l'objectif ?"]

    assert readings("Et avec OW2 ?", asked)[0] == "Quel est l'objectif (la convention avec OW2) ?"


def test_time_asked_alone_is_not_looked_for_in_the_texts_of_the_answer_before():
    assert own_words("Et en quelle année ?", [COUNCIL], readings("Et en quelle année ?", [COUNCIL])) is None


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("quels événements en 2024 ?", "quels événements en 2024 ?"),
        ("Et les événements de 2024 ?", "Les événements de 2024 ?"),
        ("and the events of 2024?", "The events of 2024 ?"),
    ],
)
def test_list_of_a_period_says_it_all(question, read):
    assert readings(question, [ZONES]) == (read,)


def test_place_of_a_noun_is_replaced():
    before = "Quand a eu lieu le Forum urbain mondial de Katowice ?"

    assert understand("et au Caire ?", [before]) == "Quand a eu lieu le Forum urbain mondial du Caire ?"
    assert understand("et à Nantes ?", [before]) == "Quand a eu lieu le Forum urbain mondial de Nantes ?"


def test_why_leaves_what_is_spoken_of_as_it_was():
    assert (
        understand("Et sur les loyers ?", [ZONES, "Pourquoi ?"])
        == "Quelle est la position de l'association sur les loyers ?"
    )
    assert understand("Pourquoi ?", [ZONES]).startswith("Pourquoi (")
