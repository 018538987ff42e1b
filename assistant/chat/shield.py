"""What stands between the network and Gradio: closed routes, limits, security headers, a completed page head."""

import re
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.chat.texts import ERRORS

_ALLOWED = re.compile(
    r"(?:/en)?/(?:|assets/.+|static/.+|theme\.css|favicon\.ico|manifest\.json|robots\.txt|config"
    r"|gradio_api/(?:info|app_id|openapi\.json|startup-events|theme\.css|heartbeat/[\w-]+|queue/join|queue/data|cancel"
    r"|reset))/?|/en|/healthz|/app-static/[\w.-]+|/documents/.+|/corpus|/originals/.+",
    re.DOTALL,
)
_PAGES = {"/": "fr", "/en/": "en"}
_MAX_CLIENTS = 10_000
_READ = ("/documents/", "/corpus", "/originals/")
_SAME_POLICY = "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
# 'unsafe-eval' cannot go: Gradio compiles the templates of gr.HTML with `new Function`
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
    + _SAME_POLICY
)
_DOCUMENT_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


@dataclass(frozen=True)
class Limits:
    """What one server accepts.

    ``posts_per_minute`` is counted for each client address. ``questions_at_once`` are answered in parallel, then
    ``questions_waiting`` may queue. Gradio never forgets a session (about 0.5 MB each): ``sessions`` bounds them.
    """

    posts_per_minute: int = 60
    body_bytes: int = 64_000
    questions_at_once: int = 4
    questions_waiting: int = 64
    sessions: int = 300


class Shield:
    """ASGI middleware that checks route, method, size and rate on the way in, and sets headers on the way out."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a websocket is refused, for the page needs none."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, nonce = scope["path"], secrets.token_urlsafe(16)
        guarded = _guarded(send, path, nonce)
        if refusal := self._refusal(scope):
            await refusal(scope, receive, guarded)
            return
        language = _PAGES.get(path) if scope["method"] == "GET" else None
        dropped = [b"x-forwarded", b"forwarded"]  # Gradio builds its address from them: no stranger may choose it
        if language:
            dropped.append(b"accept-encoding")  # the page is completed below, so it must come uncompressed
            guarded = _PageSender(guarded, language, nonce)
        headers = [(name, value) for name, value in scope["headers"] if not name.startswith(tuple(dropped))]
        await self._app({**scope, "headers": headers}, receive, guarded)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        path, method = scope["path"], scope["method"]
        if not _ALLOWED.fullmatch(path):
            return _refuse(404, "Not found")
        if method not in ("GET", "HEAD", "POST"):
            return _refuse(405, "Method not allowed")
        return self._refused_post(scope) if method == "POST" else None

    def _refused_post(self, scope: Scope) -> JSONResponse | None:
        length = dict(scope["headers"]).get(b"content-length", b"")
        if not length.isdigit():
            return _refuse(411, "Length required")
        if int(length) > self._limits.body_bytes:
            return _refuse(413, "Too large")
        if self._limited((scope.get("client") or ("?",))[0]):
            return _refuse(429, ERRORS["en" if scope["path"].startswith("/en/") else "fr"]["TooManyRequests"])
        return None

    def _limited(self, client: str) -> bool:
        now, rate = time.monotonic(), float(self._limits.posts_per_minute)
        tokens, last = self._buckets.pop(client, (rate, now))
        tokens = min(rate, tokens + (now - last) * rate / 60)
        self._buckets[client] = (max(tokens - 1, 0.0), now)
        while len(self._buckets) > _MAX_CLIENTS:
            self._buckets.popitem(last=False)
        return tokens < 1


class _PageSender:
    """Holds Gradio's page back until it is whole, then sends it with our head."""

    def __init__(self, send: Send, language: str, nonce: str) -> None:
        self._send = send
        self._language = language
        self._nonce = nonce
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        if self._start["status"] == 200:
            self._body = _complete(self._body.decode(), self._language, self._nonce).encode()
        headers = MutableHeaders(raw=list(self._start["headers"]))
        headers["content-length"] = str(len(self._body))
        headers["cache-control"] = "no-store"
        await self._send({**self._start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": self._body})


def _guarded(send: Send, path: str, nonce: str) -> Send:
    policy = _DOCUMENT_POLICY if path.startswith(_READ) else _PAGE_POLICY.format(nonce=nonce)

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            headers.update({**_HEADERS, "content-security-policy": policy})
            if re.match(r"(?:/en)?/assets/", path) and message["status"] == 200:
                headers["cache-control"] = "public, max-age=31536000, immutable"
            elif path.startswith("/app-static/"):
                headers["cache-control"] = "no-cache"
            message = {**message, "headers": headers.raw}
        await send(message)

    return send_with_headers


def _complete(html: str, language: str, nonce: str) -> str:
    """Return Gradio's page in our language, our style and script before the first paint, a nonce on each script."""
    html = html.replace('lang="en"', f'lang="{language}"', 1)
    html = re.sub(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>', "", html)
    head = (
        # Gradio takes its language from the browser; this page has its own
        f'<script>Object.defineProperty(navigator,"language",{{get:()=>"{language}"}})</script>'
        '<link rel="stylesheet" href="/app-static/app.css"><script src="/app-static/app.js" defer></script>'
    )
    html = html.replace("<head>", f"<head>{head}", 1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', html)


def _refuse(status: int, text: str) -> JSONResponse:
    return JSONResponse({"detail": text}, status)  # Gradio's page shows `detail` to the reader
