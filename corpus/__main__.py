"""``python -m corpus``: score the grammars of the corpus on labelled rows."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import AssistantError, CorpusError
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
        return _score_sentences(parsed.file)
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
    return parser


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
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"'{path}' cannot be read ({error}); name a file of labelled rows in UTF-8") from error
    rows = [_read_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not rows:
        raise CorpusError(f"'{path}' holds no row; write one JSON object a line with the keys text and spans")
    return rows


def _read_row(path: Path, number: int, line: str) -> LabelledText:
    try:
        row = json.loads(line)
        spans = [(int(start), int(end)) for start, end in row["spans"]]
        return LabelledText(str(row.get("id", f"line {number}")), str(row["text"]), spans)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"'{path}' line {number} is not a labelled row ({error!r}); it needs text and spans") from error


if __name__ == "__main__":
    sys.exit(main())
