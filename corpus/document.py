"""A document: one published text and what is known about it."""

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.dates import PartialDate


@dataclass(frozen=True)
class Document:
    """One published text, never changed after it was read.

    ``id`` is the path relative to the corpus root, with ``/`` between its parts, in NFC.
    ``text`` is the decoded file, unaltered; every span of the program counts characters of it.
    ``title`` is empty and ``date``, ``kind``, ``publisher`` are None when they are not known.
    ``source`` is the address the publisher gave, else the id.
    ``pages`` holds the start of each page in ``text``, empty when the format has no pages.
    ``date_from`` says where the date comes from: front matter, sidecar, file metadata, file name, dateline, none.
    ``body_start`` is where the front matter ends: what comes before is never searched nor quoted.
    """

    id: str
    title: str
    text: str
    date: PartialDate | None
    kind: str | None
    publisher: str | None
    language: str
    source: str
    pages: tuple[int, ...] = ()
    body_start: int = 0
    date_from: str = "none"

    @property
    def label(self) -> str:
        """The title, or the file name when the title is not known."""
        return self.title or PurePosixPath(self.id).name

    def page_at(self, position: int) -> int | None:
        """Return the page number, from 1, that holds the character at ``position``; None without pages."""
        return bisect_right(self.pages, position) or None


@dataclass(frozen=True)
class Passage:
    """A stretch of a document that is embedded, searched and quoted.

    Law: ``document.text[start:end] == text``. ``heading`` is the path of section headings above it, outermost first,
    joined by `` > ``; it is not part of ``text``.
    """

    document_id: str
    start: int
    end: int
    heading: str
    text: str

    @property
    def id(self) -> str:
        """Return the name that breaks ties between equal scores."""
        return f"{self.document_id}#{self.start:09d}-{self.end:09d}"
