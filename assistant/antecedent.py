"""The sentence before one that cannot be understood without it: "Cette décision...", "Elle aura lieu..."."""

import re

from corpus.document import Document
from corpus.quotable import quotable_spans

_LEANS_BACK = re.compile(
    r"(?:cette|cet|ces|ce|cela|ceci|il|elle|ils|elles|celui|celle|ceux|celles|leurs?|son|sa|ses|une considération qui|"
    r"this|these|that|it|they)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_FARTHEST = 1500  # characters: a longer sentence is not quoted with another


def start_with_antecedent(document: Document, start: int, sentence: str) -> int:
    """Return where to begin to quote ``sentence``, which begins at ``start``: with the sentence before when it leans on it.

    Nothing is added across a heading or anything else that is no sentence. ``sentence`` is in plain reading.
    """
    if not _LEANS_BACK.match(sentence):
        return start
    first = max(document.body_start, start - _FARTHEST)
    before = quotable_spans(document, first, start)
    if not before or _WORD.search(document.text, before[-1][1], start) or document.body_start < first == before[-1][0]:
        return start
    return before[-1][0]
