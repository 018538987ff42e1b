"""The web application: Gradio's pages, the pages of the documents, and the shield in front of both."""

import asyncio
import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from assistant.access.access import Access
from assistant.access.gate import gate
from assistant.api.routes import add_api
from assistant.chat.allowed import Allowed
from assistant.chat.engine import Engine
from assistant.chat.limits import Limits
from assistant.chat.malformed import MalformedEvents
from assistant.chat.observer import ObservedEngine, Observer, RequestObserver
from assistant.chat.renewal import Renewal
from assistant.chat.routes import add_reading_routes
from assistant.chat.shield import Shield
from assistant.chat.state import add_state
from assistant.chat.stubs import write_no_stubs

Built = TypeVar("Built")

_OPENAPI = "/api/openapi.json"
_STATIC = Path(__file__).parent / "static"


def create_app(
    engine: Engine,
    *,
    access: Access = Access(),
    limits: Limits = Limits(),
    observer: Observer | None = None,
    allowed: Allowed = Allowed(),
) -> FastAPI:
    """Return the application, in French at ``/`` and in English at ``/en/``, behind the door that ``access`` describes.

    Raises UsersFileError.
    """
    observer = observer or Observer()
    app = FastAPI(title="Plaidoyer", version=version("plaidoyer"), openapi_url=_OPENAPI, docs_url=None, redoc_url=None)
    app.mount("/app-static", StaticFiles(directory=_STATIC))
    add_reading_routes(app, engine, allowed)
    add_state(app, engine, observer)
    add_api(app, ObservedEngine(engine, observer, "api"), limits)
    page_engine = ObservedEngine(engine, observer, "page")
    renewals = _in_a_loop(lambda: _add_pages(app, page_engine, limits, allowed))
    app.add_middleware(Renewal, renewals=renewals)
    app.add_middleware(MalformedEvents)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # its presence switches Gradio's own permissive CORS off
    app.add_middleware(gate, access=access)
    app.add_middleware(Shield, limits=limits, access=access)
    app.add_middleware(RequestObserver, observer=observer)
    return app


def _add_pages(app: FastAPI, engine: Engine, limits: Limits, allowed: Allowed) -> list[Callable[[], None]]:
    """Add the pages; return what renews each after a rebuild."""
    _prepare_environment()
    write_no_stubs()
    from assistant.chat.page import mount_page

    # "/" would swallow "/en/"
    return [mount_page(app, engine, language, limits, allowed) for language in ("en", "fr")]


def _in_a_loop(build: Callable[[], Built]) -> Built:
    """Return what ``build`` gives, called inside an event loop: outside of one, Gradio opens 24 and closes none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_call(build))
    return build()


async def _call(build: Callable[[], Built]) -> Built:
    return build()


def _prepare_environment() -> None:
    """Keep Gradio from calling home, and from summing up every past event after each one; read at its import."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
