"""Retrieval: a query becomes hits, from one generation of the index."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage
from corpus.language import detect_language
from index.compounds import read_compounds
from index.embed import Embedder
from index.embedded_text import passage_text
from index.english import in_french, is_english
from index.french import grams
from index.fuse import Evidence, Weights, fitted_weights, fuse
from index.generation import (
    PASSAGES,
    REPORT,
    SENTENCES,
    STORE,
    WORDS,
    IndexFolder,
    Manifest,
    StaleIndexError,
)
from index.hit import Filters, Hit
from index.query import Query, analyse
from index.report import FileRow, read_rows
from index.spelling import cased, letters, respelt
from index.store import Sentence, Store
from index.vectors import Vectors
from index.words import GRAMS, TERMS, Words

POOL = 50
"""How many candidates each ranking offers to the fusion, or as many as are asked for."""

_PLACES_OF_A_DOCUMENT = 3
_READ_FOR_SPELLING = 20  # passages
_NEAREST = 20  # passages


@dataclass(frozen=True)
class SentenceEvidence:
    """A sentence of a passage beside one query: cosine of the vectors, share of the query's stems it holds."""

    sentence: Sentence
    similarity: float
    coverage: float


class Retriever:
    """One generation, open: searches may run at the same time and always see that generation."""

    def __init__(self, generation: Path, manifest: Manifest, embedder: Embedder, weights: Weights) -> None:
        self.manifest = manifest
        self._report = generation / REPORT
        self.store = Store(generation / STORE)
        self.embedder = embedder
        self._weights = weights
        self._passages = Vectors.open(generation / PASSAGES)
        self._sentences = Vectors.open(generation / SENTENCES)
        self._words = Words(generation / WORDS)

    def query(self, text: str) -> Query:
        """Return ``text`` as the search reads it; raises TextTooLongError."""
        query = analyse(text, self.embedder)
        if detect_language(text) == "en":
            nearest = _rows(self._passages.search(query.vector, _NEAREST))
            query = in_french(query, lambda stem: int(self._words.holding(TERMS, [stem], nearest).sum()), self._is_known)
        return read_compounds(query, self._is_known)

    def search(self, query: Query, *, limit: int = 10, filters: Filters = Filters()) -> list[Hit]:
        """Return the best ``limit`` passages, best first; equal scores by passage id.

        Candidates are the best passages and sentences by vector and the best by BM25 over stems; over letter runs too when
        the corpus does not know a word, which may be a typing error.
        """
        return self.search_among(query, self.store.allowed_documents(filters), limit=limit)

    def search_among(self, query: Query, documents: Sequence[int] | None, *, limit: int) -> list[Hit]:
        """Do the same among the documents of these rows only; None for all.

        No document takes more than three places as long as others have passages for them.
        """
        dense, lexical, others = self._rankings(query, documents, max(POOL, limit))
        rows = sorted({*dense, *lexical, *others})
        if not rows:
            return []
        scores = fuse(self.evidence(query, rows), self._weights)
        ranked = sorted(zip(rows, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))
        best = _share_places(ranked, self.store.passage_documents, limit)
        dense_ranks = {row: rank for rank, row in enumerate(dense, 1)}
        lexical_ranks = {row: rank for rank, row in enumerate(lexical, 1)}
        return [Hit(self.store.passage(row), score, dense_ranks.get(row), lexical_ranks.get(row)) for row, score in best]

    def evidence(self, query: Query, rows: Sequence[int]) -> list[Evidence]:
        """Return what speaks for each passage row, exactly: also where a ranking did not offer it."""
        passages = self._passages.rows[rows] @ query.vector
        columns = (
            passages,
            self._nearest_sentences(query, rows, passages),
            self._words.coverage(TERMS, query.terms, rows),
            self._words.coverage(GRAMS, query.grams, rows),
        )
        return [Evidence(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    def sentence_evidence(self, query: Query, passage_rows: Sequence[int]) -> dict[int, list[SentenceEvidence]]:
        """Return the sentences of each passage beside the query, in order."""
        rarities = self.rarities(query.stems)
        found = {}
        for passage_row, sentences in self.store.sentences(passage_rows).items():
            similarities = self._sentence_vectors(passage_row) @ query.vector
            found[passage_row] = [
                SentenceEvidence(sentence, float(similarity), share_held(rarities, sentence.stems))
                for sentence, similarity in zip(sentences, similarities, strict=True)
            ]
        return found

    def _is_known(self, stem: str) -> bool:
        return self._words.knows(TERMS, stem)

    def rarity(self, stem: str) -> float:
        """Return the inverse document frequency of a stem among the passages."""
        return self._words.rarity(TERMS, stem)

    def rarities(self, stems: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each of the stems."""
        return {stem: self.rarity(stem) for stem in stems}

    def knows(self, stem: str, documents: Sequence[int] | None = None) -> bool:
        """Tell whether any passage of the documents of these rows holds a stem; None for all."""
        return bool(self._words.search(TERMS, [stem], 1, documents))

    def respelt(self, text: str, documents: Sequence[int] | None = None) -> str:
        """Return ``text`` with its typing errors as the documents of these rows spell the words; None for all.

        Source: ``index.spelling``.
        """

        @cache
        def words_of(row: int) -> list[str]:
            passage = self.store.passage(row)
            document = self.store.document(passage.document_id)
            assert document is not None  # the row comes from the same generation
            return letters(passage_text(document, passage))

        def words_near(word: str) -> Iterator[str]:
            near = self._words.search(GRAMS, grams(word), _READ_FOR_SPELLING, documents)
            return chain.from_iterable(words_of(row) for row, _ in near)

        def is_word(word: str) -> bool:
            """Tell whether a word is a common one: the model reads it in one piece."""
            return self.embedder.count_tokens([word]) == [1]

        return respelt(text, lambda stem: self.knows(stem, documents), is_word, words_near)

    def cased(self, text: str) -> str:
        """Return ``text`` with its names as the corpus writes them when it has no capitals. Source: ``index.spelling``."""

        def passages_with(stem: str) -> Iterator[str]:
            for row, _ in self._words.search(TERMS, [stem], _READ_FOR_SPELLING):
                yield self.store.passage(row).text

        english = detect_language(text) == "en"
        return cased(text, passages_with, lambda word: english and is_english(word))

    def passages_holding(self, stems: Sequence[str], documents: Sequence[int] | None) -> list[int]:
        """Return the rows, in order, of the passages that hold all of ``stems``, among the documents of these rows."""
        rows = np.arange(len(self.store.passage_documents))
        if documents is not None:
            rows = rows[np.isin(self.store.passage_documents, documents)]
        if stems and len(rows):
            rows = rows[self._words.holding(TERMS, stems, rows.tolist())]
        found: list[int] = rows.tolist()
        return found

    def document(self, document_id: str) -> Document | None:
        """Return one document, None when the corpus has none of that id."""
        return self.store.document(document_id)

    def report(self) -> tuple[FileRow, ...]:
        """Return what became of each file found when this generation was built."""
        return read_rows(self._report) if self._report.is_file() else ()

    def passage_row(self, passage: Passage) -> int:
        """Return the row of a passage that this retriever gave."""
        return self.store.passage_row(passage)

    def close(self) -> None:
        """Close the files."""
        self.store.close()

    def _nearest_sentences(
        self, query: Query, passage_rows: Sequence[int], otherwise: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return the best cosine of a sentence of each passage; ``otherwise`` for one that has only headings."""
        vectors = [self._sentence_vectors(row) for row in passage_rows]
        counts = np.array([len(rows) for rows in vectors])
        nearest, quotable = otherwise.copy(), counts > 0
        if quotable.any():
            first = np.cumsum(counts) - counts
            nearest[quotable] = np.maximum.reduceat(np.concatenate(vectors) @ query.vector, first[quotable])
        return nearest

    def _sentence_vectors(self, passage_row: int) -> NDArray[np.float32]:
        rows = self.store.sentence_rows(passage_row)
        return self._sentences.rows[rows.start : rows.stop]

    def candidates(self, query: Query, documents: Sequence[int] | None) -> list[int]:
        """Return the passage rows that any ranking offers, in order, among the documents of these rows."""
        return sorted({row for ranking in self._rankings(query, documents, POOL) for row in ranking})

    def _rankings(self, query: Query, allowed: Sequence[int] | None, pool: int) -> tuple[list[int], list[int], list[int]]:
        """Return the passage rows that each ranking offers: by vector, by stem, and by sentence and letter run."""
        passages_allowed = sentences_allowed = None
        if allowed is not None:
            among = np.zeros(len(self.store.document_ids), np.bool_)
            among[list(allowed)] = True
            passages_allowed = among[self.store.passage_documents]
            sentences_allowed = passages_allowed[self.store.sentence_passages]
        dense = _rows(self._passages.search(query.vector, pool, passages_allowed))
        sentences = _rows(self._sentences.search(query.vector, pool, sentences_allowed))
        lexical = _rows(self._words.search(TERMS, query.terms, pool, allowed))
        mistyped = any(not self._words.knows(TERMS, stem) for stem in query.stems)
        runs = _rows(self._words.search(GRAMS, query.grams, pool, allowed)) if mistyped else []
        return dense, lexical, [*_owners(self.store.sentence_passages, sentences), *runs]


def share_held(rarities: Mapping[str, float], stems: Iterable[str]) -> float:
    """Return the share of the stems in ``rarities``, weighted by them, that are among ``stems``."""
    return sum(rarities[stem] for stem in rarities.keys() & set(stems)) / (sum(rarities.values()) or 1.0)


def _share_places(ranked: Sequence[tuple[int, float]], documents: NDArray[np.int64], limit: int) -> list[tuple[int, float]]:
    """Return the best ``limit`` of (passage row, score), in order, no document crowding out the others."""
    taken: Counter[int] = Counter()
    places: list[int] = []
    crowding: list[int] = []
    for place, (row, _) in enumerate(ranked):
        document = int(documents[row])
        taken[document] += 1
        (places if taken[document] <= _PLACES_OF_A_DOCUMENT else crowding).append(place)
    return [ranked[place] for place in sorted([*places, *crowding][:limit])]


def _rows(ranking: list[tuple[int, float]]) -> list[int]:
    return [row for row, _ in ranking]


def _owners(passages: NDArray[np.int64], sentence_rows: list[int]) -> list[int]:
    return [int(passages[row]) for row in sentence_rows]


def open_retriever(folder: IndexFolder, embedder: Embedder) -> Retriever:
    """Open the generation that serves, after checking every file of it; when it is damaged, the one before it.

    Raises IndexMissingError, IndexDamagedError, and StaleIndexError when another model made its vectors.
    """
    generation, manifest = folder.servable()
    if manifest.fingerprint != embedder.fingerprint:
        raise StaleIndexError(
            f"the index in {folder.path} was built with the model {manifest.fingerprint}, "
            f"the settings ask for {embedder.fingerprint}; rebuild it: plaidoyer rebuild"
        )
    return Retriever(generation, manifest, embedder, fitted_weights())
