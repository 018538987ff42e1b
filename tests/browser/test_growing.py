"""An answer that a language model is still writing: what the page shows meanwhile, over a real endpoint that waits."""

import contextlib

import pytest
from browser.axe import violations
from browser.conftest import serve_engine
from browser.look import ask
from fake_endpoint import HOLD, FakeEndpoint
from word_hash import WordHashEmbedder

from assistant.ask import Assistant
from assistant.chat.allowed import Allowed
from assistant.settings import Settings
from assistant.write.settings import Settings as LlmSettings
from assistant.write.writer import open_writer
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever

pytestmark = pytest.mark.browser

QUESTION = "Quand et où s’est tenu le Smart City Expo ?"
DATE = "Le Smart City Expo s’est tenu à Barcelone du 5 au 7 novembre 2024"
VISITORS = "Plus de 25 000 visiteurs sont venus au Smart City Expo"
CONGRESS = """---
title: Smart City Expo à Barcelone
date: 2024-11-07
publisher: Réseau des villes
---

Le Smart City Expo s’est tenu du 5 au 7 novembre 2024 à Barcelone. Plus de 25 000 visiteurs y sont venus.

La délégation comptait douze élus, à l’initiative du Réseau des villes.
"""


@contextlib.contextmanager
def show_nothing(label, total):
    yield lambda done: None


@pytest.fixture(scope="module")
def endpoint():
    with FakeEndpoint() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def address(tmp_path_factory, endpoint, feedback):
    """Serve an assistant whose answers are worded by the endpoint."""
    path = tmp_path_factory.mktemp("growing")
    (path / "documents").mkdir()
    (path / "documents/congres.md").write_text(CONGRESS, encoding="utf-8")
    folder, embedder = IndexFolder(path / "index"), WordHashEmbedder()
    rebuild([path / "documents"], folder, embedder, CorpusSettings(), steps=show_nothing)
    retriever = open_retriever(folder, embedder)
    assistant = Assistant(retriever, Settings(), open_writer(LlmSettings(url=endpoint.url("held"))))
    with serve_engine(assistant, allowed=Allowed(feedback)) as address:
        yield address
    retriever.close()


@pytest.fixture
def growing(visit, endpoint):
    """Give what asks the question in a new page and waits for the first sentence; the model waits before ``rest``."""

    def growing(rest=f"{VISITORS} [1].", path="/", **options):
        endpoint.go_on.clear()
        first, second, others = rest.split(maxsplit=2)
        endpoint.text = f"{DATE} [1]. {first} {second}{HOLD} {others}"
        page = visit(path, **options)
        page.locator("#question textarea").fill(QUESTION)
        page.keyboard.press("Enter")
        page.wait_for_selector("#a1.growing")
        return page

    yield growing
    endpoint.go_on.set()


def finish(page, endpoint):
    endpoint.go_on.set()
    page.wait_for_selector("#a1:not(.growing)")


def written(page):
    return [text.replace("\u00a0", " ") for text in page.locator("#a1 .written p > span").all_inner_texts()]


def test_sentence_is_shown_while_the_model_still_writes_the_next(growing, endpoint):
    page = growing()
    first, said = written(page), page.locator("#status").inner_text()
    tools = page.locator(":is(#a1 .opinion, #cards .actions, #a1 .notice):visible")
    meanwhile = (tools.count(), page.locator("#cards .card").count(), page.locator("#a1 .wait").inner_text())

    finish(page, endpoint)

    assert first == [f"{DATE}."]
    assert meanwhile == (0, 1, "La suite s’écrit…")
    assert written(page) == [f"{DATE}.", f"{VISITORS}."]
    assert page.locator("#cards .card").count() == 2 and tools.count() == 3
    assert (said, page.locator("#status").inner_text()) == ("Recherche dans le corpus…", "Réponse prête, 2 citations.")


@pytest.mark.parametrize(("path", "scheme"), [("/", "light"), ("/", "dark"), ("/en/", "light")])
def test_axe_finds_nothing_while_an_answer_grows(growing, path, scheme):
    page = growing(path=path, media={"color_scheme": scheme})

    assert violations(page) == []


def test_reader_keeps_the_focus_the_place_and_the_source_while_the_answer_grows(growing, endpoint):
    page = growing(width=1366, height=400)
    log = page.locator("#chat .log")
    page.get_by_role("link", name="Source 1").click()
    before = page.locator("#a1-s1").bounding_box()
    log.evaluate("log => { log.dispatchEvent(new WheelEvent('wheel', {bubbles: true})); log.scrollTop = 9; }")

    finish(page, endpoint)

    assert page.evaluate("document.activeElement.id") == "a1-s1"
    assert page.locator("#a1-s1").bounding_box() == before
    assert page.locator(".card.on, .cite.on").count() == 2
    assert log.evaluate("log => log.scrollTop") == 9


def test_question_box_keeps_the_focus_while_the_answer_grows(growing, endpoint):
    page = growing()

    finish(page, endpoint)

    assert page.evaluate("document.activeElement.matches('#question textarea')")


def test_sentences_of_a_model_that_goes_wrong_are_replaced_by_quotes_and_the_reader_is_told(growing, endpoint):
    page = growing("Lisbonne en 2031. Paris en 1789. Rome en 1515. Madrid en 1492.")

    finish(page, endpoint)

    assert page.locator("#a1 .written").count() == 0 and page.locator("#a1 .quote").count() >= 1
    assert "Le modèle de langue n’a pas pu finir" in page.locator("#status").inner_text()
    assert "indisponible" in page.locator("#a1 .notice").last.inner_text()


def test_new_conversation_ends_the_answer_that_grows(growing, endpoint):
    page = growing()

    page.locator("#new").click()
    page.wait_for_selector(".welcome")
    endpoint.text = f"{VISITORS} [1]."
    endpoint.go_on.set()
    ask(page, QUESTION, 1)

    assert page.locator(".turn").count() == 1 and written(page) == [f"{VISITORS}."]
