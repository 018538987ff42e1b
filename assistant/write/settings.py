"""Settings of the language model; without an address there is none."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from corpus.errors import SettingsError

_HEADER_VALUE = re.compile(r"[!-~]*")
_LONGEST_SECONDS = 3600


@dataclass(frozen=True)
class Settings:
    """Where a language model answers, by the protocol of OpenAI, and how long it is waited for.

    ``url`` ends before ``/chat/completions``; empty: no language model. ``key`` is sent as a bearer token and never shown.
    ``first_seconds`` until the first words, ``idle_seconds`` between words, ``total_seconds`` for a whole answer.
    """

    url: str = ""
    model: str = ""
    key: str = field(default="", repr=False)
    first_seconds: float = 20.0
    idle_seconds: float = 15.0
    total_seconds: float = 60.0

    def __post_init__(self) -> None:
        _check_url(self.url)
        if not _HEADER_VALUE.fullmatch(self.key):
            raise SettingsError("llm.key holds a space, an accent or a line break; give the key alone")
        for name in ("first_seconds", "idle_seconds", "total_seconds"):
            if not 0 < getattr(self, name) <= _LONGEST_SECONDS:
                raise SettingsError(f"llm.{name} is {getattr(self, name)}; give more than 0, up to {_LONGEST_SECONDS}")

    @property
    def address(self) -> str:
        """The address without a slash at its end."""
        return self.url.rstrip("/")


def _check_url(url: str) -> None:
    """Raise SettingsError unless ``url`` is empty or an address without a secret; what may be one is not repeated."""
    if not url:
        return
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise SettingsError("llm.url is no address; give one such as http://127.0.0.1:8080/v1") from None
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingsError("llm.url must hold no password and no ?query; give the key in PLAIDOYER_LLM_KEY")
    if not usable or re.search(r"\s", url):
        raise SettingsError(f"llm.url is {url!r}; give an address such as http://127.0.0.1:8080/v1")
