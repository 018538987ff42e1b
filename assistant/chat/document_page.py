"""The page of one document: its text, readable, with the passage that was quoted marked in it."""

import re
from dataclasses import dataclass
from itertools import groupby

from assistant.chat.blocks import Block, Shape, shown_blocks
from assistant.chat.cards import date_html, document_address, entry_address, origin_html
from assistant.chat.frame import framed
from assistant.chat.markup import escaped, exact, language_attribute, marked
from assistant.chat.texts import TEXTS, kind_label
from corpus.document import Document
from corpus.plain import plain
from index.store import Entry

_NUMBERED = re.compile(r"[ \t]*\d")
_SPAN = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)


@dataclass(frozen=True)
class Around:
    """What surrounds a document on its page: near copies, paths of its copies, whether its file can be downloaded."""

    near: tuple[Entry, ...] = ()
    copies: tuple[str, ...] = ()
    original: bool = False


def document_page(document: Document, language: str, span: tuple[int, int] | None, around: Around = Around()) -> str:
    """Return the whole page; ``span`` counts characters of the document's text, and one outside of it is ignored."""
    texts = TEXTS[language]
    if span and not 0 <= span[0] < span[1] <= len(document.text):
        span = None
    body = _body_html(document, span or (0, 0), language)
    jump = f'<a href="#passage">{texts["document_passage"]}</a>' if 'id="passage"' in body else ""
    spoken = language_attribute(document.language)
    other = "en" if language == "fr" else "fr"
    there = document_address(document.id, *span, other) if span else entry_address(document.id)
    return framed(
        document.label,
        f"<article><h1{spoken}>{escaped(document.label)}</h1>{_facts_html(document, around, language)}"
        f'{_versions_html(around, language)}<div class="text"{spoken}>{body}</div></article>',
        language,
        other=there if span or other == "fr" else f"{there}?lang=en",
        jump=jump,
    )


def missing_page(language: str) -> str:
    """Return the page shown for an id that the corpus does not have."""
    text = TEXTS[language]["document_missing"]
    return framed(text, f"<h1>{text}</h1>", language)


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


def _facts_html(document: Document, around: Around, language: str) -> str:
    """Return what is known of a document, a row a fact."""
    texts, when = TEXTS[language], date_html(document.date, language)
    if document.date and f"from_{document.date_from}" in texts:
        when += f", {texts['date_from'].format(origin=texts[f'from_{document.date_from}'])}"
    facts = [("document_kind", escaped(kind_label(document.kind, language)))] if document.kind else []
    facts.append(("document_date", when))
    facts += [("document_publisher", escaped(document.publisher))] if document.publisher else []
    if _WEB.fullmatch(document.source):
        link = f'<a href="{exact(document.source)}" target="_blank" rel="noopener noreferrer">{escaped(document.source)}</a>'
        facts.append(("document_address", link))
    facts.append(("document_file", _file_html(document.id, around, language)))
    rows = "".join(f"<div><dt>{texts[key]}</dt><dd>{value}</dd></div>" for key, value in facts)
    return f'<dl class="facts">{rows}</dl>'


def _file_html(document_id: str, around: Around, language: str) -> str:
    if not around.original:
        return escaped(document_id)
    address = exact(entry_address(document_id, "originals"))
    return f'{escaped(document_id)} <a href="{address}" download>{TEXTS[language]["document_original"]}</a>'


def _versions_html(around: Around, language: str) -> str:
    texts, asked = TEXTS[language], "" if language == "fr" else f"?lang={language}"
    items = [
        f'{texts["version_near"]} <a href="{exact(entry_address(entry.id))}{asked}"'
        f"{language_attribute(entry.language)}>{escaped(entry.title) or escaped(entry.id)}</a>"
        f"<br>{origin_html(entry.kind, entry.date, entry.publisher, language)}"
        for entry in around.near
    ]
    items += [f"{texts['version_copy']} {escaped(path)}" for path in around.copies]
    if not items:
        return ""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<section class="note"><h2>{texts["versions"]}</h2><ul>{listed}</ul></section>'
