"""Measure the page under load: 20 readers who ask at once, and 1,000 conversations opened and left.

    python tests/benchmarks/load.py [--index DIR] [--readers N] [--rounds N] [--sessions N]

``plaidoyer chat`` runs in a process of its own over the real model; readers speak to it as the page does, over HTTP. The first
sentence is the first message of the stream that holds a quote or a refusal. At the end the very first reader, whose conversation
was forgotten for those of others, asks again. The table goes to tests/benchmarks/load.md.
"""

import argparse
import contextlib
import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import httpx
import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from scale_table import provenance  # noqa: E402

from assistant.chat.filters import EMPTY_BOX  # noqa: E402

TABLE = Path(__file__).parent / "load.md"
QUESTIONS = ROOT / "tests/golden/known.jsonl"
PROGRAM = Path(sys.executable).with_name("plaidoyer")
_FIRST_SENTENCE = re.compile(r'class=\\"(?:quote|refusal)\b')


@dataclass(frozen=True)
class Asked:
    """One question as its reader lived it: seconds until the first sentence and until the end; None when there was none."""

    first: float | None
    whole: float | None


class Page:
    """The page as its script speaks to the server."""

    def __init__(self, address: str) -> None:
        self._address = address
        config = httpx.get(f"{address}/config", timeout=60).json()
        (box,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == "question")
        asking = (one for one in config["dependencies"] if [box, "submit"] in [list(target) for target in one["targets"]])
        self._function = next(asking)
        assert len(self._function["inputs"]) == 3, (
            "the page asks with other values than a question, its turns and its filters"
        )

    def ask_and_leave(self, question: str) -> Asked:
        """Ask in a conversation of its own, as someone who opens the page, asks and leaves."""
        return self.ask(question, secrets.token_hex(6))

    def ask(self, question: str, session: str) -> Asked:
        """Ask in the conversation of that name, which begins with its first question."""
        started, first = time.perf_counter(), None
        event = {"data": [question, None, EMPTY_BOX], "fn_index": self._function["id"], "session_hash": session}
        with httpx.Client(base_url=f"{self._address}/gradio_api", timeout=120) as client:
            joined = client.post("/queue/join", json=event)
            if joined.status_code != 200:
                return Asked(None, None)
            with client.stream("GET", "/queue/data", params={"session_hash": session}) as stream:
                for line in stream.iter_lines():
                    if first is None and _FIRST_SENTENCE.search(line):
                        first = time.perf_counter() - started
                    if '"process_completed"' in line:
                        return Asked(first, time.perf_counter() - started)
        return Asked(first, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=ROOT / "index/built")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sessions", type=int, default=1000)
    options = parser.parse_args()
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with serve(options.index) as (address, process):
        page = Page(address)
        page.ask(questions[0], "first")
        asked = ask_at_once(page, questions, options.readers, options.rounds)
        memory = open_and_leave(page, questions, options.sessions, process.pid)
        kept = sessions_kept(address)
        again = page.ask(questions[1], "first")
    TABLE.write_text(table(asked, options.readers, memory, kept, again), encoding="utf-8")
    print(TABLE.read_text(encoding="utf-8"))


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """Run the page on a free port; give its address and its process."""
    port = 20_000 + secrets.randbelow(20_000)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PLAIDOYER_ASSISTANT_QUESTIONS_PER_MINUTE": "1000000"}
    command = [PROGRAM, "chat", "--index", folder, "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        ready = process.stdout.readline()
        assert ready.startswith("Plaidoyer: "), "the page did not start"
        yield ready.split()[1], process
        process.terminate()


def ask_at_once(page: Page, questions: Sequence[str], readers: int, rounds: int) -> list[Asked]:
    """Return what each of ``readers`` lived, all asking at the same moment, ``rounds`` times."""
    with ThreadPoolExecutor(readers) as pool:
        return [
            one
            for number in range(rounds)
            for one in pool.map(
                page.ask_and_leave, [questions[(number * readers + reader) % len(questions)] for reader in range(readers)]
            )
        ]


def open_and_leave(page: Page, questions: Sequence[str], sessions: int, pid: int) -> dict[int, int]:
    """Return the resident kilobytes of the server after so many conversations of one question, opened and left."""
    steps = [sessions * part // 5 for part in range(6)]
    memory = {0: resident(pid)}
    with ThreadPoolExecutor(4) as pool:
        for start, end in pairwise(steps):
            list(pool.map(page.ask_and_leave, [questions[number % len(questions)] for number in range(start, end)]))
            memory[end] = resident(pid)
    return memory


def sessions_kept(address: str) -> int:
    """Return how many conversations the server holds."""
    return int(float(re.search(r"^plaidoyer_sessions (\S+)", httpx.get(f"{address}/metrics").text, re.MULTILINE)[1]))


def resident(pid: int) -> int:
    return int(re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1])


def table(asked: Sequence[Asked], readers: int, memory: dict[int, int], kept: int, again: Asked) -> str:
    firsts = [one.first for one in asked if one.first is not None]
    wholes = [one.whole for one in asked if one.whole is not None]
    rows = [
        f"| {name} | {np.percentile(seconds, 50):.2f} | {np.percentile(seconds, 95):.2f} | {max(seconds):.2f} |"
        for name, seconds in (("first sentence", firsts), ("whole answer", wholes))
    ]
    lines = [
        "# The page under load",
        "",
        f"Written by `tests/benchmarks/load.py` ({datetime.now(UTC):%Y-%m-%d}). {provenance(('gradio', 'uvicorn', 'torch'))}",
        "",
        f"{readers} readers ask at once, {len(asked) // readers} times; {len(firsts)} of {len(asked)} were answered. Seconds:",
        "",
        "| | median | 95th percentile | slowest |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
        f"Conversations of one question, opened and left, four at a time; {kept} are kept at the end. Megabytes resident:",
        "",
        "| " + " | ".join(f"after {count:,}" for count in memory) + " |",
        "|" + " --- |" * len(memory),
        "| " + " | ".join(f"{kilobytes / 1024:.0f}" for kilobytes in memory.values()) + " |",
        "",
        f"The first reader of all asks again: {'answered' if again.first else 'not answered'}.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
