"""``python -m corpus``: score the grammars of the corpus on labelled rows."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.dates import parse_date
from corpus.errors import AssistantError, CorpusError
from corpus.expressions import find_dates
from corpus.sentences import sentence_spans

# The bar stated in corpus/README.md.
_EXACT_SHARE = 0.97

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class LabelledText:
    """A text and the sentences a person found in it; ``name`` is its id, else its line number."""

    name: str
    text: str
    spans: Spans


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 at or above the bar, 1 below it or on unreadable rows."""
    parsed = _parser().parse_args(arguments)
    try:
        score: Callable[[Path], int] = parsed.score
        return score(parsed.file)
    except AssistantError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sentences = commands.add_parser(
        "sentences",
        help="score the sentence grammar",
        description='Score the sentence grammar on rows {"text": "...", "spans": [[start, end], ...]}, one a line.',
    )
    sentences.add_argument("file", type=Path, metavar="FILE.jsonl")
    sentences.set_defaults(score=_score_sentences)
    dates = commands.add_parser(
        "dates",
        help="score the grammar of dates",
        description=(
            'Score the grammar of dates on rows {"text": "...", "pub": "2024-11-13", "span": [start, end], '
            '"start": "2024-11-05", "end": "2024-11-07"}, one a line; start and end are null where there is no date to find.'
        ),
    )
    dates.add_argument("file", type=Path, metavar="FILE.jsonl")
    dates.set_defaults(score=_score_dates)
    return parser


def _score_dates(path: Path) -> int:
    """Print each miss, then the totals; a wrong year fails whatever the share."""
    outcomes: Counter[str] = Counter()
    for number, row in enumerate(_read_objects(path), 1):
        try:
            outcome, found = _date_outcome(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CorpusError(
                f"'{path}' row {number} is not a labelled date ({error!r}); it needs text, span, start, end"
            ) from error
        outcomes[outcome] += 1
        if outcome != "exact":
            print(
                f"{outcome:10} {row.get('id', number)}: {row['text']!r} expected {row['start']}/{row['end']}, found {found}"
            )
    total = sum(outcomes.values())
    names = ("exact", "within", "missed", "wrong", "wrong year", "spurious")
    print(f"dates: {outcomes['exact']}/{total} exact, " + ", ".join(f"{outcomes[name]} {name}" for name in names[1:]))
    return 0 if outcomes["exact"] >= _EXACT_SHARE * total and not outcomes["wrong year"] else 1


def _date_outcome(row: dict[str, Any]) -> tuple[str, str]:
    """Return how the expressions over the labelled span compare with the labelled interval, and what was found."""
    published = parse_date(row["pub"]) if row.get("pub") else None
    start, end = row["span"]
    over = [one for one in find_dates(row["text"], published) if one.start < end and start < one.end and one.first]
    found = ", ".join(f"{one.first}/{one.last}" for one in over) or "nothing"
    if not row["start"]:
        return ("spurious" if over else "exact"), found
    first, last = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    if not over:
        return "missed", found
    if any((one.first, one.last) == (first, last) for one in over):
        return "exact", found
    if all(one.first and one.first.year != first.year for one in over):
        return "wrong year", found
    return (
        "within" if any(one.first and one.last and one.first <= last and first <= one.last for one in over) else "wrong"
    ), found


def _score_sentences(path: Path) -> int:
    """Print each miss, then the totals."""
    rows = _read_rows(path)
    exact = shared = found = expected = 0
    for row in rows:
        spans = sentence_spans(row.text)
        if spans == row.spans:
            exact += 1
        else:
            print(f"{row.name}: found {_quoted(row.text, spans)}, expected {_quoted(row.text, row.spans)}")
        boundaries, labelled = _boundaries(spans), _boundaries(row.spans)
        shared += len(boundaries & labelled)
        found += len(boundaries)
        expected += len(labelled)
    boundary_f1 = 2 * shared / (found + expected) if found + expected else 1.0
    print(f"sentences: {exact}/{len(rows)} cases exact, boundary F1 {boundary_f1:.3f}")
    return 0 if exact >= _EXACT_SHARE * len(rows) else 1


def _boundaries(spans: Spans) -> set[int]:
    """Return where a sentence ends and another follows."""
    return {end for _, end in spans[:-1]}


def _quoted(text: str, spans: Spans) -> str:
    return json.dumps([text[start:end] for start, end in spans], ensure_ascii=False)


def _read_rows(path: Path) -> list[LabelledText]:
    """Return the labelled rows. Raises CorpusError when the file or a row cannot be read."""
    return [_read_row(path, number, row) for number, row in enumerate(_read_objects(path), 1)]


def _read_objects(path: Path) -> list[Any]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line.strip()]
    except (OSError, ValueError) as error:
        raise CorpusError(f"'{path}' cannot be read ({error}); name a file of labelled rows in UTF-8") from error
    if not rows:
        raise CorpusError(f"'{path}' holds no row; write one JSON object a line")
    return rows


def _read_row(path: Path, number: int, row: Any) -> LabelledText:
    try:
        spans = [(int(start), int(end)) for start, end in row["spans"]]
        return LabelledText(str(row.get("id", f"line {number}")), str(row["text"]), spans)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"'{path}' line {number} is not a labelled row ({error!r}); it needs text and spans") from error


if __name__ == "__main__":
    sys.exit(main())
