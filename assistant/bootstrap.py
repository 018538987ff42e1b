"""How far a mean over questions can be trusted: percentile bootstrap (Efron, 1979), the same at every run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 1_000
_SEED = 20_240_516
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class Mean:
    """The mean of a measure over ``questions`` questions, between the ends of its 95 % interval."""

    value: float
    low: float
    high: float
    questions: int


def mean(values: Sequence[float]) -> Mean | None:
    """Return the mean of one value a question, to four digits; None without values.

    The questions are drawn again 1,000 times. A draw of n questions is a draw of how often each distinct value comes, and
    measures have few distinct values: so it costs the same for a hundred questions as for a hundred thousand.
    """
    if not values:
        return None
    distinct, counts = np.unique(np.asarray(values, np.float64), return_counts=True)
    draws = np.random.default_rng(_SEED).multinomial(len(values), counts / len(values), size=_RESAMPLES)
    low, high = np.percentile(draws @ distinct / len(values), _PERCENTILES)
    return Mean(_rounded(np.average(distinct, weights=counts)), _rounded(low), _rounded(high), len(values))


def _rounded(value: float) -> float:
    return round(float(value), 4) + 0.0  # -0.0 becomes 0.0
