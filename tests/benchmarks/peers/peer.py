"""What every system compared shares: it runs in its own environment, so only the standard library is imported here.

A script calls ``run(build)`` and is started with one argument, a task as JSON. ``build(task, vectors)`` indexes the
documents and returns the search: a question gives the ids of the documents of its passages, best first. The embedding
model answers in the process that started this one; the time spent waiting for it is taken out of every measure.
"""

import json
import sys
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing.connection import Client
from pathlib import Path
from threading import Lock
from typing import Any

DEPTH = 40
"""Passages asked for; a ranking of passages is read as one of documents, each at its best passage."""

DOCUMENTS = 10
"""Documents kept of a ranking."""

Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Document:
    """One document: ``text`` begins with the title, on a line of its own."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Task:
    """What one run reads and where it writes; ``mode`` names the ranking, ``folder`` holds the documents as files."""

    mode: str
    packages: tuple[str, ...]
    input: str
    folder: str
    model_folder: str
    service: str
    work: str
    out: str

    def documents(self) -> list[Document]:
        """Return the documents, in the order of their ids."""
        return [Document(**row) for row in _rows(Path(self.input) / "documents.jsonl")]


class VectorService:
    """The embedding model at the other end of a socket; ``seconds`` is the time spent waiting for it."""

    def __init__(self, address: str) -> None:
        self._connection = Client(address)
        self._lock = Lock()
        self.seconds = 0.0
        self.texts = self.characters = 0
        self.dimension = int(self._ask("dimension", []))

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one unit vector a text; what the model cannot read of a text is cut off, as it is for any user."""
        self.texts += len(texts)
        self.characters += sum(map(len, texts))
        return self._vectors("passages", texts)

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of one question."""
        return self._vectors("query", [text])[0]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the length of each text in the model's own tokens."""
        return array("f", self._ask("tokens", texts)).tolist()

    def close(self) -> None:
        """End the conversation."""
        self._connection.close()

    def _vectors(self, kind: str, texts: Sequence[str]) -> list[list[float]]:
        flat = array("f", self._ask(kind, texts)).tolist()
        return [flat[first : first + self.dimension] for first in range(0, len(flat), self.dimension)]

    def _ask(self, kind: str, texts: Sequence[str]) -> bytes:
        started = time.perf_counter()
        with self._lock:
            self._connection.send_bytes(json.dumps({"kind": kind, "texts": list(texts)}).encode())
            answer = self._connection.recv_bytes()
        self.seconds += time.perf_counter() - started
        if answer.startswith(b"!"):
            raise RuntimeError(answer[1:].decode())
        return answer[1:]


def run(build: Callable[[Task, VectorService], Search]) -> None:
    """Index the documents, answer the questions, write the rankings and what they cost."""
    fields = json.loads(sys.argv[1])
    task = Task(**{**fields, "packages": tuple(fields["packages"])})
    sys.addaudithook(_refuse_network)
    vectors = VectorService(task.service)
    search, index_seconds = _timed(vectors, lambda: build(task, vectors))
    ranked, query_seconds = {}, []
    for row in _rows(Path(task.input) / "questions.jsonl"):
        found, seconds = _timed(vectors, lambda text=row["question"]: search(text))
        ranked[row["id"]] = list(dict.fromkeys(found))[:DOCUMENTS]
        query_seconds.append(seconds)
    report = {
        "versions": {package: version(package) for package in task.packages},
        "index_seconds": index_seconds,
        "texts": vectors.texts,
        "characters": vectors.characters,
        "query_seconds": query_seconds,
        "peak_mb": _peak_mb(),
        "ranked": ranked,
        "task": asdict(task),
    }
    Path(task.out).write_text(json.dumps(report), encoding="utf-8")


def _timed(vectors: VectorService, work: Callable[[], Any]) -> tuple[Any, float]:
    embedding, started = vectors.seconds, time.perf_counter()
    done = work()
    return done, time.perf_counter() - started - (vectors.seconds - embedding)


def _peak_mb() -> float:
    # not ru_maxrss: a process inherits that one from the process that started it
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Nothing is downloaded while a system is measured."""
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in ("127.0.0.1", "::1"):
        raise OSError(f"a system compared wanted to reach {arguments[1][0]}")
    if event == "socket.getaddrinfo" and arguments[0] not in (None, "localhost", "127.0.0.1", "::1"):
        raise OSError(f"a system compared wanted to reach {arguments[0]}")


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
