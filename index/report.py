"""The report of a rebuild: what became of each file."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import CorpusError

Steps = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress bar: called with what is done and how many there are, gives what to call with each number done."""


@dataclass(frozen=True)
class FileRow:
    """What became of one file found: ``status`` is indexed, duplicate, skipped or error."""

    path: str
    status: str
    code: str | None = None
    message: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class RebuildReport:
    """The outcome of a rebuild. ``embedded + reused == passages``; one row a file found, by path."""

    generation: str | None
    documents: int
    passages: int
    sentences: int
    embedded: int
    reused: int
    seconds: float
    files: tuple[FileRow, ...]

    @property
    def failed(self) -> int:
        """How many files could not be read."""
        return sum(row.status == "error" for row in self.files)


class NothingToIndexError(CorpusError):
    """No file of the corpus could become a document; the report says why for each."""

    def __init__(self, message: str, report: RebuildReport) -> None:
        super().__init__(message)
        self.report = report


def write_rows(rows: Sequence[FileRow], path: Path) -> None:
    """Write the rows of a report as JSON."""
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", encoding="utf-8")


def read_rows(path: Path) -> tuple[FileRow, ...]:
    """Return the rows that ``write_rows`` wrote."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return tuple(FileRow(**{**row, "warnings": tuple(row["warnings"])}) for row in rows)
