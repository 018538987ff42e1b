"""What the page asks of the assistant."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.answer import Answer, Searched
from assistant.state import IndexState, Versions
from corpus.document import Document
from index.hit import Filters
from index.store import Entry


class Engine(Protocol):
    """Answers questions over one corpus; every method may be called from several threads at once."""

    def ask(self, question: str, *, filters: Filters = ..., previous: Sequence[str] = ()) -> Answer:
        """Return the answer, or a refusal; ``previous`` holds the earlier questions of the session, oldest first.

        Raises an AssistantError for a question that cannot be taken (empty, too long).
        """
        ...

    def stream(self, question: str, *, filters: Filters = ..., previous: Sequence[str] = ()) -> Iterator[Answer]:
        """Yield the answer as it grows; the last is what ``ask`` returns; raises as ``ask`` does.

        All but the last are ``written``, and no complete answer.
        """
        ...

    def search(self, question: str, *, limit: int = ..., filters: Filters = ..., previous: Sequence[str] = ()) -> Searched:
        """Return the question on one line and the best ``limit`` passages for it, best first; raises as ``ask`` does."""
        ...

    def document(self, document_id: str) -> Document | None:
        """Return the document of that id, None when the corpus has none."""
        ...

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds present in the corpus, in the order the filter box shows them."""
        ...

    def document_count(self) -> int:
        """Return how many documents can be quoted."""
        ...

    def entries(self) -> list[Entry]:
        """Return what a list of all documents shows, in the order of their ids."""
        ...

    def generation(self) -> str:
        """Return the name of the generation of the index that serves."""
        ...

    def current(self) -> "Engine":
        """Return the engine of the generation that serves now: what it gives agrees, whatever is rebuilt meanwhile."""
        ...

    def state(self) -> IndexState:
        """Return which generation answers and what it holds."""
        ...

    def versions(self, document_id: str) -> Versions:
        """Return the copies and near copies of a document."""
        ...
