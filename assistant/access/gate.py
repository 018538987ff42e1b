"""The door: who is let through to the page, its documents, the API and the figures."""

import asyncio
import base64
import logging
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.access import Access
from assistant.access.language import language_of
from assistant.access.lockout import Lockout
from assistant.access.proxies import client_key
from assistant.access.sign_in_page import TEXTS, again_page, sign_in_page
from assistant.access.signed_in import CHECKED_SECONDS, SIGNED_IN_SECONDS, SignedIn
from assistant.access.users import Users

logger = logging.getLogger(__name__)

COOKIE = "plaidoyer"
_OPEN = re.compile(r"/healthz|/app-static/[\w.-]+|/static/fonts/.+|/favicon\.ico")
_PROGRAMS = re.compile(r"/api/.+|/metrics")
_PAGES = re.compile(r"/|/en/?|/corpus|/(?:documents|originals)/.+", re.DOTALL)
_CHECKS_AT_ONCE = 2  # each takes 32 MB and a processor


def gate(app: ASGIApp, access: Access) -> ASGIApp:
    """Return ``app`` behind the door that ``access`` describes; raises UsersFileError."""
    if access.users:
        return PasswordGate(app, Users(access.users))
    return HeaderGate(app, access.header) if access.header else app


class HeaderGate:
    """Lets through whom the header names; Proxies has dropped it from requests of others than the proxy."""

    def __init__(self, app: ASGIApp, header: str) -> None:
        self._app = app
        self._header = header.lower().encode("latin-1", "replace")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        named = scope["type"] != "http" or dict(scope["headers"]).get(self._header, b"").strip()
        if named or _OPEN.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
        else:
            await JSONResponse({"detail": TEXTS[language_of(scope)]["proxy"]}, 401)(scope, receive, send)


class PasswordGate:
    """Lets through those who signed in; programs give name and password with each request (HTTP Basic)."""

    def __init__(self, app: ASGIApp, users: Users) -> None:
        self._app = app
        self._users = users
        self._signed_in = SignedIn(users)
        self._lockout = Lockout()
        self._checks: asyncio.Semaphore | None = None  # made in the loop that serves

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or _OPEN.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        answer = await self._answer(request)
        await (answer or self._app)(scope, receive, send)

    async def _answer(self, request: Request) -> Response | None:
        """Return what the door itself answers, None when the request goes through."""
        path, posted = request.scope["path"], request.method == "POST"
        token = request.cookies.get(COOKIE, "")
        if path == "/sign-in":
            return await self._sign_in(request) if posted else _ask(request.query_params)
        if path == "/sign-out" and posted:
            self._signed_in.close(token)
            query = urlencode({"lang": _known(request.query_params.get("lang")), "said": "signed_out"})
            response = RedirectResponse(f"/sign-in?{query}", 303)
            response.delete_cookie(COOKIE, httponly=True, samesite="strict")
            return response
        if self._signed_in.name(token):
            return None
        if _PROGRAMS.fullmatch(path):
            return await self._basic(request)
        return _stranger(request)

    async def _sign_in(self, request: Request) -> Response:
        fields = {key: values[0] for key, values in parse_qs((await request.body()).decode("utf-8", "replace")).items()}
        name, language, target = fields.get("name", ""), _known(fields.get("lang")), _local(fields.get("next"))
        wait, kept = await self._check(request, name, fields.get("password", ""))
        if kept:
            response: Response = RedirectResponse(target, 303)
            response.set_cookie(
                COOKIE,
                self._signed_in.open(name, kept),
                max_age=SIGNED_IN_SECONDS,
                httponly=True,
                samesite="strict",
                secure=request.url.scheme == "https",
            )
            return response
        said = TEXTS[language]["locked"].format(minutes=-(-wait // 60)) if wait else TEXTS[language]["wrong"]
        page = sign_in_page(language, target, name=name, said=said, failed=True)
        return HTMLResponse(page, 429, {"retry-after": str(wait)}) if wait else HTMLResponse(page, 401)

    async def _basic(self, request: Request) -> Response | None:
        scheme, _, written = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return _unauthorised(request)
        if self._signed_in.name(written):
            return None
        try:
            name, _, password = base64.b64decode(written, validate=True).decode().partition(":")
        except ValueError:
            return _unauthorised(request)
        wait, kept = await self._check(request, name, password)
        if kept:
            self._signed_in.remember(written, name, kept, CHECKED_SECONDS)
            return None
        return _unauthorised(request, wait)

    async def _check(self, request: Request, name: str, password: str) -> tuple[int, str | None]:
        """Return the seconds to wait before the next try, and what is kept of the password when it is right."""
        client = client_key(request.scope)
        key = (name[:64], client)
        if wait := self._lockout.seconds_left(key):
            return wait, None
        self._lockout.count_try(key)
        self._checks = self._checks or asyncio.Semaphore(_CHECKS_AT_ONCE)
        async with self._checks:
            kept = await asyncio.to_thread(self._users.check, name, password)
        if kept:
            self._lockout.forget(key)
            return 0, kept
        wait = self._lockout.seconds_left(key)
        logger.warning("a password was not right, from %s%s", client, "; locked out" if wait else "")
        return wait, None


def _ask(query: Mapping[str, str]) -> Response:
    language = _known(query.get("lang"))
    said = TEXTS[language]["signed_out"] if query.get("said") == "signed_out" else ""
    return HTMLResponse(sign_in_page(language, _local(query.get("next")), said=said))


def _stranger(request: Request) -> Response:
    """Return the way to the sign-in page for a reader, an error for a script."""
    if request.method == "POST" or not _PAGES.fullmatch(request.scope["path"]):
        return JSONResponse({"detail": TEXTS[language_of(request.scope)]["expired"]}, 401)
    query = request.scope["query_string"].decode("latin-1")
    target = quote(request.scope["path"]) + (f"?{query}" if query else "")
    if request.headers.get("sec-fetch-site") == "cross-site":
        return HTMLResponse(again_page(_local(target)), headers={"cache-control": "no-store"})
    return RedirectResponse("/sign-in?" + urlencode({"lang": language_of(request.scope), "next": target}), 303)


def _unauthorised(request: Request, wait: int = 0) -> Response:
    if wait:
        said = TEXTS[language_of(request.scope)]["locked"].format(minutes=-(-wait // 60))
        return JSONResponse({"detail": said}, 429, {"retry-after": str(wait)})
    challenge = {"www-authenticate": 'Basic realm="Plaidoyer", charset="UTF-8"'}
    return JSONResponse({"detail": TEXTS[language_of(request.scope)]["wrong"]}, 401, challenge)


def _local(target: str | None) -> str:
    """Return an address of this server, its front page for anything else: nobody is led elsewhere from here."""
    return target if target and re.fullmatch(r"/(?:[^/\\\x00-\x20][^\\\x00-\x20]*)?", target) else "/"


def _known(language: str | None) -> str:
    return "en" if language == "en" else "fr"
