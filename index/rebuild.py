"""The rebuild: a corpus folder becomes a new generation of the index."""

import hashlib
import json
import logging
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from corpus.duplicates import find_duplicates
from corpus.errors import AssistantError
from corpus.settings import Settings as CorpusSettings
from index.assembly import write_generation
from index.cache import VectorCache
from index.catalogue import Catalogue
from index.embed import Embedder
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
from index.reading import Listing, list_files, nothing_to_index, read_changed, report_rows
from index.report import RebuildReport, Steps, read_rows, write_rows

logger = logging.getLogger(__name__)


def rebuild(
    roots: Sequence[Path],
    folder: IndexFolder,
    embedder: Embedder,
    settings: CorpusSettings,
    *,
    full: bool = False,
    steps: Steps,
) -> RebuildReport:
    """Build a generation from the files under ``roots`` and switch to it; the one before serves until then.

    Nothing is built when nothing changed. ``full`` builds all the same, and reads and embeds everything again.
    Raises CorpusError, NothingToIndexError, TextTooLongError, RebuildRunningError; the old index then stays.
    """
    started = time.monotonic()
    with folder.rebuilding():
        run = _Run(list_files(roots), folder, embedder, settings, steps, full)
        try:
            report = _read_and_build(run, anew=full)
        except DamagedError:
            logger.warning("%s is damaged: reading every file again", folder.catalogue)
            report = _read_and_build(run, anew=True)
    return replace(report, seconds=round(time.monotonic() - started, 3))


@dataclass(frozen=True)
class _Run:
    """One rebuild: what is given to it, and the files it found."""

    listing: Listing
    folder: IndexFolder
    embedder: Embedder
    settings: CorpusSettings
    steps: Steps
    full: bool

    @property
    def made_by(self) -> str:
        """A digest of what makes documents, passages and stems of a file: what another one made is not used."""
        limits = asdict(self.settings.limits())
        return _digest(FORMAT, _code_digest(), self.embedder.fingerprint, self.settings.passage_tokens, limits)

    def load_model(self) -> None:
        with self.steps("loading the model", 1) as step:
            self.embedder.load()
            step(1)


def _read_and_build(run: _Run, *, anew: bool) -> RebuildReport:
    made_by = run.made_by
    with closing(Catalogue(run.folder.catalogue, made_by, anew=anew)) as catalogue:
        changed = catalogue.changed(run.listing.found, run.listing.stated)
        if changed:
            run.load_model()
            read_changed(changed, run.listing, catalogue, run.embedder, run.settings, run.steps)
        inputs = _digest(made_by, catalogue.digest(), run.listing.digest())
        return (None if run.full else _unchanged(run.folder, inputs)) or _build(run, catalogue, inputs)


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


def _build(run: _Run, catalogue: Catalogue, inputs: str) -> RebuildReport:
    folder, embedder = run.folder, run.embedder
    duplicates = find_duplicates(catalogue.sketches(), catalogue.document)
    copies = duplicates.copies
    documents, texts = catalogue.size(without=copies)
    if not documents:
        raise nothing_to_index(run.listing, catalogue)
    rows = report_rows(run.listing, catalogue, duplicates)
    run.load_model()
    name = _next_name(folder, inputs)
    draft = folder.draft(name)
    with closing(VectorCache(folder.cache, embedder.fingerprint, embedder.dimension, anew=run.full)) as cache:
        with run.steps("embedding", texts) as step:
            counts = write_generation(catalogue.documents(without=copies), copies, draft, embedder, cache, step)
        write_rows(rows, draft / REPORT)
        manifest = Manifest(
            format=FORMAT,
            name=name,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            model=embedder.name,
            fingerprint=embedder.fingerprint,
            dimension=embedder.dimension,
            passage_tokens=run.settings.passage_tokens,
            inputs=inputs,
            documents=counts.documents,
            passages=counts.passages,
            sentences=counts.sentences,
            files=file_digests(draft),
        )
        write_manifest(manifest, draft)
        folder.publish(draft, name)
        cache.forget_unused()
    reused = counts.passages - counts.embedded
    return RebuildReport(name, counts.documents, counts.passages, counts.sentences, counts.embedded, reused, 0.0, rows)


def _next_name(folder: IndexFolder, inputs: str) -> str:
    published = folder.published_or_none()
    number = int(published.current.partition("-")[0]) + 1 if published else 1
    return f"{number:06d}-{inputs[:8]}"
