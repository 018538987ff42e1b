"""Measures of a ranking of documents, and of the difference of two on the same questions."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from comparison.questions import Question
from numpy.typing import NDArray

DEPTHS = (1, 3, 5, 10)
_RESAMPLES = 5_000
Measure = Callable[[Sequence[str], frozenset[str]], float]


@dataclass(frozen=True)
class Difference:
    """A mean difference and the bounds that hold it with 95 % confidence."""

    mean: float
    low: float
    high: float


def hit(depth: int) -> Measure:
    """Return the measure that is 1 when a right document is among the first ``depth``."""
    return lambda ranked, right: float(not right.isdisjoint(ranked[:depth]))


def reciprocal_rank(ranked: Sequence[str], right: frozenset[str]) -> float:
    """Return one over the place of the first right document, 0 when none of the first ten is right."""
    return next((1 / place for place, one in enumerate(ranked[:10], 1) if one in right), 0.0)


def discounted_gain(ranked: Sequence[str], right: frozenset[str]) -> float:
    """Return nDCG@10: right documents count less the lower they stand, 1 when all stand first."""
    gain = sum(1 / math.log2(place + 1) for place, one in enumerate(ranked[:10], 1) if one in right)
    return gain / sum(1 / math.log2(place + 1) for place in range(1, min(len(right), 10) + 1))


MEASURES: dict[str, Measure] = {
    **{f"hit@{depth}": hit(depth) for depth in DEPTHS},
    "MRR@10": reciprocal_rank,
    "nDCG@10": discounted_gain,
}


def score(measure: str, ranked: Mapping[str, Sequence[str]], questions: Sequence[Question]) -> NDArray[np.float64]:
    """Return one value a question."""
    return np.array([MEASURES[measure](ranked[one.id], one.documents) for one in questions])


def difference(ours: NDArray[np.float64], theirs: NDArray[np.float64], questions: Sequence[Question]) -> Difference:
    """Return how much better the first is, by a paired bootstrap over documents: questions about one go together."""
    groups = {documents: row for row, documents in enumerate(dict.fromkeys(one.documents for one in questions))}
    rows = np.array([groups[one.documents] for one in questions])
    sums, counts = np.bincount(rows, ours - theirs), np.bincount(rows)
    drawn = np.random.default_rng(0).integers(0, len(groups), (_RESAMPLES, len(groups)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Difference(float((ours - theirs).mean()), float(low), float(high))
