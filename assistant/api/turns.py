"""How many questions of programs are answered at once, and how many may wait."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from corpus.errors import AssistantError

Found = TypeVar("Found")


class BusyError(AssistantError):
    """Too many questions are waiting already."""


class Turns:
    """Runs work in threads, a few at a time, in order of arrival."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = at_once + waiting

    async def run(self, work: Callable[[], Found]) -> Found:
        """Return what ``work`` gives, once it is its turn; raises BusyError when no more may wait."""
        if self._room <= 0:
            raise BusyError("too many questions are waiting; try again in a few seconds")
        self._room -= 1
        try:
            async with self._free:
                return await asyncio.to_thread(work)
        finally:
            self._room += 1
