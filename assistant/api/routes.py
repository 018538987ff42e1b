"""The routes of the API, and its errors: ``{"detail": ...}`` with the status that fits."""

import logging
import time
import traceback
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from assistant.access.language import language_of
from assistant.api.models import AnswerRow, AskRequest, DocumentRow, Problem, SearchRequest, SearchRow
from assistant.api.turns import BusyError, Turns
from assistant.chat.engine import Engine
from assistant.chat.filters import PeriodError
from assistant.chat.limits import Limits
from assistant.chat.observer import StoppingError
from assistant.chat.texts import TEXTS, error_text
from assistant.json_output import answer_row, document_row, search_row
from corpus.errors import AssistantError

logger = logging.getLogger(__name__)

Found = TypeVar("Found")
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Name and password, or the reverse proxy, are missing or wrong."},
    422: {"model": Problem, "description": "The question or a filter cannot be taken."},
    429: {"model": Problem, "description": "Too many questions; Retry-After tells when to ask again."},
    503: {
        "model": Problem,
        "description": "Too many questions wait, or the server stops; Retry-After tells when to ask again.",
    },
}
_POSTED: dict[int | str, dict[str, Any]] = {
    **_PROBLEMS,
    400: {"model": Problem, "description": "The body is no JSON."},
    411: {"model": Problem, "description": "The body has no Content-Length."},
    413: {"model": Problem, "description": "The body is larger than 64 kB."},
}
_DOCUMENT_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: _PROBLEMS[401],
    404: {"model": Problem, "description": "The corpus has no such document."},
    422: _PROBLEMS[422],
    429: _PROBLEMS[429],
}


def add_api(app: FastAPI, engine: Engine, limits: Limits) -> None:
    """Add search, ask and document under ``/api/v1``, and their errors."""
    app.include_router(_router(engine, Turns(limits.questions_at_once, limits.questions_waiting)))
    app.add_exception_handler(RequestValidationError, _invalid)


def _router(engine: Engine, turns: Turns) -> APIRouter:
    router = APIRouter(prefix="/api/v1", tags=["api"])

    async def search(asked: SearchRequest, request: Request) -> dict[str, Any]:
        return await _answer(turns, request, lambda: _search(engine.current(), asked))

    async def ask(asked: AskRequest, request: Request) -> dict[str, Any]:
        return await _answer(turns, request, lambda: _ask(engine.current(), asked))

    @router.get("/search", response_model=SearchRow, responses=_PROBLEMS, summary="Passages for a question")
    async def get_search(asked: Annotated[SearchRequest, Query()], request: Request) -> dict[str, Any]:
        return await search(asked, request)

    @router.post("/search", response_model=SearchRow, responses=_POSTED, summary="Passages for a question")
    async def post_search(asked: SearchRequest, request: Request) -> dict[str, Any]:
        return await search(asked, request)

    @router.get("/ask", response_model=AnswerRow, responses=_PROBLEMS, summary="Answer to a question")
    async def get_ask(asked: Annotated[AskRequest, Query()], request: Request) -> dict[str, Any]:
        return await ask(asked, request)

    @router.post("/ask", response_model=AnswerRow, responses=_POSTED, summary="Answer to a question")
    async def post_ask(asked: AskRequest, request: Request) -> dict[str, Any]:
        return await ask(asked, request)

    @router.get(
        "/documents/{document:path}",
        response_model=DocumentRow,
        responses=_DOCUMENT_PROBLEMS,
        summary="One document, by the path that hits and citations give",
    )
    def get_document(document: str, request: Request) -> dict[str, Any]:
        found = engine.document(document)
        if found is None:
            raise HTTPException(404, TEXTS[language_of(request.scope)]["document_missing"])
        return document_row(found)

    return router


def _search(engine: Engine, asked: SearchRequest) -> dict[str, Any]:
    _check_period(asked)
    found = engine.search(asked.question, limit=asked.limit, filters=asked.filters(), previous=asked.previous)
    return search_row(asked.id, found, engine)


def _ask(engine: Engine, asked: AskRequest) -> dict[str, Any]:
    _check_period(asked)
    started = time.monotonic()
    answer = engine.ask(asked.question, filters=asked.filters(), previous=asked.previous)
    return answer_row(asked.id, answer, engine, time.monotonic() - started)


def _check_period(asked: AskRequest) -> None:
    if asked.since and asked.until and asked.since > asked.until:
        raise PeriodError(f"the period {asked.since} to {asked.until} ends before it starts")


async def _answer(turns: Turns, request: Request, work: Callable[[], Found]) -> Found:
    """Return what ``work`` gives; what it raises becomes a status and a sentence, a bug is logged without its message."""
    language = language_of(request.scope)
    try:
        return await turns.run(work)
    except (BusyError, StoppingError) as error:
        raise HTTPException(503, error_text(error, language), {"retry-after": "5"}) from None
    except AssistantError as error:
        raise HTTPException(422, error_text(error, language)) from None
    except Exception as error:  # noqa: BLE001 - its message may hold words of the question
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("a question failed: %s\n%s", type(error).__qualname__, frames)
        raise HTTPException(500, error_text(error, language)) from None


async def _invalid(_: Request, error: Exception) -> JSONResponse:
    """Name the field and what is wrong with it, without what was sent."""
    assert isinstance(error, RequestValidationError)
    found = error.errors()[0]
    field = ".".join(str(part) for part in found["loc"][1:])
    status = 400 if found["type"] == "json_invalid" else 422
    return JSONResponse({"detail": f"{field}: {found['msg']}" if field else found["msg"]}, status)
