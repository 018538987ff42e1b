"""Fit the weights of the fusion on questions whose documents are known, and write index/fusion.json.

    python tests/benchmarks/fit_fusion.py NAME=INDEX=QUESTIONS.jsonl [NAME=INDEX=QUESTIONS.jsonl ...] [--out FILE]

The weights maximise the likelihood that the passage chosen by a softmax over the candidates is in a right document
(conditional logit). Each set of questions counts the same, however long: an encyclopedia must not drown a FAQ. Before, a
fit on half of each set (by order of a hash of the document) is measured on the other half.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.batch import read_batch
from assistant.wording import bare
from index.embed import Embedder, open_embedder
from index.fuse import Evidence, Weights, as_table
from index.generation import IndexFolder
from index.query import analyse
from index.retrieve import open_retriever
from index.settings import Settings

_RIDGE = 1e-6  # weights are in the tens: this only keeps them finite


@dataclass(frozen=True)
class Example:
    """The candidates of one question: their evidence, their documents, and which documents are right."""

    table: NDArray[np.float64]
    documents: list[str]
    gold: frozenset[str]

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.array([document in self.gold for document in self.documents])


def load(index: str, questions: str, embedder: Embedder) -> list[Example]:
    retriever = open_retriever(IndexFolder(Path(index)), embedder)
    batch = [replace(one, question=bare(one.question)) for one in read_batch(Path(questions))]
    with ThreadPoolExecutor() as pool:
        queries = list(pool.map(lambda one: analyse(one.question, embedder), batch))
    examples = []
    for one, query in zip(batch, queries, strict=True):
        rows = retriever.candidates(query, None)
        documents = [retriever.store.document_ids[retriever.store.passage_documents[row]] for row in rows]
        examples.append(Example(as_table(retriever.evidence(query, rows)), documents, frozenset(one.row["documents"])))
    return examples


def fit(sets: Sequence[Sequence[Example]]) -> NDArray[np.float64]:
    usable = [[one for one in examples if one.right.any()] for examples in sets]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total, slope = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for examples in usable:
            for one in examples:
                scores = one.table @ weights
                chances = np.exp(scores - scores.max())
                among_all, among_right = chances / chances.sum(), chances * one.right / (chances * one.right).sum()
                total -= float(np.log((chances * one.right).sum() / chances.sum())) / len(examples) / len(usable)
                slope = slope - one.table.T @ (among_right - among_all) / len(examples) / len(usable)
        return total, slope

    start = np.ones(len(fields(Evidence)))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start))
    return found.x


def measure(examples: Sequence[Example], weights: NDArray[np.float64]) -> dict[str, float]:
    ranks = []
    for one in examples:
        order = np.lexsort((np.arange(len(one.documents)), -np.round(one.table @ weights, 6)))
        documents = list(dict.fromkeys(one.documents[row] for row in order))
        ranks.append(next((rank for rank, document in enumerate(documents, 1) if document in one.gold), 999))
    return {f"hit@{depth}": round(float(np.mean([rank <= depth for rank in ranks])), 4) for depth in (1, 3, 5, 10)}


def in_first_half(example: Example) -> bool:
    return hashlib.sha256(min(example.gold).rpartition("-p")[0].encode()).digest()[0] < 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="NAME=INDEX=QUESTIONS.jsonl")
    parser.add_argument("--out", type=Path, default=Path("index/fusion.json"))
    arguments = parser.parse_args()
    embedder = open_embedder(Settings())
    names = [one.partition("=")[0] for one in arguments.sets]
    sets = [load(*one.split("=")[1:], embedder) for one in arguments.sets]
    halves = [[one for one in examples if in_first_half(one)] for examples in sets]
    others = [[one for one in examples if not in_first_half(one)] for examples in sets]
    weights = fit(halves)
    for name, half in zip(names, others, strict=True):
        print(f"{name}, held-out half of a fit on the other half: {measure(half, weights)}")
    weights = fit(sets)
    for name, examples in zip(names, sets, strict=True):
        print(f"{name}, all: {measure(examples, weights)}")
    shares = Weights(*(round(float(value), 4) for value in weights / weights.sum()))
    content = {"fitted_on": names, "embedder": embedder.fingerprint, "weights": asdict(shares)}
    arguments.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(arguments.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
