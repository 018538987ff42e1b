"""Replies: a text may ask the very question itself, as the FAQ of a site does; what follows there answers it."""

import re
from collections.abc import Sequence

from assistant.expected import read_expected
from assistant.facts import asked_kinds
from assistant.features import Candidate
from assistant.question import about_another, content_stems, kind_of
from corpus.plain import plain
from index.french import stems

_NUMBER = re.compile(r"\d+")
_SAME = 0.75  # share of the stems of both questions that they have in common


def replying(question: str, asked: Sequence[str], found: Sequence[Candidate]) -> list[bool]:
    """Tell of each candidate whether it is the first sentence after the question itself.

    ``asked`` are the stems of the question without the words by which one asks; candidates of one passage are next to each
    other, in order.
    """
    told: list[bool] = []
    previous: Candidate | None = None
    for one in found:
        before = previous if previous and previous.passage == one.passage else None
        told.append(_is_same_question(question, asked, _question_before(one, before)))
        previous = one
    return told


def _question_before(one: Candidate, before: Candidate | None) -> str:
    """Return the question right above a sentence: a heading or the sentence before; nothing when there is none."""
    first = before.sentence.end if before else one.passage.start
    between = [line for line in map(plain, one.document.text[first : one.sentence.start].splitlines()) if line]
    above = between[-1] if between else before.text if before else one.passage.heading.rpartition(" > ")[2]
    return above if above.endswith("?") else ""


def _is_same_question(question: str, asked: Sequence[str], other: str) -> bool:
    if not other or not asked:
        return False
    first, second = set(asked), set(content_stems(stems(other)))
    return (
        len(first & second) >= _SAME * len(first | second)
        and _NUMBER.findall(question) == _NUMBER.findall(other)
        and not about_another(question, other)
        and asked_kinds(question) == asked_kinds(other)
        and kind_of(question) is kind_of(other)
        and bool(read_expected(question).term) == bool(read_expected(other).term)
    )
