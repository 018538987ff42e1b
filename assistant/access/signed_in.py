"""Who is signed in: tokens in memory, so a restart signs everyone out."""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from assistant.access.users import Users

SIGNED_IN_SECONDS = 12 * 3600
CHECKED_SECONDS = 300
_MOST_TOKENS = 5_000


@dataclass(frozen=True)
class _Entry:
    name: str
    kept: str
    until: float


class SignedIn:
    """Tokens of those who gave their password; one counts until its time, or until the user or the password is changed."""

    def __init__(self, users: Users, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._clock = clock
        self._salt = secrets.token_bytes(16)
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def open(self, name: str, kept: str) -> str:
        """Return a new token for ``name``, whose password is kept as ``kept``."""
        token = secrets.token_urlsafe(32)
        self.remember(token, name, kept, SIGNED_IN_SECONDS)
        return token

    def remember(self, token: str, name: str, kept: str, seconds: int) -> None:
        """Let ``token`` stand for ``name`` for that long; only its digest is held."""
        self._entries[self._digest(token)] = _Entry(name, kept, self._clock() + seconds)
        while len(self._entries) > _MOST_TOKENS:
            self._entries.popitem(last=False)

    def name(self, token: str) -> str | None:
        """Return the user for whom ``token`` stands, None when it stands for nobody any more."""
        digest = self._digest(token)
        entry = self._entries.get(digest)
        if entry is None:
            return None
        if entry.until < self._clock() or self._users.hash_of(entry.name) != entry.kept:
            del self._entries[digest]
            return None
        return entry.name

    def close(self, token: str) -> None:
        """Sign out."""
        self._entries.pop(self._digest(token), None)

    def _digest(self, token: str) -> str:
        return hashlib.blake2b(token.encode("utf-8", "replace"), key=self._salt).hexdigest()
