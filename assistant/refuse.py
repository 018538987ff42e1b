"""Refusal: whether the passages found support an answer at all.

Logistic models over readable signals, fitted on questions with their article in the corpus and on the same questions with
it taken out (``tests/benchmarks/fit_answers.py``). The weights in ``refusal.json`` are tied to the embedder whose cosines
they were fitted on: with another one, whose cosines live elsewhere, the words alone decide. An English question shares few
words with French texts: the cosine alone may decide too.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files

from assistant.features import Candidate, name_stems
from index.french import stems
from index.hit import Hit
from index.query import Query
from index.retrieve import Retriever

_NO_NAMES = 0.75  # between a question whose names are all there and one whose names are not


@dataclass(frozen=True)
class Support:
    """What says that the corpus speaks of the question; all 0 when nothing was found.

    ``similarity``: cosine of the nearest sentence. ``together``: the best cosine of one sentence plus a third of the share
    of the question's stems, weighted by rarity, that the same sentence holds. ``unknown``: share of the question's stems,
    weighted by rarity, that no passage holds. ``names``: share of its names and numbers in the passage that holds the most
    of its stems. ``agreement``: 1 when the best passage is first by meaning and first by words. ``score``: that of the best
    passage.
    """

    similarity: float
    together: float
    unknown: float
    names: float
    agreement: float
    score: float


def support(
    question: str,
    query: Query,
    hits: Sequence[Hit],
    found: Sequence[Candidate],
    retriever: Retriever,
    documents: Sequence[int] | None = None,
) -> Support:
    """Return the signals of one question, its hits and the sentences in them.

    ``documents`` are the rows of the documents that were searched; None for all.
    """
    if not found:
        return Support(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    rarities = {stem: retriever.rarity(stem) for stem in query.stems}
    unknown = sum(rarity for stem, rarity in rarities.items() if not retriever.knows(stem, documents))
    names = name_stems(question)
    held = _stems_of_best_passage(query, found)
    return Support(
        similarity=max(one.similarity for one in found),
        together=max(one.similarity + one.coverage / 3 for one in found),
        unknown=unknown / (sum(rarities.values()) or 1.0),
        names=sum(name in held for name in names) / len(names) if names else _NO_NAMES,
        agreement=float(hits[0].dense_rank == 1 and hits[0].lexical_rank == 1),
        score=hits[0].score,
    )


def _stems_of_best_passage(query: Query, found: Sequence[Candidate]) -> set[str]:
    held: dict[str, set[str]] = {}
    for one in found:
        held.setdefault(one.passage.id, set(stems(one.document.title))).update(one.sentence.stems)
    return max(held.values(), key=lambda passage: sum(stem in passage for stem in query.stems))


@dataclass(frozen=True)
class Model:
    """An answer is supported when weights x signals + bias is above 0."""

    weights: Support
    bias: float

    def score(self, signals: Support) -> float:
        """Return the log-odds that the corpus answers, minus the bar."""
        products = zip(astuple(self.weights), astuple(signals), strict=True)
        return float(self.bias + sum(weight * value for weight, value in products))


@cache
def fitted_models() -> tuple[str, dict[str, Model]]:
    """Return the embedder's fingerprint and the models ``all``, ``words`` and ``similarity`` of ``refusal.json``."""
    content = json.loads(files("assistant").joinpath("refusal.json").read_text(encoding="utf-8"))
    models = {name: Model(Support(**one["weights"]), one["bias"]) for name, one in content["models"].items()}
    return content["embedder"], models


def is_supported(signals: Support, *, fingerprint: str, language: str) -> bool:
    """Tell whether the corpus answers a question in ``language``, its signals made by the embedder ``fingerprint``."""
    known, models = fitted_models()
    if fingerprint != known:
        return models["words"].score(signals) > 0
    names = ("all", "similarity") if language == "en" else ("all",)
    return any(models[name].score(signals) > 0 for name in names)
