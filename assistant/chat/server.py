"""The web application: Gradio's pages, the pages of the documents, and the shield in front of both."""

import asyncio
import os
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware

from assistant.access.access import Access
from assistant.access.gate import gate
from assistant.api.routes import add_api
from assistant.chat.document_page import document_page, missing_page, parse_span
from assistant.chat.engine import Engine
from assistant.chat.limits import Limits
from assistant.chat.malformed import MalformedEvents
from assistant.chat.observer import ObservedEngine, Observer, RequestObserver
from assistant.chat.shield import Shield
from assistant.chat.state import add_state
from assistant.chat.texts import EXAMPLES

_OPENAPI = "/api/openapi.json"
_STATIC = Path(__file__).parent / "static"


def create_app(
    engine: Engine,
    *,
    access: Access = Access(),
    examples: Sequence[str] | None = None,
    limits: Limits = Limits(),
    observer: Observer | None = None,
) -> FastAPI:
    """Return the application, in French at ``/`` and in English at ``/en/``, behind the door that ``access`` describes.

    ``examples`` replace the questions of the welcome page, in both languages. Raises UsersFileError.
    """
    observer = observer or Observer()
    app = FastAPI(title="Plaidoyer", version=version("plaidoyer"), openapi_url=_OPENAPI, docs_url=None, redoc_url=None)
    app.mount("/app-static", StaticFiles(directory=_STATIC))
    _add_routes(app, engine)
    add_state(app, engine, observer)
    add_api(app, ObservedEngine(engine, observer, "api"), limits)
    page_engine = ObservedEngine(engine, observer, "page")
    _in_a_loop(lambda: _add_pages(app, page_engine, examples, limits))
    app.add_middleware(MalformedEvents)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # its presence switches Gradio's own permissive CORS off
    app.add_middleware(gate, access=access)
    app.add_middleware(Shield, limits=limits, access=access)
    app.add_middleware(RequestObserver, observer=observer)
    return app


def _add_routes(app: FastAPI, engine: Engine) -> None:
    @app.get("/documents/{document_id:path}", response_class=HTMLResponse, include_in_schema=False)
    def document(document_id: str, p: str = "", lang: str = "fr") -> HTMLResponse:
        language = "en" if lang == "en" else "fr"
        found = engine.document(document_id)
        if found is None:
            return HTMLResponse(missing_page(language), 404)
        return HTMLResponse(document_page(found, language, parse_span(p)))


def _add_pages(app: FastAPI, engine: Engine, examples: Sequence[str] | None, limits: Limits) -> None:
    _prepare_environment()
    from assistant.chat.page import mount_page

    for language in ("en", "fr"):  # "/" would swallow "/en/"
        mount_page(app, engine, tuple(examples or EXAMPLES[language]), language, limits)


def _in_a_loop(build: Callable[[], None]) -> None:
    """Call ``build`` inside an event loop: outside of one, Gradio opens 24 and closes none."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(_call(build))
    else:
        build()


async def _call(build: Callable[[], None]) -> None:
    build()


def _prepare_environment() -> None:
    """Keep Gradio from calling home, and from summing up every past event after each one; read at its import."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000000"
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
