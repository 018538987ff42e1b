"""The page over the real assistant: what is quoted is found again, and what a document holds never runs."""

from collections.abc import Callable

import pytest
from browser.conftest import serve_engine
from browser.look import ask

from assistant.ask import Assistant
from assistant.settings import Settings
from corpus.plain import plain
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever

pytestmark = [pytest.mark.browser, pytest.mark.model]

QUESTION = "Quand et où s'est tenu le Smart City Expo ?"
HOSTILE = """---
title: "Le fonds <img src=x onerror='window.poisoned = 1'>"
date: 2024-05-16
kind: "<b>position</b>"
publisher: "<script>window.poisoned = 1</script>"
url: "javascript:window.poisoned=1"
---

# Le fonds <script>window.poisoned = 1</script>

Le zébulon demande un fonds <script>window.poisoned = 1</script> <img src=x onerror="window.poisoned = 1"> pour les villes.

Le fonds paie ${window.poisoned = 1} {{7*7}} [le lien](javascript:window.poisoned=1) <svg onload="window.poisoned = 1"> des \
communes, dit le zébulon [1].

<style>* { display: none }</style> <form action="https://evil.example"><input name="zébulon"></form> pour le fonds.
"""


@pytest.fixture
def opened(chromium) -> Callable:
    """Open pages of their own; afterwards none may have an error in its console."""
    contexts, errors = [], []

    def open_page(url):
        context = chromium.new_context(viewport={"width": 1366, "height": 820}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(url)
        page.wait_for_selector(".welcome")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="module")
def assistant(sample_retriever):
    return Assistant(sample_retriever, Settings())


@pytest.fixture(scope="module")
def sample_address(assistant):
    with serve_engine(assistant) as address:
        yield address


@pytest.fixture
def hostile_address(tmp_path, bundled_embedder, no_steps):
    """Serve the page over a corpus of one document full of HTML and scripts."""
    (tmp_path / "documents").mkdir()
    (tmp_path / 'documents/<b onclick=x>"piège&.md').write_text(HOSTILE, encoding="utf-8")
    folder = IndexFolder(tmp_path / "index")
    rebuild([tmp_path / "documents"], folder, bundled_embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, bundled_embedder)
    with serve_engine(Assistant(retriever, Settings())) as address:
        yield address
    retriever.close()


def words(locator):
    return " ".join(locator.inner_text().split())


def test_number_of_an_answer_leads_to_the_sentence_marked_in_its_passage(opened, sample_address, assistant):
    quote = assistant.ask(QUESTION).citations[0].quote
    page = opened(sample_address)

    ask(page, QUESTION, 1)
    page.locator("#a1-r1").click()

    assert "du 5 au 7 novembre 2024 à Barcelone" in quote
    assert words(page.locator("#a1 .quote").first).startswith(f"« {plain(quote)} »")
    assert page.evaluate("document.activeElement.id") == "a1-s1"
    assert words(page.locator("#a1-s1 mark")) == plain(quote)


def test_document_opens_with_the_quote_marked(opened, sample_address, assistant):
    quote = assistant.ask(QUESTION).citations[0].quote
    page = opened(sample_address)
    ask(page, QUESTION, 1)

    with page.expect_popup() as popup:
        page.locator("#a1-s1 .links a").first.click()
    document = popup.value
    document.wait_for_load_state()

    assert words(document.locator("mark#passage")) == plain(quote)
    assert 0 <= document.locator("mark#passage").bounding_box()["y"] < 820


def test_follow_up_on_the_page_is_understood_from_the_question_before(opened, sample_address):
    page = opened(sample_address)
    ask(page, "Quand et où s'est tenu le Smart City Expo en 2024 ?", 1)

    ask(page, "Et en 2023 ?", 2)

    answer = words(page.locator("#a2"))
    assert "Quand et où s'est tenu le Smart City Expo en 2023 ?" in answer
    assert "du 7 au 9 novembre 2023" in answer


def test_question_that_nothing_answers_is_refused_with_the_nearest_passages(opened, sample_address):
    page = opened(sample_address)

    ask(page, "Quelle est la position de l'association sur la gratuité des transports en commun ?", 1)

    assert "Je ne trouve pas de réponse" in words(page.locator("#a1 .refusal"))
    assert page.locator("#cards .card").count() >= 1
    assert page.locator("a.cite, #cards mark").count() == 0


def test_document_full_of_html_and_scripts_runs_nothing_and_shows_as_text(opened, hostile_address):
    page = opened(hostile_address)

    ask(page, "Que demande le zébulon pour le fonds des villes ?", 1)
    page.evaluate("new Promise(shown => requestAnimationFrame(() => setTimeout(shown)))")
    chat, cards = words(page.locator("#a1")), words(page.locator("#cards"))
    inside = page.locator(":is(#chat, #cards) :is(script, img, svg, form, style, input)").count()
    ran = [page.evaluate("typeof window.poisoned")]
    page.goto(hostile_address + page.locator("#a1-s1 .links a").first.get_attribute("href"))
    ran.append(page.evaluate("typeof window.poisoned"))

    assert "un fonds <script>window.poisoned = 1</script> <img src=x onerror=" in chat
    assert "Le fonds <img src=x onerror='window.poisoned = 1'>" in cards
    assert (inside, ran) == (0, ["undefined", "undefined"])
    assert page.locator("main :is(script, img, svg, form, style, input)").count() == 0
    assert '<form action="https://evil.example">' in words(page.locator("main"))
    assert page.locator('a[href^="javascript:"]').count() == 0
