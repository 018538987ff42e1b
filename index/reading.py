"""Reading a corpus: every file found becomes a document, a copy of one, or a row that says why not."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from corpus.duplicates import Duplicates
from corpus.intake import FoundFile, Stated, read_files, stated_fields, walk
from corpus.settings import Settings
from corpus.sidecar import NAME as SIDECAR
from index.ahead import EmbeddingAhead
from index.cache import VectorCache
from index.catalogue import Catalogue
from index.embed import Embedder
from index.prepare import prepare
from index.report import FileRow, NothingToIndexError, RebuildReport, Steps


@dataclass(frozen=True)
class Listing:
    """What a walk through the folders found: files, what the sidecars state of them, a row for each file left out."""

    roots: tuple[Path, ...]
    found: tuple[FoundFile, ...]
    stated: Stated
    skipped: tuple[FileRow, ...]

    def digest(self) -> str:
        """Return a digest of the rows of the files left out."""
        return hashlib.sha256(json.dumps([asdict(row) for row in self.skipped]).encode()).hexdigest()


def list_files(roots: Sequence[Path]) -> Listing:
    """Walk through the folders; raises CorpusError."""
    found, skipped = walk(roots)
    stated = stated_fields(found, roots)
    unknown = tuple(f"no_such_file: {path}" for path in stated.unknown)
    rows = [FileRow(one.path, "skipped", one.code, one.message, unknown if one.path == SIDECAR else ()) for one in skipped]
    return Listing(tuple(roots), tuple(found), stated, tuple(rows))


def read_changed(
    changed: Sequence[FoundFile],
    listing: Listing,
    catalogue: Catalogue,
    embedder: Embedder,
    cache: VectorCache,
    settings: Settings,
    steps: Steps,
) -> None:
    """Read the files that changed, cut their documents, and keep both in the catalogue, one file at a time.

    Meanwhile what was read is embedded, into the cache. Raises TextTooLongError.
    """
    with EmbeddingAhead(embedder, cache) as ahead:
        with steps("reading", len(changed)) as step:
            for read in read_files(changed, listing.stated, settings):
                prepared = [prepare(one.document, embedder, settings.passage_tokens) for one in read.documents]
                catalogue.keep(read, listing.stated, prepared)
                for one in prepared:
                    ahead.add(one)
                step(1)
        with steps("embedding what was read", ahead.left) as step:
            ahead.finish(step)


def report_rows(listing: Listing, catalogue: Catalogue, duplicates: Duplicates) -> tuple[FileRow, ...]:
    """Return one row a file found, by path, copies and near copies marked."""
    rows = {row.path: row for row in catalogue.rows()}
    for copy, original in duplicates.copies.items():
        if copy in rows:
            message = f"the same text as {original}"
            rows[copy] = replace(rows[copy], status="duplicate", code="duplicate_of", message=message)
    for pair in duplicates.near:
        if row := rows.get(pair.document_id):
            warning = f"near_duplicate_of: {pair.other_id} ({pair.score})"
            rows[pair.document_id] = replace(row, warnings=(*row.warnings, warning))
    return _sorted([*rows.values(), *listing.skipped])


def nothing_to_index(listing: Listing, catalogue: Catalogue) -> NothingToIndexError:
    """Return the error for folders no file of which could become a document."""
    rows = _sorted([*catalogue.rows(), *listing.skipped])
    named = ", ".join(str(root) for root in listing.roots)
    if not rows:
        cause = f"the corpus folder {named} is empty; put texts in it (.txt, .md, .pdf, .docx...) and run: plaidoyer rebuild"
    else:
        errors = sum(row.status == "error" for row in rows)
        cause = (
            f"none of the {len(rows)} files in {named} can be indexed ({errors} unreadable, {len(rows) - errors} "
            f"skipped); see the reasons with: plaidoyer rebuild --json"
        )
    return NothingToIndexError(cause, RebuildReport(None, 0, 0, 0, 0, 0, 0.0, rows))


def _sorted(rows: Iterable[FileRow]) -> tuple[FileRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.path, row.code or "")))
