"""Limits on what one file may cost to read."""

from dataclasses import dataclass

from corpus.errors import SettingsError


@dataclass(frozen=True)
class Limits:
    """What a reader may spend on one file; the defaults are those measured in the notes.

    ``bytes``, ``expanded_bytes`` and ``memory_bytes`` are bytes, ``characters`` counts the text of one document,
    ``seconds`` is processor time; the wall clock is given three times as much.
    """

    bytes: int = 50_000_000
    html_bytes: int = 20_000_000
    expanded_bytes: int = 200_000_000
    members: int = 5_000
    pages: int = 2_000
    characters: int = 5_000_000
    rows: int = 20_000
    parts: int = 1_000
    depth: int = 50
    seconds: int = 20
    memory_bytes: int = 1_610_612_736

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value < 1:
                raise SettingsError(f"limits.{name} is {value}; give 1 or more")
