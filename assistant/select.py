"""Sentence choice: which sentences of the best passages answer the question, and what must be quoted with them.

Each sentence is scored by a weighted sum of readable features. The weights are fitted on questions whose answer is marked
(``tests/benchmarks/fit_answers.py``) and kept in ``selection.json``; differences of scores are log-odds.
"""

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from assistant.antecedent import start_with_antecedent
from assistant.expected import read_expected
from assistant.features import Candidate, Features, features
from assistant.question import Kind, about_another, content_stems, kind_of
from assistant.replies import replying
from assistant.speaker import asked_speaker, speaker
from assistant.stance import day_of, end_with_own_answer, is_newer
from corpus.blocks import block_spans
from corpus.document import Document
from corpus.quotable import LIST_ITEM
from corpus.sentences import sentence_spans
from index.french import stems
from index.query import Query


@dataclass(frozen=True)
class _Measure:
    """How much is quoted for a kind of question: so many quotes, each at most e^margin less likely than the first."""

    quotes: int
    margin: float


_MEASURES = {
    Kind.FACT: _Measure(2, 1.5),
    Kind.OTHER: _Measure(2, 1.5),
    Kind.EXPLANATION: _Measure(5, 2.0),
    Kind.POSITION: _Measure(5, 2.5),
}
_UNSURE = _Measure(3, 2.5)  # at least: the reader chooses
_SAME = 0.6  # share of common stems from which two sentences say the same
_ABOUT_THE_SAME = 0.4  # the same share, for sentences of two documents that are near copies
_ABOUT_AS_LIKELY = 0.25  # log-odds
_POSITIONS_AS_LIKELY = 1.0  # the same for positions: the newest one holds
_LONGEST_LIST = 700  # characters: a longer list is not quoted whole
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Quote:
    """A stretch of a document that is quoted as it stands: a sentence, with what it cannot be understood without.

    ``sentence`` is the span of the sentence itself, ``certain`` the probability that it is the one that answers,
    ``coverage`` the share of the question's stems that it holds.
    """

    document: Document
    start: int
    end: int
    sentence: tuple[int, int]
    certain: float
    coverage: float


@cache
def fitted_weights() -> Features:
    """Return the weight of each feature that ``selection.json`` holds."""
    return Features(**json.loads(files("assistant").joinpath("selection.json").read_text(encoding="utf-8"))["weights"])


