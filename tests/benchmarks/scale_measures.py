"""Instruments: memory of this process, CPU of a search, recall of a vector scan."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.query import Query
from index.vectors import Vectors

_AT_ONCE = 8_192


class MemoryWatch:
    """Peaks of this process in bytes: resident, and what of it is not pages of files."""

    def __init__(self) -> None:
        self.anonymous = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> dict[str, int]:
        self._ended.set()
        self._thread.join()
        return {"peak_anonymous": self.anonymous, "peak_resident": status_bytes("VmHWM")}

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            self.anonymous = max(self.anonymous, status_bytes("RssAnon"))


def status_bytes(key: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{key}:"))


def milliseconds(queries: Sequence[Query], search: Callable[[Query], object]) -> dict[str, float]:
    """Return the median and 95th percentile of the CPU of a search, each question asked once before."""
    for query in queries:
        search(query)
    spent = []
    for query in queries:
        started = time.process_time_ns()
        search(query)
        spent.append((time.process_time_ns() - started) / 1e6)
    return {"p50": float(np.percentile(spent, 50)), "p95": float(np.percentile(spent, 95)), "max": max(spent)}


def recall(vectors: Vectors, queries: Sequence[Query], limit: int = 10) -> float:
    """Return the share of the exact ten nearest that a search gives."""
    asked = np.array([query.vector for query in queries])
    best: list[list[tuple[float, int]]] = [[] for _ in queries]
    for first in range(0, len(vectors), _AT_ONCE):
        scores = vectors.rows[first : first + _AT_ONCE] @ asked.T
        top = np.argpartition(-scores, min(limit, len(scores)) - 1, axis=0)[:limit]
        for column, pairs in enumerate(best):
            pairs += [(-float(scores[row, column]), first + int(row)) for row in top[:, column]]
            best[column] = sorted(pairs)[:limit]
    found = [{row for row, _ in vectors.search(query.vector, limit)} for query in queries]
    return float(np.mean([len(rows & {row for _, row in pairs}) / limit for rows, pairs in zip(found, best, strict=True)]))
