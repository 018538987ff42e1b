"""Centring: the vectors of a model lie in a narrow cone, and what they all share tells nothing.

E5 gives any two French texts a cosine of 0.7 or more. From each query the mean query is subtracted, from each passage the
mean passage, and both are made unit vectors again (the first step of Mu and Viswanath, "All-but-the-Top",
arXiv:1702.01417). The means are constants of the default model, fitted by ``tests/benchmarks/fit_centre.py``.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Centre:
    """The mean query and the mean passage, shape (dimension,) each; ``digest`` names them."""

    queries: NDArray[np.float32]
    passages: NDArray[np.float32]
    digest: str


@cache
def fitted_centre() -> Centre:
    """Return the means that ``centre.json`` holds."""
    content = files("index").joinpath("centre.json").read_bytes()
    means = json.loads(content)
    queries, passages = (np.array(means[name], np.float32) for name in ("queries", "passages"))
    return Centre(queries, passages, hashlib.sha256(content).hexdigest()[:8])


def move(vectors: NDArray[np.float32], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the vectors, shape (rows, dimension), seen from their mean and of unit length again."""
    seen = vectors - mean
    moved: NDArray[np.float32] = seen / np.maximum(np.linalg.norm(seen, axis=1, keepdims=True), 1e-9)
    return moved
