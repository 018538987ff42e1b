"""Verification of a generation: checksums, counts, and the laws of the design."""

from collections.abc import Iterator
from pathlib import Path

from index.generation import PASSAGES, SENTENCES, STORE, WORDS, IndexDamagedError, Manifest, checked_manifest
from index.store import ChunkedDocument, Store
from index.vectors import Vectors
from index.words import Words

_FAULTS_SHOWN = 5


def verify(generation: Path, *, documents: int | None = None) -> Manifest:
    """Return the manifest of a generation in which everything holds.

    The laws are checked in so many ``documents``, evenly spread; None for all of them.

    Raises IndexDamagedError that names the files that changed, or the first laws that are broken.
    """
    manifest = checked_manifest(generation)
    store = Store(generation / STORE)
    try:
        faults = [*_count_faults(generation, manifest, store), *_law_faults(store, documents)]
    finally:
        store.close()
    if faults:
        shown = "; ".join(faults[:_FAULTS_SHOWN])
        raise IndexDamagedError(f"{generation} breaks its own laws: {shown}; build it again: plaidoyer rebuild --full")
    return manifest


def _count_faults(generation: Path, manifest: Manifest, store: Store) -> Iterator[str]:
    words = Words(generation / WORDS)
    counts = {
        "documents": (manifest.documents, [len(store.document_ids)]),
        "passages": (
            manifest.passages,
            [
                len(store.passage_documents),
                len(Vectors.open(generation / PASSAGES)),
                len(words),
                *map(len, words.forward.values()),
            ],
        ),
        "sentences": (manifest.sentences, [len(store.sentence_passages), len(Vectors.open(generation / SENTENCES))]),
    }
    for name, (expected, found) in counts.items():
        if any(count != expected for count in found):
            yield f"the manifest counts {expected} {name}, its files hold {found}"


def _law_faults(store: Store, documents: int | None) -> Iterator[str]:
    every = max(1, len(store.document_ids) // (documents or len(store.document_ids) or 1))
    for chunked in store.chunked_documents(every=every):
        yield from _document_faults(chunked)


def _document_faults(chunked: ChunkedDocument) -> Iterator[str]:
    """Passages cover the body in order, leaving out white space only, and each sentence is inside its passage."""
    document, position = chunked.document, chunked.document.body_start
    for passage, sentences in zip(chunked.passages, chunked.sentences, strict=True):
        if passage.start < position or document.text[position : passage.start].strip("\ufeff \t\r\n\f\v").strip():
            yield f"{document.id}: the text before {passage.start} is in no passage, or in two"
        if any(not passage.start <= one.start < one.end <= passage.end for one in sentences):
            yield f"{document.id}: a sentence crosses the passage at {passage.start}"
        position = passage.end
    if document.text[position:].strip("\ufeff \t\r\n\f\v").strip():
        yield f"{document.id}: the text after {position} is in no passage"
