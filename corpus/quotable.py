"""The sentences of a passage that can stand as a quote."""

import re
from itertools import pairwise

from corpus.document import Document
from corpus.plain import plain
from corpus.sentences import block_spans, is_heading, sentence_spans

_WORD = re.compile(r"[^\W\d_]{2,}")
_LINK_ONLY = re.compile(r"(?:https?://|www\.)\S+")
_MARKUP = re.compile(r"\s*(?:\{[%{]|<[a-zA-Z/!]|:::)")  # template tags, HTML, containers
_RULE = re.compile(r"\s*\|(?=[^\n]*-)[\s|:-]*$")
_FORMULA = re.compile(
    r"\W*(?:(?:madame|monsieur|mesdames|messieurs|mes chers?|mes chères|chers?|chères?|dear)\b[^.!?]{0,80},\W*$|"
    r"(?:veuillez|nous vous prions|je vous prie)\b.{0,80}\b(?:agréer|croire|"
    r"(?:recevoir|accepter)\b.{0,60}\b(?:salutations|considération|expression|hommages))\b)",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\W*(?:sources?|crédits?|photos?|légende|contacts?(?: presse)?)\s*:", re.IGNORECASE)
LIST_ITEM = re.compile(r"\s*(?:[-–—•*+]|\d{1,2}[.)])\s")
"""What opens a list item that is quoted with its list."""

_FEWEST_WORDS = 3


def quotable_spans(document: Document, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans, in ``document.text``, of the sentences between two places, a passage, that say something.

    Headings, rules, markup, the first row of a table, bare links, credits ("Source : ..."), what opens and closes a letter
    and crumbs are left out; the items of a list are kept however short, so that the list can be quoted whole.
    """
    text = document.text
    blocks = block_spans(text, start, end)
    titles = {block for block, (first, last) in pairwise(blocks) if _RULE.match(text[first:last])}
    return [
        span
        for first, last in blocks
        if not is_heading(text[first:last]) and not _MARKUP.match(text[first:last]) and (first, last) not in titles
        for span in sentence_spans(text, first, last)
        if _says_something(plain(text[slice(*span)]), 1 if LIST_ITEM.match(text[first:last]) else _FEWEST_WORDS)
    ]


def _says_something(sentence: str, fewest_words: int) -> bool:
    return (
        not _CREDIT.match(sentence)
        and not _FORMULA.match(sentence)
        and len(_WORD.findall(_LINK_ONLY.sub("", sentence))) >= fewest_words
    )
