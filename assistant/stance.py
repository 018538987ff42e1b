"""Whose position a sentence states, and whether it is newer than another one."""

import re
from collections.abc import Collection
from datetime import date

from assistant.expected import Expected
from assistant.features import Candidate, is_titled
from assistant.question import Kind, kind_of
from assistant.speaker import asked_speaker, speaker
from corpus.document import Document
from corpus.plain import plain
from corpus.sentences import sentence_spans
from index.french import stems

_WHO = re.compile(r"\b(?:qui|who)\b", re.IGNORECASE)
_OWN_ANSWER = re.compile(
    r"(?:l[’']association\b|nous ne\b|nous n[’']|"
    r"(?:cette|ces|ce|cet) (?:propositions?|positions?|demandes?|déclarations?|propos|avis)\b)",
    re.IGNORECASE,
)


def day_of(document: Document) -> date:
    """Return the first day of a document's date, the first of all days without one."""
    return document.date.first_day if document.date else date.min


def is_newer(one: Candidate, first: Candidate, topic: Collection[str], expected: Expected, owners: Collection[str]) -> bool:
    """Tell whether a sentence says, in its document's own voice, a newer position than the first one on the whole topic.

    The sentence holds all stems of the topic, or the title of its document does.
    """
    return (
        (one.is_whole or is_titled(one.document, topic))
        and day_of(one.document) > day_of(first.document)
        and expected.claims(one.text)
        and speaker(one.document, one.sentence.start, one.sentence.end, owners) is None
    )


def says_another(question: str, document: Document, sentence: tuple[int, int], owners: Collection[str]) -> bool:
    """Tell whether a position is asked for, and a sentence gives that of somebody whom the question does not name."""
    asked = kind_of(question) is Kind.POSITION and not _WHO.search(question)
    who = speaker(document, *sentence, owners) if asked else None
    return who is not None and asked_speaker(question, owners).isdisjoint(stems(who))


def end_with_own_answer(document: Document, sentence: tuple[int, int], end: int, owners: Collection[str]) -> int:
    """Return where to end a quote of somebody else's position: with what the text itself says of it next, if it does."""
    if speaker(document, *sentence, owners) is None:
        return end
    paragraph = document.text.find("\n\n", end)
    following = sentence_spans(document.text, end, paragraph if paragraph >= 0 else len(document.text))
    answered = following and _OWN_ANSWER.match(plain(document.text[slice(*following[0])]))
    return following[0][1] if answered else end
