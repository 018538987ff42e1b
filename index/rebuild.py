"""The rebuild: a corpus folder becomes a new generation of the index."""

import hashlib
import json
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.chunk import chunk
from corpus.document import Document, Passage
from corpus.errors import AssistantError
from corpus.expressions import DateExpression, find_dates
from corpus.quotable import quotable_spans
from corpus.settings import Settings as CorpusSettings
from index.cache import VectorCache
from index.embed import Embedder
from index.embedded_text import passage_text, resolved_words, sentence_text
from index.french import stems
from index.generation import (
    FORMAT,
    PASSAGES,
    REPORT,
    SENTENCES,
    STORE,
    WORDS,
    IndexFolder,
    Manifest,
    check_files,
    file_digests,
    read_manifest,
    write_manifest,
)
from index.reading import Corpus, read_corpus
from index.report import RebuildReport, Steps, read_rows, write_rows
from index.store import ChunkedDocument, Sentence, write_store
from index.vectors import write_vectors
from index.words import WordsEntry, write_words

logger = logging.getLogger(__name__)

_TEXTS_KEPT_AT_ONCE = 512


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

    Nothing is built when nothing changed. ``full`` builds all the same, and embeds every passage again.
    Raises CorpusError, NothingToIndexError, TextTooLongError, RebuildRunningError; the old index then stays.
    """
    started = time.monotonic()
    with folder.rebuilding():
        corpus = read_corpus(roots, settings, steps)
        inputs = _inputs(corpus, embedder, settings)
        report = None if full else _unchanged(folder, inputs)
        if report is None:
            report = _build(corpus, inputs, folder, embedder, settings, full, steps)
    return replace(report, seconds=round(time.monotonic() - started, 3))


def _inputs(corpus: Corpus, embedder: Embedder, settings: CorpusSettings) -> str:
    parts = [FORMAT, _code_digest(), corpus.digest, embedder.fingerprint, settings.passage_tokens]
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


def _build(
    corpus: Corpus,
    inputs: str,
    folder: IndexFolder,
    embedder: Embedder,
    settings: CorpusSettings,
    full: bool,
    steps: Steps,
) -> RebuildReport:
    with steps("loading the model", 1) as step:
        embedder.load()
        step(1)
    chunked = list(_chunk(corpus.documents, embedder, settings, steps))
    cache = VectorCache(folder.cache, embedder.fingerprint, embedder.dimension, anew=full)
    try:
        texts = [passage_text(one.document, passage) for one in chunked for passage in one.passages]
        passages, embedded = _embed(texts, embedder, cache, "embedding passages", steps)
        sentences, _ = _embed(_sentence_texts(chunked), embedder, cache, "embedding sentences", steps)
        name = _next_name(folder, inputs)
        draft = folder.draft(name)
        write_store(chunked, corpus.copies, draft / STORE)
        write_vectors(passages, draft / PASSAGES)
        write_vectors(sentences, draft / SENTENCES)
        write_words(_words_entries(chunked, texts), draft / WORDS)
        write_rows(corpus.rows, draft / REPORT)
        manifest = Manifest(
            format=FORMAT,
            name=name,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            model=embedder.name,
            fingerprint=embedder.fingerprint,
            dimension=embedder.dimension,
            passage_tokens=settings.passage_tokens,
            inputs=inputs,
            documents=len(chunked),
            passages=len(passages),
            sentences=len(sentences),
            files=file_digests(draft),
        )
        write_manifest(manifest, draft)
        folder.publish(draft, name)
        cache.forget_unused()
    finally:
        cache.close()
    counts = (manifest.documents, manifest.passages, manifest.sentences)
    return RebuildReport(name, *counts, embedded, len(passages) - embedded, 0.0, corpus.rows)


def _chunk(
    documents: Sequence[Document], embedder: Embedder, settings: CorpusSettings, steps: Steps
) -> Iterator[ChunkedDocument]:
    with steps("chunking", len(documents)) as step:
        for document in documents:
            passages = tuple(chunk(document, embedder.count_tokens, settings.passage_tokens))
            sentences = tuple(_sentences(document, passage) for passage in passages)
            yield ChunkedDocument(document, passages, sentences, _dates(document))
            step(1)


def _dates(document: Document) -> tuple[DateExpression, ...]:
    """Return the dates in the body, their spans counted in the whole text."""
    shift = document.body_start
    found = find_dates(document.text[shift:], document.date)
    return tuple(replace(one, start=one.start + shift, end=one.end + shift) for one in found)


def _sentences(document: Document, passage: Passage) -> tuple[Sentence, ...]:
    spans = quotable_spans(document, passage)
    return tuple(Sentence(start, end, tuple(stems(document.text[start:end]))) for start, end in spans)


def _sentence_texts(chunked: Sequence[ChunkedDocument]) -> list[str]:
    return [
        sentence_text(one.document, sentence.start, sentence.end)
        for one in chunked
        for sentences in one.sentences
        for sentence in sentences
    ]


def _words_entries(chunked: Sequence[ChunkedDocument], texts: Sequence[str]) -> Iterator[WordsEntry]:
    owners = [(row, one.dates_in(passage)) for row, one in enumerate(chunked) for passage in one.passages]
    for passage_row, ((document_row, dates), text) in enumerate(zip(owners, texts, strict=True)):
        yield WordsEntry(passage_row, document_row, f"{text}\n{resolved_words(dates)}")


def _embed(
    texts: Sequence[str], embedder: Embedder, cache: VectorCache, label: str, steps: Steps
) -> tuple[NDArray[np.float32], int]:
    """Return the vectors of ``texts`` and how many of them the cache did not have."""
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)
    missing = cache.find(texts, vectors)
    with steps(label, len(missing)) as step:
        for first in range(0, len(missing), _TEXTS_KEPT_AT_ONCE):
            rows = missing[first : first + _TEXTS_KEPT_AT_ONCE]
            part = [texts[row] for row in rows]
            vectors[rows] = embedder.embed_passages(part, step)
            cache.keep(part, vectors[rows])
    return vectors, len(missing)


def _next_name(folder: IndexFolder, inputs: str) -> str:
    published = folder.published_or_none()
    number = int(published.current.partition("-")[0]) + 1 if published else 1
    return f"{number:06d}-{inputs[:8]}"
