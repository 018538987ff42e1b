"""Facts: the few words of a quoted sentence that answer a question for a date, a number, a person or a place.

Each word group that could be one is a candidate with readable features; a logistic model for each kind says how likely it
is the fact asked for (``tests/benchmarks/fit_facts.py``, ``facts.json``). One that is likely enough stands in front of the
answer, any other is only set in bold inside its quote.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files

from assistant.answer import Fact
from assistant.question import about_another
from corpus.document import Document
from corpus.expressions import DateExpression, find_dates
from corpus.plain import fold, plain
from index.french import stems

KINDS = ("when", "how_many", "who", "where")
_ASKED = {
    "when": r"\b(?:quand|quelles? dates?|quel(?:le)? (?:jour|annee|mois|siecle|epoque|date)|when|"
    r"what (?:day|date|year|month))\b",
    "how_many": r"\b(?:combien|quel(?:le)?s? (?:est |sont |etait |etaient )?(?:le |la |les |l')?(?:nombre|montant|budget|"
    r"cout|taux|pourcentage|superficie|population|part)|how (?:many|much))\b",
    "who": r"(?:^|\b(?:par|avec|de|a|pour|chez) )qui\b|\bqui (?:est|etait|a|ont|sont|etaient|fut)\b|"
    r"\bquel(?:le)?s? (?:est |sont |etait )?(?:le |la |les |l')?(?:personnes?|elue?s?|ministre|presidente?s?|auteure?s?|"
    r"maires?|directeur|directrice)\b|\bwho(?:m|se)?\b",
    "where": r"\b(?:quel(?:le)? (?:ville|pays|lieu|region|endroit|continent|departement)|where)\b",
}
_WHERE = re.compile(r"\boù\b", re.IGNORECASE)  # "ou", which asks nothing, is the same word once folded
_NOUN = (  # what is counted; not the small words that may follow a number
    r"(?!et\b|à\b|au\b|en\b|par\b|pour\b|dans\b|sur\b|est\b|ont\b|a\b|sont\b|ou\b|qui\b|que\b)[a-zà-ÿ]{3,}"
)
_UNIT = (
    r"(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|"
    r"cinquante|soixante|cents?|mille)"
)
_SPELLED = rf"(?i:{_UNIT}\b(?:[- ](?:et[- ])?(?:{_UNIT}|une?)\b)*)"  # "vingt et un", "Quatre-vingt-dix"
_NUMBER = re.compile(
    r"(?:(?:plus|moins|près) de |environ |quelque |jusqu[’']à |au moins )?(?<![\w.,-])"
    r"(?:\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:,\d+)?(?![\w-])"
    r"(?:[ \u00a0\u202f]?(?:%|(?:M|Mds?|k)?€|\$|km²|km2|m²|km\b|m\b)|"
    r"(?:[ \u00a0\u202f](?:pour cent|millions?|milliards?|mille))?"
    rf"(?:[ \u00a0\u202f]d[’'e][ \u00a0\u202f]?)?(?:[ \u00a0\u202f]?{_NOUN})?)"
    rf"|(?<![\w-]){_SPELLED}(?: (?:millions?|milliards?))?(?: d[’'e] ?)? ?{_NOUN}"
)
_CAPITAL = r"(?:[A-ZÀ-ÖØ-ÞŒ][\w’'-]*|[A-ZÀ-Þ]\.)"
_PARTICLE = r"(?:(?:de|du|des|la|le|les|van|von|der|di|da|del|et|of)[ \u00a0]|d[’']|l[’'])"
_PROPER = rf"{_CAPITAL}(?:[ \u00a0]{_PARTICLE}*(?:{_CAPITAL}|[IVX]+e?r?\b))*"
_WHO = re.compile(_PROPER)
_PLACE = re.compile(
    rf"(?:(?<=\s)|(?<=^)|(?<=[(«’']))(?:à|À|au|Au|aux|Aux|en|En|dans|Dans|près de|sur|in|at) (?:(?:la|le|les) |l[’'])?"
    rf"(?:(?:ville|région|pays|quartier|département|province|commune|île) (?:de |du |des |d[’'])?)?(?P<place>{_PROPER})"
)
_LINK = re.compile(r"^(?:en|depuis|dès|jusqu'en|jusqu'à|avant|après|de|d'|le|du|au|pour)\s+")
_OPENED_RANGE = re.compile(r"\b[Dd]u[ \u00a0]\W{1,3}$")
_WORD = re.compile(r"\w+")
_FAR = 12.0  # words
_LIKELY = -1.0  # log-odds from which a fact is told, at least in bold


@dataclass(frozen=True)
class FactFeatures:
    """What speaks for one candidate; each is 0 to 1.

    ``alone``: one over the number of candidates in the sentence. ``near``: how near it is to a word of the question.
    ``fits``: it has the form asked for (a year for "quelle année", the noun counted, a person's two names). ``first``: no
    candidate stands before it. ``certain``: how likely its sentence is the one that answers.
    """

    alone: float
    near: float
    fits: float
    first: float
    certain: float


@dataclass(frozen=True)
class FactCandidate:
    """Words at [start, end) of the document that could be the fact, and the date they mean when they are one."""

    start: int
    end: int
    features: FactFeatures
    date: DateExpression | None = None


@dataclass(frozen=True)
class FactModel:
    """A candidate is the fact with the log-odds weights x features + bias; it leads from ``bar`` on."""

    weights: FactFeatures
    bias: float
    bar: float

    def score(self, features: FactFeatures) -> float:
        """Return the log-odds that these words are the fact asked for."""
        products = zip(astuple(self.weights), astuple(features), strict=True)
        return round(float(self.bias + sum(weight * value for weight, value in products)), 6)


def asked_kinds(question: str) -> tuple[str, ...]:
    """Return the kinds of fact that ``question`` asks for, most are none; in the order of ``KINDS``."""
    folded = fold(question)
    asked = {kind for kind, pattern in _ASKED.items() if re.search(pattern, folded)}
    if _WHERE.search(question):
        asked.add("where")
    return tuple(kind for kind in KINDS if kind in asked)


@cache
def fitted_models() -> dict[str, FactModel]:
    """Return the model of each kind that ``facts.json`` holds."""
    content = json.loads(files("assistant").joinpath("facts.json").read_text(encoding="utf-8"))["models"]
    return {kind: FactModel(FactFeatures(**one["weights"]), one["bias"], one["bar"]) for kind, one in content.items()}


def find_fact(question: str, document: Document, start: int, end: int, *, citation: int, certain: float) -> Fact | None:
    """Return the most likely fact in ``document.text[start:end]``; None when the question asks for none, or none is likely.

    ``certain`` is the probability that this sentence answers. Of two kinds asked for, the first one of ``KINDS`` is told.
    """
    for kind in asked_kinds(question):
        model = fitted_models()[kind]
        found = fact_candidates(kind, question, document, start, end, certain)
        if found:
            best = max(found, key=lambda one: (model.score(one.features), -one.start))
            likely = model.score(best.features)
            if likely < _LIKELY:
                return None
            return Fact(
                kind=kind,
                citation=citation,
                start=best.start,
                end=best.end,
                text=plain(document.text[best.start : best.end]),
                resolved=_resolved(best.date),
                leads=likely >= model.bar and not about_another(question, document.text[start:end]),
            )
    return None


def fact_candidates(
    kind: str, question: str, document: Document, start: int, end: int, certain: float
) -> list[FactCandidate]:
    """Return the words of ``document.text[start:end]`` that could be the fact of that kind, in order."""
    text, asked = document.text[start:end], set(stems(question))
    spans = [
        (first, last, date) for first, last, date in _spans(kind, text, document) if not _is_asked(text[first:last], asked)
    ]
    words = [(word.start(), bool(asked.intersection(stems(word[0])))) for word in _WORD.finditer(text)]
    return [
        FactCandidate(
            start + first,
            start + last,
            FactFeatures(
                alone=1 / len(spans),
                near=_nearness(first, last, words),
                fits=float(_fits(kind, question, text[first:last], date, asked)),
                first=float(position == 0),
                certain=certain,
            ),
            date,
        )
        for position, (first, last, date) in enumerate(spans)
    ]


def _spans(kind: str, text: str, document: Document) -> Iterator[tuple[int, int, DateExpression | None]]:
    if kind == "when":
        for one in find_dates(text, document.date):
            written = text[one.start : one.end].replace("’", "'").lower()
            link = None if " au " in written else _LINK.match(written)  # "du 5 au 7 novembre" needs its first word
            first = one.start + (link.end() if link else 0)
            opened = _OPENED_RANGE.search(text[:first]) if " au " in written else None  # "du **4 au 8 novembre**"
            yield opened.start() if opened else first, one.end, one
        return
    pattern = {"how_many": _NUMBER, "who": _WHO, "where": _PLACE}[kind]
    dated = [(one.start, one.end) for one in find_dates(text, document.date)] if kind == "how_many" else []
    for match in pattern.finditer(text):
        first, last = match.span("place" if kind == "where" else 0)
        if kind == "who" and first == 0 and " " not in match[0] and not match[0].isupper():  # "Il", "Depuis", "Plusieurs"
            continue
        if not any(first < other_last and other_first < last for other_first, other_last in dated):
            yield first, last, None


def _is_asked(words: str, asked: set[str]) -> bool:
    """Tell whether the question itself says these words: they are then no news."""
    held = set(stems(words))
    return bool(held) and held <= asked


def _nearness(first: int, last: int, words: Sequence[tuple[int, bool]]) -> float:
    """Return 1 beside a word of the question, less the further it is, 0 from twelve words on."""
    inside = [position for position, (at, _) in enumerate(words) if first <= at < last]
    asked = [position for position, (at, shared) in enumerate(words) if shared and not first <= at < last]
    if not inside or not asked:
        return 0.0
    distance = min(min(abs(position - inside[0]), abs(position - inside[-1])) for position in asked)
    return max(0.0, 1 - (distance - 1) / _FAR)


def _fits(kind: str, question: str, words: str, date: DateExpression | None, asked: set[str]) -> bool:
    folded = fold(question)
    if kind == "when":
        year_asked = bool(re.search(r"\bannees?\b|\byears?\b", folded))
        return bool(date and (date.precision == "year" if year_asked else date.precision != "year"))
    if kind == "how_many":
        counted = set(stems(re.sub(r"\d", "", words)))
        return bool(counted & asked) or bool(re.search(r"%|€|euros?|km|m²", words))
    if kind == "who":
        return len(words.split()) > 1
    return True


def _resolved(date: DateExpression | None) -> str | None:
    """Return, in ISO 8601, the days that a date means when its words do not say its year; None otherwise."""
    if date is None or date.provenance == "explicit" or date.first is None or date.last is None:
        return None
    if date.first == date.last:
        return date.first.isoformat()
    return f"{date.first.isoformat()}/{date.last.isoformat()}"
