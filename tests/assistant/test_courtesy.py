"""Words of courtesy: what is left of a question, and what is no question at all."""

import pytest

from assistant.courtesy import greets, without_courtesy

BARE = "Quand s'est tenu le Smart City Expo ?"


@pytest.mark.parametrize(
    "said",
    [
        "Bonjour",
        "bonjour !!! 😀",
        "Salut, ça va ?",
        "Bonsoir à tous et merci",
        "Merci beaucoup pour votre réponse !",
        "Bonjour, qui êtes-vous ?",
        "Qu’est-ce que tu sais faire ?",
        "Hello! What can you do?",
        "Pouvez-vous m’aider",
        "J'ai une question",
        "Je vous remercie",
        "Bien reçu merci",
        "merci bcp",
        "Bonjour Madame, Monsieur",
        "Bonjour à toutes et à tous",
        "Bien cordialement",
        "Vous êtes une IA ?",
    ],
)
def test_nothing_is_asked(said):
    assert greets(said)
    assert without_courtesy(said) == said


@pytest.mark.parametrize(
    "asked",
    [
        BARE,
        "Aide",
        "Positions ?",
        "Bonjour tristesse ?",
        "Qui es-tu allé voir ?",
        "Merci de quoi ?",
        "Le salut des villes",
        "Que peut faire l'association ?",
        "Comment ça marche, le fonds vert ?",
        "Hi-tech et villes",
        "",
    ],
)
def test_something_is_asked(asked):
    assert not greets(asked)


@pytest.mark.parametrize(
    "before", ["Bonjour, {}", "Salut {}", "Bonjour Monsieur. {}", "Merci ! {}", "Question : {}", "svp {}"]
)
@pytest.mark.parametrize(
    "after", ["{}", "{} Merci d'avance", "{} merci, bonne journée !", "{} S’il vous plaît.", "{} Cordialement"]
)
def test_words_around_a_question_are_left_out(before, after):
    assert without_courtesy(before.format(after.format(BARE))) == BARE


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Pourriez-vous, svp, me dire quand ?", "quand ?"),
        ("Pouvez-vous me dire où est le salon ?", "où est le salon ?"),
        ("Est-ce que tu peux m’expliquer comment finit le cœur du projet ? merci", "comment finit le cœur du projet ?"),
        ("Je voudrais savoir si l’association soutient la loi", "l’association soutient la loi"),
        ("Savez-vous combien de villes viennent ?", "combien de villes viennent ?"),
        ("Donnez-moi la date du salon, svp", "quelle est la date du salon"),
        ("Merci de m'indiquer les dates du salon", "quels sont les dates du salon"),
        ("Peux-tu me rappeler l’objet du texte ?", "quel est l’objet du texte ?"),
        ("Peux-tu me donner la liste des événements ?", "la liste des événements ?"),
        ("je cherche la position sur l’IA", "quelle est la position sur l’IA"),
        ("je cherche des informations sur le Data Act", "le Data Act"),
        ("Avez-vous des infos sur Eric Peters ?", "Eric Peters"),
        ("Parle-moi du WUF12", "WUF12"),
        ("Que savez-vous de la loi REEN ?", "la loi REEN"),
        ("il y a quoi sur le caire ?", "le caire"),
        ("Fais-moi une synthèse sur l’IA", "l’IA"),
        ("Résume la loi REEN", "quelle est la loi REEN"),
        ("Que disent les documents sur Lyon ?", "Lyon"),
        ("Could you please tell me the date of the act? Thanks", "what is the date of the act ?"),
        ("Hi there! Do you know if cities take part?", "cities take part?"),
        ("Nous souhaiterions savoir si la loi s’applique", "la loi s’applique"),
        ("Bonjour Monsieur le Directeur, où est le salon ?", "où est le salon ?"),
        ("Bonjour Sophie, où est le salon ?", "où est le salon ?"),
        ("Ok et combien de villes ?", "et combien de villes ?"),
        ("Super, merci. Depuis quand ?", "Depuis quand ?"),
        ("Où est le salon svp merci", "Où est le salon"),
        ("Hi-tech et villes", "Hi-tech et villes"),
        ("Auriez-vous la gentillesse de me dire où est le salon ?", "où est le salon ?"),
        ("Parlez moi un peu du salon", "salon"),
        ("Un point d’étape sur la loi ?", "Un point d’étape sur la loi ?"),
        ("Que signifie merci ?", "Que signifie merci ?"),
        ("Je cherche", "Je cherche"),
        ("Bonjour, ...", "Bonjour, ..."),
    ],
)
def test_what_is_asked_is_kept(said, asked):
    assert without_courtesy(said) == asked


@pytest.mark.parametrize(
    "piece", ["bonjour et ", "bonjour et, ", "merci beaucoup à vous et, ", "svp ", "?", "merci.?", "madame, "]
)
def test_long_run_of_courtesy_is_read_at_once(piece):
    said = (piece * 500)[:1000]

    assert not greets(f"{said} xylophone")
    assert without_courtesy(f"{said} xylophone").endswith("xylophone")
