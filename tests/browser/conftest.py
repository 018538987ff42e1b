"""A server thread and a headless Chromium for the tests of the page."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.word_engine import WordEngine, sample_documents

from assistant.chat.allowed import Allowed
from assistant.chat.engine import Engine
from assistant.chat.feedback import FeedbackFile
from assistant.chat.shield import Limits

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
TEST_LIMITS = Limits(posts_per_minute=10_000)


@contextlib.contextmanager
def serve_engine(engine: Engine, limits: Limits = TEST_LIMITS, allowed: Allowed = Allowed()) -> Iterator[str]:
    """Serve the page of ``engine`` on a free port, in a thread; give its address, without a final slash."""
    import uvicorn

    from assistant.chat.server import create_app

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            create_app(engine, limits=limits, allowed=allowed), log_level="warning", timeout_graceful_shutdown=1
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
def address(engine, feedback):
    with serve_engine(engine, allowed=Allowed(feedback)) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    with open_chromium() as chromium:
        yield chromium
