"""An answer and its citations."""

from dataclasses import dataclass

from corpus.dates import PartialDate
from index.hit import Hit


@dataclass(frozen=True)
class Citation:
    """A numbered quote. Law: ``quote == document.text[start:end]``."""

    number: int
    document_id: str
    title: str
    date: PartialDate | None
    source: str
    page: int | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Answer:
    """What is shown for one question.

    ``text`` is ready to be shown: one quoted sentence a line, each followed by its ``[n]``; or the refusal.
    Law: every ``[n]`` in ``text`` has citation n, and each citation is used. ``citations`` is empty when ``refused``.
    ``reason`` is None, or why there is no answer: ``no_support`` (no passage answers) or ``nothing_in_filters``.
    ``notices`` are sentences for the reader, in the language of the question (``language``: fr or en).
    ``understood`` is the question that was searched, when a follow-up was completed from the previous ones.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    refused: bool
    reason: str | None
    notices: tuple[str, ...]
    hits: tuple[Hit, ...]
    language: str
    understood: str | None
