"""Reading a corpus: every file found becomes a document, a copy of one, or a row that says why not."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from corpus.document import Document
from corpus.duplicates import find_duplicates
from corpus.intake import read_files, walk
from corpus.settings import Settings
from index.report import FileRow, NothingToIndexError, RebuildReport, Steps


@dataclass(frozen=True)
class Corpus:
    """What the folders hold: documents by id, the paths of copies with the id of their document, one row a file found.

    ``digest`` changes when any of it does.
    """

    documents: tuple[Document, ...]
    copies: dict[str, str]
    rows: tuple[FileRow, ...]
    digest: str


def read_corpus(roots: Sequence[Path], settings: Settings, steps: Steps) -> Corpus:
    """Read every file under ``roots``; raises CorpusError, and NothingToIndexError when no document comes of it."""
    found, skipped = walk(roots)
    documents: dict[str, Document] = {}
    rows: dict[str, FileRow] = {}
    with steps("reading", len(found)) as step:
        for file, read, error in read_files(found, roots, settings):
            documents |= {one.document.id: one.document for one in read}
            warnings = tuple(dict.fromkeys(warning for one in read for warning in one.warnings))
            failed = FileRow(file.id, "error", error.code, str(error)) if error else None
            rows[file.id] = failed or FileRow(file.id, "indexed", warnings=warnings)
            step(1)
    copies = _set_copies_apart(documents, rows)
    skipped_rows = [FileRow(file.path, "skipped", file.code, file.message) for file in skipped]
    ordered = tuple(sorted([*rows.values(), *skipped_rows], key=lambda row: (row.path, row.code or "")))
    if not documents:
        raise _nothing(roots, ordered)
    kept = tuple(documents[name] for name in sorted(documents))
    return Corpus(kept, copies, ordered, _digest(kept, copies, ordered))


def _set_copies_apart(documents: dict[str, Document], rows: dict[str, FileRow]) -> dict[str, str]:
    """Remove the copies from ``documents``, mark their rows and those of near copies; return each copy's document."""
    found = find_duplicates(list(documents.values()))
    for copy, original in found.copies.items():
        del documents[copy]
        if copy in rows:
            rows[copy] = FileRow(copy, "duplicate", "duplicate_of", f"the same text as {original}")
    for pair in found.near:
        if row := rows.get(pair.document_id):
            warning = f"near_duplicate_of: {pair.other_id} ({pair.score})"
            rows[pair.document_id] = replace(row, warnings=(*row.warnings, warning))
    return found.copies


def _digest(documents: Sequence[Document], copies: dict[str, str], rows: Sequence[FileRow]) -> str:
    digest = hashlib.sha256()
    for document in documents:
        digest.update(repr(document).encode("utf-8", "backslashreplace"))
    digest.update(json.dumps([sorted(copies.items()), [asdict(row) for row in rows]]).encode())
    return digest.hexdigest()


def _nothing(roots: Sequence[Path], rows: tuple[FileRow, ...]) -> NothingToIndexError:
    named = ", ".join(str(root) for root in roots)
    if not rows:
        cause = f"the corpus folder {named} is empty; put texts in it (.txt, .md, .pdf, .docx...) and run: plaidoyer rebuild"
    else:
        errors = sum(row.status == "error" for row in rows)
        cause = (
            f"none of the {len(rows)} files in {named} can be indexed ({errors} unreadable, {len(rows) - errors} "
            f"skipped); see the reasons with: plaidoyer rebuild --json"
        )
    return NothingToIndexError(cause, RebuildReport(None, 0, 0, 0, 0, 0, 0.0, rows))
