"""The embedding model: texts become unit vectors, whatever computes them."""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import AssistantError
from index.bundled import ModelMissingError, bundled_fingerprint, bundled_model
from index.centre import fitted_centre
from index.settings import REFERENCE, Settings

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

    @property
    def runtime(self) -> str:
        """What computes the vectors, in words: vectors of one fingerprint agree whatever it is."""

    def load(self) -> None:
        """Make ready what the first use would otherwise wait for."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the length of each text in the model's own tokens, prompt and special tokens excluded."""

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Return the vectors of texts that are searched; raises TextTooLongError."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Return the vector of one query, shape (dimension,); raises TextTooLongError."""


def embed_in_batches(
    texts: Sequence[str],
    embed: Callable[[list[str]], NDArray[np.float32]],
    dimension: int,
    threads: int,
    progress: Progress | None,
) -> NDArray[np.float32]:
    """Return what ``embed`` makes of the texts, in their order, shape (len(texts), dimension).

    Batches hold texts of about one length, the longest first, and are embedded by several threads; ``progress`` is called
    with the number of texts each finished batch held.
    """
    vectors = np.zeros((len(texts), dimension), np.float32)
    longest_first = sorted(range(len(texts)), key=lambda row: (-len(texts[row]), row))
    batches = [longest_first[first : first + _BATCH_SIZE] for first in range(0, len(texts), _BATCH_SIZE)]

    def fill(batch: list[int]) -> int:
        vectors[batch] = embed([texts[row] for row in batch])
        return len(batch)

    with ThreadPoolExecutor(threads) as pool:
        for done in pool.map(fill, batches):
            if progress:
                progress(done)
    return vectors


def check_length(text: str, length: int, limit: int, model: str) -> None:
    """Raise TextTooLongError when a text of ``length`` tokens is longer than the model reads."""
    if length > limit:
        raise TextTooLongError(
            f"the text that begins with {text[:60]!r} has {length} tokens, the model {model} reads {limit}; "
            f"shorten it, or lower passage_tokens in the section [corpus] of plaidoyer.toml"
        )


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name; nothing heavy is imported before its first use.

    Raises ModelMissingError when the model is not on this machine: nothing is ever downloaded.
    """
    from index.fast import FastEmbedder
    from index.reference import SentenceTransformerEmbedder

    if settings.model != BUNDLED:
        folder = _local_folder(settings.model)
        return SentenceTransformerEmbedder(lambda: folder, f"{folder.name}-{_folder_digest(folder)[:12]}", settings)
    centre = fitted_centre()
    fingerprint = f"{bundled_fingerprint()}-{centre.digest}"
    reference = SentenceTransformerEmbedder(lambda: bundled_model(settings.cache_folder), fingerprint, settings, centre)
    return reference if settings.runtime == REFERENCE else FastEmbedder(reference, settings, centre)


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
