"""Settings of the answers and of the page."""

from dataclasses import dataclass

from corpus.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """Whose corpus it is, how much is quoted, where the page is served and to whom, and what readers may do there.

    ``owners``: names of the organisation whose texts these are; the first one is meant by "l'association", and what they say
    is not reported speech. ``old_after_months``: an answer whose newest source is so much older than the newest document
    says so; 0: never. ``feedback``: the folder where readers' opinions on answers are kept, "" to ask for none;
    ``originals``: whether they may download the files of the corpus. ``assistant.access`` tells what the others mean.
    """

    owners: tuple[str, ...] = ()
    sentences: int = 5
    old_after_months: int = 24
    question_characters: int = 1000
    host: str = "127.0.0.1"
    port: int = 7860
    hosts: tuple[str, ...] = ()
    users: str = ""
    user_header: str = ""
    trusted_proxies: tuple[str, ...] = ()
    questions_per_minute: int = 60
    sessions: int = 300
    log: str = "text"
    log_questions: bool = False
    feedback: str = "~/.local/share/plaidoyer"
    originals: bool = False

    def __post_init__(self) -> None:
        if not all(owner.strip() for owner in self.owners):
            raise SettingsError("assistant.owners has an empty name; give names, or none")
        if not 1 <= self.sentences <= 5:
            raise SettingsError(f"assistant.sentences is {self.sentences}; give 1 to 5")
        if not 0 <= self.old_after_months <= 1200:
            raise SettingsError(f"assistant.old_after_months is {self.old_after_months}; give 0 (never) to 1200")
        if not 50 <= self.question_characters <= 1000:
            raise SettingsError(f"assistant.question_characters is {self.question_characters}; give 50 to 1000")
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"assistant.port is {self.port}; give 1 to 65535")
        if self.questions_per_minute < 1:
            raise SettingsError(f"assistant.questions_per_minute is {self.questions_per_minute}; give 1 or more")
        if self.sessions < 1:
            raise SettingsError(f"assistant.sessions is {self.sessions}; give 1 or more")
        if self.log not in ("text", "json"):
            raise SettingsError(f'assistant.log is {self.log!r}; give "text" or "json"')
