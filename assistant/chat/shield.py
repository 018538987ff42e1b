"""What stands between the network and Gradio: closed routes, limits, security headers, a completed page head."""

import re
import secrets
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.access import Access
from assistant.access.hosts import is_known_host
from assistant.access.language import language_of
from assistant.access.proxies import Proxies, client_key
from assistant.access.rate import Rate
from assistant.chat.limits import Limits
from assistant.chat.open_routes import is_open
from assistant.chat.texts import ERRORS, TEXTS

_PAGES = {"/": "fr", "/en/": "en"}
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


class Shield:
    """ASGI middleware that checks name, route, method, size and rate on the way in, and sets headers on the way out."""

    def __init__(self, app: ASGIApp, limits: Limits, access: Access) -> None:
        self._app = app
        self._limits = limits
        self._rate = Rate(limits.posts_per_minute)
        self._hosts = frozenset(host.lower() for host in access.hosts)
        self._proxies = Proxies(access.proxies, access.header)
        self._sign_out = bool(access.users)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a websocket is refused, for the page needs none."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._serve(self._proxies.believed(scope), receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, nonce = scope["path"], secrets.token_urlsafe(16)
        guarded = _guarded(send, path, nonce)
        if refusal := self._refusal(scope):
            await refusal(scope, receive, guarded)
            return
        language = _PAGES.get(path) if scope["method"] == "GET" else None
        if language:  # the page is completed below, so it must come uncompressed
            headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
            scope = {**scope, "headers": headers}
            guarded = _PageSender(guarded, self._completer(language, nonce))
        await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        path, method = scope["path"], scope["method"]
        if not is_known_host(scope, self._hosts):
            return _refuse(400, "Host not known; the names of this server are the setting assistant.hosts")
        if not is_open(path):
            return _refuse(404, "Not found")
        if method not in ("GET", "HEAD", "POST"):
            return _refuse(405, "Method not allowed", allow="GET, HEAD, POST")
        refused = self._refused_body(scope) if method == "POST" else None
        asks = method == "POST" or path.startswith("/api/v1/")
        if not refused and asks and (wait := self._rate.seconds_left(client_key(scope))):
            return _refuse(429, ERRORS[language_of(scope)]["TooManyRequests"], **{"retry-after": str(wait)})
        return refused

    def _refused_body(self, scope: Scope) -> JSONResponse | None:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        if headers.get(b"sec-fetch-site") in (b"cross-site", b"same-site"):
            return _refuse(403, "Posted from another site")
        if not length.isdigit():
            return _refuse(411, "Length required")
        if int(length) > self._limits.body_bytes:
            return _refuse(413, "Too large")
        return None

    def _completer(self, language: str, nonce: str) -> Callable[[str], str]:
        return lambda html: _complete(html, language, nonce, sign_out=self._sign_out)


class _PageSender:
    """Holds Gradio's page back until it is whole, then sends it with our head."""

    def __init__(self, send: Send, complete: Callable[[str], str]) -> None:
        self._send = send
        self._complete = complete
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
            self._body = self._complete(self._body.decode()).encode()
        headers = MutableHeaders(raw=list(self._start["headers"]))
        headers["content-length"] = str(len(self._body))
        headers["cache-control"] = "no-store"
        await self._send({**self._start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": self._body})


def _guarded(send: Send, path: str, nonce: str) -> Send:
    policy = _policy(path, nonce)

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


def _policy(path: str, nonce: str) -> str:
    if path.startswith(_READ):
        return _DOCUMENT_POLICY
    if path.startswith("/api/"):
        return "default-src 'none'; frame-ancestors 'none'"
    if path.startswith("/sign-"):
        return _DOCUMENT_POLICY.replace("form-action 'none'", "form-action 'self'")
    return _PAGE_POLICY.format(nonce=nonce)


def _complete(html: str, language: str, nonce: str, *, sign_out: bool) -> str:
    """Return Gradio's page in our language, our style and script before the first paint, a nonce on each script."""
    html = html.replace('lang="en"', f'lang="{language}"', 1)
    html = re.sub(r'\s*<meta\s+(?:property="og:|name="twitter:)[^>]*>', "", html)
    head = (
        # Gradio takes its language from the browser; this page has its own
        f'<script>Object.defineProperty(navigator,"language",{{get:()=>"{language}"}})</script>'
        '<link rel="stylesheet" href="/app-static/app.css"><script src="/app-static/app.js" defer></script>'
    )
    html = html.replace("<head>", f"<head>{head}", 1)
    if sign_out:
        button = f"<button>{TEXTS[language]['sign_out']}</button>"
        form = f'<form method="post" action="/sign-out?lang={language}">{button}</form>'
        html = html.replace("</body>", f"<footer>{form}</footer></body>", 1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', html)


def _refuse(status: int, text: str, **headers: str) -> JSONResponse:
    return JSONResponse({"detail": text}, status, headers)  # Gradio's page shows `detail` to the reader
