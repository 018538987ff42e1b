"""Plain text and Markdown: the text is the decoded file, unaltered."""

import re

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.decode import decode
from corpus.read.extracted import Extracted
from corpus.read.front_matter import read_front_matter

_WORD_CHARACTER = re.compile(r"\w")
_LETTERS_OF_A_WORD = re.compile(r"[^\W\d_]{2,}")
# A short text may be a table of figures; a long one without words would be thousands of useless passages.
_LONG_CHARACTERS = 20_000
_SAMPLE_CHARACTERS = 200_000
_FEWEST_IN_WORDS = 0.05


def extract_text(raw: bytes, limits: Limits) -> list[Extracted]:  # noqa: ARG001 -- the signature of all readers
    """Return the one document that a .txt or .md file holds; its body starts where the front matter ends.

    Raises UnreadableFileError: those of ``decode``, and ``no_text`` for a file without one letter or digit, or a long
    one with hardly a word.
    """
    decoded = decode(raw)
    text = decoded.text
    if not _WORD_CHARACTER.search(text):
        raise UnreadableFileError("no_text", "the file holds no letter and no digit")
    front_matter = read_front_matter(text)
    if len(text) > _LONG_CHARACTERS and _share_in_words(text[:_SAMPLE_CHARACTERS]) < _FEWEST_IN_WORDS:
        raise UnreadableFileError("no_text", "the file is long but holds hardly a word; if it is a table, save it as .csv")
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


def _share_in_words(text: str) -> float:
    """Return the share of the characters, spaces apart, that stand in words of two letters or more."""
    shown = sum(map(len, text.split()))
    return sum(map(len, _LETTERS_OF_A_WORD.findall(text))) / max(1, shown)
