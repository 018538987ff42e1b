"""A server that is gone, or has too many questions waiting: said in the language of the page, the question kept."""

import pytest

pytestmark = pytest.mark.browser

QUESTION = "Où s'est tenu le salon ?"
LOST = {"/": "Le serveur ne répond pas.", "/en/": "The server does not answer."}
BUSY = {"/": "Trop de questions attendent", "/en/": "Too many questions are waiting"}


@pytest.fixture
def asked(address, context):
    """Give what asks on a page whose questions get nowhere; its console may hold errors, so it is no ``visit``."""
    pages = []

    def ask(path, meet):
        page = context.new_page()
        pages.append(page)
        page.goto(address + path)
        page.wait_for_selector(".welcome")
        page.route("**/queue/join**", meet)
        page.fill("#question textarea", QUESTION)
        page.keyboard.press("Enter")
        return page

    yield ask
    for page in pages:
        page.close()


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_server_that_is_gone_is_said_in_words_and_the_question_kept(asked, path):
    page = asked(path, lambda route: route.abort())

    page.wait_for_function(
        "words => document.querySelector('[data-testid=toast-text]')?.textContent.startsWith(words)", arg=LOST[path]
    )
    assert page.input_value("#question textarea") == QUESTION


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_full_queue_is_said_in_words(asked, path):
    page = asked(
        path, lambda route: route.fulfill(status=503, json={"detail": "Queue is full. Max size is 1 and size is 1."})
    )

    page.wait_for_function(
        "words => document.querySelector('[data-testid=toast-text]')?.textContent.startsWith(words)", arg=BUSY[path]
    )
