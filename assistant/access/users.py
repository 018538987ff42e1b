"""The file of users: one ``name:hash`` a line, read again whenever it changes."""

import logging
import re
import threading
from pathlib import Path

from assistant.access.passwords import hash_password, is_password, parse_hash
from corpus.errors import AssistantError

logger = logging.getLogger(__name__)

_SHORTEST = 8
_NAME = re.compile(r"[^\s:#][^\s:]{0,63}")


class UsersFileError(AssistantError):
    """The file of users cannot be read, or the name of a user cannot be written in it."""


def user_line(name: str, password: str) -> str:
    """Return the line of the file that lets ``name`` in with ``password``.

    Raises UsersFileError for a name or a password that will not do.
    """
    if not _NAME.fullmatch(name):
        raise UsersFileError(f"{name!r} cannot be the name of a user; give up to 64 characters without spaces, ':' or '#'")
    if len(password) < _SHORTEST:
        raise UsersFileError(f"the password of {name!r} has less than {_SHORTEST} characters; choose a longer one")
    return f"{name}:{hash_password(password)}"


class Users:
    """Those of one file. A change of the file counts at once; one that cannot be read is logged and the last one counts.

    Raises UsersFileError when the file cannot be read to start with.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp = _stamp(path)
        self._hashes = _read(path)
        self._nobody = hash_password("")  # checked for an unknown name, so that it takes as long as a known one

    def hash_of(self, name: str) -> str | None:
        """Return what is kept of a user's password, None when there is no such user."""
        with self._lock:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._hashes = _read(self._path)
                except UsersFileError as error:
                    logger.error("the users read before still count: %s", error)
            return self._hashes.get(name)

    def check(self, name: str, password: str) -> str | None:
        """Return what is kept of the password when it is that user's, None otherwise; takes about 0.2 s."""
        kept = self.hash_of(name)
        return kept if is_password(password, kept or self._nobody) and kept else None


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsersFileError(
            f"the file of users {path} cannot be read ({error}); write it: plaidoyer password NAME >> {path}"
        ) from error
    hashes: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            name, _, kept = line.strip().partition(":")
            try:
                parse_hash(kept)
            except ValueError:
                raise UsersFileError(
                    f"{path}, line {number} is not NAME:HASH; write such a line with: plaidoyer password NAME"
                ) from None
            hashes[name] = kept
    return hashes
