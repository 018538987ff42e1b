"""How often a password may be tried."""

import time
from collections import OrderedDict
from collections.abc import Callable

TRIES = 5
LOCKED_SECONDS = 900
_MOST_KEYS = 10_000


class Lockout:
    """After five bad tries in a row the key (a name and an address) waits a quarter of an hour."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def seconds_left(self, key: tuple[str, str]) -> int:
        """Return how long ``key`` has to wait before the next try, 0 when it may try now."""
        tries, last = self._failures.get(key, (0, 0.0))
        left = last + LOCKED_SECONDS - self._clock()
        if left <= 0:
            self._failures.pop(key, None)
            return 0
        return int(left) + 1 if tries >= TRIES else 0

    def count_try(self, key: tuple[str, str]) -> None:
        """Remember a try before its password is checked, so that many at once do not slip through."""
        tries, _ = self._failures.pop(key, (0, 0.0))
        self._failures[key] = (tries + 1, self._clock())
        while len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def forget(self, key: tuple[str, str]) -> None:
        """Forget the bad tries of ``key``: the password was right."""
        self._failures.pop(key, None)
