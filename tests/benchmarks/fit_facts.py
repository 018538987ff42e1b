"""Fit how likely a word group is the fact asked for, and write assistant/facts.json.

    python tests/benchmarks/fit_facts.py NAME=INDEX=QUESTIONS.jsonl

For each question for a date, a number, a person or a place, the candidates of the sentence that the assistant quotes first
are held against the marked answer: right when the F1 of their words is at least one half. Half of the titles fit, the other
half measures. The bar of a kind is where 85 % of the facts that lead are right, on the half that fits; a kind that never
gets there never leads.
"""

import argparse
import hashlib
import json
import math
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.batch import BatchQuestion, read_batch
from assistant.facts import KINDS, FactFeatures, asked_kinds, fact_candidates
from assistant.features import candidates
from assistant.look import HITS, read_question
from assistant.select import likelihoods, rank
from assistant.wording import bare
from corpus.plain import plain
from index.embed import open_embedder
from index.french import stems
from index.generation import IndexFolder
from index.retrieve import Retriever, open_retriever
from index.settings import Settings

PRECISION = 0.85
RIDGE = 1e-2
NEVER = 100.0


@dataclass(frozen=True)
class Example:
    kind: str
    table: NDArray[np.float64]
    f1: NDArray[np.float64]
    first_half: bool


def overlap(words: str, answers: Sequence[str]) -> float:
    """Return the best F1 of the stems of ``words`` with those of an answer."""
    best, held = 0.0, Counter(stems(words) or words.split())
    for answer in answers:
        wanted = Counter(stems(answer) or answer.split())
        common = sum((held & wanted).values())
        best = max(best, 2 * common / (sum(held.values()) + sum(wanted.values()) or 1))
    return best


def load(index: str, questions: str) -> list[Example]:
    retriever = open_retriever(IndexFolder(Path(index)), open_embedder(Settings()))
    rows = [replace(one, question=bare(one.question)) for one in read_batch(Path(questions))]
    typed = [one for one in rows if asked_kinds(one.question)]
    with ThreadPoolExecutor() as pool:
        return [found for found in pool.map(lambda one: example(retriever, one), typed) if found is not None]


def example(retriever: Retriever, one: BatchQuestion) -> Example | None:
    query = read_question(one.question, retriever)
    ranked = rank(one.question, query, candidates(query, retriever.search_among(query, None, limit=HITS), retriever))
    if not ranked:
        return None
    best, kind = ranked[0][1], asked_kinds(one.question)[0]
    sentence, certain = best.sentence, likelihoods(ranked)[0]
    found = fact_candidates(kind, one.question, best.document, sentence.start, sentence.end, certain)
    answers = [str(answer["text"]) for answer in one.row["answers"]]
    return Example(
        kind=kind,
        table=np.array([astuple(fact.features) for fact in found]).reshape(
            len(found), len(FactFeatures.__dataclass_fields__)
        ),
        f1=np.array([overlap(plain(best.document.text[fact.start : fact.end]), answers) for fact in found]),
        first_half=hashlib.sha256(best.document.title.encode()).digest()[0] < 128,
    )


def fit(examples: Sequence[Example]) -> NDArray[np.float64]:
    table = np.vstack([one.table for one in examples])
    truth = np.concatenate([one.f1 for one in examples]) >= 0.5
    table = np.column_stack([table, np.ones(len(table))])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = table @ weights
        total = float(np.mean(np.logaddexp(0, odds) - truth * odds)) + RIDGE * float(weights[:-1] @ weights[:-1])
        slope = table.T @ (1 / (1 + np.exp(-odds)) - truth) / len(truth)
        slope[:-1] += 2 * RIDGE * weights[:-1]
        return total, slope

    return minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x


def told(examples: Sequence[Example], weights: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return (score, F1) of the fact that each example would tell, the surest first."""
    found = []
    for one in examples:
        if len(one.table):
            scores = one.table @ weights[:-1] + weights[-1]
            found.append((float(scores.max()), float(one.f1[int(scores.argmax())])))
    return sorted(found, reverse=True)


def bar_of(examples: Sequence[Example], weights: NDArray[np.float64]) -> float:
    """Return the lowest score above which so many facts are right; NEVER when there is none, or for under ten facts."""
    ranked, bar, right = told(examples, weights), NEVER, 0
    for count, (score, f1) in enumerate(ranked, 1):
        right += f1 >= 0.5
        if count >= 10 and right / count >= PRECISION:
            bar = score
    return bar


def measured(examples: Sequence[Example], weights: NDArray[np.float64], bar: float) -> dict[str, float]:
    leading = [f1 for score, f1 in told(examples, weights) if score >= bar]
    right = sum(f1 >= 0.5 for f1 in leading)
    return {
        "questions": len(examples),
        "leads": round(len(leading) / max(1, len(examples)), 4),
        "right": round(right / max(1, len(leading)), 4),
        "F1": round(math.fsum(leading) / max(1, len(leading)), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", metavar="NAME=INDEX=QUESTIONS.jsonl")
    name, index, questions = parser.parse_args().set.split("=")
    examples, models = load(index, questions), {}
    for kind in KINDS:
        mine = [one for one in examples if one.kind == kind]
        first, second = ([one for one in mine if one.first_half is half] for half in (True, False))
        weights = fit(first)
        print(f"{kind}, held-out half:", measured(second, weights, bar_of(first, weights)))
        models[kind] = model(mine)
    content: dict[str, Any] = {"fitted_on": name, "models": models}
    Path("assistant/facts.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def model(examples: Sequence[Example]) -> dict[str, Any]:
    *weights, bias = (round(float(value), 4) for value in fit(examples))
    bar = bar_of(examples, np.array([*weights, bias]))
    return {"weights": asdict(FactFeatures(*weights)), "bias": bias, "bar": round(bar, 4)}


if __name__ == "__main__":
    main()
