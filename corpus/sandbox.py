"""The sandbox: files are read in long-lived processes of their own, and one that dies or stalls costs its file alone."""

import contextlib
import json
import os
import queue
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from corpus.errors import AssistantError, UnreadableFileError
from corpus.limits import Limits
from corpus.read.extracted import Extracted

_PROGRAM = "from corpus.worker import main; main()"
_WALL_SECONDS_A_CPU_SECOND = 3
_START_SECONDS = 60
_CHUNK_BYTES = 1 << 16
_AHEAD = 4
"""Files in the queue for each process: what was read and not yet taken is bounded."""


class SandboxError(AssistantError):
    """The reading process cannot even start."""


@dataclass(frozen=True)
class Outcome:
    """What reading one file gave: documents, or the error that says why there are none.

    ``digest`` is the sha256 of the bytes that were read, empty when the file could not be opened or its reader died.
    """

    documents: tuple[Extracted, ...] = ()
    error: UnreadableFileError | None = None
    digest: str = ""


class Sandbox:
    """Reading processes, as many as processors, started when there is work and stopped by ``close``.

    They have no network client, cannot write to any file, and see no environment variable of ours.
    """

    def __init__(self, limits: Limits, processes: int = 0) -> None:
        self._limits = limits
        self._count = processes or os.cpu_count() or 1
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()

    def read_all(self, files: Iterable[tuple[bytes, str]]) -> Iterator[Outcome]:
        """Yield the outcome of each (path, suffix), in order; several files are read at the same time, few ahead."""
        processes = [_Process(self._limits) for _ in range(self._count)]
        for process in processes:
            self._idle.put(process)
        pending: deque[Future[Outcome]] = deque()
        try:
            with ThreadPoolExecutor(self._count) as pool:
                for file in files:
                    if len(pending) == _AHEAD * self._count:
                        yield pending.popleft().result()
                    pending.append(pool.submit(self._read, file))
                while pending:
                    yield pending.popleft().result()
        finally:
            for process in processes:
                process.stop()

    def _read(self, file: tuple[bytes, str]) -> Outcome:
        process = self._idle.get()
        try:
            return process.read(*file)
        finally:
            self._idle.put(process)


class _Process:
    """One reading process, started anew after it died."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, path: bytes, suffix: str) -> Outcome:
        """Return what the process made of a file, or why it could not."""
        child = self._child if self._child and self._child.poll() is None else self._start()
        try:
            line = _ask(child, {"path": path.hex(), "suffix": suffix}, self._limits.seconds * _WALL_SECONDS_A_CPU_SECOND)
        except TimeoutError:
            self.stop()
            return _refused(
                "limit_time", f"reading it takes more than {self._limits.seconds} seconds of work (corpus.max_seconds)"
            )
        if line is None:
            return self._death(child.wait())
        answer = json.loads(line)
        if answer["code"] == "limit_memory":
            self.stop()  # what is left of its memory is not to be trusted
        if answer["code"]:
            return _refused(answer["code"], answer["message"], answer["digest"])
        return Outcome(tuple(_extracted(row) for row in answer["documents"]), digest=answer["digest"])

    def stop(self) -> None:
        """End the process and whatever it started."""
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(BrokenPipeError):
                if stream:
                    stream.close()
        self._child = None

    def _start(self) -> "subprocess.Popen[bytes]":
        self.stop()
        child = self._child = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, json.dumps(asdict(self._limits))],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONHASHSEED": "0"},
            start_new_session=True,
        )
        if _line(child, _START_SECONDS) is None:
            self.stop()
            raise SandboxError(
                f"the reading process cannot start within {self._limits.memory_bytes:,} bytes of memory; "
                "raise corpus.max_memory_bytes, or see why: python -I -c 'import corpus.worker'"
            )
        return child

    def _death(self, status: int) -> Outcome:
        self.stop()
        if status == -signal.SIGXCPU:
            return _refused(
                "limit_time", f"reading it takes more than {self._limits.seconds} seconds of work (corpus.max_seconds)"
            )
        return _refused("limit_memory_or_crash", "its reader ran out of memory or crashed; open the file and save it again")


def _refused(code: str, message: str, digest: str = "") -> Outcome:
    return Outcome(error=UnreadableFileError(code, message), digest=digest)


def _extracted(row: dict[str, Any]) -> Extracted:
    return Extracted(**{**row, "pages": tuple(row["pages"]), "warnings": tuple(row["warnings"])})


def _ask(child: "subprocess.Popen[bytes]", request: dict[str, str], seconds: float) -> bytes | None:
    """Return the line the process answers, None when it died; raises TimeoutError."""
    assert child.stdin  # a pipe
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        return None
    return _line(child, seconds)


def _line(child: "subprocess.Popen[bytes]", seconds: float) -> bytes | None:
    """Return the next line a process writes, None when it died; raises TimeoutError."""
    assert child.stdout  # a pipe
    deadline, parts = time.monotonic() + seconds, []
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
            raise TimeoutError
        part = os.read(child.stdout.fileno(), _CHUNK_BYTES)
        if not part:
            return None
        parts.append(part)
        if part.endswith(b"\n"):
            return b"".join(parts)
