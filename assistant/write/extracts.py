"""The numbered extracts a model is given, and on which what it writes is checked: passages as sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.features import Candidate
from assistant.write.instructions import gives_orders
from assistant.write.statement import Statement, read_statement, together
from corpus.document import Document
from corpus.language import detect_language
from corpus.plain import plain


@dataclass(frozen=True)
class Evidence:
    """One sentence of a document, at [start, end) of its text; ``text`` is its plain reading."""

    start: int
    end: int
    text: str
    stated: Statement


@dataclass(frozen=True)
class Extract:
    """A passage without what gives orders; ``about`` is what its title and publisher state, ``dated`` what its date does."""

    number: int
    document: Document
    title: str
    sentences: tuple[Evidence, ...]
    about: Statement
    dated: Statement
    language: str


def make_extracts(found: Sequence[Candidate]) -> list[Extract]:
    """Return the passages of these sentences in order, numbered from 1.

    A paragraph with a sentence that gives orders to a model is left out whole; so is a title that does.
    """
    passages: dict[str, list[Candidate]] = {}
    for one in found:
        passages.setdefault(one.passage.id, []).append(one)
    kept = [(group[0].document, _safe(group)) for group in passages.values()]
    return [_extract(number, *one) for number, one in enumerate(((d, s) for d, s in kept if s), 1)]


def make_extract(number: int, document: Document, spans: Iterable[tuple[int, int]]) -> Extract:
    """Return one extract made of the sentences at these spans of a document."""
    return _extract(number, document, [_evidence(document, start, end) for start, end in spans])


def _extract(number: int, document: Document, sentences: Sequence[Evidence]) -> Extract:
    title = plain(document.label)
    title = "" if gives_orders(title) else title
    about = together(read_statement(text) for text in (title, plain(document.publisher or "")))
    dated = read_statement(document.date.french() if document.date else "")
    language = detect_language(" ".join(one.text for one in sentences))
    return Extract(number, document, title, tuple(sentences), about, dated, language)


def _safe(group: Sequence[Candidate]) -> list[Evidence]:
    document = group[0].document
    sentences = [_evidence(document, one.sentence.start, one.sentence.end) for one in group]
    ordered = {_paragraph(document, one) for one in sentences if gives_orders(one.text)}
    return [one for one in sentences if _paragraph(document, one) not in ordered]


def _evidence(document: Document, start: int, end: int) -> Evidence:
    text = plain(document.text[start:end])
    return Evidence(start, end, text, read_statement(text))


def _paragraph(document: Document, sentence: Evidence) -> int:
    """Return where the paragraph of a sentence begins."""
    return document.text.rfind("\n\n", 0, sentence.start)
