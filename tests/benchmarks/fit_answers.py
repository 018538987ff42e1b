"""Fit the sentence choice and the refusal, and write assistant/selection.json and assistant/refusal.json.

    python tests/benchmarks/fit_answers.py NAME=INDEX=QUESTIONS.jsonl [NAME=INDEX=QUESTIONS.jsonl ...]

Sentence choice: conditional logit over the sentences of the passages found, the right one holding a marked answer. Each set
counts the same.
Refusal: logistic regression, over the first set, of each question against the same question asked with every document of
its gold document's title taken out (topic absent); the bar is where 5 % of those would still be answered.
Sure answers: logistic regression, over all sets, of the questions whose quotes hold a marked answer against those whose
quotes do not: the right sentence was not chosen, the topic or only the gold document (detail absent) was taken out, or
nothing answers. The bar is where 1.5 % of the questions of the first set whose topic was taken out would be sure.
Half of the titles fit, the other half measures; the weights that are written come from all of them. Signals depend on the
sentence choice: run it twice.
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

from assistant.batch import read_batch
from assistant.features import Candidate, Features, candidates, features
from assistant.known import Known, read_known
from assistant.look import HITS, read_question
from assistant.refuse import Support, support
from assistant.select import choose, rank
from assistant.wording import bare
from index.embed import Embedder, open_embedder
from index.generation import IndexFolder
from index.query import Query
from index.retrieve import Retriever, open_retriever
from index.settings import Settings

FALSE_ANSWERS, FALSE_SURE = 0.05, 0.015
RIDGE = 1e-3
_MOST = 5  # quotes
_ALL = tuple(Support.__dataclass_fields__)
SIGNALS = {  # for an answer, and for a sure one: the best passage need not be the only one about its subject
    "all": (
        tuple(name for name in _ALL if name not in ("fact", "likely")),
        tuple(name for name in _ALL if name not in ("margin", "certain")),
    ),
    "words": (("unknown", "names", "agreement"), ("unknown", "names", "agreement", "fact")),
    "similarity": (("similarity",), ("similarity",)),
}
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question: its candidates, which are right; its signals, and those with documents taken out when it has an answer.

    ``shown``: the quotes hold a marked answer.
    """

    table: Matrix
    right: NDArray[np.bool_]
    shown: bool
    present: Matrix
    topic_absent: Matrix | None
    detail_absent: Matrix | None
    first_half: bool


def load(index: str, questions: str, embedder: Embedder) -> list[Example]:
    retriever = open_retriever(IndexFolder(Path(index)), embedder)
    batch = [replace(one, question=bare(one.question)) for one in read_batch(Path(questions))]
    with ThreadPoolExecutor() as pool:
        queries = list(pool.map(lambda one: read_question(one.question, retriever), batch))
    known = [read_known(one, retriever.document) for one in batch]
    return [example(retriever, one, query) for one, query in zip(known, queries, strict=True)]


def example(retriever: Retriever, one: Known, query: Query) -> Example:
    question, identities = one.asked.question, retriever.store.document_ids
    titles = [retriever.store.document(identity).title for identity in identities]
    topics = {title for title, identity in zip(titles, identities, strict=True) if identity in one.documents}
    other_topics = [row for row, title in enumerate(titles) if title not in topics]
    other_documents = [row for row, identity in enumerate(identities) if identity not in one.documents]
    present, ranked = signals(retriever, question, query, None)
    found = candidates(query, retriever.search_among(query, None, limit=HITS), retriever)
    return Example(
        table=np.array([astuple(row) for row in features(question, query, found)]),
        right=np.array([one.marks(each.document.id, each.sentence.start, each.sentence.end) for each in found]),
        shown=any(one.marks(quote.document.id, quote.start, quote.end) for quote in choose(question, ranked, _MOST)),
        present=present,
        topic_absent=signals(retriever, question, query, other_topics)[0] if topics else None,
        detail_absent=signals(retriever, question, query, other_documents)[0] if topics else None,
        first_half=hashlib.sha256(min(topics, default=question).encode()).digest()[0] < 128,
    )


def signals(
    retriever: Retriever, question: str, query: Query, documents: list[int] | None
) -> tuple[Matrix, list[tuple[float, Candidate]]]:
    hits = retriever.search_among(query, documents, limit=HITS)
    ranked = rank(question, query, candidates(query, hits, retriever))
    return np.array(astuple(support(question, query, hits, ranked, retriever, documents))), ranked


def fit_selection(sets: Sequence[Sequence[Example]]) -> Matrix:
    usable = [[one for one in examples if one.right.any()] for examples in sets]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for one, share in ((one, 1 / len(examples) / len(usable)) for examples in usable for one in examples):
            scores = one.table @ weights
            chances = np.exp(scores - scores.max())
            right = chances * one.right
            total -= float(np.log(right.sum() / chances.sum())) * share
            slope = slope - one.table.T @ (right / right.sum() - chances / chances.sum()) * share
        return total, slope

    return minimize(loss, np.ones(len(Features.__dataclass_fields__)), jac=True, method="L-BFGS-B").x


