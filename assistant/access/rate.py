"""How much one client may ask in a minute."""

import math
import time
from collections import OrderedDict

_MOST_CLIENTS = 10_000


class Rate:
    """A bucket a client, refilled evenly."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_left(self, client: str) -> int:
        """Return 0 and count one more request of ``client``, or the seconds to wait before the next one is taken."""
        now = time.monotonic()
        tokens, last = self._buckets.pop(client, (self._per_minute, now))
        tokens = min(self._per_minute, tokens + (now - last) * self._per_minute / 60)
        self._buckets[client] = (tokens - 1 if tokens >= 1 else tokens, now)
        while len(self._buckets) > _MOST_CLIENTS:
            self._buckets.popitem(last=False)
        return 0 if tokens >= 1 else math.ceil((1 - tokens) * 60 / self._per_minute)
