"""Quotes: the one place where a citation is made, and where an answer is checked before anyone sees it."""

import re
from collections.abc import Callable, Sequence

from assistant.answer import Answer, Citation
from assistant.errors import QuoteError
from corpus.document import Document
from corpus.plain import plain

_BRACKETED = re.compile(r"\[(\d+)\]")


def cite(number: int, document: Document, start: int, end: int) -> Citation:
    """Return citation ``number`` of the span [start, end) of a document."""
    return Citation(
        number=number,
        document_id=document.id,
        title=document.title,
        date=document.date,
        source=document.source,
        page=document.page_at(start),
        start=start,
        end=end,
        quote=document.text[start:end],
    )


def quoted_lines(citations: Sequence[Citation]) -> str:
    """Return the text of an answer: each quote in plain reading on its line, followed by its number.

    A number in brackets inside a quote is shown in parentheses: only citations have brackets.
    """
    return "\n".join(f"« {_without_brackets(citation.quote)} » [{citation.number}]" for citation in citations)


def _without_brackets(quote: str) -> str:
    return _BRACKETED.sub(r"(\1)", plain(quote))


def check(answer: Answer, document_of: Callable[[str], Document | None]) -> Answer:
    """Return ``answer`` when its laws hold: each quote is in its document word for word, each number has its citation.

    Raises QuoteError otherwise: an answer that breaks a law is never shown.
    """
    if answer.refused:
        if answer.citations:
            raise QuoteError("a refusal has citations")
        return answer
    for citation in answer.citations:
        document = document_of(citation.document_id)
        if document is None or document.text[citation.start : citation.end] != citation.quote or not citation.quote:
            raise QuoteError(f"citation {citation.number} is not found word for word in {citation.document_id}")
    numbers = [citation.number for citation in answer.citations]
    if [int(number) for number in _BRACKETED.findall(answer.text)] != numbers or numbers != list(range(1, len(numbers) + 1)):
        raise QuoteError("the numbers in the answer are not those of its citations")
    if answer.text != quoted_lines(answer.citations):
        raise QuoteError("the answer says something else than its quotes")
    return answer
