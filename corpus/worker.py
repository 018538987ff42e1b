"""The reading process: one file a request, under limits that it sets itself and that its death cannot pass on.

Started by ``corpus.sandbox`` as ``python -I -c "from corpus.worker import main; main()" LIMITS``. Requests and answers are
JSON lines: ``{"path", "suffix"}`` with the path's bytes in hexadecimal, then ``{"documents", "code", "message", "digest"}``.
"""

import hashlib
import json
import os
import resource
import sys
from dataclasses import asdict
from typing import IO, Any

from corpus.errors import UnreadableFileError
from corpus.formats import read_bytes
from corpus.limits import Limits

READY = "ready\n"
"""The first line: what goes wrong before it is a fault of the program, what goes wrong after it is one of a file."""

_OPEN_FILES = 64


def main() -> None:
    """Answer requests from standard input until it closes."""
    limits = Limits(**json.loads(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints is no answer
    _restrain(limits)
    answers.write(READY)
    answers.flush()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _allow_seconds(limits.seconds)
        _write(_answer(bytes.fromhex(request["path"]), request["suffix"], limits), answers)


def _restrain(limits: Limits) -> None:
    """Take away memory, writing to files, descriptors and core dumps, for good."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_seconds(seconds: int) -> None:
    """Grant so many more seconds of processor time; past them the system kills the process (SIGXCPU)."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds + 1, hard))


def _answer(path: bytes, suffix: str, limits: Limits) -> dict[str, Any]:
    answer: dict[str, Any] = {"documents": [], "code": None, "message": None, "digest": ""}
    try:
        content = _load(path, limits)
        answer["digest"] = hashlib.sha256(content).hexdigest()
        answer["documents"] = [asdict(document) for document in read_bytes(content, suffix, limits)]
    except UnreadableFileError as error:
        answer |= {"code": error.code, "message": str(error)}
    except OSError as error:
        answer |= {"code": "unreadable", "message": f"the file cannot be opened ({error.strerror})"}
    except MemoryError:
        answer |= {"code": "limit_memory", "message": "reading it takes more memory than corpus.max_memory_bytes"}
    except RecursionError:
        answer |= {"code": "limit_depth", "message": "its parts are nested too deeply to be read"}
    return answer


def _load(path: bytes, limits: Limits) -> bytes:
    """Return the bytes of a regular file; a link is not followed and a pipe does not block."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as stream:
        size = os.fstat(handle).st_size
        if size > limits.bytes:
            raise UnreadableFileError(
                "too_large",
                f"the file has {size:,} bytes, corpus.max_file_bytes allows {limits.bytes:,}; split it or raise the limit",
            )
        return stream.read(size)  # no more than was there: it may be growing


def _write(answer: dict[str, Any], answers: IO[str]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()
