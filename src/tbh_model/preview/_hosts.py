"""Who is answered: only what this machine is called, so that no web page can pose as it."""

import socket
from collections.abc import Callable
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from tbh_model.documents import printable
from tbh_model.preview._answers import plainly

_READ = ("GET", "HEAD")


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine and nothing that others can reach."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def allowed_hosts(host: str | None = None) -> Callable[[str], bool]:
    """Give what tells whether a name that somebody asked for means this server.

    A web page can give itself a name that leads here (DNS rebinding), and never a bare address.

    Args:
        host: What the server listens on, if others may reach it.
    """
    if host is None:
        return is_loopback
    names = {host.lower(), socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
    return lambda asked: is_loopback(asked) or asked.lower() in names or _is_address(asked)


class Guard:
    """Middleware that answers requests to read, by a name of this server, and refuses others."""

    def __init__(self, app: ASGIApp, is_allowed: Callable[[str], bool]) -> None:
        self.app, self.is_allowed = app, is_allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            refusal = self._refusal(scope)
            if refusal is not None:
                status, text, headers = refusal
                await plainly(status, text, headers)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            return 400, "a request must name one host", {}
        written = hosts[0].decode("latin-1")
        if not self.is_allowed(_name(written)):
            found = printable(written[:80])
            text = (
                f"this preview does not answer to the name {found!r}; open the address it printed"
            )
            return 421, text, {}
        if scope["method"] not in _READ:
            return 405, "a preview can be read, and nothing else", {"Allow": ", ".join(_READ)}
        return None


def _name(host: str) -> str:
    """Take the port off, and the brackets of IPv6."""
    if host.startswith("["):
        name, _, rest = host[1:].partition("]")
        return name if not rest or _is_port(rest) else ""
    name, colon, port = host.partition(":")
    return name if not colon or _is_port(f":{port}") else ""


def _is_port(text: str) -> bool:
    return text.startswith(":") and text[1:].isascii() and text[1:].isdigit()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
