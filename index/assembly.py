"""Writing a generation: prepared documents flow through, one at a time, into the store, the words and the vectors."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.duplicates import Duplicates
from index.acronyms import Acronyms
from index.ahead import embed_and_keep
from index.cache import VectorCache
from index.embed import Embedder
from index.embedded_text import passage_text, resolved_words, sentence_text
from index.generation import PASSAGES, SENTENCES, STORE, WORDS
from index.store import ChunkedDocument, StoreWriter
from index.vectors import VectorWriter
from index.words import WordsEntry, WordsWriter

_TEXTS_AT_ONCE = 1024


@dataclass(frozen=True)
class Counts:
    """What a generation holds; ``embedded`` passages had no vector before this rebuild."""

    documents: int
    passages: int
    sentences: int
    embedded: int


def write_generation(
    documents: Iterable[ChunkedDocument],
    duplicates: Duplicates,
    draft: Path,
    embedder: Embedder,
    cache: VectorCache,
    step: Callable[[int], None],
    acronyms: Acronyms = Acronyms(),
) -> Counts:
    """Write the files of a generation but its manifest into ``draft``; ``documents`` come in the order of their ids.

    A passage is indexed with the other form of the ``acronyms`` in it. ``step`` is called with each number of texts done,
    passages and sentences. At any time at most one document and about a thousand texts are held. Raises TextTooLongError.
    """
    store = StoreWriter(draft / STORE, duplicates)
    with ExitStack() as stack:
        stack.callback(store.close)
        words = stack.enter_context(WordsWriter(draft / WORDS))
        store.add_acronyms(acronyms)
        passages, sentences = (
            _Embedding(stack.enter_context(VectorWriter(draft / name, embedder.dimension)), embedder, cache, step)
            for name in (PASSAGES, SENTENCES)
        )
        for chunked in documents:
            for row, passage in enumerate(chunked.passages, store.passages):
                text = passage_text(chunked.document, passage)
                passages.add(text)
                dates = resolved_words(chunked.dates_in(passage))
                added = acronyms.other_words(text)
                words.add(WordsEntry(row, store.documents, f"{text}\n{dates}\n{added}"))
            for spans in chunked.sentences:
                for one in spans:
                    sentences.add(sentence_text(chunked.document, one.start, one.end))
            store.add(chunked)
        passages.flush()
        sentences.flush()
    return Counts(store.documents, store.passages, store.sentences, passages.embedded)


class _Embedding:
    """Texts waiting for their vectors, which are written in the order of the texts, many at once."""

    def __init__(self, writer: VectorWriter, embedder: Embedder, cache: VectorCache, step: Callable[[int], None]) -> None:
        self.embedded = 0
        self._writer, self._embedder, self._cache, self._step = writer, embedder, cache, step
        self._texts: list[str] = []

    def add(self, text: str) -> None:
        self._texts.append(text)
        if len(self._texts) == _TEXTS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        vectors = np.zeros((len(self._texts), self._embedder.dimension), np.float32)
        missing = self._cache.find(self._texts, vectors)
        self._step(len(self._texts) - len(missing))
        texts = [self._texts[row] for row in missing]
        for rows, found in embed_and_keep(texts, self._embedder, self._cache, self._step):
            vectors[[missing[row] for row in rows]] = found
        self._writer.add(vectors)
        self.embedded += self._cache.kept_now(self._texts)
        self._texts = []
