"""What a running server notices: each question and each request, counted and logged."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.answer import Answer, Searched
from assistant.chat.engine import Engine
from assistant.chat.figures import Figures
from assistant.chat.open_routes import route_of
from assistant.state import IndexState, Versions
from corpus.document import Document
from corpus.errors import AssistantError
from index.hit import Filters
from index.store import Entry

logger = logging.getLogger(__name__)


class StoppingError(AssistantError):
    """The server is about to stop and takes no new question."""


_METHODS = ("GET", "HEAD", "POST")


@dataclass
class Asked:
    """A question under way, and what has become of it so far."""

    outcome: str = "failed"


class Observer:
    """Counts and logs. The text of a question is logged only when ``log_questions`` says so.

    ``stopping`` is set when the server ends: what is being answered is finished, nothing new is taken.
    """

    def __init__(self, *, log_questions: bool = False) -> None:
        self.figures = Figures()
        self.stopping = False
        self._log_questions = log_questions
        self._lock = threading.Lock()
        self._answering = 0

    @property
    def answering(self) -> int:
        """How many questions are being answered."""
        return self._answering

    @contextmanager
    def question(self, channel: str, question: str) -> Iterator[Asked]:
        """Count and log what becomes of a question: what is said inside, ``invalid``, ``failed``, or ``left`` by who asked.

        Raises StoppingError when the server takes no new question.
        """
        if self.stopping:
            raise StoppingError("the server is stopping; ask again in a minute")
        started, asked = time.perf_counter(), Asked()
        self._count(1)
        try:
            yield asked
        except AssistantError:
            asked.outcome = "invalid"
            raise
        except GeneratorExit:  # an answer that was growing and that nobody waits for any more
            asked.outcome = "left"
            raise
        except Exception:
            asked.outcome = "failed"
            raise
        finally:
            self._count(-1)
            seconds = time.perf_counter() - started
            self.figures.count_question(channel, asked.outcome, seconds)
            told: dict[str, Any] = {"channel": channel, "outcome": asked.outcome, "ms": round(seconds * 1000, 1)}
            if self._log_questions:
                told["question"] = question
            logger.info("question", extra={"told": told})

    def request(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count and log one request."""
        route, method = route_of(path), method if method in _METHODS else "other"
        self.figures.count_request(route, method, status)
        told = {"route": route, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
        logger.info("request", extra={"told": told})

    def _count(self, change: int) -> None:
        with self._lock:
            self._answering += change


class ObservedEngine:
    """An engine each of whose questions is observed."""

    def __init__(self, engine: Engine, observer: Observer, channel: str) -> None:
        self._engine = engine
        self._observer = observer
        self._channel = channel

    def ask(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Answer:
        """Return the answer of the engine."""
        with self._observer.question(self._channel, question) as asked:
            answer = self._engine.ask(question, filters=filters, previous=previous)
            asked.outcome = _outcome(answer)
        return answer

    def stream(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Iterator[Answer]:
        """Yield the answer of the engine as it grows."""
        with self._observer.question(self._channel, question) as asked:
            for answer in self._engine.stream(question, filters=filters, previous=previous):
                asked.outcome = _outcome(answer)
                yield answer

    def search(
        self, question: str, *, limit: int = 10, filters: Filters = Filters(), previous: Sequence[str] = ()
    ) -> Searched:
        """Return the hits of the engine."""
        with self._observer.question(self._channel, question) as asked:
            found = self._engine.search(question, limit=limit, filters=filters, previous=previous)
            asked.outcome = "searched"
        return found

    def document(self, document_id: str) -> Document | None:
        """Return the document of the engine."""
        return self._engine.document(document_id)

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of the engine."""
        return self._engine.kinds()

    def document_count(self) -> int:
        """Return how many documents the engine has."""
        return self._engine.document_count()

    def entries(self) -> list[Entry]:
        """Return the list of documents of the engine."""
        return self._engine.entries()

    def state(self) -> IndexState:
        """Return the state of the index of the engine."""
        return self._engine.state()

    def versions(self, document_id: str) -> Versions:
        """Return the versions of a document of the engine."""
        return self._engine.versions(document_id)

    def generation(self) -> str:
        """Return the generation of the engine."""
        return self._engine.generation()

    def current(self) -> "ObservedEngine":
        """Return the engine of the generation that serves now, observed."""
        return ObservedEngine(self._engine.current(), self._observer, self._channel)


class RequestObserver:
    """ASGI middleware that tells the observer of each request once it is answered."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._observer.request(scope["path"], scope["method"], status, time.perf_counter() - started)


def _outcome(answer: Answer) -> str:
    return "refused" if answer.refused else "answered"
