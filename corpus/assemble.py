"""From what a reader found to a document, with its metadata and what had to be guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from corpus.document import Document
from corpus.metadata import read_metadata
from corpus.plain import plain
from corpus.read.extracted import Extracted
from corpus.read.quality import text_quality

# Directions, tags and joiners that a reader does not see; soft hyphens, zero-width spaces and a first BOM are innocent.
_INVISIBLE = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\U000e0001-\U000e007f]")
_MOST_LONE_LETTERS = 0.25
_SAMPLE_CHARACTERS = 100_000


@dataclass(frozen=True)
class ReadDocument:
    """A document and what had to be guessed or left out to read it, as ``code`` or ``code: detail``."""

    document: Document
    warnings: tuple[str, ...]


def assemble(found: Extracted, identity: str, stated: Mapping[str, str] | None = None) -> ReadDocument:
    """Return the document ``identity``; ``stated`` are fields of a sidecar, which win over those of the file itself."""
    identity = f"{identity}/{found.name}" if found.name else identity
    fields, provenance = {**found.fields, **(stated or {})}, found.provenance
    if stated and "date" in stated:
        provenance = "sidecar"
    metadata = read_metadata(found.text, found.body_start, fields, identity, date.today())
    if metadata.date_from == "stated":
        metadata = replace(metadata, date_from=provenance)
    document = Document(
        id=identity,
        title=metadata.title,
        text=found.text,
        date=metadata.date,
        kind=metadata.kind,
        publisher=metadata.publisher,
        language=metadata.language,
        source=metadata.source,
        pages=found.pages,
        body_start=found.body_start,
        date_from=metadata.date_from,
    )
    warnings = (*found.warnings, *_doubts(found), *metadata.warnings)
    return ReadDocument(document, tuple(dict.fromkeys(warnings)))


def _doubts(found: Extracted) -> list[str]:
    """Return what the text itself gives to doubt: signs that are not shown, words that are none."""
    doubts = []
    if hidden := len(_INVISIBLE.findall(found.text)):
        doubts.append(f"invisible_characters: {hidden}")
    if any(warning.startswith("low_quality_text") for warning in found.warnings):
        return doubts
    text = found.text[found.body_start :]
    quality = text_quality(plain(text[:_SAMPLE_CHARACTERS]))
    if quality and quality.is_low:
        doubts.append(f"low_quality_text: {quality}")
    elif _lone_letters(text) > _MOST_LONE_LETTERS:
        doubts.append("low_quality_text: many of its words are single letters")
    return doubts


def _lone_letters(text: str) -> float:
    """Return the share of single letters among the first words: a text read by OCR may come out letter by letter."""
    words = text[:_SAMPLE_CHARACTERS].split()
    return sum(len(word) == 1 and word.isalpha() for word in words) / max(1, len(words))
