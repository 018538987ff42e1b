"""Features of the sentences that may answer a question: what speaks for each of them, readable one by one."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.expected import read_expected
from corpus.document import Document, Passage
from corpus.plain import plain
from index.french import stems
from index.hit import Hit
from index.query import Query
from index.retrieve import Retriever
from index.store import Sentence

PASSAGES_READ = 5
_LONG = 40  # stems
_LINK = re.compile(r"\[(?P<label>[^\[\]]*)\]\([^()\s]*\)|https?://\S+")
_WORD = re.compile(r"\w+")
_MERE_REFERENCE = 0.6  # share of the words
_WHOLE = 0.999  # of the stems, weighted by rarity


@dataclass(frozen=True)
class Features:
    """What speaks for one sentence; each is about 0 to 1.

    ``similarity``: its cosine with the question, from the least to the most similar candidate. ``coverage``: share of the
    question's stems it holds, weighted by rarity; ``context``: the same with its neighbours and the title. ``passage``:
    the score of its passage beside the best one. ``names``: share of the question's names and numbers it holds.
    ``fact``: it holds the kind of fact asked for. ``defines``: it says what the word asked about means. ``length``: how many
    stems it has, of 40. ``asks``: it is a question. ``linked``: share of its characters that are links and their labels.
    """

    similarity: float
    coverage: float
    context: float
    passage: float
    names: float
    fact: float
    defines: float
    length: float
    asks: float
    linked: float


@dataclass(frozen=True)
class Candidate:
    """One sentence that may be quoted, its place, and its evidence.

    ``replies``: the text asks the very question right before it.
    """

    document: Document
    passage: Passage
    passage_score: float
    position: int
    sentence: Sentence
    similarity: float
    coverage: float
    replies: bool = False

    @property
    def text(self) -> str:
        """The sentence in plain reading."""
        return plain(self.document.text[self.sentence.start : self.sentence.end])

    @property
    def is_whole(self) -> bool:
        """Whether it holds all stems of the question."""
        return self.coverage >= _WHOLE


def candidates(query: Query, hits: Sequence[Hit], retriever: Retriever) -> list[Candidate]:
    """Return the sentences of the best passages, passage by passage, in order."""
    found = []
    rows = {retriever.passage_row(hit.passage): hit for hit in hits[:PASSAGES_READ]}
    for row, sentences in retriever.sentence_evidence(query, list(rows)).items():
        hit = rows[row]
        document = retriever.document(hit.passage.document_id)
        assert document is not None  # the hit comes from the same generation
        found += [
            Candidate(document, hit.passage, hit.score, position, one.sentence, one.similarity, one.coverage)
            for position, one in enumerate(sentences)
        ]
    return found


def features(question: str, query: Query, found: Sequence[Candidate]) -> list[Features]:
    """Return the features of each candidate; candidates of one passage are next to each other, in order."""
    similarities = np.array([one.similarity for one in found])
    lowest, highest = similarities.min(initial=1.0), similarities.max(initial=0.0)
    best_passage = max((one.passage_score for one in found), default=1.0) or 1.0
    names, expected = name_stems(question, query), read_expected(question)
    rows = []
    for row, one in enumerate(found):
        text = one.text
        near = [other for other in found[max(0, row - 1) : row + 2] if other.passage == one.passage]
        rows.append(
            Features(
                similarity=float((one.similarity - lowest) / max(highest - lowest, 1e-6)),
                coverage=one.coverage,
                context=_share(query.stems, {*stems(one.document.title), *(s for n in near for s in n.sentence.stems)}),
                passage=one.passage_score / best_passage,
                names=_share(names, set(one.sentence.stems)) if names else 0.5,
                fact=expected.fact(text),
                defines=float(expected.defined(text)),
                length=min(len(one.sentence.stems), _LONG) / _LONG,
                asks=float(text.endswith("?")),
                linked=_linked(one),
            )
        )
    return rows


def is_titled(document: Document, topic: Collection[str]) -> bool:
    """Tell whether the title of a document holds all stems of ``topic``."""
    return set(stems(document.title)).issuperset(topic)


def is_reference(sentence: str) -> bool:
    """Tell whether a sentence, as its document has it, is little more than links: it says where to read, not what is so."""
    labels = sum(len(_WORD.findall(link["label"] or "")) for link in _LINK.finditer(sentence))
    words = labels + len(_WORD.findall(_LINK.sub(" ", sentence)))
    return labels > _MERE_REFERENCE * words


def _linked(one: Candidate) -> float:
    written = one.document.text[one.sentence.start : one.sentence.end]
    return sum(len(link[0]) for link in _LINK.finditer(written)) / max(1, len(written))


def _share(wanted: Sequence[str], held: set[str]) -> float:
    return sum(word in held for word in wanted) / max(1, len(wanted))


_NAME = re.compile(r"(?<=[\s'’(«-])[A-ZÀ-ÖØ-ÞŒ][\w-]*|\b[A-ZÀ-ÖØ-Þ]{2,}\b|\d+")


def name_stems(question: str, query: Query) -> list[str]:
    """Return the stems of the names, acronyms and numbers in a question as its ``query`` looks for them."""
    return [query.instead.get(stem, stem) for name in _NAME.findall(question) for stem in stems(name)]
