"""Rebuilds that are killed: run as ``killed_rebuilds.py CORPUS INDEX TIMES``, it prints what each left, one JSON line a time.

The corpus alternates between two states. Every rebuild runs in a process of its own, which is forked from this one so that
it starts at once; a moment later it is killed (SIGKILL). What is left is verified and searched in a process of its own too.
The longest moment grows after each rebuild that was killed and shrinks after each that ended before, so that about half end
however busy the machine becomes.
"""

import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from word_hash import WordHashEmbedder

import corpus.sandbox
from corpus.settings import Settings
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever
from index.verify import verify

QUESTIONS = ("médiation numérique", "conseillers", "version du plan")


@contextlib.contextmanager
def no_steps(label, total):
    yield lambda done: None


def build(root: Path, folder: IndexFolder) -> None:
    rebuild([root], folder, WordHashEmbedder(), Settings(), steps=no_steps)


def look(folder: IndexFolder) -> list[list[str]]:
    """Verify what serves and return what it finds."""
    verify(folder.current())
    retriever = open_retriever(folder, WordHashEmbedder())
    return [
        [f"{hit.passage.text} {hit.score}" for hit in retriever.search(retriever.query(question))] for question in QUESTIONS
    ]


def in_a_child(work: Callable[[], object], kill_after: float | None = None) -> str:
    """Return what ``work`` gave, as JSON ("null" for nothing); empty when it was killed or failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        try:
            os.write(writing, json.dumps(work()).encode())
        except BaseException:
            traceback.print_exc()
        os._exit(0)
    os.close(writing)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as stream:
        return stream.read().decode()


def write_state(root: Path, state: int) -> None:
    for number in range(12):
        text = f"# Plan {number}\n\nLa version {state} du plan {number} cite la médiation numérique et ses conseillers."
        (root / f"{number}.md").write_text(text, encoding="utf-8")


def main(root: Path, place: Path, times: int) -> None:
    moments = random.Random(0)
    folder = IndexFolder(place)
    for state in (1, 0):
        write_state(root, state)
        started = time.monotonic()
        in_a_child(lambda: build(root, folder))
        longest = time.monotonic() - started
        print(json.dumps({"state": state, "found": in_a_child(lambda: look(folder))}), flush=True)
    for time_number in range(times):
        write_state(root, (time_number + 1) % 2)
        ended = in_a_child(lambda: build(root, folder), kill_after=moments.uniform(0, longest))
        longest *= 0.8 if ended else 1.25
        print(json.dumps({"found": in_a_child(lambda: look(folder))}), flush=True)


if __name__ == "__main__":
    assert corpus.sandbox  # loaded before the first fork
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
