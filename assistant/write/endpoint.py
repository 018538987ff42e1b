"""The endpoint of a language model: the only module that speaks to a network, and only when an address is set.

Its errors say what went wrong in our words: a body or a header may repeat the key.
"""

import ipaddress
import json
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.write.errors import UnavailableError
from assistant.write.events import Piece, read_pieces
from assistant.write.settings import Settings
from assistant.write.watch import Watch

if TYPE_CHECKING:
    import httpx

ANSWER_TOKENS = 400
_BUSY = (429, 502, 503, 504)
_LONGEST_RETRY_SECONDS = 5.0
_RETRY_SECONDS = 1.0
_MOST_BYTES = 4_000_000
_REASONS = {
    401: "it refuses the key (HTTP 401); correct PLAIDOYER_LLM_KEY",
    403: "it refuses the key (HTTP 403); correct PLAIDOYER_LLM_KEY",
    404: "it has nothing at this address, or no such model (HTTP 404); correct llm.url (often ends in /v1) or llm.model",
}


class Endpoint:
    """An OpenAI-compatible endpoint; questions may be sent at the same time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def host(self) -> str:
        """The host and port, for a message."""
        return urlsplit(self._settings.url).netloc

    def models(self) -> list[str]:
        """Return the names of the models it lists; raises UnavailableError."""
        with self._exchange("GET", "/models") as (response, _):
            body = b"".join(_lines(response))
        try:
            listed = [str(row["id"]) for row in json.loads(body)["data"]]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise UnavailableError(
                "it answers, but not with a list of models; correct llm.url (often ends in /v1)"
            ) from None
        return listed

    def stream(self, messages: Sequence[dict[str, str]]) -> Generator[Piece]:
        """Yield the answer to ``messages`` as it comes; raises UnavailableError, possibly after some pieces."""
        body: dict[str, Any] = {"messages": list(messages), "stream": True, "temperature": 0, "max_tokens": ANSWER_TOKENS}
        if self._settings.model:
            body["model"] = self._settings.model
        with self._exchange("POST", "/chat/completions", body) as (response, watch):
            for piece in read_pieces(line.decode("utf-8", "replace") for line in _lines(response)):
                watch.heard()
                yield piece

    @contextmanager
    def _exchange(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> "Iterator[tuple[httpx.Response, Watch]]":
        """Give the response to one request, its body unread and under watch."""
        import httpx

        settings, started, watch = self._settings, time.monotonic(), None
        try:
            with self._client() as client, self._response(client, method, path, body) as response:
                connection = response.extensions["network_stream"].get_extra_info("socket")
                first, idle, total = settings.first_seconds, settings.idle_seconds, settings.total_seconds
                with Watch(connection, first=first, idle=idle, total=total, started=started) as watch:
                    yield response, watch
        except httpx.TimeoutException:
            raise UnavailableError("it did not answer in time") from None
        except (httpx.HTTPError, OSError) as error:
            late = watch is not None and watch.expired
            raise UnavailableError("it stopped answering" if late else f"no connection ({type(error).__name__})") from None
        except UnavailableError:
            if watch is not None and watch.expired:
                raise UnavailableError("it stopped answering") from None
            raise

    def _client(self) -> "httpx.Client":
        import httpx

        settings = self._settings
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {settings.key}"} if settings.key else {})
        timeout = httpx.Timeout(min(settings.first_seconds, settings.total_seconds))
        try:
            return httpx.Client(headers=headers, timeout=timeout, trust_env=not _is_this_machine(settings.url))
        except (ValueError, ImportError):
            raise UnavailableError("the proxy named by the environment cannot be used") from None

    @contextmanager
    def _response(
        self, client: "httpx.Client", method: str, path: str, body: dict[str, Any] | None
    ) -> "Iterator[httpx.Response]":
        """Give a response that is a success, asked for once more when the endpoint is busy."""
        address = self._settings.address + path
        with client.stream(method, address, json=body) as response:
            wait = _retry_seconds(response)
            if wait is None:
                _check_status(response)
                yield response
                return
        time.sleep(wait)
        with client.stream(method, address, json=body) as response:
            _check_status(response)
            yield response


def _is_this_machine(url: str) -> bool:
    """Tell whether an address needs no proxy, whatever the environment says."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _retry_seconds(response: "httpx.Response") -> float | None:
    """Return how long to wait before asking a busy endpoint once more; None when it should not be asked again."""
    if response.status_code not in _BUSY:
        return None
    try:
        wait = float(response.headers.get("Retry-After", _RETRY_SECONDS))
    except ValueError:  # a date
        return None
    return wait if 0 <= wait <= _LONGEST_RETRY_SECONDS else None


def _check_status(response: "httpx.Response") -> None:
    if not response.is_success:
        raise UnavailableError(_REASONS.get(response.status_code, f"it answers with HTTP {response.status_code}"))
    if "html" in response.headers.get("Content-Type", ""):
        raise UnavailableError("it answers with a web page; correct llm.url (often ends in /v1)")


def _lines(response: "httpx.Response") -> Iterator[bytes]:
    """Yield the lines of a body as they come; raises UnavailableError when it is too long for an answer."""
    held, read = b"", 0
    for chunk in response.iter_bytes():
        read += len(chunk)
        if read > _MOST_BYTES:
            raise UnavailableError("its answer is too long")
        *lines, held = (held + chunk).split(b"\n")
        yield from lines
    yield held
