"""What a page is made of once, before it serves, is made again for the first reader after a rebuild."""

from collections.abc import Callable, Sequence

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

_PAGES = ("/", "/en", "/en/", "/config", "/en/config")


class Renewal:
    """ASGI middleware that calls each of ``renewals`` before a page is opened: they say nothing when nothing has changed."""

    def __init__(self, app: ASGIApp, renewals: Sequence[Callable[[], None]]) -> None:
        self._app = app
        self._renewals = renewals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in _PAGES:
            for renew in self._renewals:
                await to_thread.run_sync(renew)  # it may open a new generation
        await self._app(scope, receive, send)
