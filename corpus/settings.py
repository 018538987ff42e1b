"""Settings of the corpus: where the documents are and the size of what is read and cut."""

from dataclasses import dataclass

from corpus.errors import SettingsError
from corpus.limits import Limits

_LARGEST_FILE_BYTES = 1_000_000_000
_SMALLEST_MEMORY_BYTES, _LARGEST_MEMORY_BYTES = 256 << 20, 64 << 30
# The model reads 512 tokens, and the title and heading are embedded with the passage.
_PASSAGE_TOKENS = (32, 450)


@dataclass(frozen=True)
class Settings:
    """What the corpus needs to know; the defaults read the sample corpus.

    ``documents``: folders of documents, read in this order.
    ``max_file_bytes``, ``max_expanded_bytes`` (of a zipped format), ``max_pages``, ``max_seconds`` (of processor) and
    ``max_memory_bytes``: a file that takes more is not read, and the report of the rebuild says so.
    ``passage_tokens``: the most tokens of the embedding model in one passage, from 32 to 450.

    Raises SettingsError that names the value out of range.
    """

    documents: tuple[str, ...] = ("corpus/documents",)
    max_file_bytes: int = 50_000_000
    max_expanded_bytes: int = 200_000_000
    max_pages: int = 2_000
    max_seconds: int = 20
    max_memory_bytes: int = 1_610_612_736
    passage_tokens: int = 250

    def __post_init__(self) -> None:
        if not self.documents or not all(isinstance(folder, str) and folder for folder in self.documents):
            raise SettingsError(f"documents is {self.documents!r}; it must name at least one folder")
        _check_whole_number("max_file_bytes", self.max_file_bytes, 1, _LARGEST_FILE_BYTES)
        _check_whole_number("max_expanded_bytes", self.max_expanded_bytes, 1, _LARGEST_MEMORY_BYTES)
        _check_whole_number("max_pages", self.max_pages, 1, 100_000)
        _check_whole_number("max_seconds", self.max_seconds, 1, 3600)
        _check_whole_number("max_memory_bytes", self.max_memory_bytes, _SMALLEST_MEMORY_BYTES, _LARGEST_MEMORY_BYTES)
        _check_whole_number("passage_tokens", self.passage_tokens, *_PASSAGE_TOKENS)

    def limits(self) -> Limits:
        """Return the limits under which one file is read."""
        return Limits(
            bytes=self.max_file_bytes,
            expanded_bytes=self.max_expanded_bytes,
            pages=self.max_pages,
            seconds=self.max_seconds,
            memory_bytes=self.max_memory_bytes,
        )


def _check_whole_number(key: str, value: object, lowest: int, highest: int) -> None:
    """Raise SettingsError unless ``value`` is a whole number from ``lowest`` to ``highest``."""
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise SettingsError(f"{key} is {value!r}; it must be a whole number from {lowest} to {highest}")