def rank(question: str, query: Query, found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Return (score, candidate), best first; equal scores in document order of the better passage."""
    weights = np.array(astuple(fitted_weights()))
    table = np.array([astuple(one) for one in features(question, query, found)]).reshape(len(found), len(weights))
    scores = [round(float(score), 6) for score in table @ weights]
    told = replying(question, query.stems, found)
    order = sorted(range(len(found)), key=lambda row: (-scores[row], row))
    return [(scores[row], replace(found[row], replies=True) if told[row] else found[row]) for row in order]


def likelihoods(ranked: Sequence[tuple[float, Candidate]]) -> list[float]:
    """Return the probability that each ranked candidate is the one that answers, if any does."""
    chances = np.exp(np.array([score for score, _ in ranked]) - max((score for score, _ in ranked), default=0.0))
    return [round(float(chance), 6) for chance in chances / (chances.sum() or 1.0)]


def choose(
    question: str,
    ranked: Sequence[tuple[float, Candidate]],
    most: int,
    near: Callable[[str], Collection[str]] = lambda _: (),
    owners: Collection[str] = (),
    *,
    sure: bool = True,
) -> list[Quote]:
    """Return what to quote, the most useful first, at most ``most`` quotes.

    As many as the question takes: one or two for a fact, three when it is not ``sure`` that they answer, more for a position
    or an explanation. A sentence that says the same as one before it, or is quoted already, is left out, and a question; one
    about another name made of the same words, or about another year, comes last; one that defines the word asked, or follows
    the same question in its text, comes first, then, of those about as likely, one with all words of a question that is not
    for a position. ``near`` gives the ids of the near copies of a document: of two of them that
    say about the same, the newest is quoted. For a position, what is said by whom the question names comes first, then what
    the corpus's ``owners`` say themselves before what they report of others, and documents that are positions before others;
    a newer one on the whole topic, and among sentences about as likely the newest document, comes first.
    """
    kind, chances, expected = kind_of(question), likelihoods(ranked), read_expected(question)
    asked = asked_speaker(question, owners)
    measure = _MEASURES[kind] if sure else max(_MEASURES[kind], _UNSURE, key=lambda one: one.quotes)
    everyone = [candidate for _, candidate in ranked]
    behind = [ranked[0][0] - score for score, _ in ranked]
    if kind is Kind.POSITION:
        topic = content_stems(stems(question), tuple(owners))
        behind = [
            min(far, 0.0) if is_newer(one, everyone[0], topic, expected, owners) else far
            for far, one in zip(behind, everyone, strict=True)
        ]
    defining = [one.replies or expected.defined(one.text) for one in everyone]
    rows = [row for row, _ in enumerate(ranked) if behind[row] <= measure.margin or defining[row]]
    rows = [row for row in rows if not _asks_or_announces(everyone[row], everyone)] or rows[:1]
    likely = sorted(
        rows,
        key=lambda row: (
            not everyone[row].replies and about_another(question, everyone[row].text),
            not everyone[row].replies,
            not defining[row],
            kind is Kind.POSITION or behind[row] > _ABOUT_AS_LIKELY or not everyone[row].is_whole,
            *_order(kind, behind[row], everyone[row], owners, asked),
        ),
    )
    chosen: list[Candidate] = []
    quotes: list[Quote] = []
    others = [everyone[row] for row in likely]
    for row in likely:
        candidate = everyone[row]
        if len(quotes) >= min(most, measure.quotes):
            break
        if any(_says_the_same(candidate, other) for other in chosen) or _is_outdated(candidate, others, chosen, near):
            continue
        quote = _quote(candidate, everyone, chances[row])
        if kind is Kind.POSITION:
            quote = replace(quote, end=end_with_own_answer(candidate.document, quote.sentence, quote.end, owners))
        if not any(_overlap(quote, other) for other in quotes):
            chosen.append(candidate)
            quotes.append(quote)
    return quotes


def _order(
    kind: Kind, behind: float, candidate: Candidate, owners: Collection[str], asked: Collection[str]
) -> tuple[bool, bool, bool, int, int]:
    """Return the key by which likely sentences are taken; ``behind`` is how far the score is under the best one.

    ``asked``: stems that name whose position is asked for, when it is not the owner's.
    """
    sentence, document = candidate.sentence, candidate.document
    position = kind is Kind.POSITION
    who = speaker(document, sentence.start, sentence.end, owners) if position else None
    by_asked = who is not None and not set(asked).isdisjoint(stems(who))
    elsewhere = position and document.kind != "position"
    step = _POSITIONS_AS_LIKELY if position else _ABOUT_AS_LIKELY
    return not by_asked, who is not None, elsewhere, int(behind / step), -day_of(document).toordinal()


def _overlap(one: Quote, other: Quote) -> bool:
    return one.document.id == other.document.id and one.start < other.end and other.start < one.end


def _quote(candidate: Candidate, everyone: Sequence[Candidate], chance: float) -> Quote:
    """Return the quote of a sentence: a list item with its whole list, "Cette décision" with the sentence before."""
    passage = sorted((one for one in everyone if one.passage == candidate.passage), key=lambda one: one.position)
    first = last = candidate.position
    if _is_item(candidate) or candidate.text.endswith(":"):
        first, last = _list_around(candidate.position, passage)
        if first == last and _announces(candidate, passage):
            last += 1
    start, end = passage[first].sentence.start, passage[last].sentence.end
    if _is_item(passage[last]) or _is_item(candidate) or candidate.text.endswith(":"):
        start, end = _whole_list(candidate.document, start, end)
    if first == last and not candidate.text.endswith(":"):
        start = start_with_antecedent(candidate.document, start, candidate.text)
    if end - start > _LONGEST_LIST:
        start, end = candidate.sentence.start, candidate.sentence.end
    sentence = (candidate.sentence.start, candidate.sentence.end)
    return Quote(candidate.document, start, end, sentence, chance, candidate.coverage)


def _asks_or_announces(candidate: Candidate, everyone: Sequence[Candidate]) -> bool:
    """Tell whether a sentence is a question, or ends with a colon after which nothing that it announces can be quoted."""
    quote = _quote(candidate, everyone, 0.0)
    alone = (quote.start, quote.end) == (candidate.sentence.start, candidate.sentence.end)
    return candidate.text.endswith("?") or (candidate.text.endswith(":") and alone)


def _announces(candidate: Candidate, passage: Sequence[Candidate]) -> bool:
    """Tell whether a sentence that ends with a colon is followed by the words that it announces."""
    text, following = candidate.document.text, passage[candidate.position + 1 :]
    gap = (candidate.sentence.end, following[0].sentence.start) if following else None
    return candidate.text.endswith(":") and gap is not None and not _WORD.search(text, *gap)


def _list_around(position: int, passage: Sequence[Candidate]) -> tuple[int, int]:
    """Return the first and last position of the list that holds ``position``: its lead-in, then its items."""
    first = last = position
    while first > 0 and _is_item(passage[first]):
        first -= 1
    if not passage[first].text.endswith(":"):
        return position, position
    while last + 1 < len(passage) and _is_item(passage[last + 1]):
        last += 1
    return first, last


def _whole_list(document: Document, start: int, end: int) -> tuple[int, int]:
    """Return the span of a list with the items, and the lead-in, that stand in the passages before and after."""
    text, lead_in = document.text, start
    if LIST_ITEM.match(text, start):
        for first, last in reversed(block_spans(text, max(document.body_start, start - _LONGEST_LIST), start)):
            if not LIST_ITEM.match(text, first):
                lead_in = sentence_spans(text, first, last)[-1][0] if text[last - 1] == ":" else start
                break
        if lead_in == start:
            return start, end
    for first, last in block_spans(text, end, end + _LONGEST_LIST):
        if not LIST_ITEM.match(text, first):
            break
        end = last
    return lead_in, end


def _is_item(candidate: Candidate) -> bool:
    return bool(LIST_ITEM.match(candidate.document.text[candidate.sentence.start : candidate.sentence.end]))


def _says_the_same(one: Candidate, other: Candidate, share: float = _SAME) -> bool:
    first, second = set(one.sentence.stems), set(other.sentence.stems)
    return len(first & second) > share * max(1, len(first | second))


def _is_outdated(
    candidate: Candidate,
    likely: Sequence[Candidate],
    chosen: Sequence[Candidate],
    near: Callable[[str], Collection[str]],
) -> bool:
    """Tell whether a near copy of the document says about the same and is newer, or is quoted already."""
    copies = near(candidate.document.id)
    return bool(copies) and any(
        other.document.id in copies and _says_the_same(candidate, other, _ABOUT_THE_SAME)
        for group in (chosen, [one for one in likely if day_of(one.document) > day_of(candidate.document)])
        for other in group
    )
