"""Receipts: an answer saved as JSON is held against the corpus again, quote by quote."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from corpus.document import Document
from corpus.errors import AssistantError


class ReceiptError(AssistantError):
    """A file is no saved answer."""


class Standing(Enum):
    """What became of a quote: where it was, elsewhere in its document, changed, or its document is gone."""

    STANDS = "stands"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "document gone"


@dataclass(frozen=True)
class CheckedQuote:
    """One citation of a saved answer; ``start`` and ``end`` are where the quote is now, None when it is nowhere."""

    number: int
    document_id: str
    quote: str
    standing: Standing
    start: int | None
    end: int | None


@dataclass(frozen=True)
class CheckedAnswer:
    """A saved answer and each of its quotes; ``generation`` is the one that gave it, None when the file does not say."""

    id: Any
    question: str
    generation: str | None
    quotes: tuple[CheckedQuote, ...]

    @property
    def stands(self) -> bool:
        """Tell whether every quote is still in its document word for word."""
        return all(one.standing in (Standing.STANDS, Standing.MOVED) for one in self.quotes)


def read_receipts(path: Path) -> list[Mapping[str, Any]]:
    """Return the saved answers of a file: one JSON object, or one a line; raises ReceiptError that names the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReceiptError(f"{path} cannot be read ({error}); give a file that plaidoyer ask --json wrote") from error
    rows = list(_rows(path, text))
    if not rows:
        raise ReceiptError(f"{path} is empty; give a file that plaidoyer ask --json wrote")
    return rows


def check_receipt(row: Mapping[str, Any], document_of: Callable[[str], Document | None]) -> CheckedAnswer:
    """Return a saved answer, each quote held against the corpus as it is now."""
    quotes = tuple(_check(one, document_of(one["document"])) for one in row["citations"])
    return CheckedAnswer(row.get("id"), row["question"], row.get("generation"), quotes)


def _rows(path: Path, text: str) -> Iterator[Mapping[str, Any]]:
    try:
        found = [(1, json.loads(text))]
    except (ValueError, RecursionError):
        found = [(number, _parsed(path, number, line)) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, row in found:
        if isinstance(row, dict) and "error" in row:  # a question of the batch that could not be taken
            continue
        if not _is_answer(row):
            raise ReceiptError(f"{path}, line {number}: no saved answer; give a file that plaidoyer ask --json wrote")
        yield row


def _parsed(path: Path, number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReceiptError(f"{path}, line {number}: {error}; give a file that plaidoyer ask --json wrote") from error


def _is_answer(row: Any) -> bool:
    wanted = {"n": int, "document": str, "quote": str, "start": int, "end": int}
    return (
        isinstance(row, dict)
        and isinstance(row.get("question"), str)
        and isinstance(row.get("citations"), list)
        and all(
            isinstance(one, dict) and all(isinstance(one.get(k), t) for k, t in wanted.items()) for one in row["citations"]
        )
    )


def _check(citation: Mapping[str, Any], document: Document | None) -> CheckedQuote:
    number, identity, quote = citation["n"], citation["document"], citation["quote"]
    start, end = citation["start"], citation["end"]
    if document is None:
        return CheckedQuote(number, identity, quote, Standing.GONE, None, None)
    if quote and document.text[start:end] == quote:
        return CheckedQuote(number, identity, quote, Standing.STANDS, start, end)
    places = _places(document.text, quote) if quote else []
    if not places:
        return CheckedQuote(number, identity, quote, Standing.CHANGED, None, None)
    nearest = min(places, key=lambda place: abs(place - start))
    return CheckedQuote(number, identity, quote, Standing.MOVED, nearest, nearest + len(quote))


def _places(text: str, words: str) -> list[int]:
    places, place = [], text.find(words)
    while place >= 0:
        places.append(place)
        place = text.find(words, place + 1)
    return places
