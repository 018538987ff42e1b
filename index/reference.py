"""The reference: a sentence-transformers model computes the vectors."""

import os
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bundled import ModelMissingError
from index.centre import Centre, move
from index.embed import Progress, check_length, embed_in_batches
from index.processor import NATIVE_BFLOAT16, processor_features
from index.settings import Settings


class SentenceTransformerEmbedder:
    """The sentence-transformers model in a folder; it is loaded at its first use, once, by whichever thread comes first.

    Prompts are those of the model's own configuration (``query: `` and ``passage: `` for E5, Wang et al.,
    arXiv:2402.05672). One torch thread a Python thread: two OpenMP threads collapse on a busy machine.
    """

    def __init__(
        self, folder: Callable[[], Path], fingerprint: str, settings: Settings, centre: Centre | None = None
    ) -> None:
        self.name = settings.model
        self.fingerprint = fingerprint
        self._folder = folder
        self._threads = settings.threads or os.cpu_count() or 1
        self._precision = settings.precision
        self._centre = centre
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    @property
    def runtime(self) -> str:
        """What computes the vectors, in words."""
        return f"sentence-transformers {version('sentence-transformers')}, {number_format(self._precision)}"

    def load(self) -> None:
        """Load the model now, a few seconds."""
        self._model  # noqa: B018 -- a cached property

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the length of each text in the model's own tokens, prompt and special tokens excluded."""
        if not texts:
            return []
        model = self._model
        with self._lock:  # a fast tokenizer must not be borrowed twice
            rows = model.tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
        return [len(row) for row in rows]

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), dimension), in the order of ``texts``.

        ``progress`` is called with the number of texts each finished batch held. Raises TextTooLongError.
        """
        centre = self._centre.passages if self._centre else None
        return embed_in_batches(
            texts, lambda part: self._embed(part, "document", centre), self.dimension, self._threads, progress
        )

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the unit vector of one query, shape (dimension,); raises TextTooLongError."""
        vector: NDArray[np.float32] = self._embed([text], "query", self._centre.queries if self._centre else None)[0]
        return vector

    def _embed(self, texts: list[str], prompt_name: str, centre: NDArray[np.float32] | None) -> NDArray[np.float32]:
        import torch

        model = self._model
        prompt = model.prompts.get(prompt_name) or ""
        with self._lock:  # a fast tokenizer must not be borrowed twice
            lengths = [len(row) for row in model.tokenizer([prompt + text for text in texts], verbose=False)["input_ids"]]
            features = model.preprocess(texts, prompt=prompt)
        if model.max_seq_length:
            for text, length in zip(texts, lengths, strict=True):
                check_length(text, length, model.max_seq_length, self.name)
        with torch.inference_mode():
            vectors = model(features)["sentence_embedding"]
            unit: NDArray[np.float32] = torch.nn.functional.normalize(vectors.float(), dim=1).numpy()
        return unit if centre is None else move(unit, centre)

    @cached_property
    def _model(self) -> Any:
        with _LOADING:
            return _load(self._folder(), self._precision)


_LOADING = threading.Lock()


def _load(folder: Path, precision: str) -> Any:
    # no network: read when huggingface_hub is imported
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    transformers_logging: Any = logging
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    torch.set_num_threads(1)
    try:
        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            model_kwargs={"dtype": getattr(torch, number_format(precision))},
        )
    except (OSError, ValueError) as error:
        raise ModelMissingError(
            f"{folder} cannot be read as a sentence-transformers model ({error}); name another one with --model"
        ) from error
    return model.eval()


def number_format(precision: str) -> str:
    """Return bfloat16 where the processor multiplies it natively: twice as fast, cosine above 0.9999 with float32."""
    if precision != "auto":
        return precision
    return "bfloat16" if processor_features() & NATIVE_BFLOAT16 else "float32"
