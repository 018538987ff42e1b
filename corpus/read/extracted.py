"""What a reader finds in a file, before it becomes a document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corpus.limits import Limits


@dataclass(frozen=True)
class Extracted:
    """The text of one document and what the file itself says about it.

    ``fields`` may hold title, date, publisher, kind, url and lang, as written; ``provenance`` says where they come from:
    ``front matter`` or ``file metadata``. ``pages`` holds the start of each page in ``text``. ``name`` is empty for the file
    itself, else the name of the part, for a document inside another such as the attachment of a mail. Each warning is
    ``code`` or ``code: detail``.
    """

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    provenance: str = "file metadata"
    pages: tuple[int, ...] = ()
    body_start: int = 0
    warnings: tuple[str, ...] = ()
    name: str = ""


Reader = Callable[[bytes, Limits], list[Extracted]]
"""Turns the bytes of one file into its documents, at least one; raises UnreadableFileError with a documented code."""
