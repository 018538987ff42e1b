"""The way from quotes to an answer in a model's words, and back to the quotes whenever it cannot be trusted."""

import logging
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache

from assistant.answer import Answer, Citation, WrittenSentence
from assistant.features import Candidate
from assistant.quote import cite, written_lines
from assistant.speaker import speaker
from assistant.write.circuit import Circuit
from assistant.write.drafts import read_drafts
from assistant.write.endpoint import Endpoint
from assistant.write.errors import UnavailableError
from assistant.write.extracts import Extract, make_extracts
from assistant.write.judge import Kept, Span, judge, known_names, says_nothing_found
from assistant.write.phrases import notice
from assistant.write.prompt import messages
from assistant.write.settings import Settings
from assistant.write.verify import Rarity

logger = logging.getLogger(__name__)

_MOST_DROPPED = 3
_MOST_SENTENCES = 6
_LEANS_BACK = re.compile(
    r"(?:il|elle|ils|elles|cel(?:ui|le)s?|ceux|ce|cet|cette|ces|cela|ceci|son|sa|ses|leurs?|it|they|this|these|its|their)\b",
    re.IGNORECASE,
)


class _FoundNothingError(Exception):
    """The model says that the extracts do not answer."""


@dataclass(frozen=True)
class _Asked:
    question: str
    language: str
    extracts: Sequence[Extract]
    rarity: Rarity


class Writer:
    """Puts answers into the words of a language model; answers may be written at the same time."""

    def __init__(self, endpoint: Endpoint, circuit: Circuit) -> None:
        self._endpoint = endpoint
        self._circuit = circuit

    def write(
        self, answer: Answer, question: str, found: Sequence[Candidate], rarity: Rarity, owners: Collection[str] = ()
    ) -> Iterator[Answer]:
        """Yield ``answer``, made of quotes, worded by the model: a sentence more each time, as soon as it is checked.

        When that fails, at the beginning or in the middle, the last one is ``answer`` itself with a notice. ``question`` is
        the one that stands alone, ``found`` the sentences of the passages that answer it, ``owners`` the names of the
        corpus's owner.
        """
        asked = _Asked(question, answer.language, make_extracts(found), cache(rarity))
        if not asked.extracts:
            yield answer
            return
        try:
            for kept in self._sentences(asked):
                yield _worded(answer, kept, owners)
        except _FoundNothingError:
            yield _with_notices(answer, "found_nothing")
        except UnavailableError as error:
            logger.warning("answered with quotes, without the language model at %s: %s", self._endpoint.host, error)
            yield _with_notices(answer, "unavailable")

    def _sentences(self, asked: _Asked) -> Iterator[list[Kept]]:
        """Yield the sentences that may be shown, one more each time.

        Raises UnavailableError, possibly after some, when there are none, or too many were not.
        """
        if self._circuit.is_open:
            raise UnavailableError("it failed too often; it is left alone for a minute")
        kept: list[Kept] = []
        try:
            for kept in self._read(asked):
                if kept:
                    yield kept
        except UnavailableError:
            self._circuit.failed()
            raise
        except _FoundNothingError:
            self._circuit.succeeded()
            raise
        self._circuit.succeeded()
        if not kept:
            raise UnavailableError("nothing it wrote is carried by the extracts")

    def _read(self, asked: _Asked) -> Iterator[list[Kept]]:
        """Yield the sentences that are carried by the extracts, one more each time; none at last when three are not."""
        kept: list[Kept] = []
        dropped, after_dropped = 0, False
        names = known_names(asked.question, asked.extracts)
        with closing(self._endpoint.stream(messages(asked.question, asked.extracts, asked.language))) as pieces:
            for draft in read_drafts(pieces):
                if says_nothing_found(draft):
                    if kept:
                        break
                    raise _FoundNothingError
                leaning = after_dropped and _LEANS_BACK.match(draft.text)
                repeated = any(one.text == draft.text for one in kept)
                one = None if leaning or repeated else judge(draft, asked.question, asked.extracts, names, asked.rarity)
                after_dropped = one is None
                dropped += after_dropped
                if one is not None:
                    kept = [*kept, one]
                    yield kept
                if dropped >= _MOST_DROPPED:
                    yield []
                if dropped >= _MOST_DROPPED or len(kept) >= _MOST_SENTENCES:
                    break


def open_writer(settings: Settings) -> Writer | None:
    """Return the writer that the settings ask for; None when they name no endpoint."""
    return Writer(Endpoint(settings), Circuit()) if settings.url else None


def _worded(answer: Answer, kept: Sequence[Kept], owners: Collection[str]) -> Answer:
    """Return the answer made of written sentences; citations are numbered as they come."""
    numbers: dict[Span, int] = {}
    for span in (span for one in kept for span in one.spans):
        numbers.setdefault(span, len(numbers) + 1)
    written = tuple(WrittenSentence(one.text, tuple(numbers[span] for span in one.spans), one.flagged) for one in kept)
    citations = tuple(_cited(number, span, owners) for span, number in numbers.items())
    worded = replace(answer, text=written_lines(written), citations=citations, written=written, fact=None)
    return _with_notices(worded, "written", *(["flagged"] if any(one.flagged for one in kept) else []))


def _cited(number: int, span: Span, owners: Collection[str]) -> Citation:
    said_by = speaker(span.document, span.start, span.end, owners)
    return cite(number, span.document, span.start, span.end, said_by)


def _with_notices(answer: Answer, *names: str) -> Answer:
    return replace(answer, notices=(*answer.notices, *(notice(name, answer.language) for name in names)))
