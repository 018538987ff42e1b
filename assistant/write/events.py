"""The stream of an OpenAI-compatible endpoint, read without trusting it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.write.errors import UnavailableError


@dataclass(frozen=True)
class Piece:
    """One event of a stream: some text, possibly none, and why the text ends when it does (``stop``, ``length``, ...)."""

    text: str
    finish: str | None = None


def read_pieces(lines: Iterable[str]) -> Iterator[Piece]:
    """Yield the pieces of a stream of server-sent events until it says that it ends.

    Comments, other fields, events without choices and empty contents are passed over. Raises UnavailableError when the
    endpoint reports an error, sends something else than such events, or stops before the end.
    """
    ended = False
    for line in lines:
        name, colon, value = line.strip().lstrip("\ufeff").partition(":")
        if name != "data" or not colon:
            continue
        if value.strip() == "[DONE]":
            return
        piece = _piece(value)
        ended = ended or piece.finish is not None
        yield piece
    if not ended:
        raise UnavailableError("its answer was cut before the end, or is no stream of events")


def _piece(text: str) -> Piece:
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        raise UnavailableError("its stream holds JSON that cannot be read") from None
    if not isinstance(event, dict) or event.get("error"):
        raise UnavailableError("it reported an error in the middle of its answer")
    choices = event.get("choices") or [{}]
    choice = choices[0] if isinstance(choices, list) else None
    if not isinstance(choice, dict):
        raise UnavailableError("its stream is not that of an OpenAI-compatible endpoint")
    delta, finish = choice.get("delta"), choice.get("finish_reason")
    content = delta.get("content") if isinstance(delta, dict) else None
    return Piece(_text(content), str(finish) if finish else None)


def _text(content: Any) -> str:
    """Return the text of a content: a text, or a list of parts of which those that think aloud are left out."""
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
        return "".join(str(part.get("text") or "") for part in parts)
    return content if isinstance(content, str) else ""
