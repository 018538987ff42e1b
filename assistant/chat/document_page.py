"""The page of one document: its text, readable, with the passage that was quoted marked in it."""

import re
from itertools import groupby

from assistant.chat.blocks import Block, Shape, shown_blocks
from assistant.chat.cards import origin_html
from assistant.chat.markup import escaped, exact, language_attribute, marked
from assistant.chat.texts import TEXTS
from corpus.document import Document
from corpus.plain import plain

_NUMBERED = re.compile(r"[ \t]*\d")
_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


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
    shown = list(shown_blocks(text, document.body_start))
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
