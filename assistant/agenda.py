"""Agenda: the sentences of any document that announce or report an event, by the days they give.

Most events have no document of their own: a newsletter names them under "Événements à venir". A sentence tells of one when
it names a day and a gathering, or names a day under such a heading. Days are those that the index has resolved against the
date of each document.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import numpy as np

from corpus.blocks import block_spans, is_heading
from corpus.document import Document, Passage
from corpus.expressions import DateExpression, find_dates
from corpus.kind import GATHERING, TAKES_PLACE
from corpus.plain import fold, plain
from index.french import stems
from index.retrieve import Retriever
from index.store import Sentence, Store

COUNTED = 50
"""So many events are counted, no more."""

_READ = 2_000  # days
_LASTS = timedelta(62)  # an event that began that long before a period may still last in it
_OWN = timedelta(120)  # between the date of a document about one event and the event
_SAME = 0.4  # share of the stems of the shorter sentence
_HEADING_LINE = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<words>.+)", re.MULTILINE)
_HEADING = re.compile(
    r"\b(?:evenements?|agenda|rendez-vous|a venir|save the dates?|events?)\b|(?:^|> )\W*(?:le )?calendrier\b"
)
_CALENDAR = re.compile(r"\W*(?:l'|le )?(?:agenda|calendrier)\b")
_NO_EVENT = re.compile(r"\b(?:annule\w*|candidater|candidatures?)\b")
_GATHERING = re.compile(rf"\b(?:evenements?|meetups?|sprints?|\w+athons?|symposium|workshop|summit|events?|{GATHERING})\b")
_NO_DAY_OF_IT = re.compile(r"(?:\bjusqu'|\b(?:avant|d'ici|depuis|until|before|since)(?: le| the)?\s)[\s*_]*$")


@dataclass(frozen=True)
class Mention:
    """A sentence that gives the day of an event; ``first`` and ``last`` are its days, ``words`` the stems beside them.

    ``told``: it says that the event takes place, or stands under a heading that announces events.
    """

    document: Document
    sentence: Sentence
    first: date
    last: date
    words: frozenset[str]
    told: bool

    def within(self, since: date | None, until: date | None) -> bool:
        """Tell whether one of the days is in a period, both days included."""
        return (since is None or self.last >= since) and (until is None or self.first <= until)


@dataclass(frozen=True)
class Others:
    """What is listed already: documents by id, and the events they are about."""

    documents: frozenset[str] = frozenset()
    events: Sequence[Mention] = ()


@dataclass(frozen=True)
class Days:
    """When events are: from the first to begin to the last; the newest first when asked for, or without any bound."""

    since: date | None
    until: date | None
    newest_first: bool = False


def mentions(
    retriever: Retriever,
    documents: Sequence[int] | None,
    topic: Sequence[str],
    days: Days,
    *,
    besides: Others = Others(),
    most: int,
) -> tuple[list[Mention], int]:
    """Return at most ``most`` events of some days in the documents of these rows, None for all, and how many there are.

    The sentence holds all stems of ``topic``. An event that several sentences tell of is given once, by the one that tells
    the most; what is listed ``besides`` is left out. Sentences that do not say that it takes place count only when there is
    nothing else. ``COUNTED`` at most count.
    """
    found: list[Mention] = []
    weak: list[Mention] = []
    for one in _told(retriever, documents, topic, days):
        if one.document.id not in besides.documents and not any(_is_same(one, other) for other in besides.events):
            _add(one, found if one.told else weak)
        if len(found) == COUNTED:
            break
    events = found or ([] if besides.events else weak)
    return events[:most], len(events)


def _add(one: Mention, events: list[Mention]) -> None:
    """Add an event; of two sentences about one, that with more words stays, and of two days of a sentence the first."""
    for place, other in enumerate(events):
        if (one.document.id, one.sentence.start) == (other.document.id, other.sentence.start):
            return
        if _is_same(one, other):
            events[place] = max(other, one, key=lambda either: len(either.words))
            return
    events.append(one)


def own_days(document: Document, store: Store) -> list[DateExpression]:
    """Return the days that the title and the beginning of a document give near its own date: the first are its event's."""
    if document.date is None:
        return []
    beginning = int(np.searchsorted(store.passage_documents, bisect_left(store.document_ids, document.id)))
    earliest, latest = document.date.first_day - _OWN, document.date.last_day + _OWN
    return [
        one
        for one in (*find_dates(document.title, document.date), *store.dates(beginning))
        if one.precision == "day" and one.first and earliest <= one.first <= latest
    ]


