"""Fusion: the evidence of the rankings for each candidate passage becomes one score.

The score is a min-max weighted sum: cosines are scaled from the least to the most similar candidate of the query, so that
the weights hold for any model; BM25 scores from nothing to the best candidate. Reciprocal rank fusion was measured worse in
French. Weights are fitted by ``tests/benchmarks/fit_fusion.py`` and kept in ``fusion.json``.
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
    """What speaks for one candidate passage.

    ``passage`` and ``sentence``: cosine of the query with the passage and with its nearest sentence. ``terms`` and
    ``grams``: BM25 over stems and over letter runs.
    """

    passage: float
    sentence: float
    terms: float
    grams: float


@dataclass(frozen=True)
class Weights:
    """The weight of each kind of evidence after scaling."""

    passage: float
    sentence: float
    terms: float
    grams: float


@cache
def fitted_weights() -> Weights:
    """Return the weights that ``fusion.json`` holds."""
    return Weights(**json.loads(files("index").joinpath("fusion.json").read_text(encoding="utf-8"))["weights"])


def scale(evidence: Sequence[Evidence]) -> NDArray[np.float64]:
    """Return the evidence of all candidates of one query scaled to 0 to 1, one row a candidate, one column a kind."""
    table = np.array([astuple(one) for one in evidence], np.float64).reshape(len(evidence), len(fields(Evidence)))
    lowest = table.min(axis=0, initial=1.0) * np.array([1, 1, 0, 0])
    span = table.max(axis=0, initial=0.0) - lowest
    scaled: NDArray[np.float64] = (table - lowest) / np.maximum(span, 1e-9)
    return scaled


def fuse(evidence: Sequence[Evidence], weights: Weights) -> list[float]:
    """Return one score a candidate, from 0 to 1 when all evidence is full; higher is better."""
    values = np.array(astuple(weights))
    return [round(float(score), 6) for score in scale(evidence) @ (values / values.sum())]
