"""The page of one document: its text, readable, with the passage that was quoted marked in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from assistant.chat.cards import origin_html
from assistant.chat.markup import escaped, exact, language_attribute, marked
from assistant.chat.texts import TEXTS
from corpus.document import Document
from corpus.plain import plain

_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S")
_NUMBERED = re.compile(r"[ \t]*\d")
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t|:=_*-]*")
_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


class Shape(Enum):
    """How a block is set."""

    PARAGRAPH = "p"
    SECTION = "h2"
    SUBSECTION = "h3"
    ITEM = "li"
    ROW = "row"


@dataclass(frozen=True)
class Block:
    """A stretch of ``Document.text`` that is set as one element."""

    shape: Shape
    start: int
    end: int

    def clip(self, text: str, span: tuple[int, int]) -> tuple[int, int] | None:
        """Return the part of ``span`` inside this block, None when it shows no word."""
        start, end = max(self.start, span[0]), min(self.end, span[1])
        return (start, end) if start < end and plain(text[start:end]) else None


def document_page(document: Document, language: str, span: tuple[int, int] | None) -> str:
    """Return the whole page; ``span`` counts characters of the document's text, and one outside of it is ignored."""
    texts = TEXTS[language]
    if span and not 0 <= span[0] < span[1] <= len(document.text):
        span = None
    body = _body_html(document, span or (0, 0), language)
    jump = f'<a href="#passage">{texts["document_passage"]}</a>' if 'id="passage"' in body else ""
    spoken = language_attribute(document.language)
    return _frame(
        document.label,
        f"<article><h1{spoken}>{escaped(document.label)}</h1>"
        f'<p class="meta">{origin_html(document.kind, document.date, document.publisher, language)}</p>'
        f'{_source_html(document.source, language)}<div class="text"{spoken}>{body}</div></article>',
        language,
        jump,
    )


def missing_page(language: str) -> str:
    """Return the page shown for an id that the corpus does not have."""
    text = TEXTS[language]["document_missing"]
    return _frame(text, f"<h1>{text}</h1>", language, "")


def parse_span(text: str) -> tuple[int, int] | None:
    """Return the span written ``start-end`` in an address, None for anything else."""
    match = _SPAN.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def blocks(text: str, start: int) -> Iterator[Block]:
    """Yield the blocks of ``text`` from ``start`` on, in order, blank lines between them left out."""
    current: Block | None = None
    for line in re.finditer(r"[^\n]+", text[start:]):
        begin, end = start + line.start(), start + line.end()
        shape = _shape(line[0]) if line[0].strip() else None
        if current and shape is Shape.PARAGRAPH and _goes_on(current, text, begin):
            current = Block(current.shape, current.start, end)
            continue
        if current:
            yield current
        current = Block(shape, begin, end) if shape else None
    if current:
        yield current


def _goes_on(block: Block, text: str, position: int) -> bool:
    """Tell whether a line of plain text at ``position`` belongs to the block before it: no blank line between them."""
    return block.shape in (Shape.PARAGRAPH, Shape.ITEM) and text.count("\n", block.end, position) == 1


def _shape(line: str) -> Shape:
    if heading := _HEADING.match(line):
        return Shape.SECTION if len(heading[1]) <= 2 else Shape.SUBSECTION
    if _ITEM.match(line):
        return Shape.ITEM
    return Shape.ROW if _ROW.match(line) else Shape.PARAGRAPH


def _body_html(document: Document, span: tuple[int, int], language: str) -> str:
    text = document.text
    shown = _shown_blocks(document, span)
    first = next((block for block in shown if block.clip(text, span)), None)
    pieces, current = [], None
    for (page, listed), group in groupby(
        shown, key=lambda block: (document.page_at(block.start), block.shape is Shape.ITEM)
    ):
        if page != current:
            pieces.append(f'<p class="page">{TEXTS[language]["page"].format(number=page)}</p>')
            current = page
        elements = "".join(_block_html(text, block, span, block is first) for block in group)
        pieces.append(f"<ul>{elements}</ul>" if listed else elements)
    return "".join(pieces)


def _shown_blocks(document: Document, span: tuple[int, int]) -> list[Block]:
    text = document.text
    shown = [
        block
        for block in blocks(text, document.body_start)
        if not _RULE.fullmatch(text, block.start, block.end) and plain(text[block.start : block.end])
    ]
    # a text that opens with its own title would show it twice
    opening = shown[0] if shown else None
    repeated = opening and plain(text[opening.start : opening.end]) == plain(document.title)
    return shown[1:] if opening and repeated and not opening.clip(text, span) else shown


def _block_html(text: str, block: Block, span: tuple[int, int], first: bool) -> str:
    inside = block.clip(text, span)
    if inside:
        attributes = ' id="passage" tabindex="-1"' if first else ""
        start, end = inside
        shown = marked(text[block.start : start], text[start:end], text[end : block.end], attributes)
    else:
        shown = escaped(text[block.start : block.end])
    if block.shape is Shape.ROW:
        return f'<p class="row">{shown}</p>'
    if _NUMBERED.match(text, block.start):
        return f'<{block.shape.value} class="numbered">{shown}</{block.shape.value}>'
    return f"<{block.shape.value}>{shown}</{block.shape.value}>"


def _source_html(source: str, language: str) -> str:
    if not _WEB.fullmatch(source):
        return ""
    address = exact(source)
    return (
        f'<p class="meta">{TEXTS[language]["document_source"]} '
        f'<a href="{address}" target="_blank" rel="noopener noreferrer">{escaped(source)}</a></p>'
    )


def _frame(title: str, main: str, language: str, jump: str) -> str:
    texts = TEXTS[language]
    home = "/" if language == "fr" else "/en/"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)} – {texts['title']}</title>"
        f'<link rel="stylesheet" href="/app-static/doc.css"></head><body>'
        f'<header><a class="home" href="{home}"><span class="logo" aria-hidden="true">«&#8239;»</span>'
        f"<span>{texts['document_back']}</span></a>{jump}</header><main>{main}</main></body></html>"
    )
