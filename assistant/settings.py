"""Settings of the answers and of the page."""

from dataclasses import dataclass

from corpus.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """How much is quoted, where the page is served, and what readers may do there.

    ``feedback``: the folder where their opinions on answers are kept, "" to ask for none; ``originals``: whether they may
    download the files of the corpus.
    """

    sentences: int = 4
    question_characters: int = 1000
    host: str = "127.0.0.1"
    port: int = 7860
    feedback: str = "~/.local/share/plaidoyer"
    originals: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.sentences <= 4:
            raise SettingsError(f"assistant.sentences is {self.sentences}; give 1 to 4")
        if not 50 <= self.question_characters <= 1000:
            raise SettingsError(f"assistant.question_characters is {self.question_characters}; give 50 to 1000")
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"assistant.port is {self.port}; give 1 to 65535")
