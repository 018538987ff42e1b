"""Plain text and Markdown files to documents."""

import re
from dataclasses import dataclass
from datetime import date

from corpus.document import Document
from corpus.errors import UnreadableFileError
from corpus.metadata import read_metadata
from corpus.read.decode import decode
from corpus.read.front_matter import read_front_matter

_WORD_CHARACTER = re.compile(r"\w")


@dataclass(frozen=True)
class ReadDocument:
    """A document and what had to be guessed or left out to read it, as ``code`` or ``code: detail``."""

    document: Document
    warnings: tuple[str, ...]


def read_text(raw: bytes, identity: str) -> ReadDocument:
    """Return the document that a .txt or .md file holds; ``identity`` becomes its id.

    Its text is the decoded file, unaltered; ``body_start`` is where the front matter ends.

    Raises UnreadableFileError: those of ``decode``, and ``no_text`` for a file without one letter or digit.
    """
    decoded = decode(raw)
    text = decoded.text
    if not _WORD_CHARACTER.search(text):
        raise UnreadableFileError("no_text", "the file holds no letter and no digit")
    front_matter = read_front_matter(text)
    metadata = read_metadata(text, front_matter.body_start, front_matter.fields, identity, date.today())
    document = Document(
        id=identity,
        title=metadata.title,
        text=text,
        date=metadata.date,
        kind=metadata.kind,
        publisher=metadata.publisher,
        language=metadata.language,
        source=metadata.source,
        body_start=front_matter.body_start,
    )
    no_body = () if _WORD_CHARACTER.search(text, front_matter.body_start) else ("no_body",)
    return ReadDocument(document, (*decoded.warnings, *front_matter.warnings, *metadata.warnings, *no_body))
