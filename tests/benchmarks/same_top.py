"""Measure for how many questions two runtimes find the same five passages, in one index.

    python tests/benchmarks/same_top.py INDEX --questions FILE.jsonl [--every N]

The questions are embedded by what embeds them by default and by sentence-transformers in float32; rows are those of
`plaidoyer evaluate`.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from index.embed import open_embedder  # noqa: E402
from index.generation import IndexFolder  # noqa: E402
from index.retrieve import Retriever, open_retriever  # noqa: E402
from index.settings import Settings  # noqa: E402

_PLACES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="take one question in so many")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.questions.read_text(encoding="utf-8").splitlines()]
    questions = [row["question"] for row in rows][:: arguments.every]
    folder = IndexFolder(arguments.index)
    settings = Settings(), Settings(runtime="sentence-transformers", precision="float32")
    usual, reference = (open_retriever(folder, open_embedder(one)) for one in settings)
    print(f"{usual.embedder.runtime}\nbeside {reference.embedder.runtime}")
    pairs = [(_top(usual, question), _top(reference, question)) for question in questions]
    cosines = [
        float(usual.embedder.embed_query(question) @ reference.embedder.embed_query(question))
        for question in questions[:100]
    ]
    same = [set(one) == set(other) for one, other in pairs]
    shared = [len(set(one) & set(other)) / max(len(other), 1) for one, other in pairs]
    print(f"{len(questions)} questions, the first {_PLACES} passages: the same ones for {np.mean(same):.3f}, ", end="")
    print(f"in the same order for {np.mean([one == other for one, other in pairs]):.3f}, ", end="")
    print(f"the same first for {np.mean([one[:1] == other[:1] for one, other in pairs]):.3f}, shared {np.mean(shared):.4f}")
    print(f"cosine of the first {len(cosines)} questions: at least {min(cosines):.5f}")


def _top(retriever: Retriever, question: str) -> list[tuple[str, int]]:
    hits = retriever.search(retriever.query(question), limit=_PLACES)
    return [(hit.passage.document_id, hit.passage.start) for hit in hits]


if __name__ == "__main__":
    main()
