"""The web application: Gradio's pages, the pages of the documents, and the shield in front of both."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from assistant.chat.document_page import document_page, missing_page, parse_span
from assistant.chat.engine import Engine
from assistant.chat.shield import Limits, Shield
from assistant.chat.stubs import write_no_stubs
from assistant.chat.texts import EXAMPLES

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_STATIC = Path(__file__).parent / "static"


def create_app(
    engine: Engine,
    *,
    hosts: Sequence[str] = LOCAL_HOSTS,
    examples: Sequence[str] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> FastAPI:
    """Return the application, in French at ``/`` and in English at ``/en/``.

    ``hosts`` are the names a browser may call the server by; any other is refused, so that no other site can read it
    through a name of its own. ``examples`` replace the questions of the welcome page, in both languages.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/app-static", StaticFiles(directory=_STATIC))
    _add_routes(app, engine)
    _in_a_loop(lambda: _add_pages(app, engine, examples, limits))
    app.add_middleware(Shield, limits=limits)
    app.add_middleware(CORSMiddleware, allow_origins=[])  # its presence switches Gradio's own permissive CORS off
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return app


def _add_routes(app: FastAPI, engine: Engine) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, object]:
        return {"ok": True, "documents": engine.document_count()}

    @app.get("/documents/{document_id:path}", response_class=HTMLResponse)
    def document(document_id: str, p: str = "", lang: str = "fr") -> HTMLResponse:
        language = "en" if lang == "en" else "fr"
        found = engine.document(document_id)
        if found is None:
            return HTMLResponse(missing_page(language), 404)
        return HTMLResponse(document_page(found, language, parse_span(p)))


def _add_pages(app: FastAPI, engine: Engine, examples: Sequence[str] | None, limits: Limits) -> None:
    _prepare_environment()
    write_no_stubs()
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
