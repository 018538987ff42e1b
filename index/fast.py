"""The default model by the fastest means of this machine, and by sentence-transformers where they are missing or wrong."""

import json
import logging
import os
import threading
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import AssistantError
from index.bundled import PROMPTS, direct_model
from index.centre import Centre, move
from index.direct import DirectModel
from index.embed import Progress, check_length, embed_in_batches
from index.processor import NATIVE_BFLOAT16, processor_features
from index.reference import SentenceTransformerEmbedder
from index.settings import FAST, Settings

logger = logging.getLogger(__name__)

FIDELITY = 0.999
"""The cosine with the reference's vector of the same text that every other way to compute it must reach."""


class RuntimeMissingError(AssistantError):
    """The fast runtime was asked for, and this machine does not have it or computes something else with it."""


class FastEmbedder:
    """Questions by onnxruntime, passages by what is fastest here; each is loaded at its first use and checks itself then.

    What fails its check, or is not installed, is replaced by the reference with one notice in the log, or is an error when
    the settings insist.
    """

    def __init__(self, reference: SentenceTransformerEmbedder, settings: Settings, centre: Centre) -> None:
        self.name, self.fingerprint = reference.name, reference.fingerprint
        self._reference, self._settings, self._centre = reference, settings, centre
        self._threads = settings.threads or os.cpu_count() or 1
        self._opened: dict[bool, DirectModel | None] = {}
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._questions.dimension if self._questions else self._reference.dimension

    @property
    def runtime(self) -> str:
        """What computes the vectors, in words."""
        questions, passages = (one or self._reference for one in (self._questions, self._passages))
        return f"questions: {questions.runtime}; passages: {passages.runtime}"

    def load(self) -> None:
        """Load what embeds questions, a tenth of a second."""
        if self._questions is None:
            self._reference.load()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the length of each text in the model's own tokens, prompt and special tokens excluded."""
        model = self._questions
        return [len(tokens) for tokens in model.tokens(texts)] if model else self._reference.count_tokens(texts)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), dimension), in their order; raises TextTooLongError."""
        model = self._passages
        if model is None:
            return self._reference.embed_passages(texts, progress)
        return embed_in_batches(
            texts,
            lambda part: move(self._vectors(model, part, "document"), self._centre.passages),
            model.dimension,
            self._threads,
            progress,
        )

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one query, shape (dimension,); raises TextTooLongError."""
        model = self._questions
        if model is None:
            return self._reference.embed_query(text)
        vector: NDArray[np.float32] = move(self._vectors(model, [text], "query"), self._centre.queries)[0]
        return vector

    def _vectors(self, model: DirectModel, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        rows = model.tokens([f"{PROMPTS[prompt]}{text}" for text in texts])
        for text, tokens in zip(texts, rows, strict=True):
            check_length(text, len(model.marked(tokens)), model.positions, self.name)
        return np.array([model.vector(tokens) for tokens in rows])

    @property
    def _questions(self) -> DirectModel | None:
        return self._direct(quantised=self._settings.precision != "float32")

    @property
    def _passages(self) -> DirectModel | None:
        bfloat16 = self._settings.precision == "bfloat16" or (
            self._settings.precision == "auto" and processor_features() & NATIVE_BFLOAT16
        )
        return None if bfloat16 else self._direct(quantised=False)

    def _direct(self, *, quantised: bool) -> DirectModel | None:
        with self._lock:
            if quantised not in self._opened:
                self._opened[quantised] = self._open(quantised)
            return self._opened[quantised]

    def _open(self, quantised: bool) -> DirectModel | None:
        try:
            model = DirectModel(direct_model(self._settings.cache_folder), quantised=quantised)
        except ImportError as error:
            self._refuse(f"onnxruntime cannot be imported ({error})")
            return None
        text, expected = _known_vector()
        (tokens,) = model.tokens([f"{PROMPTS['query']}{text}"])
        cosine = float(model.vector(tokens) @ expected)
        if not cosine >= FIDELITY:  # also when it is not a number
            self._refuse(f"{model.runtime} gives another vector than it should (cosine {cosine:.4f})")
            return None
        return model

    def _refuse(self, cause: str) -> None:
        if self._settings.runtime == FAST:
            raise RuntimeMissingError(
                f"{cause}; install it: pip install --force-reinstall onnxruntime, or set index.runtime to auto"
            )
        if not any(one is None for one in self._opened.values()):
            logger.warning("%s: sentence-transformers takes its place, with the same vectors, and is slower to start", cause)


@cache
def _known_vector() -> tuple[str, NDArray[np.float32]]:
    """Return a text and the vector that the reference gives it as a query, not centred."""
    known: dict[str, Any] = json.loads(files("index").joinpath("self_check.json").read_text(encoding="utf-8"))
    return known["text"], np.array(known["vector"], np.float32)
