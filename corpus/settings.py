"""Settings of the corpus: where the documents are and the size of what is read and cut."""

from dataclasses import dataclass

from corpus.errors import SettingsError

_LARGEST_FILE_BYTES = 1_000_000_000
# The model reads 512 tokens, and the title and heading are embedded with the passage.
_PASSAGE_TOKENS = (32, 450)


@dataclass(frozen=True)
class Settings:
    """What the corpus needs to know; the defaults read the sample corpus.

    ``documents``: folders of documents, read in this order.
    ``max_file_bytes``: a larger file is not read, and the report of the rebuild says so.
    ``passage_tokens``: the most tokens of the embedding model in one passage, from 32 to 450.

    Raises SettingsError that names the value out of range.
    """

    documents: tuple[str, ...] = ("corpus/documents",)
    max_file_bytes: int = 50_000_000
    passage_tokens: int = 250

    def __post_init__(self) -> None:
        if not self.documents or not all(isinstance(folder, str) and folder for folder in self.documents):
            raise SettingsError(f"documents is {self.documents!r}; it must name at least one folder")
        _check_whole_number("max_file_bytes", self.max_file_bytes, 1, _LARGEST_FILE_BYTES)
        _check_whole_number("passage_tokens", self.passage_tokens, *_PASSAGE_TOKENS)


def _check_whole_number(key: str, value: object, lowest: int, highest: int) -> None:
    """Raise SettingsError unless ``value`` is a whole number from ``lowest`` to ``highest``."""
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise SettingsError(f"{key} is {value!r}; it must be a whole number from {lowest} to {highest}")
