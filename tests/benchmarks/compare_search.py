"""Compare the search with plain baselines and with peers, on the same questions and vectors, in one run.

    python tests/benchmarks/compare_search.py DATA [--questions N] [--only NAME ...]

DATA is a folder with ``documents/*.md`` and ``questions.jsonl``. Every system runs in an environment and process of its own;
the embedding model runs here and serves them all. Writes tests/benchmarks/search.md and quotes it in the two READMEs;
with --only, prints instead.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from comparison.measures import MEASURES, difference, score
from comparison.questions import Question, read_questions, write_input
from comparison.report import COMPARED, Cost, Missing, Row, marked, quote, results, setting
from comparison.service import Vectors, served
from comparison.systems import OURS, PEER_SYSTEMS, ROOT, NotRunError, System, environment, rank

from index.bundled import bundled_model
from index.embed import open_embedder
from index.settings import Settings

WORK = ROOT / ".bench-search"
RESULTS = ROOT / "tests/benchmarks/search.md"
READMES = (ROOT / "README.md", ROOT / "tests/benchmarks/README.md")


def main() -> None:
    arguments = _arguments()
    questions = read_questions(arguments.data / "questions.jsonl", arguments.questions)
    documents = write_input(arguments.data / "documents", questions, WORK / "input")
    systems = [OURS, *(system for system in PEER_SYSTEMS if not arguments.only or system.name in arguments.only)]
    vectors = Vectors(open_embedder(Settings()))
    vectors.embedder.load()
    with tempfile.TemporaryDirectory() as folder, served(vectors.answer, Path(folder) / "vectors"):
        reports = _rank_all(systems, _task(arguments.data, Path(folder) / "vectors"))
    where = setting(ROOT, [RESULTS, *READMES], vectors.embedder.fingerprint, documents, len(questions), vectors.cut)
    written = results(where, _rows(reports, questions))
    if arguments.only:
        print(written)
        return
    RESULTS.write_text(written, encoding="utf-8")
    for readme in READMES:
        quote(marked(written), readme)
    print(
        f"written: {RESULTS.relative_to(ROOT)}, and quoted in {' and '.join(str(one.relative_to(ROOT)) for one in READMES)}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", metavar="DATA", type=Path)
    parser.add_argument("--questions", metavar="N", type=int, help="so many, evenly spaced (default: all)")
    parser.add_argument("--only", metavar="NAME", action="append", choices=[system.name for system in PEER_SYSTEMS])
    arguments = parser.parse_args()
    if arguments.questions is not None and arguments.questions < 1:
        parser.error(f"--questions is {arguments.questions}; give 1 or more")
    for needed in (arguments.data / "documents", arguments.data / "questions.jsonl"):
        if not needed.exists():
            parser.error(f"{needed} is not there; DATA is a folder with documents/*.md and questions.jsonl")
    arguments.data = arguments.data.resolve()
    return arguments


def _task(data: Path, service: Path) -> dict[str, str]:
    return {
        "input": str(WORK / "input"),
        "folder": str(data / "documents"),
        "model_folder": str(bundled_model(Settings().cache_folder)),
        "service": str(service),
    }


def _rank_all(systems: Sequence[System], task: Mapping[str, str]) -> dict[str, dict[str, Any] | str]:
    """Return by name in the table the report of each ranking, or the reason why there is none."""
    reports: dict[str, dict[str, Any] | str] = {}
    for system in systems:
        for mode, name in system.modes.items():
            run = WORK / "runs" / f"{system.name}-{mode}"
            places = {"work": str(run), "out": str(run.with_suffix(".json"))}
            try:
                reports[name] = rank(system, mode, environment(system, WORK / "environments"), {**task, **places})
            except NotRunError as problem:
                reports[name] = str(problem)
            print(f"{name}: {'done' if isinstance(reports[name], dict) else reports[name]}", file=sys.stderr)
    return reports


def _rows(reports: Mapping[str, dict[str, Any] | str], questions: Sequence[Question]) -> list[Row | Missing]:
    ours, *_ = reports.values()
    if isinstance(ours, str):
        raise SystemExit(f"this program itself did not run: {ours}")
    return [
        Missing(name, one) if isinstance(one, str) else _row(name, one, ours, questions) for name, one in reports.items()
    ]


def _row(name: str, report: Mapping[str, Any], ours: Mapping[str, Any], questions: Sequence[Question]) -> Row:
    scores = {measure: score(measure, report["ranked"], questions) for measure in MEASURES}
    compared = {} if report is ours else {measure: score(measure, ours["ranked"], questions) for measure in COMPARED}
    median, high = np.quantile(np.array(report["query_seconds"]) * 1000, [0.5, 0.95])
    return Row(
        name=name,
        versions=report["versions"],
        measures={measure: float(values.mean()) for measure, values in scores.items()},
        differences={measure: difference(values, scores[measure], questions) for measure, values in compared.items()},
        cost=Cost(report["index_seconds"], report["characters"], (float(median), float(high)), report["peak_mb"]),
    )


if __name__ == "__main__":
    main()
