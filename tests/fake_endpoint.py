"""A real HTTP server that speaks the protocol of OpenAI, well or with one fault: the first part of its path names which."""

import contextlib
import json
import select
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOLD = "‖"


class Reply:
    """What a fault is written with: an HTTP answer, or a stream of events."""

    def __init__(self, handler: BaseHTTPRequestHandler, endpoint: "FakeEndpoint") -> None:
        self._handler = handler
        self._endpoint = endpoint
        self.text = endpoint.text

    def answer(self, status: int, body: str = "", **headers: str) -> None:
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.send_header("Content-Length", str(len(body.encode())))
        self._handler.end_headers()
        self._handler.wfile.write(body.encode())

    def begin(self) -> None:
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.end_headers()

    def line(self, text: str, end: str = "\n\n") -> None:
        self.bytes(f"{text}{end}".encode())

    def bytes(self, content: bytes) -> None:
        self._handler.wfile.write(content)
        self._handler.wfile.flush()

    def event(self, content: object) -> None:
        self.line(f"data: {json.dumps(content)}")

    def say(self, text: str) -> None:
        for first in range(0, len(text), 7):
            self.event({"choices": [{"index": 0, "delta": {"content": text[first : first + 7]}}]})

    def finish(self, reason: str = "stop") -> None:
        self.event({"choices": [{"delta": {}, "finish_reason": reason}]})
        self.line("data: [DONE]")

    def say_half_then_wait(self) -> None:
        """Say what stands before the mark HOLD, wait for ``go_on``, then say the rest; note a client that leaves meanwhile."""
        first, _, rest = self.text.partition(HOLD)
        self.begin()
        self.say(first)
        while not self._endpoint.go_on.wait(0.01):
            if select.select([self._handler.connection], [], [], 0)[0] and self._is_left():
                self._endpoint.left.set()
                raise ConnectionResetError
        self.say(rest)

    def _is_left(self) -> bool:
        """Tell whether the client closed the connection, having read all that was sent or not."""
        try:
            return not self._handler.connection.recv(1, socket.MSG_PEEK)
        except ConnectionError:
            return True

    def all(self, reason: str = "stop") -> None:
        self.begin()
        self.say(self.text)
        self.finish(reason)


def _then(*steps: Callable[[Reply], object]) -> Callable[[Reply], None]:
    def play(reply: Reply) -> None:
        for step in steps:
            step(reply)

    return play


def _drip(reply: Reply) -> None:
    reply.begin()
    for _ in range(200):
        reply.line(": still here")
        time.sleep(0.05)


def _slow_words(reply: Reply) -> None:
    reply.begin()
    for _ in range(200):
        reply.say("encore ")
        time.sleep(0.05)


def _llama(reply: Reply) -> None:
    """As llama.cpp streams: a first delta without content, and a last event without choices that counts tokens."""
    reply.begin()
    reply.event({"choices": [{"delta": {"role": "assistant", "content": None}}]})
    reply.say(reply.text)
    reply.event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    reply.event({"choices": [], "usage": {"completion_tokens": 12}})
    reply.line("data: [DONE]")


def _sloppy(reply: Reply) -> None:
    """Everything the format allows: a mark of byte order, comments, other fields, no space, single line ends, parts."""
    reply.bytes(b"")
    reply.begin()
    reply.line("\ufeff: welcome", "\r\n")
    reply.line("event: message", "\r\n")
    reply.line("id: 7\nretry: 10")
    middle = len(reply.text) // 2
    for part in (reply.text[:middle], reply.text[middle:]):
        reply.line("data:" + json.dumps({"choices": [{"delta": {"content": [{"type": "text", "text": part}]}}]}), "\r\n")
    reply.event({"choices": [{"delta": {"reasoning_content": "hm"}}]})
    reply.line("data: [DONE]", "")


def _bytes_apart(reply: Reply) -> None:
    """Characters cut in two between packets."""
    reply.begin()
    event = {"choices": [{"delta": {"content": reply.text}, "finish_reason": "stop"}]}
    content = f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode()
    for first in range(0, len(content), 3):
        reply.bytes(content[first : first + 3])


def _refuse_once(reply: Reply, seen: int) -> None:
    if seen == 1:
        reply.answer(503, '{"error": {"message": "Loading model"}}', Retry_After="0")
    else:
        reply.all()


