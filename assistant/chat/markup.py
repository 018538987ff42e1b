"""Text made safe for HTML: the only way anything written by someone else reaches a page."""

import re
from html import escape

from corpus.plain import plain

NO_BREAK = "\u00a0"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BEFORE_MARK = re.compile(r" (?=[?!:;»])|(?<=«) |(?<=\d) (?=\d{3}(?!\d))")


def escaped(text: str) -> str:
    """Return the plain reading of ``text``, on one line, as HTML text or the inside of a quoted attribute.

    What UTF-8 cannot write (half of a surrogate pair) becomes a question mark.
    """
    return escape(_writable(plain(text)))


def exact(text: str) -> str:
    """Return ``text`` as HTML, with its lines and its Markdown marks."""
    return escape(_writable(text))


def typeset(text: str) -> str:
    """Return ``escaped(text)`` with the spaces around French marks and inside numbers made unbreakable."""
    return _BEFORE_MARK.sub(NO_BREAK, escaped(text))


def quoted(text: str, bold: tuple[int, int] | None = None) -> str:
    """Return ``escaped(text)`` between French quotation marks, the span ``bold`` of it in bold."""
    start, end = bold or (0, 0)
    inside = _set_apart(text[:start], text[start:end], text[end:], "strong") if start < end else escaped(text)
    return f"«{NO_BREAK}{inside}{NO_BREAK}»"


def marked(before: str, quote: str, after: str, attributes: str = "") -> str:
    """Return three neighbouring slices as HTML, the middle one marked; each shows its own plain reading.

    A space stays where the source had one at a border.
    """
    return _set_apart(before, quote, after, "mark", attributes)


def language_attribute(language: str) -> str:
    """Return the ``lang`` attribute with the space before it, or nothing when the language has no valid name."""
    return f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""


def _set_apart(before: str, middle: str, after: str, tag: str, attributes: str = "") -> str:
    parts = [escaped(before), f"<{tag}{attributes}>{escaped(middle)}</{tag}>", escaped(after)]
    borders = [_space(before, middle), _space(middle, after), ""]
    return "".join(part + border for part, border in zip(parts, borders, strict=True)).strip()


def _space(left: str, right: str) -> str:
    return " " if left[-1:].isspace() or right[:1].isspace() else ""


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
