"""Regenerate the pictures of the page in ``look/``: python tests/browser/look.py [--index DIR].

They show the sample corpus, whose index is built on the way unless one is named; the test engine shows what the sample corpus has no
question for: an uncertain answer, a fact in front.
"""

import argparse
import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.conftest import open_chromium, serve_engine  # noqa: E402
from browser.word_engine import WordEngine, sample_documents  # noqa: E402

from assistant.ask import Assistant  # noqa: E402
from assistant.chat.allowed import Allowed  # noqa: E402
from assistant.chat.feedback import FeedbackFile  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from corpus.settings import Settings as CorpusSettings  # noqa: E402
from index.cli import progress_bar  # noqa: E402
from index.embed import open_embedder  # noqa: E402
from index.generation import IndexFolder  # noqa: E402
from index.rebuild import rebuild  # noqa: E402
from index.retrieve import open_retriever  # noqa: E402
from index.settings import Settings as IndexSettings  # noqa: E402

FOLDER = Path(__file__).parent / "look"
DESKTOP, PHONE, NARROW = (1366, 820), (390, 844), (320, 640)
QUESTION = "Quelle position défend l’association sur la médiation numérique ?"
FACT = "Quand et où s’est tenu le Smart City Expo ?"
UNANSWERED = "Quelle est la position de l’association sur la gratuité des transports en commun ?"
UNCERTAIN = "Les conseillers numériques ?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="an index of the sample corpus; built in a temporary folder by default")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with open_chromium() as chromium:
        with _serve_sample(options.index) as address:
            _desktop(chromium, address)
            _small(chromium, address)
        documents = [document for document in sample_documents() if document.id != "poison.md"]
        with serve_engine(WordEngine(documents)) as address:
            _tiers(chromium, address)


@contextlib.contextmanager
def _serve_sample(index: Path | None) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder, embedder = IndexFolder(index or Path(name) / "index"), open_embedder(IndexSettings())
        if index is None:
            rebuild([ROOT / "corpus/documents"], folder, embedder, CorpusSettings(), steps=progress_bar)
        retriever = open_retriever(folder, embedder)
        embedder.load()  # before the first question, which a browser does not wait for long
        allowed = Allowed(FeedbackFile(Path(name)))
        with serve_engine(Assistant(retriever, Settings()), allowed=allowed) as address:
            yield address
        retriever.close()


def _desktop(chromium: Browser, address: str) -> None:
    with _opened(chromium, address, DESKTOP) as page:
        _save(page, "desktop-welcome")
        ask(page, QUESTION, 1)
        page.locator("a.cite").first.click()
        _save(page, "desktop-answer")
        document = page.locator(".card .links a").first.get_attribute("href")
        ask(page, UNANSWERED, 2)
        _save(page, "desktop-refusal")
        page.locator("#new").click()
        page.wait_for_selector(".welcome")
        page.locator("summary").click()
        page.locator("[name=since]").fill("2024-01-01")
        page.locator("[name=kind]").first.check()
        _save(page, "desktop-filters")
        for name, path in (("document", document), ("corpus", "/corpus?kind=event")):
            page.goto(address + path)
            _save(page, name)
    with _opened(chromium, address, DESKTOP, color_scheme="dark") as page:
        ask(page, QUESTION, 1)
        page.locator("a.cite").first.click()
        _save(page, "desktop-dark")
        page.goto(f"{address}/corpus?year=2024")
        _save(page, "corpus-dark")
    with _opened(chromium, f"{address}/en", DESKTOP) as page:
        ask(page, QUESTION, 1)
        _save(page, "desktop-english")


def _small(chromium: Browser, address: str) -> None:
    with _opened(chromium, address, PHONE) as page:
        _save(page, "phone-welcome")
        ask(page, QUESTION, 1)
        _save(page, "phone-answer")
        page.locator("a.cite").first.click()
        _save(page, "phone-source")
        page.goto(f"{address}/corpus")
        _save(page, "phone-corpus")
    with _opened(chromium, address, NARROW) as page:
        ask(page, QUESTION, 1)
        _save(page, "narrow-answer")


def _tiers(chromium: Browser, address: str) -> None:
    with _opened(chromium, address, DESKTOP) as page:
        ask(page, FACT, 1)
        _save(page, "desktop-fact")
        page.locator("#new").click()
        page.wait_for_selector(".welcome")
        ask(page, UNCERTAIN, 1)
        page.get_by_role("link", name="Source 1").click()
        _save(page, "desktop-uncertain")


def ask(page: Page, question: str, turn: int) -> None:
    """Type a question and wait for what comes back."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".turn:has(#q{turn}) :is(.answer:not(.growing), .failure)")


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
