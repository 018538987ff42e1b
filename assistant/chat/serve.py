"""Run the chat page on a port of this machine."""

import contextlib
import errno
import os
import socket
from collections.abc import Callable

from assistant.chat.allowed import Allowed
from assistant.chat.engine import Engine
from corpus.errors import AssistantError


class PortInUseError(AssistantError):
    """Another program listens on the port."""


class AddressError(AssistantError):
    """The address is not one this program may listen on."""


def serve(
    engine: Engine,
    host: str,
    port: int,
    on_ready: Callable[[str], None] | None = None,
    *,
    allowed: Allowed = Allowed(),
) -> None:
    """Serve the page until the program is interrupted; ``on_ready`` gets its address once it answers.

    Port 0 takes a free one. Raises PortInUseError or AddressError before anything heavy is imported.
    """
    with _bound_socket(host, port) as listener:
        import uvicorn

        from assistant.chat.server import LOCAL_HOSTS, create_app

        address = f"http://{_in_url(host)}:{listener.getsockname()[1]}"
        app = create_app(engine, hosts=(*LOCAL_HOSTS, _in_url(host)), allowed=allowed)

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if self.started and on_ready:
                    on_ready(address)

        config = uvicorn.Config(
            app, log_level="warning", server_header=False, proxy_headers=False, timeout_graceful_shutdown=2
        )
        with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once it has stopped
            Server(config).run([listener])


def check_port(host: str, port: int) -> None:
    """Raise PortInUseError or AddressError when the page could not be served there."""
    _bound_socket(host, port).close()


def _bound_socket(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:  # the system would take it modulo 65536
        raise AddressError(f"{port} is not a port (0 to 65535); {_ADVICE}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise AddressError(f"{host!r} is not an address of this machine ({error}); {_ADVICE}") from error
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
