"""Regenerate the pictures of the page in ``look/``: python tests/browser/look.py [--url http://127.0.0.1:7860].

Without ``--url`` the page of the test engine is served. The questions are the examples of the welcome page.
"""

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.conftest import open_chromium, serve_engine  # noqa: E402
from browser.word_engine import WordEngine, sample_documents  # noqa: E402

FOLDER = Path(__file__).parent / "look"
DESKTOP, PHONE, NARROW = (1366, 820), (390, 844), (320, 640)
QUESTION = "Quelle position défend l’association sur la médiation numérique ?"
FACT = "Quand et où s’est tenu le Smart City Expo ?"
UNANSWERED = "Quel est le prix du pain à Barcelone en 1950 ?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a running server; by default one is started with the test engine")
    parser.add_argument("--refused", default=UNANSWERED, help="a question that gets no answer")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    served = contextlib.nullcontext(options.url.rstrip("/")) if options.url else _serve_sample()
    with served as address, open_chromium() as chromium:
        take_pictures(chromium, address, options.refused)


@contextlib.contextmanager
def _serve_sample() -> Iterator[str]:
    documents = [document for document in sample_documents() if document.id != "poison.md"]
    with serve_engine(WordEngine(documents)) as address:
        yield address


def take_pictures(chromium: Browser, address: str, refused: str) -> None:
    """Write one picture a state of the page."""
    question, english = QUESTION, FACT
    with _opened(chromium, address, DESKTOP) as page:
        _save(page, "desktop-welcome")
        ask(page, question, 1)
        page.locator("a.cite").first.click()
        _save(page, "desktop-answer")
        page.locator("summary").click()
        ask(page, refused, 2)
        _save(page, "desktop-refusal")
        page.goto(address + page.locator(".card .links a").first.get_attribute("href"))
        _save(page, "document")
    with _opened(chromium, address, DESKTOP, color_scheme="dark") as page:
        ask(page, question, 1)
        page.locator("a.cite").first.click()
        _save(page, "desktop-dark")
    with _opened(chromium, f"{address}/en", DESKTOP) as page:
        ask(page, english, 1)
        _save(page, "desktop-english")
    for name, size in (("phone", PHONE), ("narrow", NARROW)):
        with _opened(chromium, address, size) as page:
            _save(page, f"{name}-welcome")
            ask(page, question, 1)
            _save(page, f"{name}-answer")
            page.locator("a.cite").first.click()
            _save(page, f"{name}-source")


def ask(page: Page, question: str, turn: int) -> None:
    """Type a question and wait for what comes back."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".turn:has(#q{turn}) :is(.answer, .failure)")


@contextlib.contextmanager
def _opened(chromium: Browser, address: str, size: tuple[int, int], **options) -> Iterator[Page]:
    viewport, locale = {"width": size[0], "height": size[1]}, "en-GB" if address.endswith("/en") else "fr-FR"
    context = chromium.new_context(viewport=viewport, locale=locale, reduced_motion="reduce", **options)
    page = context.new_page()
    page.goto(address + "/")
    page.wait_for_selector(".welcome")
    yield page
    context.close()


def _save(page: Page, name: str) -> None:
    page.wait_for_timeout(400)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.quantize(256).save(FOLDER / f"{name}.png", optimize=True)  # a third of the size


if __name__ == "__main__":
    main()
