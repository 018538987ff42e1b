"""The period and the kind of document that a question states: the search is narrowed to them when that leaves an answer.

A year may be the topic and not the date of a document ("la déclaration de 2022", "Objectif 2030"): only a date after a
preposition of time narrows, and a document that speaks of the period counts as much as one dated in it. A date without its
year ("depuis mars", "l'an dernier") does not narrow: the same question must give the same answer next year.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.question import YEAR
from corpus.dates import ENGLISH_MONTHS, MONTHS
from corpus.expressions import DateExpression, find_dates
from corpus.plain import fold
from index.french import stems
from index.hit import Filters
from index.query import Query
from index.store import Store

_DAY = timedelta(1)
_FRENCH = dict(zip(ENGLISH_MONTHS, MONTHS, strict=True)) | {
    **{"in": "en", "during": "en", "since": "depuis", "before": "avant", "after": "après", "between": "entre", "and": "et"},
    **{"In": "en", "During": "en", "Since": "depuis", "Before": "avant", "After": "après", "Between": "entre"},
}
# On folded text, at the end of what comes before a date or at the beginning of the date itself.
_LINK = r"(?P<link>en|entre|depuis|avant|apres|pendant|durant|courant|au cours d[eu]|au|a|dans)"
_ARTICLE = r"(?:\s(?:le|la|les|mois d[e']|debut|fin|mi)|\sl'|\s?l'annee)?[\s-]?"
_LINK_BEFORE = re.compile(rf"(?:^|(?<=\s)){_LINK}{_ARTICLE}$")
_LINK_INSIDE = re.compile(rf"{_LINK}\b")
_OWN_COMPLEMENTS = r"(?: de presse| d'information| ouvertes?)?"
_IN = r"\b(?:dans|selon|d'apres|in) (?:le|la|les|un|une|des|nos|notre|votre|vos|leurs?|the|a|your|l')\s?"
_KINDS = {
    "press-release": "communiques?|press releases?",
    "newsletter": "newsletters?|infolettres?|lettres? d'information",
    "report": "rapports?|reports?",
    "letter": "lettres? ouvertes?|open letters?",
    "speech": "discours|speech(?:es)?",
}
_KIND_PATTERNS = {
    kind: re.compile(rf"{_IN}(?:{nouns}){_OWN_COMPLEMENTS}\b(?!\s(?:de|du|des|of)\b|\sd')") for kind, nouns in _KINDS.items()
}
_KIND_PATTERNS["press-release"] = re.compile(
    rf"{_KIND_PATTERNS['press-release'].pattern}|"
    r"\b(?:communiques?(?: de presse)?|press releases?)(?= (?:sur|concernant|about|on)\b)"
)


@dataclass(frozen=True)
class Narrowing:
    """What a question states: filters, and its own words for the period and for the kind, empty when it has none."""

    filters: Filters
    period: str
    kind: str

    def documents(self, store: Store, filters: Filters) -> list[int]:
        """Return the rows, in order, of the documents that pass ``filters`` and are of the kind and the period stated.

        A document is of the period when its date is, or when a date in its text is.
        """
        asked = self.filters
        kept = store.allowed_documents(replace(asked, since=None, until=None).over(filters))
        if not (asked.since or asked.until):
            return kept or []
        dated = store.allowed_documents(Filters(since=asked.since, until=asked.until)) or []
        of_the_period = {*dated, *store.documents_speaking_of(asked.since, asked.until)}
        return sorted(of_the_period if kept is None else of_the_period.intersection(kept))

    def topic(self, question: str) -> str:
        """Return the question without its words for the period and the kind: a document dated 2022 need not write 2022."""
        for words in filter(None, (self.period, self.kind)):
            question = question.replace(words, "")
        return question

    def without_kind(self, query: Query) -> Query:
        """Return the query without the stems that name the kind: a newsletter need not call itself one."""
        named = stems(self.kind)
        return replace(query, stems=tuple(stem for stem in query.stems if stem not in named) or query.stems)


def stated(question: str, language: str) -> Narrowing | None:
    """Return what ``question``, on one line, states of the documents asked for; None when it states nothing.

    A question that states two periods compares them: neither narrows.
    """
    periods = _periods(question, language)
    period, when = periods[0] if len(periods) == 1 else (Filters(), "")
    kinds, which = _kinds(question)
    return Narrowing(replace(period, kinds=kinds), when, which) if when or which else None


def without_period(question: str, language: str) -> tuple[str, Filters, str]:
    """Return a question that asks for documents without its one period, that period, and its words.

    Any date with its year bounds such a question, whatever stands before it: "les événements de novembre 2024".
    """
    periods = _periods(question, language, after_any_word=True)
    if not periods and len(years := YEAR.findall(question)) == 1:
        periods = [(Filters(since=date(int(years[0]), 1, 1), until=date(int(years[0]), 12, 31)), years[0])]
    period, when = periods[0] if len(periods) == 1 else _joined(question, periods) or (Filters(), "")
    return (question.replace(when, " ", 1) if when else question), period, when


def _joined(question: str, periods: list[tuple[Filters, str]]) -> tuple[Filters, str] | None:
    """Return two periods that follow one another and are asked for together as one: "en 2022 et en 2023"."""
    if len(periods) != 2:
        return None
    (first, words), (second, others) = periods
    said = next((one for link in ("et", "ou", "and", "or") if (one := f"{words} {link} {others}") in question), None)
    if said is None or not first.until or second.since != first.until + _DAY:
        return None
    return Filters(since=first.since, until=second.until), said


def _periods(question: str, language: str, *, after_any_word: bool = False) -> list[tuple[Filters, str]]:
    """Return each period, and its words as they stand in the question."""
    words = question.split(" ")
    text = " ".join(_FRENCH.get(word, word) for word in words) if language == "en" else question
    text = text.replace("’", "'")
    found = []
    for one in find_dates(text, None):
        before = fold(text[: one.start])
        link = _LINK_INSIDE.match(fold(text[one.start : one.end])) or _LINK_BEFORE.search(before)
        period = _period(link["link"], one, one.first, one.last) if link and one.first and one.last else None
        if after_any_word and one.first and one.last:
            period = period or Filters(since=one.first, until=one.last)
        if period:
            first = before[: link.start()].count(" ") if link and link.re is _LINK_BEFORE else before.count(" ")
            last = text[: one.end].count(" ") + 1
            found.append((period, _quoted(words[first:last])))
    return found


def _period(link: str, one: DateExpression, first: date, last: date) -> Filters | None:
    if link == "depuis":
        return Filters(since=first)
    if link == "avant":
        return Filters(until=first - _DAY)
    if link == "apres":
        return Filters(since=last + _DAY)
    if (one.precision == "day" and first == last) or (link == "a" and one.precision == "year"):  # "par rapport à 2022"
        return None
    return Filters(since=first, until=last)


def _kinds(question: str) -> tuple[tuple[str, ...], str]:
    """Return the one kind named where it bounds the search, and its words; nothing when several are named."""
    text = fold(question)
    found = [(kind, match) for kind, pattern in _KIND_PATTERNS.items() if (match := pattern.search(text))]
    if len(found) != 1:
        return (), ""
    ((kind, match),) = found
    first, last = (text[:edge].count(" ") for edge in match.span())
    return (kind,), _quoted(question.split(" ")[first : last + 1])


def _quoted(words: list[str]) -> str:
    return " ".join(words).strip(" ?!.,;:()")
