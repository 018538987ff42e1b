"""The pages that are read without a script, and the files behind them."""

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse, Response

from assistant.chat.allowed import Allowed
from assistant.chat.corpus_page import choice_of, corpus_page
from assistant.chat.document_page import Around, document_page, missing_page, parse_span
from assistant.chat.engine import Engine
from index.store import Entry


def add_reading_routes(app: FastAPI, engine: Engine, allowed: Allowed) -> None:
    """Add ``/corpus``, ``/documents/ID`` and, when originals may be downloaded, ``/originals/ID``."""

    @app.get("/corpus", include_in_schema=False)
    def corpus(kind: str = "", year: str = "", publisher: str = "", page: str = "", lang: str = "") -> HTMLResponse:
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 10 else 1
        choice = choice_of(kind, year, publisher)
        return HTMLResponse(corpus_page(engine.entries(), engine.state(), choice, number, _language(lang)))

    @app.get("/documents/{document_id:path}", include_in_schema=False)
    def document(document_id: str, p: str = "", lang: str = "") -> HTMLResponse:
        found = engine.document(document_id)
        if found is None:
            return HTMLResponse(missing_page(_language(lang)), 404)
        around = _around(engine, found.id, allowed)
        return HTMLResponse(document_page(found, _language(lang), parse_span(p), around))

    @app.get("/originals/{document_id:path}", include_in_schema=False)
    def original(document_id: str) -> Response:
        known = allowed.originals and engine.document(document_id)
        path = allowed.originals.path(known.id) if allowed.originals and known else None
        if path is None:
            return HTMLResponse(missing_page("fr"), 404)
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)


def _around(engine: Engine, document_id: str, allowed: Allowed) -> Around:
    versions = engine.versions(document_id)
    others = (engine.document(other) for other in versions.near)
    near = tuple(
        Entry(one.id, one.title, one.date, one.kind, one.publisher, one.language) for one in others if one is not None
    )
    original = allowed.originals is not None and allowed.originals.path(document_id) is not None
    return Around(near, versions.copies, original)


def _language(asked: str) -> str:
    return "en" if asked == "en" else "fr"
