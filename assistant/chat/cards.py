"""Source cards: a passage, the document it comes from and the way to read it there."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote as url_quote

from assistant.answer import Answer, Citation
from assistant.chat.blocks import Shape, shown_blocks
from assistant.chat.markup import NO_BREAK, escaped, exact, language_attribute, marked
from assistant.chat.texts import TEXTS, kind_label, unknown_part, written_date
from corpus.dates import PartialDate
from corpus.document import Document
from index.hit import Hit

NEAREST = 3

_CLASSES = {Shape.SECTION: "heading", Shape.SUBSECTION: "heading", Shape.ITEM: "item", Shape.ROW: "row"}

Lookup = Callable[[str], Document | None]


@dataclass(frozen=True)
class Card:
    """What is shown of one passage.

    ``number`` is the citation's, None for a passage that is only near. ``start`` and ``end`` span what to read in the
    document: the quote, or the whole passage, which is then in ``after``. ``before``, ``quote`` and ``after`` are
    neighbouring slices of the document's text. ``speaker`` is who is reported there, None for the document itself.
    """

    number: int | None
    document_id: str
    title: str
    kind: str | None
    date: PartialDate | None
    publisher: str | None
    language: str
    page: int | None
    start: int
    end: int
    before: str
    quote: str
    after: str
    speaker: str | None = None


def citation_cards(answer: Answer, lookup: Lookup) -> tuple[Card, ...]:
    """Return one card a citation, in the order of their numbers, the quote inside its passage when a hit has it."""
    return tuple(_citation_card(citation, answer.hits, lookup(citation.document_id)) for citation in answer.citations)


def nearest_cards(answer: Answer, lookup: Lookup) -> tuple[Card, ...]:
    """Return the best passages of the first documents found, one a document, for a reader without an answer."""
    best: dict[str, Hit] = {}
    for hit in answer.hits:
        best.setdefault(hit.passage.document_id, hit)
    found = ((hit, lookup(document_id)) for document_id, hit in best.items())
    return tuple(_hit_card(hit, document) for hit, document in found if document is not None)[:NEAREST]


def document_address(document_id: str, start: int, end: int, language: str) -> str:
    """Return the path of the document page at that span."""
    page_language = "" if language == "fr" else f"&lang={language}"
    return f"{entry_address(document_id)}?p={start}-{end}{page_language}#passage"


def entry_address(document_id: str, folder: str = "documents") -> str:
    """Return the path of the document page, or of its original, every character of the id quoted."""
    return f"/{folder}/{url_quote(document_id, safe='/', errors='replace')}"


def card_html(card: Card, turn: int, position: int, language: str) -> str:
    """Return a card as a list item; ``position`` counts from 1 within the turn."""
    texts, name = TEXTS[language], f"a{turn}-s{position}"
    address = document_address(card.document_id, card.start, card.end, language)
    number = f'<span class="number">{card.number}</span> ' if card.number is not None else ""
    back = f"a{turn}-r{card.number}" if card.number is not None else f"a{turn}"
    return (
        f'<li><article class="card" id="{name}" tabindex="-1" aria-labelledby="{name}-t">'
        f'<h3 id="{name}-t">{number}<span{language_attribute(card.language)}>{escaped(card.title)}</span></h3>'
        f'<p class="meta">{origin_html(card.kind, card.date, card.publisher, language, card.page)}</p>'
        f"{speaker_html(card, language)}"
        f"<blockquote{language_attribute(card.language)}>{_passage_html(card)}</blockquote>"
        f'<p class="links"><a href="{exact(address)}" target="_blank" rel="noopener">{texts["read"]}'
        f'<span class="sr"> ({texts["new_tab"]})</span></a>'
        f'<button type="button" class="link" data-act="permalink" data-done="{texts["link_copied"]}" '
        f'data-failed="{texts["not_copied"]}">{texts["permalink"]}</button>'
        f'<a class="back" href="#{back}">{texts["back"]}</a></p></article></li>'
    )


def speaker_html(card: Card, language: str) -> str:
    """Return whose words the quote reports, nothing when the document speaks for itself."""
    if not card.speaker:
        return ""
    spoken = f"<span{language_attribute(card.language)}>{escaped(card.speaker)}</span>"
    return f'<p class="speaker">{TEXTS[language]["reported"]} {spoken}</p>'


def entry_html(card: Card, language: str) -> str:
    """Return the title and the date of the document that a quote of a list tells of."""
    title = f"<span{language_attribute(card.language)}>{escaped(card.title)}</span>"
    return f'<p class="entry">{title}{NO_BREAK}· {date_html(card.date, language)}</p>'


def origin_html(
    kind: str | None, date: PartialDate | None, publisher: str | None, language: str, page: int | None = None
) -> str:
    """Return what is known of where a text comes from: kind, date, publisher, page."""
    parts = [date_html(date, language)]
    if publisher:
        parts.append(f"<span>{escaped(publisher)}</span>")
    if page is not None:
        parts.append(f"<span>{TEXTS[language]['page'].format(number=page)}</span>")
    tag = f'<span class="tag">{escaped(kind_label(kind, language))}</span> ' if kind else ""
    return tag + f'<span aria-hidden="true">{NO_BREAK}·</span> '.join(parts)


def date_html(date: PartialDate | None, language: str) -> str:
    """Return a date with what is not known of it, or that there is none."""
    when, unknown = written_date(date, language), unknown_part(date, language)
    if date is None:
        return f"<span>{when}</span>"
    return f'<time datetime="{date.isoformat()}">{when}</time>' + (f" ({unknown})" if unknown else "")


def _passage_html(card: Card) -> str:
    """Return the passage of a card, a block a paragraph, the quote marked in it."""
    text = card.before + card.quote + card.after
    span = (len(card.before), len(card.before) + len(card.quote))
    shown = []
    for block in shown_blocks(text):
        start, end = block.clip(text, span) or (block.end, block.end)
        inside = marked(text[block.start : start], text[start:end], text[end : block.end]) if start < end else ""
        name = f' class="{_CLASSES[block.shape]}"' if block.shape in _CLASSES else ""
        shown.append(f"<p{name}>{inside or escaped(text[block.start : block.end])}</p>")
    return "".join(shown)


def _citation_card(citation: Citation, hits: tuple[Hit, ...], document: Document | None) -> Card:
    before = after = ""
    for passage in (hit.passage for hit in hits if hit.passage.document_id == citation.document_id):
        if passage.start <= citation.start < citation.end <= passage.end:
            before = passage.text[: citation.start - passage.start]
            after = passage.text[citation.end - passage.start :]
            break
    return Card(
        number=citation.number,
        document_id=citation.document_id,
        title=citation.title or (document.label if document else citation.document_id),
        kind=document.kind if document else None,
        date=citation.date,
        publisher=document.publisher if document else None,
        language=document.language if document else "",
        page=citation.page,
        start=citation.start,
        end=citation.end,
        before=before,
        quote=citation.quote,
        after=after,
        speaker=citation.speaker,
    )


def _hit_card(hit: Hit, document: Document) -> Card:
    passage = hit.passage
    return Card(
        number=None,
        document_id=passage.document_id,
        title=document.label,
        kind=document.kind,
        date=document.date,
        publisher=document.publisher,
        language=document.language,
        page=document.page_at(passage.start),
        start=passage.start,
        end=passage.end,
        before="",
        quote="",
        after=passage.text,
    )
