"""Write follow-ups made from the marked questions of a corpus: one that goes on with the subject, and one that changes it.

    python tests/benchmarks/follow_ups.py QUESTIONS.jsonl OUT

Questions that lean on one before, or may, follow one with a name about the same document (``OUT/same.jsonl``), or one about
another document, drawn from a fixed seed (``OUT/other.jsonl``). ``plaidoyer evaluate`` measures both: an answer to the second
must not depend on what was asked before.
"""

import argparse
import json
import random
from pathlib import Path
from typing import Any

from assistant.converse import readings
from assistant.replace_name import names
from assistant.wording import bare

_SUBJECT = "Qu'est-ce que la Fondation Exemple ?"  # any question before, to see whether one leans


def leaning(question: str) -> bool:
    """Tell whether a question is read otherwise after another one."""
    return readings(question, [_SUBJECT]) != (bare(question),)


def same_subject(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each row that leans, after the last one before it that names something of the same document."""
    found: list[dict[str, Any]] = []
    naming: dict[str, str] = {}
    for row in rows:
        document = row["documents"][0]
        if document in naming and leaning(row["question"]):
            found.append({**row, "previous": [naming[document]]})
        if names(bare(row["question"])):
            naming[document] = row["question"]
    return found


def other_subject(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each of the rows after the question that stands before one about another document."""
    draw = random.Random(3)
    return [
        {**row, "previous": draw.choice([one for one in rows if one["documents"] != row["documents"]])["previous"]}
        for row in rows
    ]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{path}: {len(rows)} follow-ups")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("out", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.questions.read_text(encoding="utf-8").splitlines()]
    same = same_subject([row for row in rows if row.get("answers")])
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out / "same.jsonl", same)
    write(arguments.out / "other.jsonl", other_subject(same))


if __name__ == "__main__":
    main()
