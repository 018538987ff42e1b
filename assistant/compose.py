"""What was found becomes an answer: citations, the fact asked for, and what the reader must know of the sources."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from assistant.answer import Answer, Fact, Tier
from assistant.coverage import Coverage
from assistant.facts import find_fact
from assistant.look import Looked
from assistant.phrases import disagreement, old_source, refusal
from assistant.question import stages
from assistant.quote import answer_text, cite
from assistant.select import Quote
from assistant.speaker import speaker
from assistant.wording import bare
from corpus.dates import PartialDate, parse_date
from corpus.document import Document
from corpus.expressions import find_dates
from index.french import stems

_NEAREST_NAMED = 3
_ABOUT_IT = 0.6  # share of the question's stems that a sentence holds to be about the same thing
_NUMBER = re.compile(r"\d[\d .,\u00a0\u202f]*")


def answered(
    question: str,
    language: str,
    looked: Looked,
    quotes: Sequence[Quote],
    owners: Collection[str],
    notices: Sequence[str],
    *,
    listed: bool = False,
) -> Answer:
    """Return the answer that ``quotes`` make, the most useful first; there is at least one. A list asks for no fact."""
    citations = tuple(
        cite(number, one.document, one.start, one.end, speaker(one.document, one.start, one.end, owners))
        for number, one in enumerate(quotes, 1)
    )
    facts = [
        fact
        for number, one in enumerate(() if listed else quotes, 1)
        if (fact := find_fact(looked.text, one.document, *one.sentence, citation=number, certain=one.certain))
    ]
    others = _disagreeing(facts, quotes)
    fact = replace(facts[0], leads=_leads(facts[0], looked, quotes) and not others) if facts else None
    if others:
        notices = [
            *notices,
            disagreement([(one.text, quotes[one.citation - 1].document.label) for one in (facts[0], *others)], language),
        ]
    return Answer(
        question=question,
        text=answer_text(looked.tier, fact, citations, language, listed=listed),
        citations=citations,
        tier=looked.tier,
        reason=None,
        notices=(*looked.notices, *notices),
        hits=looked.hits,
        language=language,
        understood=looked.text if looked.text != bare(question) else None,
        fact=fact,
        listed=listed,
        confidence=looked.verdict.confidence,
    )


def _leads(fact: Fact, looked: Looked, quotes: Sequence[Quote]) -> bool:
    """Tell whether a fact is sure enough to stand in front: not the date on which a text was signed for when it applies."""
    quote, asked = quotes[fact.citation - 1], stages(looked.text)
    before = stages(quote.document.text[quote.sentence[0] : fact.start])
    other_stage = fact.kind == "when" and asked and before and before[-1] not in asked
    return fact.leads and looked.tier is Tier.SURE and not other_stage


def refused(
    question: str, language: str, looked: Looked, nearest: Sequence[tuple[Document, str]], covered: Coverage
) -> Answer:
    """Return the refusal: why, the nearest passages by document and heading, each once, and what the corpus covers."""
    reason = "no_support" if looked.hits else "nothing_in_filters"
    return Answer(
        question=question,
        text=refusal(reason, nearest[:_NEAREST_NAMED], covered, language),
        citations=(),
        tier=Tier.ABSENT,
        reason=reason,
        notices=looked.notices,
        hits=looked.hits,
        language=language,
        understood=looked.text if looked.text != bare(question) else None,
        confidence=looked.verdict.confidence,
    )


def welcomed(question: str, language: str, covered: Coverage) -> Answer:
    """Return what is said to a greeting: what to ask here, and what the corpus covers."""
    return Answer(
        question=question,
        text=refusal("no_question", (), covered, language),
        citations=(),
        tier=Tier.ABSENT,
        reason="no_question",
        notices=(),
        hits=(),
        language=language,
        understood=None,
    )


def old_source_notice(quotes: Sequence[Quote], last: PartialDate | None, months: int, language: str) -> list[str]:
    """Return the notice that the newest source quoted is so many months older than the ``last`` date of the corpus.

    The corpus, not the day, tells what is old: the same question gets the same answer tomorrow. 0 months: never.
    """
    dates = [one.document.date for one in quotes if one.document.date]
    newest = max(dates, key=lambda one: one.last_day, default=None)
    if newest is None or last is None or not months:
        return []
    age = (last.last_day.year - newest.last_day.year) * 12 + last.last_day.month - newest.last_day.month
    return [old_source(newest, last, language)] if age > months else []


def _disagreeing(facts: Sequence[Fact], quotes: Sequence[Quote]) -> list[Fact]:
    """Return the facts of other documents that give another date or number than the first one for the same thing."""
    if not facts:
        return []
    first, home = facts[0], quotes[facts[0].citation - 1]
    return [
        other
        for other in facts[1:]
        if first.leads
        and other.leads
        and min(home.coverage, quotes[other.citation - 1].coverage) >= _ABOUT_IT
        and quotes[other.citation - 1].document.id != home.document.id
        and _differ(first, other)
    ]


def _differ(one: Fact, other: Fact) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind == "when":
        first, second = _days(one), _days(other)
        return bool(first and second) and (first[1] < second[0] or second[1] < first[0])
    if one.kind == "how_many":
        counted, also = ({*stems(_NUMBER.sub("", fact.text))} for fact in (one, other))
        return bool(counted & also) and _figures(one.text) != _figures(other.text)
    return False


def _days(fact: Fact) -> tuple[date, ...]:
    """Return the first and last day that the fact means; nothing when its words do not say."""
    if fact.resolved:
        known = [found for part in fact.resolved.split("/") if (found := parse_date(part))]
        return known[0].first_day, known[-1].last_day
    written = find_dates(fact.text, None)
    return (written[0].first, written[0].last) if written and written[0].first and written[0].last else ()


def _figures(text: str) -> list[str]:
    return [re.sub(r"[ .\u00a0\u202f]", "", number).rstrip(",") for number in _NUMBER.findall(text)]
