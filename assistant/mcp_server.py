"""The assistant as tools of a language model's client, over the Model Context Protocol (stdin and stdout)."""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Literal, TypeVar

from assistant.chat.engine import Engine
from assistant.json_output import answer_row, document_row, search_row
from corpus.errors import AssistantError
from corpus.metadata import normalise_kind
from index.hit import Filters

Found = TypeVar("Found")

_LONGEST_TEXT = 20_000
_INSTRUCTIONS = (
    "A corpus of an organisation's texts in French. `ask` answers with sentences quoted word for word, or refuses; `search` "
    "lists passages; `read_document` gives the text around them. Quote what they give as it stands, with document and date."
)


class McpMissingError(AssistantError):
    """The package of the protocol is not installed."""


def serve_tools(engine: Engine) -> None:
    """Serve search, ask and read_document until the client closes stdin; raises McpMissingError.

    Each result is one JSON object, as the command line and the API give it.
    """
    check_installed()
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError

    def guarded(work: Callable[[], Found]) -> str:
        try:
            return json.dumps(work(), ensure_ascii=False)
        except AssistantError as error:
            raise ToolError(str(error)) from error

    server: MCPServer[None] = MCPServer("plaidoyer", instructions=_INSTRUCTIONS, log_level="WARNING")

    @server.tool(structured_output=False)
    def search(
        question: str,
        limit: int = 10,
        since: date | None = None,
        until: date | None = None,
        kind: str | None = None,
        publisher: str | None = None,
        language: Literal["fr", "en"] | None = None,
    ) -> str:
        """List the passages of the corpus for a question, best first; since and until are days (2024-01-31)."""
        filters, current = _filters(since, until, kind, publisher, language), engine.current()
        best = min(max(limit, 1), 50)
        return guarded(lambda: search_row(None, current.search(question, limit=best, filters=filters), current))

    @server.tool(structured_output=False)
    def ask(
        question: str,
        previous: list[str] | None = None,
        since: date | None = None,
        until: date | None = None,
        kind: str | None = None,
        publisher: str | None = None,
        language: Literal["fr", "en"] | None = None,
    ) -> str:
        """Answer a question with numbered quotes of the corpus, or refuse; previous are earlier questions, oldest first."""
        filters, current, started = _filters(since, until, kind, publisher, language), engine.current(), time.monotonic()

        def answer() -> dict[str, object]:
            found = current.ask(question, filters=filters, previous=previous or ())
            return answer_row(None, found, current, time.monotonic() - started)

        return guarded(answer)

    @server.tool(structured_output=False)
    def read_document(document: str, start: int = 0) -> str:
        """Read a document named by a hit or citation, 20,000 characters from start on; next is where to go on reading."""
        found = engine.document(document)
        if found is None:
            raise ToolError(f"the corpus has no document {document!r}; take the name from a hit or a citation")
        start = max(start, 0)
        end = min(start + _LONGEST_TEXT, len(found.text))
        more = {"start": start, "next": end if end < len(found.text) else None, "text": found.text[start:end]}
        return json.dumps(document_row(found) | more, ensure_ascii=False)

    server.run("stdio")


def check_installed() -> None:
    """Raise McpMissingError when the extra ``mcp`` was not installed."""
    try:
        import mcp  # noqa: F401
    except ImportError:
        raise McpMissingError("the package mcp is not installed; install it: pip install 'plaidoyer[mcp]'") from None


def _filters(
    since: date | None, until: date | None, kind: str | None, publisher: str | None, language: str | None
) -> Filters:
    return Filters(since, until, (normalise_kind(kind),) if kind else (), publisher, language)
