"""Who may use the page: anyone who reaches it, those whom a reverse proxy names, or those of a file of users."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

from corpus.errors import AssistantError, SettingsError


class ExposedError(AssistantError):
    """The page would be open to a network with nobody at the door."""


@dataclass(frozen=True)
class Access:
    """Who is let in. ``users`` is a file of names and hashed passwords; or ``header``, set by ``proxies``, names the user.

    ``proxies`` are addresses or networks; their forwarded headers are believed, those of anyone else are dropped.
    ``hosts`` are the names by which browsers call the server, beside those of this machine's own loopback.
    ``public`` says that everyone who reaches the page may use it.
    """

    users: Path | None = None
    header: str = ""
    proxies: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    public: bool = False

    def __post_init__(self) -> None:
        if self.header and self.users:
            raise SettingsError("assistant.users and assistant.user_header are both set; choose one of them")
        if self.header and not self.proxies:
            raise SettingsError(
                "assistant.user_header is set but assistant.trusted_proxies is empty: anyone could name themselves; "
                'give the address of the proxy, for example trusted_proxies = ["127.0.0.1"]'
            )
        for proxy in self.proxies:
            _check_network(proxy)

    @property
    def controlled(self) -> bool:
        """Tell whether somebody is asked who they are."""
        return bool(self.users or self.header)

    def check_address(self, address: str) -> None:
        """Raise ExposedError when listening on that IP address would open the page to whoever reaches it."""
        if not (self.controlled or self.public or ip_address(address.partition("%")[0]).is_loopback):
            raise ExposedError(
                f"{address} is reached from other machines and nobody would be asked who they are; set assistant.users "
                "(plaidoyer password NAME) or assistant.user_header, or let everyone in: plaidoyer chat --public"
            )


def _check_network(text: str) -> None:
    try:
        ip_network(text, strict=False)
    except ValueError:
        raise SettingsError(
            f"assistant.trusted_proxies has {text!r}; give addresses or networks such as 127.0.0.1 or 10.0.0.0/8"
        ) from None
