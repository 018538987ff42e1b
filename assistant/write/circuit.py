"""A circuit breaker: an endpoint that fails again and again is left alone for a while."""

import threading
import time
from collections.abc import Callable

FAILURES = 3
OPEN_SECONDS = 60.0


class Circuit:
    """Opens for a minute after three failures in a row, and after each one that follows them. ``clock``: in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_from = float("-inf")

    @property
    def is_open(self) -> bool:
        """Whether the endpoint is to be left alone now."""
        with self._lock:
            return self._clock() < self._closed_from

    def failed(self) -> None:
        """Count a failure."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES:
                self._closed_from = self._clock() + OPEN_SECONDS

    def succeeded(self) -> None:
        """Forget the failures."""
        with self._lock:
            self._failures = 0
