"""A small real embedder for the unit tests: texts that share words have near vectors, and nothing is loaded."""

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed import TextTooLongError
from index.french import stems

DIMENSION = 64


_LONGEST_PIECE = 9  # letters; a longer word is two tokens


class WordHashEmbedder:
    """Adds up one fixed direction a stem; remembers what it was given to embed.

    ``passages`` and ``queries`` hold the texts embedded so far, in order. A token is a word between spaces.
    """

    def __init__(self, *, fingerprint: str = "word-hash-1", max_tokens: int = 512) -> None:
        self.name = "word-hash"
        self.fingerprint = fingerprint
        self.max_tokens = max_tokens
        self.passages: list[str] = []
        self.queries: list[str] = []

    @property
    def dimension(self) -> int:
        return DIMENSION

    @property
    def runtime(self) -> str:
        return "word hashes"

    def load(self) -> None:
        """There is nothing to load."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [sum(1 + (len(word) > _LONGEST_PIECE) for word in text.split()) for text in texts]

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._embed(text)
            self.passages.append(text)
            if progress:
                progress(1)
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        vector = self._embed(text)
        self.queries.append(text)
        return vector

    def _embed(self, text: str) -> NDArray[np.float32]:
        (tokens,) = self.count_tokens([text])
        if tokens > self.max_tokens:
            raise TextTooLongError(f"the text that begins with {text[:60]!r} has {tokens} tokens, not {self.max_tokens}")
        vector = np.zeros(DIMENSION, np.float32)
        for stem in stems(text):
            code = zlib.crc32(stem.encode())
            vector[code % DIMENSION] += 1 if code & 1 << 16 else -1
        if not vector.any():  # no stem at all, or stems that cancel out
            vector[0] = 1
        return vector / np.linalg.norm(vector)
