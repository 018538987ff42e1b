"""Plain text and Markdown: the text is the decoded file, unaltered."""

import re

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.decode import decode
from corpus.read.extracted import Extracted
from corpus.read.front_matter import read_front_matter

_WORD_CHARACTER = re.compile(r"\w")


def extract_text(raw: bytes, limits: Limits) -> list[Extracted]:  # noqa: ARG001 -- the signature of all readers
    """Return the one document that a .txt or .md file holds; its body starts where the front matter ends.

    Raises UnreadableFileError: those of ``decode``, and ``no_text`` for a file without one letter or digit.
    """
    decoded = decode(raw)
    text = decoded.text
    if not _WORD_CHARACTER.search(text):
        raise UnreadableFileError("no_text", "the file holds no letter and no digit")
    front_matter = read_front_matter(text)
    no_body = () if _WORD_CHARACTER.search(text, front_matter.body_start) else ("no_body",)
    return [
        Extracted(
            text=text,
            fields=front_matter.fields,
            provenance="front matter",
            body_start=front_matter.body_start,
            warnings=(*decoded.warnings, *front_matter.warnings, *no_body),
        )
    ]