def fit_judge(sets: Sequence[Sequence[Example]], names: tuple[Sequence[str], Sequence[str]]) -> dict[str, dict[str, Any]]:
    """Return the two models of a judge, each over its signals; the bars are those of the first set."""
    first, absent = sets[0], stack(sets[0], "topic_absent")
    present = stack(first, "present")
    answers = logistic([(present, np.ones(len(present)), 1.0), (absent, np.zeros(len(absent)), 1.0)], names[0])
    groups = []
    for examples in sets:
        total = sum(1 + (one.topic_absent is not None) for one in examples)
        groups.append((stack(examples, "present"), np.array([float(one.shown) for one in examples]), 1 / total))
        for kind in ("topic_absent", "detail_absent"):
            table = stack(examples, kind)
            groups.append((table, np.zeros(len(table)), 1 / total / 2))
    sure = logistic(groups, names[1])
    return {
        name: {"weights": weights, "bias": round(-float(np.quantile(scores(absent, weights), 1 - share)), 4)}
        for name, weights, share in (("answers", answers, FALSE_ANSWERS), ("sure", sure, FALSE_SURE))
    }


def logistic(groups: Sequence[tuple[Matrix, Matrix, float]], names: Sequence[str]) -> dict[str, float]:
    """Return the weights of the signals ``names``, 0 of the others, from groups of (signals, truth, weight of each row)."""
    columns = [list(Support.__dataclass_fields__).index(name) for name in names]
    table = np.vstack([rows for rows, _, _ in groups])[:, columns]
    truth = np.concatenate([one for _, one, _ in groups])
    share = np.concatenate([np.full(len(one), weight) for _, one, weight in groups])
    share /= share.sum()
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = np.column_stack([(table - middle) / spread, np.ones(len(table))])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        odds = scaled @ weights
        total = float(share @ (np.logaddexp(0, odds) - truth * odds)) + RIDGE * float(weights @ weights)
        return total, scaled.T @ (share * (1 / (1 + np.exp(-odds)) - truth)) + 2 * RIDGE * weights

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x[:-1] / spread
    fitted = dict(zip(names, (round(float(value), 4) for value in found), strict=True))
    return {name: fitted.get(name, 0.0) for name in Support.__dataclass_fields__}


def stack(examples: Sequence[Example], kind: str) -> Matrix:
    rows = [row for one in examples if (row := getattr(one, kind)) is not None]
    return np.array(rows).reshape(len(rows), len(Support.__dataclass_fields__))


def scores(table: Matrix, weights: dict[str, float], bias: float = 0.0) -> Matrix:
    return table @ np.array(list(weights.values())) + bias


def measure_selection(examples: Sequence[Example], weights: Matrix) -> dict[str, float]:
    known = [one for one in examples if one.topic_absent is not None and len(one.table)]
    ranked = [one.right[np.argsort(-(one.table @ weights), kind="stable")] for one in known]
    return {f"sentence@{depth}": round(float(np.mean([one[:depth].any() for one in ranked])), 4) for depth in (1, 3, 5)}


def measure_judge(examples: Sequence[Example], judge: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the share answered, and as sure, of each sort of question, how well the score tells them apart, and the share
    of the sure answers to answerable questions that show a marked answer."""
    known = [one for one in examples if one.topic_absent is not None]
    groups = {kind: stack(known, kind) for kind in ("present", "topic_absent", "detail_absent")}
    groups["unanswerable"] = stack([one for one in examples if one.topic_absent is None], "present")
    odds = {kind: scores(table, **judge["answers"]) for kind, table in groups.items() if len(table)}
    sure = {kind: (odds[kind] > 0) & (scores(groups[kind], **judge["sure"]) >= 0) for kind in odds}
    shown = np.array([one.shown for one in known])
    measured: dict[str, Any] = {
        kind: {"answered": round(float(np.mean(one > 0)), 4), "sure": round(float(np.mean(sure[kind])), 4)}
        for kind, one in odds.items()
    }
    measured["sure_right"] = round(float(np.mean(shown[sure["present"]])), 4)
    return measured | {
        f"AUROC {kind}": round(auroc(odds["present"], odds[kind]), 4) for kind in ("topic_absent", "detail_absent")
    }


def auroc(present: Matrix, absent: Matrix) -> float:
    """Return the probability that a score of ``present`` is above one of ``absent``."""
    return float(np.mean([np.mean(one > absent) + np.mean(one == absent) / 2 for one in present]))


def write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="NAME=INDEX=QUESTIONS.jsonl")
    arguments = parser.parse_args()
    embedder = open_embedder(Settings())
    names = [one.partition("=")[0] for one in arguments.sets]
    sets = [load(*one.split("=")[1:], embedder) for one in arguments.sets]
    halves = [[[one for one in examples if one.first_half is half] for examples in sets] for half in (True, False)]
    half_weights, weights = fit_selection(halves[0]), fit_selection(sets)
    for name, half, examples in zip(names, halves[1], sets, strict=True):
        print(f"{name}, sentence choice, held-out half: {measure_selection(half, half_weights)}")
        print(f"{name}, sentence choice, all: {measure_selection(examples, weights)}")
    tied = {"fitted_on": names, "embedder": embedder.fingerprint}
    selection = Features(*(round(float(value), 4) for value in weights))
    write(Path("assistant/selection.json"), tied | {"weights": asdict(selection)})
    judges = {}
    for sort, columns in SIGNALS.items():
        half_judge, judges[sort] = fit_judge(halves[0], columns), fit_judge(sets, columns)
        for name, half in zip(names, halves[1], strict=True):
            print(f"{name}, refusal by {sort}, held-out half: {measure_judge(half, half_judge)}")
    write(Path("assistant/refusal.json"), tied | {"judges": judges})


if __name__ == "__main__":
    main()
