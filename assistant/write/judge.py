"""What becomes of a sentence that a model wrote: shown with the spans that carry it, shown with a flag, or dropped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.write.drafts import Draft
from assistant.write.extracts import Extract
from assistant.write.instructions import gives_orders
from assistant.write.verify import (
    BARELY_COVERED,
    COVERED,
    Claim,
    Rarity,
    Support,
    best_support,
    joined,
    make_claim,
    single_supports,
    strength,
)
from corpus.document import Document
from corpus.plain import fold
from index.french import stems

_FOUND_NOTHING = re.compile(
    r"\bje ne (?:trouve|dispose|peux|sais|vois)\b.{0,60}\b(?:information|repon\w+|element)"
    r"|\b(?:extraits?|documents?|passages?)\b.{0,40}\bne (?:contien\w+|permet\w+|mentionn\w+|precis\w+|repond\w+|donn\w+)"
    r"|\bi (?:can(?:no|')t|cannot|do not|don't) (?:find|answer|know)\b"
    r"|\b(?:extracts?|documents?|passages?)\b.{0,40}\b(?:do|does)(?: not|n't) (?:contain|mention|answer|say|give|provide)"
)
_GAINED_BY_ANOTHER = 0.1  # coverage from which one more citation is shown


@dataclass(frozen=True)
class Span:
    """Sentences of a document that a written sentence cites."""

    document: Document
    start: int
    end: int


@dataclass(frozen=True)
class Kept:
    """A written sentence that may be shown. ``flagged``: what it cites covers its facts, but not all of its words."""

    text: str
    spans: tuple[Span, ...]
    flagged: bool


def says_nothing_found(draft: Draft) -> bool:
    """Tell whether a model says that the extracts do not answer."""
    return bool(_FOUND_NOTHING.search(fold(draft.text)))


def known_names(question: str, extracts: Sequence[Extract]) -> frozenset[str]:
    """Return the stems of the names in the question and the extracts: a sentence that begins with one states a name."""
    claims = (make_claim(question).stated, *(one.stated for extract in extracts for one in extract.sentences))
    return frozenset(stem for stated in claims for name in stated.names for stem in name)


def judge(draft: Draft, question: str, extracts: Sequence[Extract], names: frozenset[str], rarity: Rarity) -> Kept | None:
    """Return the sentence with the spans that carry it; None when it must not be shown.

    What it cites is tried first, then every extract: a sentence is anchored where it is carried, whatever number the model
    gave. A sentence that only repeats the question, or gives orders, says nothing.
    """
    claim = make_claim(draft.text, names)
    if gives_orders(draft.text) or claim.stated.stems <= set(stems(question)):
        return None
    supports = {one.number: best_support(claim, one, rarity) for one in extracts}
    cited = [supports[number] for number in draft.cited if number in supports]
    cited.sort(key=strength, reverse=True)
    ranked = [*cited, *sorted(supports.values(), key=strength, reverse=True)]
    if not any(one.holds for one in ranked):
        return _flagged(draft, claim, [*cited, ranked[len(cited)]], rarity)
    first = next(one for one in ranked if one.holds)
    return _kept(draft, _enough(claim, first, ranked, rarity), flagged=False)


def _enough(claim: Claim, first: Support, others: Sequence[Support], rarity: Rarity) -> list[Support]:
    """Return ``first`` with those of ``others`` that each carry words which the ones before do not."""
    chosen, together = [first], first
    for one in (one for one in others if not one.denied and not one.foreign):
        more = joined(claim, together, one, rarity)
        if more.coverage - together.coverage >= _GAINED_BY_ANOTHER:
            chosen, together = [*chosen, one], more
    return chosen


def _flagged(draft: Draft, claim: Claim, nearest: Sequence[Support], rarity: Rarity) -> Kept | None:
    """Return the sentence with a flag when its facts are there: in other words, in another language or in two places."""
    for one in nearest:
        if one.true and (_states_facts(claim) if one.foreign else one.coverage >= BARELY_COVERED):
            return _kept(draft, [one], flagged=True)
    base = max(nearest, key=lambda one: one.coverage)
    if base.denied or base.foreign:
        return None
    within = [base.extract, *(one.extract for one in nearest if one.extract is not base.extract)]
    for other in chain.from_iterable(single_supports(claim, extract, rarity) for extract in within):
        both = joined(claim, base, other, rarity)
        if not other.foreign and both.true and both.coverage >= COVERED:
            return _kept(draft, [base, other], flagged=True)
    return None


def _states_facts(claim: Claim) -> bool:
    return bool(claim.stated.numbers or claim.stated.days or claim.stated.names)


def _kept(draft: Draft, supports: Sequence[Support], *, flagged: bool) -> Kept:
    spans = (Span(one.extract.document, one.sentences[0].start, one.sentences[-1].end) for one in supports)
    return Kept(draft.text, tuple(dict.fromkeys(spans)), flagged)
