"""The rebuild: a corpus folder becomes a new generation of the index."""

import hashlib
import json
import logging
import shutil
import sqlite3
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from corpus.duplicates import Duplicates, find_duplicates
from corpus.errors import AssistantError
from corpus.settings import Settings as CorpusSettings
from corpus.sidecar import PINNED
from index.acronyms import find_acronyms
from index.assembly import Counts, write_generation
from index.cache import VectorCache
from index.catalogue import Catalogue
from index.embed import Embedder
from index.fuse import fitted_weights
from index.generation import (
    FORMAT,
    REPORT,
    IndexFolder,
    Manifest,
    check_files,
    file_digests,
    read_manifest,
    write_manifest,
)
from index.packed import DamagedError
from index.pinned import PinnedQuestion, lost, read_pinned
from index.reading import Listing, list_files, nothing_to_index, read_changed, report_rows
from index.report import FileRow, RebuildReport, Steps, read_rows, write_rows
from index.retrieve import Retriever
from index.verify import verify

logger = logging.getLogger(__name__)

_LOST_SHOWN = 3
_VERIFIED = 200  # documents whose laws are checked before the switch


def rebuild(
    roots: Sequence[Path],
    folder: IndexFolder,
    embedder: Embedder,
    settings: CorpusSettings,
    *,
    full: bool = False,
    strict: bool = False,
    steps: Steps,
) -> RebuildReport:
    """Build a generation from the files under ``roots`` and switch to it; the one before serves until then.

    Nothing is built when nothing changed. ``full`` builds all the same, and reads and embeds everything again. ``strict``
    does not switch when a pinned question loses its passage.
    Raises CorpusError, NothingToIndexError, TextTooLongError, RebuildRunningError, PinnedQuestionsLostError and
    IndexNotWrittenError; the old index then stays.
    """
    started = time.monotonic()
    with folder.rebuilding():
        run = _Run(list_files(roots), read_pinned(roots), folder, embedder, settings, steps, full, strict)
        try:
            report = _read_and_build(run, anew=full)
        except DamagedError:
            logger.warning("%s is damaged: reading every file again", folder.catalogue)
            report = _read_and_build(run, anew=True)
        except (OSError, sqlite3.OperationalError) as error:
            raise IndexNotWrittenError(
                f"the index cannot be written in {folder.path} ({error}); free some space or make it writable, then run: "
                f"plaidoyer rebuild; the index that serves is as it was"
            ) from error
    return replace(report, seconds=round(time.monotonic() - started, 3))


class IndexNotWrittenError(AssistantError):
    """The disk is full, or the index folder cannot be written."""


class PinnedQuestionsLostError(AssistantError):
    """The new generation does not find what pinned questions must find, and ``strict`` was asked for."""


@dataclass(frozen=True)
class _Run:
    """One rebuild: what is given to it, and the files it found."""

    listing: Listing
    pinned: tuple[PinnedQuestion, ...]
    folder: IndexFolder
    embedder: Embedder
    settings: CorpusSettings
    steps: Steps
    full: bool
    strict: bool

    @property
    def made_by(self) -> str:
        """A digest of what makes documents, passages and stems of a file: what another one made is not used."""
        limits = asdict(self.settings.limits())
        return _digest(FORMAT, _code_digest(), self.embedder.fingerprint, self.settings.passage_tokens, limits)

    def open_cache(self) -> "closing[VectorCache]":
        """Load the model and open the vectors it made before."""
        with self.steps("loading the model", 1) as step:
            self.embedder.load()
            step(1)
        embedder = self.embedder
        return closing(VectorCache(self.folder.cache, embedder.fingerprint, embedder.dimension, anew=self.full))


