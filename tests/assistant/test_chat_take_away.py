"""An answer taken away as a Word file, and the questions a corpus suggests."""

import base64
import io
import zipfile

import pytest
from browser.word_engine import WordEngine, sample_documents

from assistant.chat.docx import answer_file
from assistant.chat.session import take_turn
from assistant.chat.suggestions import suggestions
from corpus.dates import PartialDate
from corpus.limits import Limits
from corpus.read.docx import read_docx
from index.store import Entry


def the_turn(question="Quand et où s’est tenu le Smart City Expo ?"):
    (turn,) = take_turn(WordEngine(sample_documents()), question, {}, [], "fr")
    return turn


def word_file(**asked):
    return base64.b64decode(answer_file([the_turn()], {"turn": 1, "origin": "", "at": 5} | asked, "fr").content)


def test_word_file_reads_back_with_its_quotes_and_references():
    (read,) = read_docx(word_file(), Limits())

    text = read.text
    assert "Question : Quand et où s’est tenu le Smart City Expo ?" in text.replace("*", "")
    assert "du 5 au 7 novembre 2024" in text and "» [1]" in text
    assert "1. Une semaine à Barcelone. Réseau des villes (fictif), novembre 2024, Événement." in text


def test_word_file_is_the_same_each_time_and_its_links_lead_to_the_server():
    content = word_file(origin="https://plaidoyer.example:8443")

    assert content == word_file(origin="https://plaidoyer.example:8443")
    assert b"https://plaidoyer.example:8443/documents/events/barcelone.md?p=" in part(
        content, "word/_rels/document.xml.rels"
    )


def part(content, name):
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


@pytest.mark.parametrize("origin", ['https://a"b', "javascript:alert(1)", "https://a/b", 5, None, "https://" + "a" * 300])
def test_origin_that_is_none_is_left_out(origin):
    assert b'Target="/documents/events' in part(word_file(origin=origin), "word/_rels/document.xml.rels")


@pytest.mark.parametrize("asked", [None, {}, {"turn": 0}, {"turn": 2}, {"turn": "1"}])
def test_no_file_is_made_of_what_is_no_answer(asked):
    assert answer_file([the_turn()], asked, "fr") is None
    assert answer_file([the_turn("Bonjour")], {"turn": 1}, "fr") is None


def an_entry(name, kind, date, title="Un titre"):
    return Entry(name, title, PartialDate(*date) if date else None, kind, None, "fr")


def test_suggestions_take_the_latest_document_of_each_kind_then_the_one_before():
    entries = [
        an_entry("a", "event", (2024, 5), "Ancien salon"),
        an_entry("b", "event", (2024, 11, 3), "Salon"),
        an_entry("c", "position", (2023,), "Médiation"),
        an_entry("d", "press-release", None, "Sans date"),
        an_entry("e", None, (2020,), ""),
    ]

    questions = [one.question.replace("\u00a0", " ") for one in suggestions(reversed(entries), "fr")]

    assert questions == [
        "Que faut-il retenir de « Salon » ?",
        "Que défend l’association dans « Médiation » ?",
        "Qu’annonce le communiqué « Sans date » ?",
        "Que faut-il retenir de « Ancien salon » ?",
    ]


def test_long_title_is_cut_between_two_words():
    (one,) = suggestions([an_entry("a", "report", (2024,), "mot " * 60)], "en")

    assert one.question.startswith("What does “mot mot") and one.title.endswith("mot…") and len(one.title) <= 91


def test_empty_corpus_suggests_nothing():
    assert suggestions([], "fr") == ()
