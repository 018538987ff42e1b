"""What the server says of itself: whether it answers, and its figures."""

import logging

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from assistant.api.models import Health
from assistant.chat.engine import Engine
from assistant.chat.figures import CONTENT_TYPE
from assistant.chat.observer import Observer

logger = logging.getLogger(__name__)


def add_state(app: FastAPI, engine: Engine, observer: Observer) -> None:
    """Add ``/healthz`` and ``/metrics``."""

    @app.get("/healthz", response_model=Health, responses={503: {"model": Health}}, summary="Whether the index serves")
    def healthz() -> JSONResponse:
        found = health(engine, observer)
        return JSONResponse(found.model_dump(), 200 if found.ok else 503, {"cache-control": "no-store"})

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        found = health(engine, observer)
        text = observer.figures.text(found.generation or "", found.documents, _sessions(app))
        return Response(text, media_type=CONTENT_TYPE)


def health(engine: Engine, observer: Observer) -> Health:
    """Return the state of the index; it does not serve while the server stops, nor when it cannot be read."""
    try:
        current = engine.current()
        return Health(ok=not observer.stopping, generation=current.generation(), documents=current.document_count())
    except Exception as error:  # noqa: BLE001 - whatever it is, questions are not answered
        logger.error("the index does not serve: %s: %s", type(error).__qualname__, error)
        return Health(ok=False, generation=None, documents=0)


def _sessions(app: FastAPI) -> int:
    """Return how many conversations Gradio keeps, those of every mounted page."""
    holders = [getattr(getattr(route, "app", None), "state_holder", None) for route in app.routes]
    return sum(len(holder.session_data) for holder in holders if holder is not None)