def own_event(document: Document, sentence: Sentence, days: Sequence[DateExpression]) -> Mention | None:
    """Return the event that a document is about, for which ``sentence`` stands; None when ``days`` are none."""
    if not days or not days[0].first or not days[0].last:
        return None
    words = frozenset((*sentence.stems, *stems(document.title)))
    return Mention(document, sentence, days[0].first, days[0].last, words, told=True)


def _told(retriever: Retriever, documents: Sequence[int] | None, topic: Sequence[str], days: Days) -> Iterator[Mention]:
    store = retriever.store
    allowed = None if documents is None else frozenset(documents)
    holding = frozenset(retriever.passages_holding(topic, documents)) if topic else None
    earliest = max(days.since, date.min + _LASTS) - _LASTS if days.since else None
    newest_first = days.newest_first or not (days.since or days.until)
    found = store.days_between(earliest, days.until, newest_first=newest_first)
    kept = (
        (row, one)
        for row, one in found
        if (holding is None or row in holding)
        and (allowed is None or int(store.passage_documents[row]) in allowed)
        and not (days.since and one.last and one.last < days.since)
    )
    for row, one in islice(kept, _READ):
        passage = store.passage(row)
        document = store.document(passage.document_id)
        assert document is not None  # the row comes from the same generation
        sentence, heading = _around(one, passage, document, store.sentences([row])[row])
        if sentence and (mention := _mention(document, sentence, heading, one, topic)):
            yield mention


def _around(
    one: DateExpression, passage: Passage, document: Document, sentences: Sequence[Sentence]
) -> tuple[Sentence | None, str]:
    """Return the sentence that holds a date, and the headings above it.

    For a date in a heading it is that heading with the sentence that follows.
    """
    text = document.text
    if sentence := next((each for each in sentences if holds(each, one)), None):
        return sentence, _headings(document, passage, sentence.start)
    first, last = text.rfind("\n", 0, one.start) + 1, text.find("\n", one.end)
    line = text[first : last if last >= 0 else len(text)]
    if not is_heading(line) or not stems(plain(text[first : one.start] + text[one.end : first + len(line)])):
        return None, ""  # a date alone is that of the text
    end = first + len(line)
    after = next((each for each in sentences if each.start >= end), None)
    if after and not _HEADING_LINE.search(text, end, after.start):
        end = after.end
    return Sentence(first, end, tuple(stems(plain(text[first:end])))), _headings(document, passage, first)


def holds(sentence: Sentence, one: DateExpression) -> bool:
    """Tell whether a sentence holds a date."""
    return sentence.start <= one.start and one.end <= sentence.end


def _mention(
    document: Document, sentence: Sentence, heading: str, one: DateExpression, topic: Sequence[str]
) -> Mention | None:
    """Return what a sentence under these headings tells of an event on these days; None when it tells of none."""
    if not one.first or not one.last:
        return None
    text = fold(plain(document.text[sentence.start : sentence.end]))
    before = fold(document.text[sentence.start : one.start])
    announced = bool(_HEADING.search(fold(heading)) or _CALENDAR.match(fold(document.label).replace("_", " ")))
    takes_place = bool(TAKES_PLACE.search(text))
    if (
        text.endswith("?")
        or _NO_DAY_OF_IT.search(before)
        or _NO_EVENT.search(text)
        or not (announced or _GATHERING.search(text) or (takes_place and document.kind == "event"))
        or not set(sentence.stems).issuperset(topic)
    ):
        return None
    words = frozenset((*stems(plain(before)), *stems(plain(document.text[one.end : sentence.end]))))
    return Mention(document, sentence, one.first, one.last, words, told=announced or takes_place)


def _headings(document: Document, passage: Passage, place: int) -> str:
    """Return the headings above a place: those of its passage, unless others stand inside the passage before it."""
    blocks = (document.text[start:end] for start, end in block_spans(document.text, passage.start, place))
    inside = [block for block in blocks if is_heading(block)]
    if not inside:
        return passage.heading
    if not inside[-1].startswith("#"):
        return inside[-1]
    above: dict[int, str] = {}
    for found in _HEADING_LINE.finditer(document.text, document.body_start, place):
        level = len(found["level"])
        above = {higher: words for higher, words in above.items() if higher < level} | {level: found["words"]}
    return " > ".join(above.values())


def _is_same(one: Mention, other: Mention) -> bool:
    """Tell whether two sentences are about one event: days in common and much the same words, or the same several days."""
    if one.last < other.first or other.last < one.first:
        return False
    shared = len(one.words & other.words)
    if one.first < one.last and (one.first, one.last) == (other.first, other.last):
        return shared > 0
    return shared >= _SAME * max(1, min(len(one.words), len(other.words)))
