"""The embedding model of this program, served to the environments of the others over a local socket.

One request is JSON ``{"kind", "texts"}``; one answer is a byte ``=`` and then float32 numbers, or ``!`` and a message.
"""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from threading import Lock, Thread

import numpy as np

from index.embed import Embedder

_LONGEST_TOKENS = 490  # the model reads 512, with its prompt and its marks


class Vectors:
    """The vectors of one model, each text embedded once; ``cut`` counts the texts that were longer than the model reads."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.cut = 0
        self._known: dict[tuple[str, str], bytes] = {}
        self._lock = Lock()

    def answer(self, kind: str, texts: Sequence[str]) -> bytes:
        """Return what a system asked for, as bytes."""
        if kind == "dimension":
            return str(self.embedder.dimension).encode()
        if kind == "tokens":
            return np.array(self.embedder.count_tokens(texts), "<f4").tobytes()
        make = {"query": self._query, "passages": self._passages}[kind]
        with self._lock:
            missing = [text for text in dict.fromkeys(texts) if (kind, text) not in self._known]
            for text, vector in zip(missing, make(missing), strict=True):
                self._known[kind, text] = np.asarray(vector, "<f4").tobytes()
            return b"".join(self._known[kind, text] for text in texts)

    def _query(self, texts: Sequence[str]) -> Sequence[np.ndarray]:
        return [self.embedder.embed_query(text) for text in texts]

    def _passages(self, texts: Sequence[str]) -> Sequence[np.ndarray]:
        return list(self.embedder.embed_passages([self._readable(text) for text in texts])) if texts else []

    def _readable(self, text: str) -> str:
        """Return what the model reads of a text: the other systems cut silently, and so their users' texts are."""
        whole, (tokens,) = text, self.embedder.count_tokens([text])
        while tokens > _LONGEST_TOKENS:
            text = text[: len(text) * _LONGEST_TOKENS // tokens - 1]
            (tokens,) = self.embedder.count_tokens([text])
        self.cut += text != whole
        return text or "."


@contextlib.contextmanager
def served(answer: Callable[[str, Sequence[str]], bytes], address: Path) -> Iterator[None]:
    """Answer at a Unix socket, in threads, as long as the block runs."""
    with Listener(str(address), family="AF_UNIX") as listener:
        Thread(target=_accept, args=(listener, answer), daemon=True).start()
        yield


def _accept(listener: Listener, answer: Callable[[str, Sequence[str]], bytes]) -> None:
    with contextlib.suppress(OSError):  # the listener was closed
        while True:
            Thread(target=_converse, args=(listener.accept(), answer), daemon=True).start()


def _converse(connection: Connection, answer: Callable[[str, Sequence[str]], bytes]) -> None:
    with connection, contextlib.suppress(EOFError, OSError):  # the system ended
        while True:
            request = json.loads(connection.recv_bytes())
            try:
                connection.send_bytes(b"=" + answer(request["kind"], request["texts"]))
            except Exception as error:  # noqa: BLE001 -- the system compared must fail, not wait for ever
                connection.send_bytes(f"!{type(error).__name__}: {error}".encode())
