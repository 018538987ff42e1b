"""Passwords: what is kept of one, and whether a typed one is the same."""

import base64
import hashlib
import hmac
import os
import unicodedata

# 32 MB and about 0.2 s a check: one of the settings OWASP holds equal (N=2^15, r=8, p=3)
_COST, _BLOCK, _PARALLEL = 2**15, 8, 3
_MAX_MEMORY = 64 * 2**20
_SALT_BYTES, _KEY_BYTES = 16, 32


def hash_password(password: str) -> str:
    """Return what may be kept of ``password``: ``scrypt$N$r$p$salt$key``, with a salt of its own each time."""
    salt = os.urandom(_SALT_BYTES)
    key = _key(password, salt, _COST, _BLOCK, _PARALLEL)
    return "$".join(("scrypt", str(_COST), str(_BLOCK), str(_PARALLEL), _text(salt), _text(key)))


def is_password(password: str, kept: str) -> bool:
    """Tell whether ``kept`` was made of ``password``, in a time that does not depend on how much of it is right."""
    cost, block, parallel, salt, key = parse_hash(kept)
    return hmac.compare_digest(_key(password, salt, cost, block, parallel), key)


def parse_hash(kept: str) -> tuple[int, int, int, bytes, bytes]:
    """Return N, r, p, salt and key; raises ValueError for what ``hash_password`` does not write or would cost too much."""
    scheme, cost, block, parallel, salt, key = kept.split("$")
    numbers = int(cost), int(block), int(parallel)
    if scheme != "scrypt" or 128 * numbers[0] * numbers[1] >= _MAX_MEMORY or not 1 <= numbers[2] <= 16:
        raise ValueError("not a hash of this program")
    return *numbers, base64.b64decode(salt, validate=True), base64.b64decode(key, validate=True)


def _key(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "replace")  # an accent has two ways to be typed
    return hashlib.scrypt(typed, salt=salt, n=cost, r=block, p=parallel, maxmem=2 * _MAX_MEMORY, dklen=_KEY_BYTES)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