_KEY = "sk-secret-0123456789"
_TOLD = f'{{"error": {{"message": "Incorrect API key provided: {_KEY}"}}}}'
_BEGIN = Reply.begin
FAULTS: dict[str, Callable[[Reply], object]] = {
    "refused_key": lambda reply: reply.answer(401, _TOLD, Content_Type="application/json"),
    "forbidden": lambda reply: reply.answer(403, _TOLD),
    "no_such_model": lambda reply: reply.answer(404, '{"error": "no model"}'),
    "too_long": lambda reply: reply.answer(400, '{"error": {"type": "exceed_context_size_error"}}'),
    "server_error": lambda reply: reply.answer(500, "oops"),
    "loading": lambda reply: reply.answer(503, '{"error": {"message": "Loading model"}}', Retry_After="0"),
    "busy_for_long": lambda reply: reply.answer(429, "", Retry_After="600"),
    "busy_until_a_date": lambda reply: reply.answer(429, "", Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
    "redirect": lambda reply: reply.answer(302, "", Location="http://example.invalid/v1"),
    "web_page": lambda reply: reply.answer(200, "<html>gateway</html>", Content_Type="text/html"),
    "html_in_stream": _then(_BEGIN, lambda reply: reply.line("<html>gateway</html>")),
    "json_without_stream": lambda reply: reply.answer(200, '{"choices": []}', Content_Type="application/json"),
    "nothing": _BEGIN,
    "bad_json": _then(_BEGIN, lambda reply: reply.say(reply.text), lambda reply: reply.line('data: {"choices": [{')),
    "deep_json": _then(_BEGIN, lambda reply: reply.line("data: " + "[" * 100_000)),
    "not_an_object": _then(_BEGIN, lambda reply: reply.line("data: 7")),
    "choices_of_text": _then(_BEGIN, lambda reply: reply.event({"choices": "no"}), Reply.finish),
    "error_in_stream": _then(_BEGIN, lambda reply: reply.say(reply.text), lambda reply: reply.event({"error": _TOLD})),
    "cut": _then(_BEGIN, lambda reply: reply.say(reply.text)),
    "endless_line": _then(_BEGIN, lambda reply: [reply.bytes(b"x" * 1_000_000) for _ in range(6)]),
    "silent": lambda reply: time.sleep(3),
    "stalled": _then(_BEGIN, lambda reply: reply.say(reply.text[:40]), lambda reply: time.sleep(3)),
    "only_comments": _drip,
    "never_done": _slow_words,
}
WELL: dict[str, Callable[[Reply], object]] = {
    "well": Reply.all,
    "llama": _llama,
    "sloppy": _sloppy,
    "bytes_apart": _bytes_apart,
    "cut_by_length": lambda reply: reply.all("length"),
}
HELD: dict[str, Callable[[Reply], object]] = {
    "held": _then(Reply.say_half_then_wait, Reply.finish),
    "held_then_cut": Reply.say_half_then_wait,
}


class FakeEndpoint:
    """Serves on a free port of this machine; ``text`` is what its model writes, ``requests`` what it was sent.

    One that is held waits for ``go_on`` in the middle of its text; ``left`` is set when its client goes away first.
    """

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.requests: list[tuple[str, dict[str, str], dict]] = []
        self.go_on, self.left = threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def url(self, fault: str = "well") -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{fault}/v1"

    def __enter__(self) -> "FakeEndpoint":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                _, fault, *rest = self.path.split("/")
                endpoint.requests.append((self.path, dict(self.headers), {}))
                if fault in WELL and rest == ["v1", "models"]:
                    models = {"data": [{"id": "small"}, {"id": "large"}]}
                    Reply(self, endpoint).answer(200, json.dumps(models), Content_Type="application/json")
                else:
                    _play(FAULTS.get(fault, FAULTS["no_such_model"]), Reply(self, endpoint))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.requests.append((self.path, dict(self.headers), body))
                fault, reply = self.path.split("/")[1], Reply(self, endpoint)
                if fault == "busy_once":
                    _play(lambda one: _refuse_once(one, len(endpoint.requests)), reply)
                else:
                    _play((WELL | FAULTS | HELD)[fault], reply)

        return Handler


def _play(step: Callable[[Reply], object], reply: Reply) -> None:
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client has gone, as it should
        step(reply)
