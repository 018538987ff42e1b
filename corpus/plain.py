"""The plain reading of a text: the same words without Markdown marks, for what is embedded, matched or shown."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_TARGET = r"\([^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?(?:\s+\"[^\"\n]{0,500}\")?\)"
_LABEL = r"(?:[^\[\]\n]|\n(?![ \t]*\n))"


def _cells(row: str) -> str:
    """Return the cells of a row of a table, those that are not empty, as one line."""
    return " ; ".join(cell for part in re.split(r"(?<!\\)\|", row) if (cell := part.strip()))


# Every repetition is bounded, so that hostile text costs no more than its length.
_MARKDOWN = (
    (re.compile(r"<!--.{0,2000}?-->", re.DOTALL), " "),
    (re.compile(rf"!\[({_LABEL}{{0,1000}})\]{_TARGET}"), r"\1"),
    (re.compile(rf"\[({_LABEL}{{0,1000}})\]{_TARGET}(?:\{{[.#:][^{{}}\n]{{0,200}}\}})?"), r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,1000})\]\[[^\[\]\n]{0,200}\]"), r"\1"),
    (re.compile(r"\[\^[^\[\]\s]{1,50}\]|(?<=[\w.,;:!?»”)])\[\d{1,3}\]"), ""),  # calls of footnotes
    (re.compile(r"<(https?://[^\s<>]{1,2000})>"), r"\1"),
    (re.compile(r"(?m)^[ \t]{0,20}(?:#{1,6}[ \t]+|>{1,3}[ \t]?|[-*+•][ \t]+|```.*$|:::.*$)"), ""),
    (re.compile(r"(?m)^[ \t]{0,20}\|(.{1,4000})$"), lambda row: _cells(row[1])),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1", re.DOTALL), r"\2"),
    (re.compile(r"\*\*"), ""),  # one of a pair whose other half is outside the text
    (re.compile(r"(?<![\w*\\])\*(?=\S)([^*\n]{1,1000}?)(?<=[^\s\\])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w\\])_(?=\S)([^_\n]{1,1000}?)(?<=[^\s\\])_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{0,1000})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>-])"), r"\1"),
)
# Without any of these no pattern above can match: most sentences have none.
_MAY_HOLD_MARKDOWN = re.compile(r"(?m)[<\[*_`\\]|^[ \t]{0,20}[#>*+•:|-]")


class _WithoutAccents(dict[int, int | None]):
    """A table for ``str.translate`` that drops combining marks; it learns each character once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) == "Mn" else code
        return self[code]


_WITHOUT_ACCENTS = _WithoutAccents()


def plain(text: str) -> str:
    """Return the words of ``text`` on one line: Markdown marks, link targets and invisible characters removed."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", text)).translate(_LIGATURES)
    if _MAY_HOLD_MARKDOWN.search(text):
        for pattern, replacement in _MARKDOWN:
            text = pattern.sub(replacement, text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents, ``œ`` and ``æ`` opened, both apostrophes made one."""
    text = text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    return text if text.isascii() else unicodedata.normalize("NFD", text).translate(_WITHOUT_ACCENTS)
