"""By which names the server may be called: any other is refused, so that no other site can read it under its own name."""

from collections.abc import Collection

from starlette.types import Scope

_LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})


def is_known_host(scope: Scope, hosts: Collection[str]) -> bool:
    """Tell whether the request names loopback, the address it came in by, or one of ``hosts``."""
    named = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    if len(named) != 1:
        return False
    name = named[0].partition("]")[0] + "]" if named[0].startswith("[") else named[0].partition(":")[0]
    own = str((scope.get("server") or ("",))[0])
    return name in _LOCAL or name in hosts or name.strip("[]") == own
