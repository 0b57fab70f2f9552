"""Access to the desk: one browser on this machine, let in by a link that works once."""

import re
from collections.abc import Callable
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final

from attrs import define, field
from starlette.requests import Request

PREFIX: Final = "/_desk"
# A web page can give itself a name that leads here (DNS rebinding), and never one of these.
_HOST: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.ASCII)
# What a browser sends when a person opens a page: no script can send it, and no frame does.
_NAVIGATION: Final = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
_REOPEN: Final = "The terminal shows a link that lets it in. Each link works once."


class RefusedError(Exception):
    """A request that is not answered: with the status, what happened, and what to do."""


@define
class Access:
    """Tokens of the desk: of the link, of the browsers that opened one, and of their forms."""

    on_link: Callable[[str], object]
    """Called with the path of a link, when a browser came without one."""
    _link: str = field(factory=lambda: token_urlsafe(24), init=False)
    # The token of the forms of each session.
    _sessions: dict[str, str] = field(factory=dict, init=False)

    @property
    def link(self) -> str:
        """The path that lets a browser in, once."""
        return f"{PREFIX}/open/?token={self._link}"

    def begin_session(self, request: Request) -> str:
        """Return the cookie of a new session for whoever opened the link, which ends with it.

        Raises:
            RefusedError: If the link is none, or was used.
        """
        _check_origin(request)
        if not compare_digest(request.query_params.get("token", "").encode(), self._link.encode()):
            self._refuse_stranger()
        self._link = token_urlsafe(24)
        session = token_urlsafe(32)
        self._sessions[session] = token_urlsafe(32)
        return session

    def form_token(self, request: Request, session: str) -> str:
        """Return the token for the forms of a session.

        Raises:
            RefusedError: If another page or another name of this machine may have caused the
                request, or there is no such session.
        """
        _check_origin(request)
        for known, token in self._sessions.items():
            if compare_digest(known.encode(), session.encode()):
                return token
        return self._refuse_stranger()

    def _refuse_stranger(self) -> str:
        self.on_link(self.link)
        raise RefusedError(403, "The desk does not know this browser", _REOPEN)


def _check_origin(request: Request) -> None:
    hosts = request.headers.getlist("host")
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        raise RefusedError(421, "The desk has another address", "The terminal shows it.")
    if any(request.headers.get(name, value) != value for name, value in _NAVIGATION.items()):
        raise RefusedError(403, "Only a person may open this page", "Open it in a tab.")
    if request.method == "POST" and request.headers.get("origin") != f"http://{hosts[0]}":
        raise RefusedError(403, "This form is not one of the desk", "Use the forms of the desk.")
