"""Sentence choice: which sentences of the best passages answer the question.

Each sentence is scored by a weighted sum of readable features. The weights are fitted on questions whose answer is marked
(``tests/benchmarks/fit_answers.py``) and kept in ``selection.json``; differences of scores are log-odds.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from assistant.question import Kind, kind_of
from corpus.document import Document, Passage
from corpus.plain import plain
from index.french import stems
from index.hit import Hit
from index.query import Query
from index.retrieve import Retriever
from index.store import Sentence

PASSAGES_READ = 5
_LONGEST = {Kind.FACT: 2, Kind.POSITION: 4, Kind.EXPLANATION: 3, Kind.OTHER: 2}
_MARGIN = 1.5  # a sentence e^1.5 times less likely than the best one is not shown
_SAME = 0.6  # share of common stems from which two sentences say the same
_SHORT_STEMS = 5
_LEANS_BACK = re.compile(
    r"(?:cette|cet|ces|ce|cela|ceci|il|elle|ils|elles|celui|celle|ceux|celles|leurs?|son|sa|ses|une considération qui|"
    r"this|these|that|it|they)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-–—•*+]|\d{1,2}[.)])\s")


@dataclass(frozen=True)
class Features:
    """What speaks for one sentence; each is about 0 to 1.

    ``similarity``: its cosine with the question, from the least to the most similar candidate. ``coverage``: share of the
    question's stems it holds, weighted by rarity; ``context``: the same with its neighbours and the title. ``passage``:
    the score of its passage beside the best one. ``names``: share of the question's names and numbers it holds.
    ``fact``: it holds the kind of fact asked for. ``short`` and ``asks``: it has few words, it is a question.
    """

    similarity: float
    coverage: float
    context: float
    passage: float
    names: float
    fact: float
    short: float
    asks: float


@dataclass(frozen=True)
class Candidate:
    """One sentence that may be quoted, its place, and its evidence."""

    document: Document
    passage: Passage
    passage_score: float
    position: int
    sentence: Sentence
    similarity: float
    coverage: float

    @property
    def text(self) -> str:
        """The sentence in plain reading."""
        return plain(self.document.text[self.sentence.start : self.sentence.end])


@cache
def fitted_weights() -> Features:
    """Return the weight of each feature that ``selection.json`` holds."""
    return Features(**json.loads(files("assistant").joinpath("selection.json").read_text(encoding="utf-8"))["weights"])


def candidates(query: Query, hits: Sequence[Hit], retriever: Retriever) -> list[Candidate]:
    """Return the sentences of the best passages, passage by passage, in order."""
    found = []
    rows = {retriever.passage_row(hit.passage): hit for hit in hits[:PASSAGES_READ]}
    for row, sentences in retriever.sentence_evidence(query, list(rows)).items():
        hit = rows[row]
        document = retriever.document(hit.passage.document_id)
        assert document is not None  # the hit comes from the same generation
        found += [
            Candidate(document, hit.passage, hit.score, position, one.sentence, one.similarity, one.coverage)
            for position, one in enumerate(sentences)
        ]
    return found


def features(question: str, query: Query, found: Sequence[Candidate]) -> list[Features]:
    """Return the features of each candidate; candidates of one passage are next to each other, in order."""
    similarities = np.array([one.similarity for one in found])
    lowest, highest = similarities.min(initial=1.0), similarities.max(initial=0.0)
    best_passage = max((one.passage_score for one in found), default=1.0) or 1.0
    names = _names(question)
    rows = []
    for row, one in enumerate(found):
        text = one.text
        near = [other for other in found[max(0, row - 1) : row + 2] if other.passage == one.passage]
        rows.append(
            Features(
                similarity=float((one.similarity - lowest) / max(highest - lowest, 1e-6)),
                coverage=one.coverage,
                context=_share(query.stems, {*stems(one.document.title), *(s for n in near for s in n.sentence.stems)}),
                passage=one.passage_score / best_passage,
                names=_share(names, set(one.sentence.stems)) if names else 0.5,
                fact=float(_holds_fact(question, text)),
                short=float(len(one.sentence.stems) < _SHORT_STEMS),
                asks=float(text.endswith("?")),
            )
        )
    return rows


def rank(question: str, query: Query, found: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """Return (score, candidate), best first; equal scores in document order of the better passage."""
    weights = np.array(astuple(fitted_weights()))
    table = np.array([astuple(one) for one in features(question, query, found)]).reshape(len(found), len(weights))
    scores = [round(float(score), 6) for score in table @ weights]
    order = sorted(range(len(found)), key=lambda row: (-scores[row], row))
    return [(scores[row], found[row]) for row in order]


def choose(question: str, ranked: Sequence[tuple[float, Candidate]], most: int) -> list[Candidate]:
    """Return the sentences to quote, the most useful first, at most ``most``.

    As many as the question takes: one or two for a fact, more for a position or an explanation. A sentence that says
    the same as one before it is left out. One that leans on the sentence before, or is a list item, is led by it.
    """
    chosen: list[Candidate] = []
    everyone = [candidate for _, candidate in ranked]
    for score, candidate in ranked:
        if len(chosen) >= min(most, _LONGEST[kind_of(question)]) or score < ranked[0][0] - _MARGIN:
            break
        if candidate in chosen or any(_says_the_same(candidate, other) for other in chosen):
            continue
        lead = _lead(candidate, everyone)
        if lead and lead not in chosen and len(chosen) < most - 1:
            chosen.append(lead)
        chosen.append(candidate)
    return chosen


def _lead(candidate: Candidate, everyone: Sequence[Candidate]) -> Candidate | None:
    """Return the sentence without which ``candidate`` cannot be understood, None when it stands alone."""
    before = sorted(
        (one for one in everyone if one.passage == candidate.passage and one.position < candidate.position),
        key=lambda one: -one.position,
    )
    if before and _LEANS_BACK.match(candidate.text):
        return before[0]
    if _is_item(candidate):
        return next((one for one in before if not _is_item(one) and one.text.endswith(":")), None)
    return None


def _is_item(candidate: Candidate) -> bool:
    return bool(_ITEM.match(candidate.document.text[candidate.sentence.start : candidate.sentence.end]))


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    first, second = set(one.sentence.stems), set(other.sentence.stems)
    return len(first & second) > _SAME * max(1, len(first | second))


def _share(wanted: Sequence[str], held: set[str]) -> float:
    return sum(word in held for word in wanted) / max(1, len(wanted))


_NAME = re.compile(r"(?<=[\s'’(«-])[A-ZÀ-ÖØ-ÞŒ][\w-]*|\b[A-ZÀ-ÖØ-Þ]{2,}\b|\d+")
_FACTS = (
    (
        r"\b(?:quand|quelles? dates?|quel(?:le)? (?:jour|année|mois|siècle|époque|date)|when)\b",
        r"\d|janvier|février|mars|avril|mai\b|juin|juillet|août|septembre|octobre|novembre|décembre|siècle",
    ),
    (
        r"\b(?:combien|nombre|montant|budget|coût|taux|pourcentage|superficie|population|how many|how much)\b",
        r"\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douzaine|dizaine|vingt|trente|cent|mille|million|milliard",
    ),
    (
        r"\boù\b|\b(?:quel(?:le)? (?:ville|pays|lieu|région|endroit|continent)|where)\b",
        r"\b(?:à|au|aux|en|dans|près de|in|at)\s+(?:l[’']|la |le |les )?[A-ZÀ-ÖØ-Þ]",
    ),
    (
        r"\b(?:qui|quel(?:le)?s? (?:personnes?|élue?s?|ministre|président\w*|villes?|auteur\w*)|who|whom)\b",
        r"(?<=\s)[A-ZÀ-ÖØ-ÞŒ][\w-]+",
    ),
    (
        r"\b(?:pourquoi|raisons?|why)\b",
        r"\b(?:car|parce qu|en raison|afin|grâce|à cause|puisque|du fait|en effet|permet|dans le but|because|since)",
    ),
)
_FACT_PATTERNS = tuple((re.compile(asked, re.IGNORECASE), re.compile(held)) for asked, held in _FACTS)


def _names(question: str) -> list[str]:
    return [stem for name in _NAME.findall(question) for stem in stems(name)]


def _holds_fact(question: str, sentence: str) -> bool:
    """Tell whether ``sentence`` holds the kind of fact asked for; True when no kind is recognised."""
    return all(held.search(sentence) for asked, held in _FACT_PATTERNS if asked.search(question))
