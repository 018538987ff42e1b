"""Run the chat page on a port of this machine."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.access.access import Access
from assistant.chat.allowed import Allowed
from assistant.chat.engine import Engine
from assistant.chat.limits import Limits
from corpus.errors import AssistantError

if TYPE_CHECKING:
    from assistant.chat.observer import Observer

_ANSWERS_SECONDS, _STREAMS_SECONDS = 30, 2


class PortInUseError(AssistantError):
    """Another program listens on the port."""


class AddressError(AssistantError):
    """The address is not one this program may listen on."""


def serve(  # noqa: PLR0913 - each is one decision of the administrator
    engine: Engine,
    host: str,
    port: int,
    on_ready: Callable[[str], None] | None = None,
    *,
    access: Access = Access(),
    limits: Limits = Limits(),
    observer: "Observer | None" = None,
    allowed: Allowed = Allowed(),
) -> None:
    """Serve the page until the program is interrupted; ``on_ready`` gets its address once it answers.

    At the end (Ctrl-C or SIGTERM) the answers being made are finished, then the program goes on, or exits with status 0.
    Port 0 takes a free one. Raises PortInUseError, AddressError or ExposedError before anything heavy is imported, and
    UsersFileError.
    """
    with _bound_socket(host, port, access) as listener:
        import uvicorn

        from assistant.chat.observer import Observer
        from assistant.chat.server import create_app

        watching = observer or Observer()
        address = f"http://{_in_url(host)}:{listener.getsockname()[1]}"
        app = create_app(
            engine,
            access=replace(access, hosts=(*access.hosts, _in_url(host))),
            limits=limits,
            observer=watching,
            allowed=allowed,
        )

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started and on_ready:
                    on_ready(address)

            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                await _finish_answers(watching)
                await super().shutdown(sockets)

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _exit)  # uvicorn raises it again once it has stopped
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_STREAMS_SECONDS,
        )
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once it has stopped
            Server(config).run([listener])


async def _finish_answers(observer: "Observer") -> None:
    """Take no new question, and wait until those being answered have been quiet for a moment."""
    observer.stopping = True
    last = time.monotonic() + _ANSWERS_SECONDS
    quiet = 0
    while quiet < 5 and time.monotonic() < last:
        quiet = 0 if observer.answering else quiet + 1
        await asyncio.sleep(0.1)


def _exit(*_: object) -> None:
    raise SystemExit(0)


def check_port(host: str, port: int, access: Access = Access()) -> None:
    """Raise PortInUseError, AddressError or ExposedError when the page could not, or should not, be served there."""
    _bound_socket(host, port, access).close()


def _bound_socket(host: str, port: int, access: Access) -> socket.socket:
    if not 0 <= port <= 65535:  # the system would take it modulo 65536
        raise AddressError(f"{port} is not a port (0 to 65535); {_ADVICE}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise AddressError(f"{host!r} is not an address of this machine ({error}); {_ADVICE}") from error
    access.check_address(str(address[0]))
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":  # elsewhere the option would let two programs share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            free = port + 1 if port < 65535 else port - 1
            raise PortInUseError(
                f"port {port} of {host} is already in use; stop the other program or choose another port: "
                f"plaidoyer chat --port {free}"
            ) from error
        raise AddressError(f"cannot listen on {host} port {port} ({error.strerror}); {_ADVICE}") from error
    return listener


_ADVICE = "choose another: plaidoyer chat --host 127.0.0.1 --port 7860"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
