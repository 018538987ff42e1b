"""What the index that serves holds: its state, and the other versions of a document."""

from dataclasses import dataclass

from index.report import FileRow
from index.retrieve import Retriever


@dataclass(frozen=True)
class IndexState:
    """One generation: its name, when it was built (ISO 8601), how much it holds.

    ``told`` are the files that its rebuild could not take whole: those left out, and those read with a warning.
    """

    generation: str
    built_at: str
    documents: int
    passages: int
    told: tuple[FileRow, ...]


@dataclass(frozen=True)
class Versions:
    """Other texts like one document: paths of files with the same text, and ids of documents that nearly have it."""

    copies: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def index_state(retriever: Retriever) -> IndexState:
    """Return the state of the generation that ``retriever`` reads."""
    manifest = retriever.manifest
    told = tuple(row for row in retriever.report() if row.status != "indexed" or row.warnings)
    return IndexState(manifest.name, manifest.built_at, manifest.documents, manifest.passages, told)


def versions(retriever: Retriever, document_id: str) -> Versions:
    """Return the other versions of a document, those with most of its text first."""
    near = retriever.store.near(document_id)
    ranked = sorted(near, key=lambda other: (-near[other], other))
    return Versions(retriever.store.copies(document_id), tuple(ranked))
