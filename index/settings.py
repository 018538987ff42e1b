"""Settings of the search."""

from dataclasses import dataclass
from pathlib import Path

from corpus.errors import SettingsError

PRECISIONS = ("auto", "float32", "bfloat16")
REFERENCE, FAST = "sentence-transformers", "fast"
RUNTIMES = ("auto", FAST, REFERENCE)


@dataclass(frozen=True)
class Settings:
    """Where the index is, and which model makes its vectors.

    ``model`` is ``bundled``, the path of a sentence-transformers folder, or the name of a model that is already in the
    local Hugging Face cache. ``threads`` is how many texts are embedded at once, 0 for one a processor. ``precision`` is
    the number format the model computes in: ``auto`` (the fastest that keeps the vectors), ``float32`` or ``bfloat16``.
    ``runtime`` is what computes the vectors of the default model: ``auto`` (the fastest that this machine has), ``fast``
    (the same, but an error where it is missing) or ``sentence-transformers``, which computes those of every other model.
    """

    folder: str = "index/built"
    model: str = "bundled"
    cache: str = "~/.cache/plaidoyer"
    threads: int = 0
    precision: str = "auto"
    runtime: str = "auto"

    def __post_init__(self) -> None:
        if not 0 <= self.threads <= 256:
            raise SettingsError(f"index.threads is {self.threads}; give 0 (one a processor) to 256")
        if self.precision not in PRECISIONS:
            raise SettingsError(f"index.precision is {self.precision!r}; give one of {', '.join(PRECISIONS)}")
        if self.runtime not in RUNTIMES:
            raise SettingsError(f"index.runtime is {self.runtime!r}; give one of {', '.join(RUNTIMES)}")
        if not self.folder or not self.model:
            raise SettingsError("index.folder and index.model must not be empty; remove the line to have the default")

    @property
    def cache_folder(self) -> Path:
        """The folder of what can always be made again: the converted model."""
        return Path(self.cache).expanduser()
