"""Quotes: the one place where a citation is made, and where an answer is checked before anyone sees it."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from assistant import phrases
from assistant.answer import Answer, Citation, Fact, Tier, WrittenSentence
from assistant.errors import QuoteError
from corpus.blocks import LIST_MARK, block_spans
from corpus.document import Document
from corpus.plain import plain

_BRACKETED = re.compile(r"\[(\d+)\]")
_STROKE = "\n/"
_ENDS_OPEN = re.compile(r"[^\s.,;:!?…»”\")]$")


def cite(number: int, document: Document, start: int, end: int, said_by: str | None = None) -> Citation:
    """Return citation ``number`` of the span [start, end) of a document, in which ``said_by`` is reported."""
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
        speaker=said_by,
    )


def answer_text(tier: Tier, fact: Fact | None, citations: Sequence[Citation], language: str, *, listed: bool = False) -> str:
    """Return the text of an answer: a caution when it is not sure, the fact when it leads, then a quote a line.

    In front of each quote of a list (``listed``) stand the title and the date of its document.
    """
    lines = [phrases.uncertain(language)] if tier is Tier.UNCERTAIN else []
    if fact is not None and fact.leads:
        lines.append(f"{fact_words(fact, language)} [{fact.citation}]")
    return "\n".join([*lines, quoted_lines(citations, language, listed=listed)])


def fact_words(fact: Fact, language: str) -> str:
    """Return the fact as it stands in front of an answer, with the days it means when its words do not say them."""
    words = phrases.meant(fact.text, fact.resolved, language) if fact.resolved else fact.text
    return _BRACKETED.sub(r"(\1)", words[:1].upper() + words[1:])


def quoted_lines(citations: Sequence[Citation], language: str, *, listed: bool = False) -> str:
    """Return each quote in plain reading on its line, followed by its number, and by who is reported in it.

    A number in brackets inside a quote is shown in parentheses: only citations have brackets.
    """
    return "\n".join(
        (phrases.entry(_without_brackets(one.title or one.document_id), one.date, language) if listed else "")
        + _quoted_line(one, language)
        for one in citations
    )


def _quoted_line(citation: Citation, language: str) -> str:
    label = f" ({phrases.reported(_without_brackets(citation.speaker), language)})" if citation.speaker else ""
    return f"« {_without_brackets(set_out(citation.quote)[0])} » [{citation.number}]{label}"


def set_out(quote: str, fact: tuple[int, int] = (0, 0)) -> tuple[str, tuple[int, int]]:
    """Return ``quote`` with a stroke between two blocks that no mark separates, and the span that ``fact`` then has.

    Read on one line, the items of a list would run into each other.
    """
    ends = [
        end
        for (start, end), (following, _) in pairwise(block_spans(quote))
        if _ENDS_OPEN.search(plain(quote[start:end]))
        and (LIST_MARK.match(quote, following) or "\n\n" in quote[end:following])
    ]
    before = len(_STROKE) * sum(end <= fact[0] for end in ends)
    for end in reversed(ends):
        quote = quote[:end] + _STROKE + quote[end:]
    return quote, (fact[0] + before, fact[1] + before)


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
    led = [answer.fact.citation] if answer.fact and answer.fact.leads else []
    cited = [number for one in answer.written for number in one.citations] if answer.written else numbers
    if shown != [*led, *cited] or sorted(set(cited)) != numbers or numbers != list(range(1, len(numbers) + 1)):
        raise QuoteError("the numbers in the answer are not those of its citations")
    if answer.written and not all(one.citations for one in answer.written):
        raise QuoteError("a written sentence cites nothing")
    if answer.fact:
        _check_fact(answer.fact, answer.citations, document_of)
    extractive = answer_text(answer.tier, answer.fact, answer.citations, answer.language, listed=answer.listed)
    if answer.text != (written_lines(answer.written) if answer.written else extractive):
        raise QuoteError("the answer says something else than its quotes")
    return answer


def _check_fact(fact: Fact, citations: Sequence[Citation], document_of: Callable[[str], Document | None]) -> None:
    """Raise QuoteError unless the fact stands inside the quote of its citation, word for word."""
    quotes = [one for one in citations if one.number == fact.citation and one.start <= fact.start < fact.end <= one.end]
    document = document_of(quotes[0].document_id) if quotes else None
    if document is None or plain(document.text[fact.start : fact.end]) != fact.text or not fact.text:
        raise QuoteError(f"the fact in front of the answer is not in citation {fact.citation} word for word")
