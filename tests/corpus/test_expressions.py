"""Dates inside texts, resolved against the document's own date and never against today's."""

import itertools
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.__main__ import main
from corpus.dates import PartialDate
from corpus.expressions import find_dates

LABELLED = Path(__file__).parent / "dates.jsonl"
PUBLISHED = PartialDate(2024, 11, 14)  # a Thursday


def days(text, published=PUBLISHED):
    """Return the text, first and last day of each expression."""
    return [(text[one.start : one.end], str(one.first), str(one.last)) for one in find_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Les villes étaient à Barcelone la semaine dernière.", "2024-11-04", "2024-11-10"),
        ("Le salon s'est tenu du 5 au 7 novembre.", "2024-11-05", "2024-11-07"),
        ("Le sommet se tiendra en février prochain.", "2025-02-01", "2025-02-28"),
        ("Le texte sera voté mi-octobre 2025.", "2025-10-11", "2025-10-20"),
        ("L'appel à projets ouvre à l’automne 2023.", "2023-09-01", "2023-12-21"),
        ("Les résultats du T1 2025 sont attendus.", "2025-01-01", "2025-03-31"),
        ("La réunion a eu lieu hier.", "2024-11-13", "2024-11-13"),
        ("Le plan a été lancé il y a deux ans.", "2022-01-01", "2022-12-31"),
        ("Il a été signé le mardi 3 décembre.", "2024-12-03", "2024-12-03"),
        ("Le bilan couvre 2019-2022.", "2019-01-01", "2022-12-31"),
        ("Réunion le 03/04/2024 à Lyon.", "2024-04-03", "2024-04-03"),
        ("Du 28 décembre au 3 janvier 2025, le lieu ferme.", "2024-12-28", "2025-01-03"),
        ("Les 12 et 13 juin 2024, le réseau se réunit.", "2024-06-12", "2024-06-13"),
        ("Rendez-vous dans trois semaines.", "2024-12-02", "2024-12-08"),
    ],
)
def test_expression_means_its_days(text, first, last):
    ((_, found_first, found_last),) = days(text)

    assert (found_first, found_last) == (first, last)


def test_every_labelled_expression_is_exact(capsys):
    main(["dates", str(LABELLED)])

    rows = len(LABELLED.read_text(encoding="utf-8").splitlines())
    assert capsys.readouterr().out.startswith(f"dates: {rows}/{rows} exact")


@pytest.mark.parametrize("text", ["la semaine dernière", "hier", "le mois prochain", "il y a deux ans"])
def test_relative_expression_in_a_text_without_date_is_unresolved(text):
    (found,) = find_dates(f"Les élus étaient réunis {text}.", None)

    assert (found.first, found.last, found.provenance) == (None, None, "unknown")


def test_day_without_year_in_a_text_without_date_keeps_its_day():
    (found,) = find_dates("Le salon s'est tenu du 5 au 7 novembre.", None)

    assert (found.first, found.provenance, found.partial) == (None, "unknown year", "--11-05/--11-07")


def test_weekday_decides_the_year():
    (found,) = find_dates("La réunion du vendredi 10 janvier est publique.", PUBLISHED)

    assert (found.first, found.provenance) == (date(2025, 1, 10), "weekday")


def test_document_known_to_the_month_resolves_no_day():
    (found,) = find_dates("La réunion a eu lieu hier.", PartialDate(2024, 11))

    assert found.first is None


def test_document_known_to_the_month_resolves_what_all_its_days_resolve_alike():
    assert days("Le conseil du 4 octobre prochain.", PartialDate(2022, 9)) == [
        ("du 4 octobre prochain", "2022-10-04", "2022-10-04")
    ]
    assert days("Le conseil du 4 octobre.", PartialDate(2022)) == [("du 4 octobre", "None", "None")]


@pytest.mark.parametrize(
    "text",
    [
        "La stratégie France 2030 finance les villes.",
        "Le règlement (UE) 2016/679 protège les données.",
        "La place du 8 mai 1945 est fermée.",
        "Appelez le 01 44 39 34 56.",
        "Le budget atteint 2,5 milliards d'euros pour 25 000 habitants.",
        "La version 2.10.2 est disponible.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text):
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Réunis hier, les élus.", "hier"),
        ("Le 5 mai 2024 à 9h à Paris.", "Le 5 mai 2024 à 9h"),
        ("Le 5 mai 2024 de 9 h à 18 h 30 à Paris.", "Le 5 mai 2024 de 9 h à 18 h 30"),
    ],
)
def test_span_is_that_of_the_words(text, words):
    assert days(text)[0][0] == words


def test_tense_against_a_near_day_leaves_the_year_unknown():
    (found,) = find_dates("La réunion a été reportée au 3 février.", PUBLISHED)

    assert (found.first, found.partial) == (None, "--02-03")


def test_other_year_in_the_sentence_leaves_the_year_unknown():
    (found, _) = find_dates("Le congrès du 20 août a repris le texte de 2021.", PUBLISHED)

    assert (found.first, found.partial) == (None, "--08-20")


@given(st.text(max_size=200), st.sampled_from([None, PUBLISHED, PartialDate(2024, 11), PartialDate(2024)]))
def test_any_text_gives_spans_in_order_without_overlap(text, published):
    found = find_dates(text, published)

    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert all(one.first <= one.last for one in found if one.first)


@given(
    st.lists(
        st.sampled_from(["le 5 ", "du ", "1er ", "mai ", "au ", "2024 ", "12/", "la semaine ", "prochain ", "et "]),
        max_size=30,
    )
)
def test_pieces_of_dates_never_break_the_grammar(pieces):
    for one in find_dates("".join(pieces), PUBLISHED):
        assert (one.first is None) == (one.last is None)


@given(st.integers(1950, 2090), st.integers(1, 12), st.integers(1, 28))
def test_written_year_does_not_depend_on_the_documents_date(year, month, day):
    text = f"Le texte du {PartialDate(year, month, day).french()} est public."

    assert days(text, None) == days(text, PUBLISHED)
    assert days(text)[0][1] == f"{year:04}-{month:02}-{day:02}"
