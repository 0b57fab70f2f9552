"""Who is answered: only what this machine is called, so that no web page can pose as it."""

import re
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from tbh_model.documents import printable
from tbh_model.preview._answers import text_response

_READ_METHODS = ("GET", "HEAD")
_HOST: Final = re.compile(
    r"(?:\[(?P<six>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9._~-]{1,253}))(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII | re.IGNORECASE,
)
"""RFC 9110, section 7.2: without a user, a zone, or characters that no name of a host has."""
_LAST_PORT: Final = 65_535


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine and nothing that others can reach."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def allowed_hosts(host: str | None = None) -> Callable[[str], bool]:
    """Return what tells whether a name that somebody asked for means this server.

    A web page can give itself a name that leads here (DNS rebinding), and never a bare address.

    Args:
        host: What the server listens on, if others may reach it.
    """
    if host is None:
        return is_loopback
    names = {host.lower(), socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
    return lambda requested: (
        is_loopback(requested) or requested.lower() in names or _is_address(requested)
    )


class HostGuard:
    """Middleware that answers requests to read, by a name of this server, and refuses others."""

    def __init__(self, app: ASGIApp, is_allowed: Callable[[str], bool]) -> None:
        self.app, self.is_allowed = app, is_allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is not None:
                status, text, headers = refusal
                await text_response(status, text, headers)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            return 400, "a request must name one host", {}
        host_header = hosts[0].decode("latin-1")
        name = _name(host_header)
        if name is None:
            return 400, f"{printable(host_header[:80])!r} is no host", {}
        if not self.is_allowed(name):
            host = printable(host_header[:80])
            text = f"this preview does not answer to the name {host!r}; open the address it printed"
            return 421, text, {}
        if scope["method"] not in _READ_METHODS:
            return (
                405,
                "a preview can be read, and nothing else",
                {"Allow": ", ".join(_READ_METHODS)},
            )
        return None


def _name(host: str) -> str | None:
    """Return a host without its port and the brackets of IPv6; `None` for what is no host."""
    parts = _HOST.fullmatch(host)
    if parts is None or int(parts["port"] or 0) > _LAST_PORT:
        return None
    if parts["six"] is None:
        return parts["name"]
    return parts["six"] if _is_address(parts["six"]) else None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
