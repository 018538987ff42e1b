"""Quotes: the one place where a citation is made, and where an answer is checked before anyone sees it."""

import re
from collections.abc import Callable, Sequence

from assistant.answer import Answer, Citation, WrittenSentence
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


def written_lines(written: Sequence[WrittenSentence]) -> str:
    """Return the text of an answer worded by a model: a sentence a line, followed by the numbers it cites."""
    return "\n".join(f"{one.text} {''.join(f'[{number}]' for number in one.citations)}" for one in written)


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
    shown, numbers = [int(one) for one in _BRACKETED.findall(answer.text)], [one.number for one in answer.citations]
    cited = [number for one in answer.written for number in one.citations] if answer.written else numbers
    if shown != cited or sorted(set(cited)) != numbers or numbers != list(range(1, len(numbers) + 1)):
        raise QuoteError("the numbers in the answer are not those of its citations")
    if answer.written and not all(one.citations for one in answer.written):
        raise QuoteError("a written sentence cites nothing")
    if answer.text != (written_lines(answer.written) if answer.written else quoted_lines(answer.citations)):
        raise QuoteError("the answer says something else than its quotes")
    return answer
