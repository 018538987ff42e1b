"""A server thread and a headless Chromium for the tests of the page."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.word_engine import WordEngine, sample_documents

from assistant.access.access import Access
from assistant.chat.allowed import Allowed
from assistant.chat.engine import Engine
from assistant.chat.feedback import FeedbackFile
from assistant.chat.limits import Limits
from assistant.chat.originals import Originals

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
DESKTOP = {"width": 1366, "height": 820}
TEST_LIMITS = Limits(posts_per_minute=10_000)


@contextlib.contextmanager
def serve_engine(
    engine: Engine, limits: Limits = TEST_LIMITS, access: Access = Access(), allowed: Allowed = Allowed()
) -> Iterator[str]:
    """Serve the page of ``engine`` on a free port, in a thread; give its address, without a final slash."""
    import uvicorn

    from assistant.chat.server import create_app

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_app(engine, limits=limits, access=access, allowed=allowed),
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server stopped before it answered"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@contextlib.contextmanager
def open_chromium() -> Iterator:
    """Give a headless Debian Chromium."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing; install it: apt-get install --no-install-recommends chromium", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def engine():
    return WordEngine(sample_documents())


@pytest.fixture(scope="session")
def feedback(tmp_path_factory):
    return FeedbackFile(tmp_path_factory.mktemp("feedback"))


@pytest.fixture(scope="session")
def originals(tmp_path_factory):
    """Give the file of one of the documents."""
    root = tmp_path_factory.mktemp("corpus")
    (root / "events").mkdir()
    (root / "events/barcelone.md").write_text("le fichier d’origine", encoding="utf-8")
    return Originals((root,))


@pytest.fixture(scope="session")
def address(engine, feedback, originals):
    with serve_engine(engine, allowed=Allowed(feedback, originals)) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    with open_chromium() as chromium:
        yield chromium


class Visit:
    """A page and what its browser noticed: requests, console errors."""

    def __init__(self, page):
        self.page, self.requests, self.errors = page, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))


@pytest.fixture(scope="session")
def context(chromium):
    """One profile for all the tests, so that what never changes is loaded once; every page is a session of its own."""
    context = chromium.new_context(viewport=DESKTOP, locale="de-DE", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def visit(address, context):
    """Open pages; afterwards nothing may have left the host and no error may stand in the console."""
    visits = []

    def open_page(path="/", media=None, **viewport):
        visits.append(Visit(context.new_page()))
        page = visits[-1].page
        page.emulate_media(**{"reduced_motion": "reduce"} | (media or {}))
        if viewport:
            page.set_viewport_size(viewport)
        page.goto(address + path, wait_until="commit")
        page.wait_for_selector(".welcome, main#main")
        return page

    yield open_page
    try:
        check_visits(visits, address)
    finally:
        for opened in context.pages:
            opened.close()


def check_visits(visits, address):
    """Fail when a page asked another host for something, or had an error in its console."""
    seen = [url for visit in visits for url in visit.requests]
    assert [url for url in seen if not url.startswith((address, "data:", "blob:"))] == []
    assert [error for visit in visits for error in visit.errors] == []
