"""An answer and its citations."""

from dataclasses import dataclass
from enum import Enum

from corpus.dates import PartialDate
from index.hit import Hit


class Tier(Enum):
    """How far an answer can be trusted: the texts answer, they may, or they do not speak of it."""

    SURE = "sure"
    UNCERTAIN = "uncertain"
    ABSENT = "absent"


@dataclass(frozen=True)
class Citation:
    """A numbered quote. Law: ``quote == document.text[start:end]``.

    ``speaker`` is who is reported there, as the document writes it; None when the document speaks for itself.
    """

    number: int
    document_id: str
    title: str
    date: PartialDate | None
    source: str
    page: int | None
    start: int
    end: int
    quote: str
    speaker: str | None = None


@dataclass(frozen=True)
class Fact:
    """The words that answer a question for a fact, a span of the document inside the quote of citation ``citation``.

    ``kind``: ``when``, ``how_many``, ``who`` or ``where``. ``text``: these words in plain reading. ``resolved``: the date
    that they mean in the document, when they do not say it themselves ("la semaine dernière"). ``leads``: it is sure enough
    to stand in front of the answer; otherwise it is only set in bold inside its quote.
    """

    kind: str
    citation: int
    start: int
    end: int
    text: str
    resolved: str | None
    leads: bool


@dataclass(frozen=True)
class WrittenSentence:
    """A sentence worded by a language model, checked against the citations whose numbers it ends with.

    ``flagged``: it is covered by what it cites, but not in every word.
    """

    text: str
    citations: tuple[int, ...]
    flagged: bool


@dataclass(frozen=True)
class Answer:
    """What is shown for one question.

    ``text`` is ready to be shown. Extractive: the fact on its own line when it leads, then one quoted sentence a line, each
    followed by its ``[n]``; by a language model (``written`` is not empty): its sentences, a line each. Or the refusal.
    Law: every ``[n]`` in ``text`` has citation n, and each citation is used. ``citations`` is empty when ``refused``.
    ``reason`` is None, or why there is no answer: ``no_support`` (no passage answers), ``nothing_in_filters``, or
    ``no_question`` (a greeting).
    ``notices`` are sentences for the reader, in the language of the question (``language``: fr or en).
    ``understood`` is the question that was searched, when a follow-up was completed from the previous ones.
    ``listed``: the quotes are those of a list, each shown under the title and the date of its document.
    ``confidence`` is how far the log-odds that the corpus answers are above the bar of an answer.
    ``generation`` and ``fingerprint`` say which index and which model gave it.
    """

    question: str
    text: str
    citations: tuple[Citation, ...]
    tier: Tier
    reason: str | None
    notices: tuple[str, ...]
    hits: tuple[Hit, ...]
    language: str
    understood: str | None
    fact: Fact | None = None
    written: tuple[WrittenSentence, ...] = ()
    listed: bool = False
    confidence: float = 0.0
    generation: str = ""
    fingerprint: str = ""

    @property
    def refused(self) -> bool:
        """Tell whether there is no answer."""
        return self.tier is Tier.ABSENT

    @property
    def welcome(self) -> bool:
        """Tell whether nothing was asked: there is nothing to trust, or to have an opinion on."""
        return self.reason == "no_question"


@dataclass(frozen=True)
class Searched:
    """What a search gives: the question on one line, hits, best first, and what is to be said of the search."""

    question: str
    hits: tuple[Hit, ...]
    notices: tuple[str, ...]
