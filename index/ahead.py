"""Embedding ahead: what was just read gets its vectors while the next files are read, before the index is built."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.cache import VectorCache
from index.embed import Embedder
from index.embedded_text import passage_text, sentence_text
from index.store import ChunkedDocument

_TEXTS_AT_ONCE = 1024
_LOTS_WAITING = 2
_KEPT_AT_ONCE = 128  # what an interrupted rebuild may lose; texts of one length stand together


class EmbeddingAhead:
    """Embeds the texts of documents in a thread, in lots whose texts depend on the documents alone.

    The cache belongs to that thread inside the block. Leaving it with an error, also when the program is stopped, ends the
    thread within a moment; what it embedded is kept.
    """

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self._embedder, self._cache = embedder, cache
        self._pool = ThreadPoolExecutor(1)
        self._stopped = threading.Event()
        self._texts: list[str] = []
        self._lots: deque[tuple[Future[None], int]] = deque()

    def __enter__(self) -> "EmbeddingAhead":
        return self

    def add(self, chunked: ChunkedDocument) -> None:
        """Take a document; waits when two lots are waiting already. Raises TextTooLongError, of an earlier one too."""
        for text in embedded_texts(chunked):
            self._texts.append(text)
            if len(self._texts) == _TEXTS_AT_ONCE:
                while len(self._lots) > _LOTS_WAITING:
                    self._wait()
                self._begin()

    @property
    def left(self) -> int:
        """How many texts are waiting or being embedded."""
        return len(self._texts) + sum(texts for _, texts in self._lots)

    def finish(self, step: Callable[[int], None]) -> None:
        """Wait for all; ``step`` is called with each number of texts done. Raises TextTooLongError."""
        self._begin()
        while self._lots:
            step(self._wait())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopped.set()
        self._pool.shutdown(cancel_futures=True)

    def _begin(self) -> None:
        self._lots.append((self._pool.submit(self._embed, self._texts), len(self._texts)))
        self._texts = []

    def _wait(self) -> int:
        lot, texts = self._lots[0]
        lot.result()
        self._lots.popleft()
        return texts

    def _embed(self, texts: Sequence[str]) -> None:
        missing = self._cache.missing(texts)
        for _ in embed_and_keep([texts[row] for row in missing], self._embedder, self._cache):
            if self._stopped.is_set():
                return


def embedded_texts(chunked: ChunkedDocument) -> Iterator[str]:
    """Yield what is embedded of a document: its passages, then its sentences."""
    for passage in chunked.passages:
        yield passage_text(chunked.document, passage)
    for spans in chunked.sentences:
        for one in spans:
            yield sentence_text(chunked.document, one.start, one.end)


def embed_and_keep(
    texts: Sequence[str], embedder: Embedder, cache: VectorCache, step: Callable[[int], None] | None = None
) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    """Yield rows of ``texts`` and their vectors, the longest texts first, each time after they were kept in the cache.

    ``step`` is called with each number of texts embedded. Raises TextTooLongError.
    """
    longest_first = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for first in range(0, len(texts), _KEPT_AT_ONCE):
        rows = longest_first[first : first + _KEPT_AT_ONCE]
        part = [texts[row] for row in rows]
        vectors = embedder.embed_passages(part, step)
        cache.keep(part, vectors)
        yield rows, vectors
