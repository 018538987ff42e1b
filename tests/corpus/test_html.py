"""Web pages: the main text, without menus and without what is hidden."""

import contextlib
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.plain import plain
from corpus.read.html import read_html

PARAGRAPHS = "".join(
    f"<p>La ville de Nantes finance le lieu de médiation numérique numéro {number} avec l’État et la Région.</p>"
    for number in range(8)
)
PAGE = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>La médiation | Ville</title>
<meta property="og:site_name" content="Ville de Nantes"><meta property="article:published_time" content="2024-09-17T08:00:00Z">
<meta property="og:title" content="La médiation numérique"></head><body><nav><a href="/">Accueil</a><a href="/agenda">Agenda</a></nav>
<main><article><h1>La médiation numérique</h1>{PARAGRAPHS}<h2>Le calendrier</h2><ul><li>Un premier lieu ouvre en mars.</li></ul>
</article></main><footer>Mentions légales</footer></body></html>"""
CODES = {
    "no_text",
    "limit_html_bytes",
    "limit_html_tag",
    "limit_html_depth",
    "binary_content",
    "unknown_encoding",
    "empty_file",
}


def read(page, limits=None):
    (found,) = read_html(page.encode("utf-8"), limits or Limits())
    return found


def refused(page, limits=None):
    with pytest.raises(UnreadableFileError) as caught:
        read(page, limits)
    return caught.value.code


def test_main_text_is_kept_and_menus_are_not():
    text = read(PAGE).text

    assert "La ville de Nantes finance le lieu de médiation numérique numéro 7" in text
    assert "## Le calendrier" in text
    assert "- Un premier lieu ouvre en mars." in text
    assert "Mentions légales" not in text
    assert "Agenda" not in text


def test_page_states_its_title_date_publisher_and_language():
    fields = read(PAGE).fields

    assert fields["date"] == "2024-09-17"
    assert fields["publisher"] == "Ville de Nantes"
    assert fields["lang"] == "fr"
    assert fields["title"].startswith("La médiation")


def test_what_is_hidden_is_left_out():
    page = PAGE.replace("<h2>", '<p hidden>Texte masqué.</p><div style="display: none">Autre secret.</div><h2>')

    text = read(page).text

    assert "masqué" not in text
    assert "secret" not in text


def test_lines_of_a_newsletter_that_say_nothing_are_left_out():
    page = PAGE.replace("</article>", "<p>Se désabonner</p><p>Voir en ligne</p></article>")

    assert "désabonner" not in read(page).text


def test_stated_windows_encoding_is_no_guess():
    raw = PAGE.replace('charset="utf-8"', 'charset="iso-8859-1"').replace("’", "\x92").encode("latin-1")

    (found,) = read_html(raw, Limits())

    assert "avec l’État et la Région" in found.text
    assert found.warnings == ()


def test_encoding_that_is_not_the_one_stated_is_a_warning():
    (found,) = read_html(PAGE.replace("’", "'").encode("cp1252"), Limits())

    assert found.warnings[0] == "charset_mismatch: the page says utf-8"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<p " + " ".join(f"a{number}=1" for number in range(20_000)) + ">La ville</p>", "limit_html_tag"),
        ("<div>" * 6_000 + "La ville vote le plan." + "</div>" * 6_000, "limit_html_depth"),
        ("<html><body><nav>Menu</nav></body></html>", "no_text"),
    ],
)
def test_page_that_would_stall_the_reader_is_refused(page, code):
    assert refused(page) == code


def test_page_over_the_limit_is_refused():
    assert refused(PAGE, Limits(html_bytes=100)) == "limit_html_bytes"


def test_nothing_is_fetched(monkeypatch):
    def no_network(*_):
        raise AssertionError("a page asked for the network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    page = PAGE.replace(
        "<h1>", '<img src="http://192.0.2.1/a.png"><link rel="stylesheet" href="http://192.0.2.1/a.css"><h1>'
    )

    assert "médiation numérique" in read(page).text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(PAGE) - 1), st.integers(0, 300), st.binary(max_size=40))
def test_mutated_page_is_read_or_refused_with_a_documented_code(position, length, inserted):
    raw = PAGE.encode()
    mutated = raw[:position] + inserted + raw[position + length :]

    try:
        found = read_html(mutated, Limits())
    except UnreadableFileError as error:
        assert error.code in CODES
    else:
        assert found[0].text


def with_end(html):
    return PAGE.replace("</article>", f"{html}</article>")


@pytest.mark.parametrize(
    "html",
    [
        "<div hidden><div>Un autre bloc.</div><p>Texte masqué.</p></div>",
        '<p title="un > deux" hidden>Texte masqué ici.</p>',
        '<p style="visibility: hidden">Texte masqué ici.</p>',
        '<p style="color:red;font-size:0px">Texte masqué ici.</p>',
        '<p class="fr-sr-only">Texte masqué ici.</p>',
    ],
)
def test_what_a_reader_does_not_see_is_left_out_whole(html):
    text = read(with_end(f"{html}<p>La dernière phrase se lit.</p>")).text

    assert "masqué" not in text
    assert "La dernière phrase se lit." in text


@pytest.mark.parametrize(
    "html", ['<p title="le mot hidden ici">La phrase se lit.</p>', "<p>La phrase se lit.</p><img hidden>"]
)
def test_what_only_speaks_of_hiding_is_kept(html):
    assert "La phrase se lit." in read(with_end(f"{html}<p>La fin.</p>")).text


def test_text_around_a_hidden_mark_is_kept():
    assert "Avant et après." in read(with_end("<p>Avant <span hidden>secret</span>et après.</p>")).text


def test_newsletter_drawn_with_tables_reads_as_paragraphs():
    page = (
        '<html><body><table><tr><td><a href="x">Voir en ligne</a></td></tr>'
        f"<tr><td><h2>La lettre</h2>{PARAGRAPHS}</td></tr><tr><td>Vous recevez ce message car vous êtes abonné. "
        '<a href="x">Se désabonner</a> | <a href="y">Voir en ligne</a></td></tr></table></body></html>'
    )

    text = read(page).text

    assert "\n\nLa ville de Nantes finance le lieu de médiation numérique numéro 7 avec l’État et la Région." in text
    assert "|" not in text
    assert "désabonner" not in text


def test_table_of_facts_stays_a_table():
    text = read(with_end("<table><tr><th>Lieu</th><th>Date</th></tr><tr><td>Lyon</td><td>5 mai</td></tr></table>")).text

    assert "| Lyon | 5 mai |" in text


def test_date_of_a_related_page_is_not_its_own():
    page = PAGE.replace('<meta property="article:published_time" content="2024-09-17T08:00:00Z">', "")

    assert "date" not in read(page.replace("<footer>", '<footer><time datetime="2019-01-01">1er janvier</time>')).fields


def test_date_is_found_whatever_the_order_of_attributes():
    stated = '<meta property="article:published_time" content="2024-09-17T08:00:00Z">'

    page = PAGE.replace(stated, '<meta content="2024-02-03" property="article:published_time">')

    assert read(page).fields["date"] == "2024-02-03"


@pytest.mark.parametrize("piece", ["<!-- ", "<script ", "<script>", "<p hidden>x", '<p style="', "<meta ", "<time "])
def test_openings_never_closed_cost_no_more_than_their_length(piece):
    start = time.process_time()

    with contextlib.suppress(UnreadableFileError):
        read(with_end(piece * 40_000))

    assert time.process_time() - start < 8


def test_raised_digits_are_the_call_of_a_note_or_a_power():
    page = PAGE.replace("numéro 7", 'numéro 7<sup><a href="#n1">1</a></sup> de 30 m<sup>2</sup> au XXI<sup>e</sup> siècle')

    assert "numéro 7 de 30 m² au XXIe siècle" in plain(read(page).text)
