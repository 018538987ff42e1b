"""What is known of a question before it is asked: the documents and spans that answer it, or that nothing does."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.batch import BatchQuestion
from assistant.question import kind_of
from corpus.document import Document
from corpus.language import detect_language
from corpus.plain import fold, plain

FindDocument = Callable[[str], Document | None]
_SHOWN = 40


@dataclass(frozen=True)
class Span:
    """A stretch of a gold document that answers; of each gold document that is so long when ``document`` is None."""

    document: str | None
    start: int
    end: int

    def overlaps(self, document_id: str, start: int, end: int) -> bool:
        """Tell whether a stretch of a document has some of it."""
        return self.document in (None, document_id) and start < self.end and self.start < end


@dataclass(frozen=True)
class Known:
    """A question, its gold documents and the spans of its answers in them.

    ``answerable`` is None when the row does not tell. ``documents`` holds also those the index does not have, which are in
    ``absent`` too. ``words`` are those of the answers, folded. ``problems`` say what is wrong with the row.
    """

    asked: BatchQuestion
    kind: str
    language: str
    answerable: bool | None
    documents: frozenset[str]
    absent: frozenset[str]
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    problems: tuple[str, ...]

    def marks(self, document_id: str, start: int, end: int) -> bool:
        """Tell whether a stretch of a document overlaps a marked answer."""
        return document_id in self.documents and any(span.overlaps(document_id, start, end) for span in self.spans)


def read_known(one: BatchQuestion, find: FindDocument) -> Known:
    """Return what the row of a question says; ``find`` gives a document of the index by its id or the path of a copy."""
    named, problems = _named(one.row)
    found = {identity: find(identity) for identity in named}
    absent = frozenset(identity for identity, document in found.items() if document is None)
    problems += [f"the document {identity!r} is not in the index: counted as not found" for identity in sorted(absent)]
    documents = {document.id: document for document in found.values() if document is not None}
    answerable = one.row.get("answerable", True if named else None)
    if not named and answerable is not False:
        problems.append('it names no document; add "documents": ["file.md"], or "answerable": false when nothing answers it')
    spans, words = [], []
    for answer in _answers(one.row):
        owner = found.get(answer["document"]) if isinstance(answer, Mapping) and answer.get("document") in found else None
        among = [owner] if owner else list(documents.values())
        problem = _shape_problem(answer, found) or (None if absent else _span_problem(answer, among))
        problems += [problem] if problem else []
        if not problem:
            spans.append(Span(owner.id if owner else None, answer["start"], answer["end"]))
            words += [fold(plain(document.text[answer["start"] : answer["end"]])) for document in among]
    return Known(
        asked=one,
        kind=_text(one.row, "kind") or kind_of(one.question).value,
        language=_text(one.row, "language") or _text(one.row, "lang") or detect_language(one.question),
        answerable=None if answerable is None else bool(answerable),
        documents=frozenset(documents) | absent,
        absent=absent,
        spans=tuple(spans),
        words=tuple(words),
        problems=tuple(problems),
    )


def _named(row: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the documents that a row names, each once, and what is wrong with them."""
    named = row.get("documents") or row.get("document") or []
    named = [named] if isinstance(named, str) else named
    if not isinstance(named, list) or not all(isinstance(identity, str) for identity in named):
        return [], ['its "documents" are not a list of paths']
    return list(dict.fromkeys(named)), []


def _answers(row: Mapping[str, Any]) -> list[Any]:
    """Return the answers of a row that give a span; those that give words only are left out."""
    answers = row.get("answers") or []
    answers = answers if isinstance(answers, list) else [answers]
    return [one for one in answers if not isinstance(one, Mapping) or one.keys() & {"start", "end"}]


def _shape_problem(answer: Any, named: Collection[str]) -> str | None:
    if isinstance(answer, Mapping) and isinstance(answer.get("start"), int) and isinstance(answer.get("end"), int):
        owner = answer.get("document")
        return (
            f"an answer is in {owner!r}, which is none of its documents: left out" if owner and owner not in named else None
        )
    return f'an answer is {str(answer)[:_SHOWN]}, not {{"start": ..., "end": ...}}: left out'


def _span_problem(answer: Mapping[str, Any], documents: Collection[Document]) -> str | None:
    """Return why an answer is no span of any of the documents, None when it is or when there are none."""
    start, end, words = answer["start"], answer["end"], answer.get("text")
    inside = [document.text[start:end] for document in documents if 0 <= start < end <= len(document.text)]
    if documents and not inside:
        return f"the answer {start}-{end} is not inside its document: left out"
    if documents and isinstance(words, str) and not any(_same(words, text) for text in inside):
        return f"the answer {start}-{end} reads {inside[0][:_SHOWN]!r}, not {words[:_SHOWN]!r}: left out"
    return None


def _same(words: str, text: str) -> bool:
    return words == text or fold(plain(words)) == fold(plain(text))


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) and value else None
