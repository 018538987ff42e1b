"""The addresses that the server answers; Gradio has others, which stay closed."""

import re

_OPEN = re.compile(
    r"(?:/en)?/(?:|assets/.+|static/.+|theme\.css|favicon\.ico|manifest\.json|robots\.txt|config"
    r"|gradio_api/(?:info|app_id|openapi\.json|startup-events|theme\.css|heartbeat/[\w-]+|queue/join|queue/data|cancel"
    r"|reset))/?|/en|/healthz|/metrics|/app-static/[\w.-]+|/documents/.+|/corpus|/originals/.+|/sign-in|/sign-out"
    r"|/api/openapi\.json|/api/v1/(?:search|ask|documents/.+)",
    re.DOTALL,
)
_MANY = re.compile(
    r"((?:/en)?/(?:assets|static|gradio_api/heartbeat)|/app-static|/documents|/originals|/api/v1/documents)/.+", re.DOTALL
)


def is_open(path: str) -> bool:
    """Tell whether the server answers that path at all."""
    return bool(_OPEN.fullmatch(path))


def route_of(path: str) -> str:
    """Return the route of a path, without what a reader asked for: one of a few dozen names, fit for logs and figures."""
    if not is_open(path):
        return "closed"
    family = _MANY.fullmatch(path)
    return f"{family[1]}/*" if family else path
