"""Refusal: how far the passages found support an answer, if at all.

Logistic models over readable signals, fitted on questions with their article in the corpus and on the same questions with
it, or one paragraph of it, taken out (``tests/benchmarks/fit_answers.py``). One tells whether the corpus answers, another
whether what is quoted holds the answer. Two bars make three tiers: 5 % of the questions whose article was taken out are
still answered, 1.5 % of them as sure. The weights in ``refusal.json`` are tied to the embedder whose cosines
they were fitted on: with another one, whose cosines live elsewhere, the words alone decide. An English question shares few
words with French texts: the cosine alone may decide too.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import cache
from importlib.resources import files

from assistant.answer import Tier
from assistant.expected import read_expected
from assistant.features import Candidate, name_stems
from assistant.select import likelihoods
from corpus.document import Document
from index.french import stems
from index.hit import Hit
from index.query import Query
from index.retrieve import Retriever

_UNRELATED = 0.1  # the score that the best of some ten passages has for a question about something else
_NO_NAMES = 0.75  # between a question whose names are all there and one whose names are not


@dataclass(frozen=True)
class Support:
    """What says that the corpus speaks of the question; all 0 when nothing was found.

    ``similarity``: cosine of the nearest sentence. ``together``: the best cosine of one sentence plus a third of the share
    of the question's stems, weighted by rarity, that the same sentence holds. ``unknown``: share of the question's stems,
    weighted by rarity, that no passage holds. ``names``: share of its names and numbers in the passage that holds the most
    of its stems. ``agreement``: 1 when the best passage is first by meaning and first by words. ``score``: that of the best
    passage. ``margin``: how far it is above that of the best passage under another title. ``certain``: the probability that
    the best sentence, rather than another one found, is the one that answers. ``lacking``: rarity of the rarest stem of the
    question that this sentence does not hold. ``names_asked``: how many names and numbers the question has.
    ``fact``: the best sentence holds the kind of fact asked for (``assistant.expected``). ``likely``: the probability that
    one of the three best sentences answers.
    """

    similarity: float
    together: float
    unknown: float
    names: float
    agreement: float
    score: float
    margin: float
    certain: float
    lacking: float
    names_asked: float
    fact: float
    likely: float


NOTHING = Support(*[0.0] * len(Support.__dataclass_fields__))


def support(
    question: str,
    query: Query,
    hits: Sequence[Hit],
    ranked: Sequence[tuple[float, Candidate]],
    retriever: Retriever,
    documents: Sequence[int] | None = None,
) -> Support:
    """Return the signals of one question, its hits and the sentences in them, the best first (``select.rank``).

    ``documents`` are the rows of the documents that were searched; None for all.
    """
    if not ranked:
        return NOTHING
    found, chances = [candidate for _, candidate in ranked], likelihoods(ranked)
    rarities = retriever.rarities(query.stems)
    unknown = sum(rarity for stem, rarity in rarities.items() if not retriever.knows(stem, documents))
    names = name_stems(question, query)
    held, best = _stems_of_best_passage(query, found), set(found[0].sentence.stems)
    return Support(
        similarity=max(one.similarity for one in found),
        together=max(one.similarity + one.coverage / 3 for one in found),
        unknown=unknown / (sum(rarities.values()) or 1.0),
        names=sum(name in held for name in names) / len(names) if names else _NO_NAMES,
        agreement=float(hits[0].dense_rank == 1 and hits[0].lexical_rank == 1),
        score=hits[0].score,
        margin=hits[0].score - _best_of_another_title(hits, retriever),
        certain=chances[0],
        lacking=max((rarity for stem, rarity in rarities.items() if stem not in best), default=0.0),
        names_asked=float(len(names)),
        fact=read_expected(question).fact(found[0].text),
        likely=round(sum(chances[:3]), 6),
    )


def nearest(hits: Sequence[Hit], retriever: Retriever) -> list[tuple[Document, str]]:
    """Return the documents and headings of the nearest passages, each once: what a refusal names."""
    named = []
    for identity, heading in dict.fromkeys((hit.passage.document_id, hit.passage.heading) for hit in hits):
        document = retriever.document(identity)
        assert document is not None  # the hit comes from the same generation
        named.append((document, heading))
    return named


def _best_of_another_title(hits: Sequence[Hit], retriever: Retriever) -> float:
    """Return the score of the best hit whose document has not the title of the first one's.

    Where all have one title, a corpus of one text perhaps, it is what a passage about something else would have.
    """
    titles = []
    for hit in hits:
        document = retriever.document(hit.passage.document_id)
        titles.append(document.label if document else "")
    others = [hit.score for hit, title in zip(hits, titles, strict=True) if title != titles[0]]
    return others[0] if others else min(hits[0].score, _UNRELATED)


def _stems_of_best_passage(query: Query, found: Sequence[Candidate]) -> set[str]:
    held: dict[str, set[str]] = {}
    for one in found:
        dated = str(one.document.date.year) if one.document.date else ""  # a text of 2023 need not write 2023
        held.setdefault(one.passage.id, {*stems(one.document.title), dated}).update(one.sentence.stems)
    return max(held.values(), key=lambda passage: sum(stem in passage for stem in query.stems))


@dataclass(frozen=True)
class Model:
    """A logistic model; its bias puts the bar at 0."""

    weights: Support
    bias: float

    def score(self, signals: Support) -> float:
        """Return the log-odds over the bar; weights and bars are kept to four digits."""
        products = zip(astuple(self.weights), astuple(signals), strict=True)
        return round(float(self.bias + sum(weight * value for weight, value in products)), 4)


@dataclass(frozen=True)
class Judge:
    """Two models over the same signals: the corpus answers, and the quotes hold the answer. Sure answers need both."""

    answers: Model
    sure: Model

    def verdict(self, signals: Support) -> "Verdict":
        """Return how far the signals support an answer."""
        score, sure = self.answers.score(signals), self.sure.score(signals)
        return Verdict(Tier.ABSENT if score <= 0 else Tier.SURE if sure >= 0 else Tier.UNCERTAIN, score)


@dataclass(frozen=True)
class Verdict:
    """How far the corpus answers, and the log-odds of it over the bar of an answer."""

    tier: Tier
    confidence: float


@cache
def fitted_judges() -> tuple[str, dict[str, Judge]]:
    """Return the embedder's fingerprint and the judges by ``all``, ``words`` and ``similarity`` of ``refusal.json``."""
    content = json.loads(files("assistant").joinpath("refusal.json").read_text(encoding="utf-8"))
    judges = {
        name: Judge(*(Model(Support(**one[part]["weights"]), one[part]["bias"]) for part in ("answers", "sure")))
        for name, one in content["judges"].items()
    }
    return content["embedder"], judges


def judge(signals: Support, *, fingerprint: str, language: str) -> Verdict:
    """Return how far the corpus answers a question in ``language``, its signals made by the embedder ``fingerprint``.

    In English, of whose words the lexicon may know none, similarity alone may tell that there is an answer, but not surely.
    """
    known, judges = fitted_judges()
    verdict = judges["all" if fingerprint == known else "words"].verdict(signals)
    if signals == NOTHING:
        return replace(verdict, tier=Tier.ABSENT)
    if language == "en" and fingerprint == known:
        similar = judges["similarity"].verdict(signals)
        verdict = replace(verdict, confidence=max(verdict.confidence, similar.confidence))
        if verdict.tier is Tier.ABSENT and similar.tier is not Tier.ABSENT:
            verdict = replace(verdict, tier=Tier.UNCERTAIN)
    return verdict
