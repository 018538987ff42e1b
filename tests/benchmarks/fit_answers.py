"""Fit the sentence choice and the refusal, and write assistant/selection.json and assistant/refusal.json.

    python tests/benchmarks/fit_answers.py NAME=INDEX=QUESTIONS.jsonl

Sentence choice: conditional logit over the sentences of the passages found, the right one holding a marked answer.
Refusal: logistic regression of each question against the same question asked with every document of its gold document's
title taken out (topic absent); the bars are where 5 % of those would still be answered, and 1 % as sure. The harder case, only the gold
document taken out (detail absent), is measured and not fitted. Half of the titles fit, the other half measures; the
weights that are written come from all of them.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.batch import BatchQuestion, read_batch
from assistant.features import Features, candidates, features
from assistant.look import HITS, read_question
from assistant.refuse import Support, support
from assistant.select import rank
from assistant.wording import bare
from index.embed import open_embedder
from index.generation import IndexFolder
from index.query import Query
from index.retrieve import Retriever, open_retriever
from index.settings import Settings

FALSE_ANSWERS, FALSE_SURE = 0.05, 0.01
RIDGE = 1e-3
MODELS = {
    "all": tuple(Support.__dataclass_fields__),
    "words": ("unknown", "names", "agreement"),
    "similarity": ("similarity",),
}
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    table: Matrix
    right: NDArray[np.bool_]
    present: Matrix
    topic_absent: Matrix
    detail_absent: Matrix
    first_half: bool


def load(index: str, questions: str) -> tuple[list[Example], str]:
    embedder = open_embedder(Settings())
    retriever = open_retriever(IndexFolder(Path(index)), embedder)
    batch = [replace(one, question=bare(one.question)) for one in read_batch(Path(questions))]
    with ThreadPoolExecutor() as pool:
        queries = list(pool.map(lambda one: read_question(one.question, retriever), batch))
    titles = [retriever.store.document(identity).title for identity in retriever.store.document_ids]
    return [example(retriever, one, query, titles) for one, query in zip(batch, queries, strict=True)], embedder.fingerprint


def example(retriever: Retriever, one: BatchQuestion, query: Query, titles: Sequence[str]) -> Example:
    identities = retriever.store.document_ids
    gold = set(one.row["documents"])
    topics = {title for title, identity in zip(titles, identities, strict=True) if identity in gold}
    other_topics = [row for row, title in enumerate(titles) if title not in topics]
    other_documents = [row for row, identity in enumerate(identities) if identity not in gold]
    found = candidates(query, retriever.search_among(query, None, limit=HITS), retriever)
    right = [
        candidate.document.id in gold
        and any(candidate.sentence.start < a["end"] and a["start"] < candidate.sentence.end for a in one.row["answers"])
        for candidate in found
    ]
    return Example(
        table=np.array([astuple(row) for row in features(one.question, query, found)]),
        right=np.array(right),
        present=signals(retriever, one, query, None),
        topic_absent=signals(retriever, one, query, other_topics),
        detail_absent=signals(retriever, one, query, other_documents),
        first_half=hashlib.sha256(min(topics).encode()).digest()[0] < 128,
    )


def signals(retriever: Retriever, one: BatchQuestion, query: Query, documents: list[int] | None) -> Matrix:
    hits = retriever.search_among(query, documents, limit=HITS)
    ranked = rank(one.question, query, candidates(query, hits, retriever))
    return np.array(astuple(support(one.question, query, hits, ranked, retriever, documents)))


def fit_selection(examples: Sequence[Example]) -> Matrix:
    usable = [one for one in examples if one.right.any()]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for one in usable:
            scores = one.table @ weights
            chances = np.exp(scores - scores.max())
            right = chances * one.right
            total -= float(np.log(right.sum() / chances.sum())) / len(usable)
            slope = slope - one.table.T @ (right / right.sum() - chances / chances.sum()) / len(usable)
        return total, slope

    return minimize(loss, np.ones(len(astuple(Features(*[0.0] * 8)))), jac=True, method="L-BFGS-B").x


def fit_refusal(examples: Sequence[Example], names: Sequence[str]) -> tuple[dict[str, float], float, float]:
    """Return the weights, the bias that puts the bar of an answer at 0, and the bar of a sure one above it."""
    columns = [list(Support.__dataclass_fields__).index(name) for name in names]
    present, absent = (stack(examples, kind)[:, columns] for kind in ("present", "topic_absent"))
    table, truth = np.vstack([present, absent]), np.repeat([1.0, 0.0], len(examples))
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = np.column_stack([(table - middle) / spread, np.ones(len(table))])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        odds = scaled @ weights
        total = float(np.mean(np.logaddexp(0, odds) - truth * odds)) + RIDGE * float(weights @ weights)
        return total, scaled.T @ (1 / (1 + np.exp(-odds)) - truth) / len(truth) + 2 * RIDGE * weights

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x[:-1] / spread
    bar, sure = (float(np.quantile(absent @ found, 1 - share)) for share in (FALSE_ANSWERS, FALSE_SURE))
    weights = dict(zip(names, (round(float(value), 4) for value in found), strict=True))
    return weights, round(-bar, 4), round(sure - bar, 4)


def stack(examples: Sequence[Example], kind: str) -> Matrix:
    return np.array([getattr(one, kind) for one in examples])


def measure_selection(examples: Sequence[Example], weights: Matrix) -> dict[str, float]:
    ranked = [one.right[np.argsort(-(one.table @ weights), kind="stable")] for one in examples if len(one.table)]
    return {f"sentence@{depth}": round(float(np.mean([one[:depth].any() for one in ranked])), 4) for depth in (1, 3, 5)}


def measure_refusal(
    examples: Sequence[Example], weights: dict[str, float], bias: float, sure: float
) -> dict[str, float | dict[str, float]]:
    """Return the share answered, and as sure, of each sort of question, and how well the score tells them apart."""
    row = np.array([weights.get(name, 0.0) for name in Support.__dataclass_fields__])
    scores = {kind: stack(examples, kind) @ row + bias for kind in ("present", "topic_absent", "detail_absent")}
    measured: dict[str, float | dict[str, float]] = {
        kind: {"answered": round(float(np.mean(one > 0)), 4), "sure": round(float(np.mean(one > sure)), 4)}
        for kind, one in scores.items()
    }
    return measured | {
        f"AUROC {kind}": round(auroc(scores["present"], scores[kind]), 4) for kind in ("topic_absent", "detail_absent")
    }


def auroc(present: Matrix, absent: Matrix) -> float:
    """Return the probability that a score of ``present`` is above one of ``absent``."""
    return float(np.mean([np.mean(one > absent) + np.mean(one == absent) / 2 for one in present]))


def write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", metavar="NAME=INDEX=QUESTIONS.jsonl")
    name, index, questions = parser.parse_args().set.split("=")
    examples, fingerprint = load(index, questions)
    first, second = ([one for one in examples if one.first_half is half] for half in (True, False))
    print("sentence choice, held-out half:", measure_selection(second, fit_selection(first)))
    weights = fit_selection(examples)
    print("sentence choice, all:", measure_selection(examples, weights))
    selection = Features(*(round(float(value), 4) for value in weights))
    write(Path("assistant/selection.json"), {"fitted_on": name, "embedder": fingerprint, "weights": asdict(selection)})
    models = {}
    for model, names in MODELS.items():
        print(f"refusal by {model}, held-out half:", measure_refusal(second, *fit_refusal(first, names)))
        fitted, bias, sure = fit_refusal(examples, names)
        padded = {key: fitted.get(key, 0.0) for key in Support.__dataclass_fields__}
        models[model] = {"weights": padded, "bias": bias, "sure": sure}
    write(Path("assistant/refusal.json"), {"fitted_on": name, "embedder": fingerprint, "models": models})


if __name__ == "__main__":
    main()
