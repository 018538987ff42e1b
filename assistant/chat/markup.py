"""Text made safe for HTML: the only way anything written by someone else reaches a page."""

import re
from html import escape
from itertools import islice

from corpus.plain import plain

NO_BREAK = "\u00a0"
_PRIVATE = tuple(map(chr, range(0xE000, 0xF900)))
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


def quoted(text: str, bold: tuple[int, int] = (0, 0)) -> str:
    """Return ``escaped(text)`` between French quotation marks, the span ``bold`` of it in bold."""
    start, end = bold
    inside = _set_apart(text[:start], text[start:end], text[end:], "strong") if start < end else escaped(text)
    return f"«{NO_BREAK}{inside}{NO_BREAK}»"


def marked(before: str, quote: str, after: str, attributes: str = "") -> str:
    """Return three neighbouring slices as HTML, the middle one marked."""
    return _set_apart(before, quote, after, "mark", attributes)


def read_apart(before: str, middle: str, after: str) -> tuple[str, str, str]:
    """Return the plain reading of three neighbouring slices as three texts; spaces at a border are outside the middle one.

    They are read together, so that the marks of an emphasis around the border of a slice do not show; a slice that cannot be
    told from its neighbours that way (a border inside a link target) is read alone.
    """
    first, second, third = _read_together(before, middle, after) or _read_alone(before, middle, after)
    left, right = (" " if border.isspace() else "" for border in (second[:1], second[-1:]))
    return (first + left).lstrip(), second.strip(), (right + third).rstrip()


def language_attribute(language: str) -> str:
    """Return the ``lang`` attribute with the space before it, or nothing when the language has no valid name."""
    return f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""


def _set_apart(before: str, middle: str, after: str, tag: str, attributes: str = "") -> str:
    first, second, third = (escape(_writable(part)) for part in read_apart(before, middle, after))
    return f"{first}<{tag}{attributes}>{second}</{tag}>{third}"


def _read_together(before: str, middle: str, after: str) -> tuple[str, str, str] | None:
    """Return the parts of one plain reading, told apart by two characters that the text does not hold; None when lost."""
    text = before + middle + after
    opening, closing = (*islice((mark for mark in _PRIVATE if mark not in text), 2), "", "")[:2]
    if not closing:
        return None
    first, opened, rest = plain(f"{before}{opening}{middle}{closing}{after}").partition(opening)
    second, closed, third = rest.partition(closing)
    same = (first + second + third).split() == plain(text).split()
    return (first, second, third) if opened and closed and same else None


def _read_alone(before: str, middle: str, after: str) -> tuple[str, str, str]:
    return plain(before) + _space(before, middle), plain(middle), _space(middle, after) + plain(after)


def _space(left: str, right: str) -> str:
    return " " if left[-1:].isspace() or right[:1].isspace() else ""


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
