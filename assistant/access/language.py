"""In which language a request is answered."""

from starlette.types import Scope


def language_of(scope: Scope) -> str:
    """Return ``en`` for the English page and for a program that asks for it, ``fr`` otherwise."""
    path = scope["path"]
    if path.startswith("/api/"):
        return "en" if dict(scope["headers"]).get(b"accept-language", b"").lower().startswith(b"en") else "fr"
    return "en" if path == "/en" or path.startswith("/en/") else "fr"
