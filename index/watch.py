"""Watching: the index is rebuilt when the corpus changes, and has then been left alone for a moment."""

import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.errors import AssistantError
from corpus.intake import walk
from corpus.sidecar import NAME as SIDECAR
from corpus.sidecar import PINNED
from index.report import RebuildReport

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 2.0


def watch(
    roots: Sequence[Path], rebuild: Callable[[], RebuildReport], pause: Callable[[float], None] = time.sleep
) -> Iterator[RebuildReport]:
    """Yield the report of a first rebuild, then of one after each change, for ever.

    A change is acted on once two looks in a row see the same files. A rebuild that fails is logged; the index that serves
    goes on, and the next change tries again.
    """
    built: object = None
    while True:
        seen = _look(roots)
        if seen != built:
            pause(SECONDS_BETWEEN_LOOKS)
            if _look(roots) != seen:
                continue
            built = seen
            try:
                yield rebuild()
            except AssistantError as error:
                logger.warning("%s", error)
        else:
            pause(SECONDS_BETWEEN_LOOKS)


def _look(roots: Sequence[Path]) -> object:
    """Return what changes when a file comes, goes or is written; an error that the rebuild will tell stands for itself."""
    try:
        found, skipped = walk(roots)
    except AssistantError as error:
        return str(error)
    paths = [*(file.path for file in found), *(root / name for root in roots for name in (SIDECAR, PINNED))]
    return [*map(_stamp, paths)], skipped


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        known = os.lstat(path)
    except OSError:
        return str(path), 0, 0
    return str(path), known.st_size, max(known.st_mtime_ns, known.st_ctime_ns)