def _read_and_build(run: _Run, *, anew: bool) -> RebuildReport:
    made_by = run.made_by
    with ExitStack() as open_files:
        catalogue = open_files.enter_context(closing(Catalogue(run.folder.catalogue, made_by, anew=anew)))
        changed = catalogue.changed(run.listing.found, run.listing.stated)
        cache = open_files.enter_context(run.open_cache()) if changed else None
        if cache:
            read_changed(changed, run.listing, catalogue, run.embedder, cache, run.settings, run.steps)
        inputs = _digest(made_by, catalogue.digest(), run.listing.digest(), [asdict(one) for one in run.pinned])
        unchanged = None if run.full else _unchanged(run.folder, inputs)
        return unchanged or _build(run, catalogue, cache or open_files.enter_context(run.open_cache()), inputs)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _code_digest() -> str:
    """Return a digest of the code that makes documents, spans and stems: an index made by other code is stale."""
    digest = hashlib.sha256()
    for package in ("corpus", "index"):
        for path in sorted(Path(str(files(package))).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _unchanged(folder: IndexFolder, inputs: str) -> RebuildReport | None:
    """Return the report of the generation that serves when it was built from the same inputs and is undamaged."""
    try:
        current = folder.current()
        manifest = read_manifest(current)
        if manifest.inputs != inputs:
            return None
        check_files(current, manifest)
    except AssistantError as error:
        logger.info("building anew: %s", error)
        return None
    files = read_rows(current / REPORT)
    counts = (manifest.documents, manifest.passages, manifest.sentences)
    return RebuildReport(manifest.name, *counts, embedded=0, reused=manifest.passages, seconds=0.0, files=files)


def _build(run: _Run, catalogue: Catalogue, cache: VectorCache, inputs: str) -> RebuildReport:
    duplicates = find_duplicates(catalogue.sketches(), catalogue.document)
    rows = report_rows(run.listing, catalogue, duplicates)
    if not catalogue.size(without=duplicates.copies)[0]:
        raise nothing_to_index(run.listing, catalogue)
    name = f"{run.folder.next_number():06d}-{inputs[:8]}"
    draft = run.folder.draft(name)
    try:
        counts = _write(run, catalogue, duplicates, cache, draft)
        manifest = _manifest(run, name, inputs, counts)
        rows = _check_pinned(run, rows, draft, manifest)
        write_rows(rows, draft / REPORT)
        write_manifest(replace(manifest, files=file_digests(draft)), draft)
        verify(draft, documents=_VERIFIED)
        run.folder.publish(draft, name)
        cache.forget_unused()
    except BaseException:  # also when it is stopped: a draft of a gigabyte is not left behind
        shutil.rmtree(draft, ignore_errors=True)
        raise
    reused = counts.passages - counts.embedded
    return RebuildReport(name, counts.documents, counts.passages, counts.sentences, counts.embedded, reused, 0.0, rows)


def _write(run: _Run, catalogue: Catalogue, duplicates: Duplicates, cache: VectorCache, draft: Path) -> Counts:
    without = duplicates.copies
    _, texts = catalogue.size(without=without)
    acronyms = find_acronyms(one.document.text for one in catalogue.documents(without=without))
    documents = catalogue.documents(without=without)
    with run.steps("embedding", texts) as step:
        return write_generation(documents, duplicates, draft, run.embedder, cache, step, acronyms)


def _manifest(run: _Run, name: str, inputs: str, counts: Counts) -> Manifest:
    return Manifest(
        format=FORMAT,
        name=name,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        model=run.embedder.name,
        fingerprint=run.embedder.fingerprint,
        runtime=run.embedder.runtime,
        dimension=run.embedder.dimension,
        passage_tokens=run.settings.passage_tokens,
        inputs=inputs,
        documents=counts.documents,
        passages=counts.passages,
        sentences=counts.sentences,
        files={},
    )


def _check_pinned(run: _Run, rows: tuple[FileRow, ...], draft: Path, manifest: Manifest) -> tuple[FileRow, ...]:
    """Return the rows, with a warning for each pinned question that the draft does not answer.

    Raises PinnedQuestionsLostError when that must stop the rebuild.
    """
    if not run.pinned:
        return rows
    with closing(Retriever(draft, manifest, run.embedder, fitted_weights())) as retriever:
        missing = lost(run.pinned, retriever)
    if missing and run.strict:
        raise PinnedQuestionsLostError(
            f"{len(missing)} of {len(run.pinned)} pinned questions lose their passage: {'; '.join(missing[:_LOST_SHOWN])}; "
            f"the index that serves is as it was; correct the corpus or {PINNED}, or leave --strict out"
        )
    warnings = tuple(f"pinned_question_lost: {question}" for question in missing)
    return tuple(replace(row, warnings=warnings) if row.path == PINNED else row for row in rows)
