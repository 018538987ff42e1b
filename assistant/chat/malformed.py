"""Events of the page that Gradio fails to read: their sender is told so, and the server has not failed."""

import logging

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.language import language_of
from assistant.chat.texts import ERRORS

logger = logging.getLogger(__name__)


class MalformedEvents:
    """ASGI middleware that makes a 400 of Gradio's 500 for a posted event.

    What goes wrong while an answer is made is told in the stream of the answer, so a 500 here is an event that no page of
    ours sends: a function that does not exist, values missing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "POST" or "/gradio_api/" not in scope["path"]:
            await self._app(scope, receive, send)
            return
        failed = started = False

        async def send_unless_failed(message: Message) -> None:
            nonlocal failed, started
            failed = failed or (message["type"] == "http.response.start" and message["status"] == 500)
            started = not failed
            if not failed:
                await send(message)

        try:
            await self._app(scope, receive, send_unless_failed)
        except Exception as error:
            if started:
                raise
            failed = True
            logger.warning("an event could not be read: %s", type(error).__name__)
        if failed:
            await JSONResponse({"detail": ERRORS[language_of(scope)]["AssistantError"]}, 400)(scope, receive, send)
