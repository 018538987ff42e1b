"""What a reverse proxy says of a request is believed when the proxy is ours, and dropped otherwise."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.types import Scope

_FORWARDED = (b"x-forwarded", b"forwarded", b"x-real-ip")


class Proxies:
    """The trusted ones, and the header in which they name the user (empty: none)."""

    def __init__(self, addresses: Sequence[str], user_header: str) -> None:
        self._networks = [ip_network(address, strict=False) for address in addresses]
        self._user_header = user_header.lower().encode("latin-1", "replace")

    def believed(self, scope: Scope) -> Scope:
        """Return the request as it counts: client and scheme by the word of a trusted proxy, no forwarded header left.

        The header that names the user is left only when a trusted proxy sent it, and once.
        """
        trusted = self._trusts((scope.get("client") or ("",))[0])
        headers = [(name.lower(), value) for name, value in scope["headers"]]
        users = [value for name, value in headers if name == self._user_header]
        kept = [pair for pair in headers if not pair[0].startswith(_FORWARDED) and pair[0] != self._user_header]
        if not trusted:
            return {**scope, "headers": kept}
        if len(users) == 1:
            kept.append((self._user_header, users[0]))
        believed = {**scope, "headers": kept}
        if client := self._client(headers):
            believed["client"] = (client, 0)
        if _last(headers, b"x-forwarded-proto") in ("http", "https"):
            believed["scheme"] = _last(headers, b"x-forwarded-proto")
        return believed

    def _trusts(self, address: str) -> bool:
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self._networks)

    def _client(self, headers: Sequence[tuple[bytes, bytes]]) -> str:
        """Return the last address of X-Forwarded-For that is no proxy of ours: those before it anyone may have written."""
        written = ",".join(value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for")
        for address in reversed([part.strip() for part in written.split(",")]):
            if _parsed(address) is None:
                return ""
            if not self._trusts(address):
                return address
        return ""


def client_key(scope: Scope) -> str:
    """Return by what a client is counted: its IPv4 address, or the /64 network of its IPv6 address, which is one line's."""
    parsed = _parsed((scope.get("client") or ("",))[0])
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed


def _last(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str:
    values = [value.decode("latin-1").strip().lower() for one, value in headers if one == name]
    return values[-1] if values else ""
