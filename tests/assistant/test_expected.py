"""What an answer is expected to hold: a kind of fact, or the meaning of a word."""

import time

import pytest

from assistant.expected import read_expected


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("Quand était-ce ?", "Le salon a ouvert le 5 novembre.", "Le salon a reçu 25 000 visiteurs."),
        ("When was it?", "Le salon a ouvert en mai.", "Le salon a ouvert ses portes."),
        ("permanence, quel jour ?", "Elle se tient chaque lundi.", "Elle se tient chaque semaine."),
        ("Combien de villes ?", "Une dizaine de villes agissent.", "Beaucoup de villes agissent."),
        ("Quel est le budget du fonds ?", "Le fonds a 3 millions d’euros.", "Le fonds a ouvert en 2024."),
        ("Quel salaire est proposé ?", "La paie est de 40 k€.", "Le poste est à Paris depuis 2023."),
        ("Où était-ce ?", "Le salon se tient à Barcelone.", "Le salon se tient chaque année."),
        ("Qui était là ?", "La délégation suivait Anne Durand.", "La délégation était nombreuse."),
        ("Qui est Anne Durand ?", "L’élue de Lyon préside l’Union.", "On a suivi Anne Durand."),
        ("Que demande la ville ?", "La ville réclame un fonds.", "La ville a un fonds."),
        ("Pourquoi un fonds ?", "Un fonds est créé car le besoin monte.", "Un fonds est créé cette année."),
        ("Quand et où ?", "Le 5 novembre à Barcelone, le salon ouvre.", "Le 5 novembre, le salon ouvre."),
        ("Quel téléphone ?", "Appelez le 01 02 03 04 05.", "Appelez nos 12 agents."),
        ("Quel courriel ?", "Écrivez à fonds@exemple.fr.", "Écrivez au fonds."),
    ],
)
def test_kind_of_fact_that_is_asked_for(question, holds, lacks):
    expected = read_expected(question)

    assert [expected.fact(sentence) for sentence in (holds, lacks)] == [1, 0]


def test_words_of_a_position_may_be_those_of_the_question():
    assert read_expected("Que demande la ville ?").fact("La ville demande un fonds.") == 1


@pytest.mark.parametrize("sentence", ["Le salon a eu lieu en 2024.", "Le salon a eu lieu les 9 et 10 janvier."])
def test_date_is_no_number(sentence):
    assert read_expected("Combien de villes ?").lacks_fact(sentence)


def test_question_for_no_kind_of_fact_expects_none():
    assert read_expected("Médiation numérique").fact("Le 5 novembre à Barcelone.") == 0.5


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("Qu'est-ce qu'un OSPO ?", "ospo"),
        ("Qu'est-ce que le label Ville Numérique ?", "label ville numerique"),
        ("Qu'est-ce que la SCA en sécurité logicielle ?", "sca"),
        ("GEMAPI, ça veut dire quoi", "gemapi"),
        ("Que signifie l'acronyme CLL ?", "cll"),
        ("définition OSPO", "ospo"),
        ("OKDP, que veut dire cet acronyme ?", "okdp"),
        ("A quoi correspond le sigle SBOM dont on parle ?", "sbom"),
        ("What does SCEWC stand for?", "scewc"),
        ("Quand a lieu le salon ?", ""),
        ("Qu'est-ce que ?", ""),
    ],
)
def test_word_whose_meaning_is_asked(question, term):
    assert read_expected(question).term == term


@pytest.mark.parametrize(
    "sentence",
    [
        "Un OSPO, c'est une équipe garante de la stratégie.",
        "Un OSPO (bureau du logiciel libre) est une équipe.",
        "L’OSPO désigne le bureau.",
        "Une équipe tient le bureau du logiciel libre (OSPO).",
        "Il y a un OSPO (Open Source Program Office) à Paris.",
        "**OSPO** : bureau du logiciel libre.",
        'Le "bureau du logiciel libre" (ou OSPO) agit.',
    ],
)
def test_sentence_that_says_what_a_word_means(sentence):
    assert read_expected("Qu'est-ce qu'un OSPO ?").defined(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Chaque OSPO a une équipe.",
        "Une équipe est un atout.",
        "Les OSPOs sont là (voir la page).",
        "L’équipe de l’OSPO agit.",
    ],
)
def test_sentence_that_only_holds_the_word_defines_nothing(sentence):
    assert not read_expected("Qu'est-ce qu'un OSPO ?").defined(sentence)


def test_sentence_defines_nothing_when_no_meaning_is_asked():
    assert not read_expected("Quand a lieu le salon ?").defined("Le salon est un rendez-vous.")


@pytest.mark.parametrize(
    "text", ["qu'est-ce que " * 70, "définition de " * 70, "a, " * 330, "X" * 1000, "combien est le " * 60]
)
def test_reading_is_not_slowed_by_repetition(text):
    started = time.process_time()
    expected = read_expected(text)
    expected.fact(text)
    expected.defined(text)

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Marc Lestrade, maire de Toulouse, a ouvert la séance.", True),
        ("Le maire de Toulouse, Marc Lestrade, a ouvert la séance.", True),
        ("Marc Lestrade (référent sécurité) a ouvert la séance.", True),
        ("Marc Lestrade est le maire de Toulouse.", True),
        ("Marc Lestrade a salué le maire de Toulouse.", False),
        ("Avec Marc Lestrade, Jean Petit et le maire de Toulouse.", False),
        ("Le maire de Toulouse, Jean Lestrade, a ouvert la séance.", False),
        ("Devant la commission, Marc Lestrade a défendu les communes.", False),
        ("Marc Lestrade, au nom du réseau, a ouvert la séance.", False),
    ],
)
def test_who_a_person_is_is_told_by_a_role_beside_the_name(sentence, told):
    assert read_expected("Qui est Marc Lestrade ?").defined(sentence) is told


@pytest.mark.parametrize(
    ("question", "sentence", "claims"),
    [
        ("Quelle est la position du réseau sur le fonds ?", "Le réseau est favorable au fonds.", True),
        ("Quelle est la position du réseau sur le fonds ?", "Le fonds existe depuis 2019.", False),
        ("Combien coûte le fonds ?", "Le fonds existe depuis 2019.", True),
    ],
)
def test_sentence_that_states_a_position_is_told_where_one_is_asked_for(question, sentence, claims):
    assert read_expected(question).claims(sentence) is claims
