"""Refusal: whether the passages found support an answer at all.

Logistic models over readable signals, fitted on questions with their article in the corpus and on the same questions with
it taken out (``tests/benchmarks/fit_answers.py``). The weights in ``refusal.json`` are tied to the embedder whose cosines
they were fitted on: with another one, whose cosines live elsewhere, the words alone decide. An English question shares no
words with French texts: the cosine alone decides.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files

from assistant.select import Candidate
from index.query import Query


@dataclass(frozen=True)
class Support:
    """What says that the corpus speaks of the question; all 0 when nothing was found.

    ``similarity``: cosine of the nearest sentence. ``sentence``: share of the question's stems, weighted by rarity, in
    the sentence that holds the most of them. ``passage``: share of its stems in the passage that holds the most.
    """

    similarity: float
    sentence: float
    passage: float


def support(query: Query, found: Sequence[Candidate]) -> Support:
    """Return the signals of the candidates of one query."""
    held: dict[str, set[str]] = {}
    for one in found:
        held.setdefault(one.passage.id, set()).update(one.sentence.stems)
    shares = [sum(stem in stems for stem in query.stems) / max(1, len(query.stems)) for stems in held.values()]
    return Support(
        similarity=max((one.similarity for one in found), default=0.0),
        sentence=max((one.coverage for one in found), default=0.0),
        passage=max(shares, default=0.0),
    )


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
    return models["similarity" if language == "en" else "all"].score(signals) > 0
