"""An assistant that stays: after a rebuild, the next question goes to the new generation."""

import logging
import threading
from collections.abc import Iterator, Sequence

from assistant.answer import Answer, Searched
from assistant.ask import Assistant
from assistant.look import HITS
from assistant.settings import Settings
from assistant.state import IndexState, Versions
from assistant.write.writer import Writer
from corpus.document import Document
from corpus.errors import AssistantError
from index.embed import Embedder
from index.generation import IndexFolder
from index.hit import Filters
from index.retrieve import open_retriever
from index.store import Entry

logger = logging.getLogger(__name__)


class LiveAssistant:
    """Asks the generation that serves at the moment of each question.

    A question under way ends on the generation it began with. A new generation that cannot be opened is logged once and
    left alone: the one before goes on serving. Raises what ``open_retriever`` raises when there is none to start
    with.
    """

    def __init__(self, folder: IndexFolder, embedder: Embedder, settings: Settings, writer: Writer | None = None) -> None:
        self._folder = folder
        self._embedder = embedder
        self._settings = settings
        self._writer = writer
        self._lock = threading.Lock()
        self._seen = folder.current().name
        self._assistant = self._open()

    def ask(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Answer:
        """Return the answer of the generation that serves; see ``Assistant.ask``."""
        return self.current().ask(question, filters=filters, previous=previous)

    def stream(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Iterator[Answer]:
        """Yield the answer of the generation that serves as it grows; see ``Assistant.stream``."""
        return self.current().stream(question, filters=filters, previous=previous)

    def search(
        self, question: str, *, limit: int = HITS, filters: Filters = Filters(), previous: Sequence[str] = ()
    ) -> Searched:
        """Return the question on one line and the best passages for it; see ``Assistant.search``."""
        return self.current().search(question, limit=limit, filters=filters, previous=previous)

    def document(self, document_id: str) -> Document | None:
        """Return one document, None when the corpus has none of that id."""
        return self.current().document(document_id)

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of document in the corpus, the most frequent first."""
        return self.current().kinds()

    def document_count(self) -> int:
        """Return how many documents the corpus has."""
        return self.current().document_count()

    def entries(self) -> list[Entry]:
        """Return what a list of all documents shows, in the order of their ids."""
        return self.current().entries()

    def generation(self) -> str:
        """Return the name of the generation that serves."""
        return self.current().generation()

    def state(self) -> IndexState:
        """Return which generation answers and what it holds."""
        return self.current().state()

    def versions(self, document_id: str) -> Versions:
        """Return the copies and near copies of a document."""
        return self.current().versions(document_id)

    def current(self) -> Assistant:
        """Return the assistant of the generation that serves at this moment."""
        published = self._folder.published_or_none()
        with self._lock:
            if published and published.current != self._seen:
                self._seen = published.current
                try:
                    self._assistant = self._open()
                    logger.info("generation %s serves", self._seen)
                except AssistantError as error:
                    logger.warning("the generation before goes on serving: %s", error)
            return self._assistant

    def _open(self) -> Assistant:
        return Assistant(open_retriever(self._folder, self._embedder), self._settings, self._writer)
