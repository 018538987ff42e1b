"""The sign-in page in a browser: by keyboard alone, told in words, nothing for axe-core to find."""

import httpx
import pytest
from browser.axe import violations
from browser.conftest import DESKTOP, serve_engine

from assistant.access.access import Access
from assistant.access.users import user_line

pytestmark = pytest.mark.browser

PASSWORD = "médiation numérique"
WRONG = {"fr": "Le nom ou le mot de passe n’est pas le bon.", "en": "The name or the password is not right."}
LOCKED = {"fr": "Trop d’essais. Réessayez dans 15 min.", "en": "Too many tries. Try again in 15 min."}
SIGNED_OUT = {"fr": "Vous êtes déconnecté.", "en": "You are signed out."}
HOME = {"fr": "/", "en": "/en/"}
LOOKS, OTHER_LOOKS = [("fr", "light"), ("en", "dark")], [("fr", "dark"), ("en", "light")]


@pytest.fixture(scope="module")
def door(engine, tmp_path_factory):
    path = tmp_path_factory.mktemp("door") / "users"
    path.write_text("\n".join(user_line(name, PASSWORD) for name in ("marie", "fr", "en")), encoding="utf-8")
    with serve_engine(engine, access=Access(users=path)) as address:
        yield address


@pytest.fixture
def stranger(chromium):
    """Give what opens a page for someone who has not signed in; afterwards only refusals may stand in the console."""
    contexts, errors = [], []

    def stranger(url, scheme="light", **more):
        options = {"viewport": DESKTOP, "color_scheme": scheme, "reduced_motion": "reduce"} | more
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(url)
        return page

    yield stranger
    for context in contexts:
        context.close()
    assert [error for error in errors if "status of 401" not in error and "status of 429" not in error] == []


def type_in(page, name, password):
    """Fill the form and send it with the keys alone."""
    page.wait_for_selector("[name=name]", timeout=5000)
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('[name=name]')"):
            break
    with page.expect_navigation():
        for text, key in ((name, "Tab"), (password, "Enter")):
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            page.keyboard.press(key)


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_keyboard_alone_signs_in_after_a_wrong_password_and_out_again(stranger, door, language, scheme):
    page, found = stranger(door + HOME[language], scheme), []
    found += violations(page)

    type_in(page, "marie", "non")
    alert = page.get_by_role("alert").inner_text()
    found += violations(page)
    kept = page.locator("[name=name]").input_value(), page.locator("[name=password]").input_value()
    type_in(page, "marie", PASSWORD)
    page.wait_for_selector(".welcome")
    found += violations(page)
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("main [role=status]")
    said, spoken = page.get_by_role("status").inner_text(), page.evaluate("document.documentElement.lang")
    found += violations(page)

    assert (alert, kept) == (WRONG[language], ("marie", ""))
    assert (said, spoken) == (SIGNED_OUT[language], language)
    assert found == []


@pytest.mark.parametrize(("language", "scheme"), OTHER_LOOKS)
def test_axe_finds_nothing_in_the_other_theme_of_each_language(stranger, door, language, scheme):
    page = stranger(door + HOME[language], scheme)
    found = violations(page)

    type_in(page, "marie", "non")

    assert found + violations(page) == []


@pytest.mark.parametrize(("language", "scheme"), LOOKS)
def test_too_many_tries_are_told_in_words_with_how_long_to_wait(stranger, door, language, scheme):
    for _ in range(5):
        httpx.post(f"{door}/sign-in", data={"name": language, "password": "non"})
    page = stranger(door + HOME[language], scheme)

    type_in(page, language, PASSWORD)

    assert page.get_by_role("alert").inner_text() == LOCKED[language]
    assert violations(page) == []


def test_fields_that_were_refused_point_to_what_was_said(stranger, door):
    page = stranger(f"{door}/sign-in")
    before = page.locator("[aria-describedby]").count()

    type_in(page, "marie", "non")
    described = page.locator("[name=password]").get_attribute("aria-describedby")

    assert before == 0
    assert page.locator(f"#{described}").inner_text() == WRONG["fr"]
    assert page.evaluate("document.title") == "Erreur – Se connecter – Plaidoyer"


@pytest.mark.parametrize("path", ["/corpus?kind=event", "/documents/reen.pdf?p=60-90"])
def test_stranger_who_opens_a_link_signs_in_and_arrives_there(stranger, door, path):
    page = stranger(door + path)

    type_in(page, "marie", PASSWORD)

    assert page.url == door + path


def test_sign_in_page_fits_a_small_phone(stranger, door):
    page = stranger(door, viewport={"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") == 320
