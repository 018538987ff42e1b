"""The embedding model: texts become unit vectors. The only module that imports torch and sentence-transformers."""

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import AssistantError
from index.bundled import ModelMissingError, bundled_fingerprint, bundled_model
from index.centre import Centre, fitted_centre, move
from index.settings import Settings

BUNDLED = "bundled"
_BATCH_SIZE = 32

Progress = Callable[[int], None]


class TextTooLongError(AssistantError):
    """The model would truncate a text, and what is cut would never be found."""


class Embedder(Protocol):
    """What makes vectors: rows of shape (texts, dimension), float32, of unit length, in the order of the texts.

    Vectors of one ``fingerprint`` can be compared with each other and with no others.
    """

    name: str
    fingerprint: str

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def load(self) -> None:
        """Make ready what the first use would otherwise wait for."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the length of each text in the model's own tokens, prompt and special tokens excluded."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return the vectors of texts that are searched; raises TextTooLongError."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one query, shape (dimension,); raises TextTooLongError."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model on this machine; it is loaded at its first use, once, by whichever thread comes first.

    Prompts are those of the model's own configuration (``query: `` and ``passage: `` for E5, Wang et al.,
    arXiv:2402.05672). One torch thread a Python thread: two OpenMP threads collapse on a busy machine.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        fingerprint: str,
        threads: int = 0,
        precision: str = "auto",
        centre: Centre | None = None,
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self._folder = folder
        self._threads = threads or os.cpu_count() or 1
        self._precision = precision
        self._centre = centre
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

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
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        longest_first = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
        batches = [longest_first[first : first + _BATCH_SIZE] for first in range(0, len(texts), _BATCH_SIZE)]

        def embed(batch: list[int]) -> int:
            vectors[batch] = self._embed(
                [texts[row] for row in batch], "document", self._centre.passages if self._centre else None
            )
            return len(batch)

        with ThreadPoolExecutor(self._threads) as pool:
            for done in pool.map(embed, batches):
                if progress:
                    progress(done)
        return vectors

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
        limit = model.max_seq_length
        for text, length in zip(texts, lengths, strict=True):
            if limit and length > limit:
                raise TextTooLongError(
                    f"the text that begins with {text[:60]!r} has {length} tokens, the model {self.name} reads {limit}; "
                    f"shorten it, or lower passage_tokens in the section [corpus] of plaidoyer.toml"
                )
        with torch.inference_mode():
            vectors = model(features)["sentence_embedding"]
            unit: NDArray[np.float32] = torch.nn.functional.normalize(vectors.float(), dim=1).numpy()
        return unit if centre is None else move(unit, centre)

    @cached_property
    def _model(self) -> Any:
        with _LOADING:
            return _load(self._folder, self._precision)


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
            str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": _number_format(torch, precision)}
        )
    except (OSError, ValueError) as error:
        raise ModelMissingError(
            f"{folder} cannot be read as a sentence-transformers model ({error}); name another one with --model"
        ) from error
    return model.eval()


def _number_format(torch: Any, precision: str) -> Any:
    """Return bfloat16 where the processor multiplies it natively: twice as fast, cosine above 0.9999 with float32."""
    if precision != "auto":
        return getattr(torch, precision)
    native = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return torch.bfloat16 if native else torch.float32


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; nothing heavy is imported before its first use.

    Raises ModelMissingError when the model is not on this machine: nothing is ever downloaded.
    """
    centre: Centre | None = None
    if settings.model == BUNDLED:
        centre = fitted_centre()
        folder, fingerprint = bundled_model(settings.cache_folder), f"{bundled_fingerprint()}-{centre.digest}"
    else:
        folder = _local_folder(settings.model)
        fingerprint = f"{folder.name}-{_folder_digest(folder)[:12]}"
    return SentenceTransformerEmbedder(
        folder,
        name=settings.model,
        fingerprint=fingerprint,
        threads=settings.threads,
        precision=settings.precision,
        centre=centre,
    )


def _local_folder(model: str) -> Path:
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if folder.exists() or model.startswith((".", "/", "~")):
        raise ModelMissingError(f"there is no model folder {model!r}; give the path of a sentence-transformers folder")
    os.environ["HF_HUB_OFFLINE"] = "1"
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelMissingError(
            f"the model {model!r} is not on this machine and this program never downloads one; "
            f"copy its sentence-transformers folder here and give its path: --model PATH, or leave --model out"
        ) from error


def _folder_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
