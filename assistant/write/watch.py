"""A watch over one connection: it is cut when it stays silent or lasts too long, however slowly it drips."""

import contextlib
import socket
import threading
import time
from types import TracebackType


class Watch:
    """Shuts a socket down when its time is over; a read that blocks on it then ends at once.

    ``first`` seconds are allowed until the first ``heard()``, ``idle`` between two, ``total`` from ``started``, a time of
    ``time.monotonic``. ``expired`` tells whether it was the watch that ended the connection.
    """

    def __init__(self, connection: socket.socket, *, first: float, idle: float, total: float, started: float) -> None:
        self.expired = False
        self._connection = connection
        self._idle = idle
        self._end = started + total
        self._until = min(time.monotonic() + first, self._end)
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="language-model-watch", daemon=True)

    def heard(self) -> None:
        """Say that the endpoint is alive."""
        with self._changed:
            self._until = min(time.monotonic() + self._idle, self._end)
            self._changed.notify()  # it may be sooner than the first words were waited for

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        with self._changed:
            while not self._closed and (left := self._until - time.monotonic()) > 0:
                self._changed.wait(left)
            if self._closed:
                return
            self.expired = True
        with contextlib.suppress(OSError):  # the other side may have closed it meanwhile
            self._connection.shutdown(socket.SHUT_RDWR)
