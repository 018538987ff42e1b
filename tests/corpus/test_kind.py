"""The kind of a document is guessed from what announces it, and stays unknown otherwise."""

from datetime import date

import pytest

from corpus.kind import GuessedKind, guess_kind
from corpus.metadata import read_metadata

TODAY = date(2024, 11, 14)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Communiqué de presse : les villes demandent un moratoire", "press-release"),
        ("Infolettre d'octobre", "newsletter"),
        ("La gazette du réseau n° 12", "newsletter"),
        ("Bulletin de mars 2024", "newsletter"),
        ("Lettre ouverte aux candidats", "letter"),
        ("Lettre à Mme la ministre de la Culture", "letter"),
        ("Discours de la présidente au congrès", "speech"),
        ("Intervention de M. Durand à l'Assemblée", "speech"),
        ("Prise de position sur les péages", "position"),
        ("Contribution à la consultation sur l’énergie", "position"),
        ("L'eau en ville : les propositions de Réseau", "position"),
        ("L'intelligence artificielle en ville : notre position", "position"),
        ("Rapport d'activité 2023", "report"),
        ("Bilan de la campagne", "report"),
        ("Compte rendu du conseil", "event"),
        ("Les villes et l'eau : retour sur la journée de Metz", "event"),
        ("Les loyers : note de position", "position"),
        ("Retour sur les Assises de Lyon", "event"),
        ("Journées nationales du 12 au 14 juin 2024", "event"),
    ],
)
def test_title_that_announces_a_kind_gives_it(title, kind):
    assert guess_kind(title, "", "a.txt") == GuessedKind(kind, "title")


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Gazette des communes : ce qu'elle dit de nous",
        "Notre lettre au père Noël",
        "Contribution de l'État à un logiciel",
        "Position du soleil en été",
        "Le rapport de la Cour est attendu",
        "Conférence de rédaction",
        "Appel à contributions pour la journée du 8 novembre 2022",
        "Intervention de la police",
        "Convention de partenariat 2022",
    ],
)
def test_title_that_only_mentions_a_kind_gives_none(title):
    assert guess_kind(title, "", "a.txt") is None


@pytest.mark.parametrize(
    "title",
    ["Journée des maires sur le climat", "Les 3e Rencontres du littoral", "Garagethon « Codons ! »", "Forum de Lyon"],
)
def test_title_that_names_a_gathering_is_an_event_when_the_beginning_says_that_it_takes_place(title):
    assert guess_kind(title, "Elle aura lieu le 4 mai.", "a.txt") == GuessedKind("event", "title")
    assert guess_kind(title, "Nous demandons un fonds.", "a.txt") is None


def test_press_conference_is_no_event_by_its_title():
    assert guess_kind("Conférence de presse", "Elle aura lieu le 4 mai.", "a.txt") is None


def test_first_line_wins_over_the_title():
    guessed = guess_kind("Rapport sur le climat : notre réaction", "Communiqué de presse\n\nParis, le 4 mai", "a.txt")

    assert guessed == GuessedKind("press-release", "first lines")


def test_kind_named_further_down_is_not_read():
    assert guess_kind("Vélo", "Un.\nDeux.\nTrois.\nCommuniqué de presse", "a.txt") is None


@pytest.mark.parametrize(
    ("identity", "guessed"),
    [
        ("Communiqués/2024/velo.pdf", GuessedKind("press-release", "folder")),
        ("2024-03-12_infolettre-12.html", GuessedKind("newsletter", "file name")),
        ("CR_conseil_mai.docx", GuessedKind("event", "file name")),
        ("2023-11-21-position-loyers.md", GuessedKind("position", "file name")),
        ("2025-webinaire-eau.md", GuessedKind("event", "file name")),
        ("positionnement.md", None),
        ("creation-du-reseau.txt", None),
        ("contributions/koha.md", None),
    ],
)
def test_path_gives_the_kind_when_the_text_does_not(identity, guessed):
    assert guess_kind("", "", identity) == guessed


@pytest.mark.parametrize(
    ("fields", "text", "kind", "warning"),
    [
        ({"kind": "report"}, "Communiqué de presse\n\nTexte.", "report", None),
        ({}, "Communiqué de presse\n\nTexte.", "press-release", "kind_deduced: press-release from the first lines"),
        ({}, "Un texte.", None, "kind_unknown"),
    ],
)
def test_stated_kind_wins_and_a_guess_is_a_warning(fields, text, kind, warning):
    metadata = read_metadata(text, 0, {"date": "2024-11-13", **fields}, "a.txt", TODAY)

    assert metadata.kind == kind
    assert list(metadata.warnings) == ([warning] if warning else [])


def test_first_lines_of_a_document_with_a_title_are_read():
    text = "\n**COMMUNIQUÉ DE PRESSE**\n\nParis, le 12 mars 2024\n\nLes villes demandent un fonds.\n"

    metadata = read_metadata(text, 0, {"title": "La médiation"}, "a.md", TODAY)

    assert metadata.kind == "press-release"


@pytest.mark.parametrize(
    "line",
    [
        "Note de position, 3 octobre 2024",
        "Position adoptée par le conseil d'administration, 12 juin 2019",
        "Position du conseil d’administration, 1er décembre 2022",
        "Contribution à l’examen du projet de loi — 15 avril 2021",
    ],
)
def test_first_line_may_say_more_than_the_kind(line):
    assert guess_kind("Les loyers", f"{line}\n\nTexte.", "a.txt") == GuessedKind("position", "first lines")


def test_folder_tells_more_than_the_name_of_a_gathering_in_the_title():
    title, body = "Sommet pour l'action : nos attentes", "Une rencontre aura lieu."

    assert guess_kind(title, body, "positions/a.md") == GuessedKind("position", "folder")
    assert guess_kind(title, body, "a.md") == GuessedKind("event", "title")


def test_first_lines_of_a_newsletter_are_those_of_what_it_reports():
    assert guess_kind("La lettre du réseau n° 139", "Lettre ouverte\n\nTexte.", "a.txt") == GuessedKind(
        "newsletter", "title"
    )
