"""Fusion: the evidence of meaning and words for each candidate passage becomes one score.

The score is a weighted sum of the evidence as it stands: cosines of centred vectors and shares of the words asked for. It
was measured better than reciprocal ranks, and than a sum of BM25 and cosines scaled to the candidates of each query. Where
the words of a question are all foreign, or all mistyped, they add nothing and meaning decides. Weights are fitted by
``tests/benchmarks/fit_fusion.py`` and kept in ``fusion.json``.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Evidence:
    """What speaks for one candidate passage, each at most 1.

    ``passage`` and ``sentence``: cosine of the query with the passage and with its nearest sentence. ``terms`` and
    ``grams``: share of the query's stems and of its letter runs that the passage holds, weighted by rarity.
    """

    passage: float
    sentence: float
    terms: float
    grams: float


@dataclass(frozen=True)
class Weights:
    """The weight of each kind of evidence; they add up to 1."""

    passage: float
    sentence: float
    terms: float
    grams: float


@cache
def fitted_weights() -> Weights:
    """Return the weights that ``fusion.json`` holds."""
    return Weights(**json.loads(files("index").joinpath("fusion.json").read_text(encoding="utf-8"))["weights"])


def as_table(evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Return one row a candidate, one column a kind of evidence."""
    rows = [(one.passage, one.sentence, one.terms, one.grams) for one in evidence]  # astuple costs ten times as much
    return np.array(rows, np.float64).reshape(len(rows), len(fields(Evidence)))


def fuse(evidence: Sequence[Evidence], weights: Weights) -> list[float]:
    """Return one score a candidate, at most 1 (but for the rounding of the weights); higher is better."""
    return [round(float(score), 6) for score in as_table(evidence) @ np.array(astuple(weights))]
