"""Settings of the answers and of the page."""

from dataclasses import dataclass

from corpus.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """How much is quoted, where the page is served, and the folder where opinions on answers are kept ("" for none)."""

    sentences: int = 4
    question_characters: int = 1000
    host: str = "127.0.0.1"
    port: int = 7860
    feedback: str = "~/.local/share/plaidoyer"

    def __post_init__(self) -> None:
        if not 1 <= self.sentences <= 4:
            raise SettingsError(f"assistant.sentences is {self.sentences}; give 1 to 4")
        if not 50 <= self.question_characters <= 1000:
            raise SettingsError(f"assistant.question_characters is {self.question_characters}; give 50 to 1000")
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"assistant.port is {self.port}; give 1 to 65535")
