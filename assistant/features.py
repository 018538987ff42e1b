"""Features of the sentences that may answer a question: what speaks for each of them, readable one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Document, Passage
from corpus.plain import plain
from index.french import stems
from index.hit import Hit
from index.query import Query
from index.retrieve import Retriever
from index.store import Sentence

PASSAGES_READ = 5
_SHORT_STEMS = 5


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
    names = name_stems(question)
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
        r"\b(?:positions?|défend\w*|demand\w+|propos\w+|revendiqu\w+|souhait\w+|pens\w+|stance)\b",
        r"\b(?:position|défend|demand|propos|revendiqu|réclam|appell|souhait|attend|estim|considèr|jug|rappel|soutien|salu|"
        r"alert|regrett|dénonc|oppos|doi(?:t|vent)\b|faut\b|plaid)",
    ),
    (
        r"\b(?:pourquoi|raisons?|why)\b",
        r"\b(?:car|parce qu|en raison|afin|grâce|à cause|puisque|du fait|en effet|permet|dans le but|because|since)",
    ),
)
_FACT_PATTERNS = tuple((re.compile(asked, re.IGNORECASE), re.compile(held)) for asked, held in _FACTS)


def name_stems(question: str) -> list[str]:
    """Return the stems of the names, acronyms and numbers in a question."""
    return [stem for name in _NAME.findall(question) for stem in stems(name)]


def _holds_fact(question: str, sentence: str) -> bool:
    """Tell whether ``sentence`` holds the kind of fact asked for; True when no kind is recognised."""
    return all(held.search(sentence) for asked, held in _FACT_PATTERNS if asked.search(question))
