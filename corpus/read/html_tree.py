"""The tree of a web page: what it states about itself, and what a reader of the page does not see taken out of it."""

import re
from typing import Any

from corpus.read.raised import raised

Element = Any
"""An element of lxml, which ships no types."""

_PUBLISHED_NAMES = frozenset(("article:published_time", "datepublished", "date", "pubdate", "publication_date"))
_DUBLIN_CORE_DATE = re.compile(r"dc(?:terms)?\.(?:date(?:\.\w+)?|created|issued)")
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})")
_LINKED_DATE = re.compile(r"\"datePublished\"\s{0,20}:\s{0,20}\"(\d{4}-\d{2}-\d{2})")
_LINKED_CHARACTERS = 200_000
_NEVER_SHOWN = ("script", "style", "template", "noscript")
_HIDING_STYLE = re.compile(
    r"(?i)display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|font-size\s{0,9}:\s{0,9}0(?![.\d])"
)
_HIDING_CLASSES = frozenset(("sr-only", "fr-sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"))
_WHOLE = frozenset(("html", "head", "body"))
_ASIDE = ("aside", "footer", "nav")
_HEADINGS = ("h1", "h2", "h3")
_PARTS_OF_A_TABLE = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")


def published(tree: Element) -> str:
    """Return the day the page says it was published, as YYYY-MM-DD; empty when it says none.

    Its meta elements win over linked data, and these over the first time shown outside menus and margins.
    """
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        day = _DAY.match(meta.get("content") or "")
        if day and (name in _PUBLISHED_NAMES or _DUBLIN_CORE_DATE.fullmatch(name)):
            return day[1]
    for script in tree.iter("script"):
        if script.get("type") == "application/ld+json" and (
            day := _LINKED_DATE.search(script.text or "", 0, _LINKED_CHARACTERS)
        ):
            return day[1]
    for time in tree.iter("time"):
        day = _DAY.match(time.get("datetime") or "")
        if day and next(time.iterancestors(*_ASIDE), None) is None:
            return day[1]
    return ""


def remove_unseen(tree: Element) -> None:
    """Take out of the page what is not shown; the text after each stays."""
    unseen = [element for element in tree.iter() if isinstance(element.tag, str) and _is_unseen(element)]
    for element in unseen:
        if element.getparent() is not None:
            element.drop_tree()


def _is_unseen(element: Element) -> bool:
    if element.tag in _NEVER_SHOWN:
        return True
    if element.tag in _WHOLE:
        return False
    hidden = element.get("hidden") is not None or _HIDING_STYLE.search(element.get("style") or "")
    return bool(hidden) or not _HIDING_CLASSES.isdisjoint((element.get("class") or "").lower().split())


def read_raised(tree: Element) -> None:
    """Write the raised digits of the page as text: the calls of notes, the powers of units."""
    for element in list(tree.iter("sup")):
        above, previous = element.getparent(), element.getprevious()
        if above is None:
            continue
        before = (above.text if previous is None else previous.tail) or ""
        written, element.text = element.text_content(), None
        for child in list(element):
            element.remove(child)
        element.text = raised(written.strip(), (before,))
        element.drop_tag()


def open_layout_tables(tree: Element) -> None:
    """Turn the tables that newsletters draw their columns with into plain blocks.

    Such a table holds another or a heading, or has no row of two cells; the others are tables of facts and stay.
    """
    tables = set(tree.iter("table"))
    of_facts = {_table_above(row) for row in tree.iter("tr") if sum(1 for _ in row.iterchildren("td", "th")) > 1}
    frames = {_table_above(inner) for inner in tree.iter("table", *_HEADINGS)}
    layout = (tables - of_facts) | (tables & frames)
    parts = [
        part for part in tree.iter(*_PARTS_OF_A_TABLE) if (part if part.tag == "table" else _table_above(part)) in layout
    ]
    for part in parts:
        part.tag = "div"


def _table_above(element: Element) -> Element | None:
    return next(element.iterancestors("table"), None)
