"""A client for the APIs of platforms: retries, limits of rate, and errors in words."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tbh_model._attrs import field, frozen
from tbh_model._characters import printable
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._version import __version__
from tbh_model.publishers._contract import Credentials, PlatformError

if TYPE_CHECKING:
    from ssl import SSLContext

    import httpx

_MAX_TRIES: Final = 4
# Seconds after which an answer that has not come is given up.
_TIMEOUT_SECONDS: Final = 30.0
# The longest wait that a platform may ask for; whoever pushes waits beside it.
_MAX_WAIT_SECONDS: Final = 120.0
_MAX_MESSAGE_CHARACTERS: Final = 300
_BUSY: Final = frozenset({429, 502, 503, 504})


@frozen
class _Pace:
    """How long a client waits."""

    timeout: float = _TIMEOUT_SECONDS
    sleep: Callable[[float], object] = time.sleep


_pace: ContextVar[_Pace] = ContextVar("_pace", default=_Pace())  # noqa: B039 - it cannot change


@contextmanager
def hurry(timeout: float, sleep: Callable[[float], object]) -> Iterator[None]:
    """Return a context manager in which clients wait in another way, as in a test.

    Args:
        timeout: Seconds after which an answer that has not come is given up.
        sleep: Called with the seconds to wait before a request is sent again.

    >>> with publishers.hurry(timeout=0.1, sleep=print):
    ...     pass
    """
    token = _pace.set(_Pace(timeout, sleep))
    try:
        yield
    finally:
        _pace.reset(token)


class MissingClientError(TBHError, ImportError):
    """The package `httpx` is not installed, without which nothing can be sent."""

    def __str__(self) -> str:
        """Say what to install."""
        return "nothing can be sent without httpx; run: pip install 'tbh-model[push]'"


class UnsafeAddressError(TBHError, ValueError):
    """Credentials would travel unencrypted."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url

    def __str__(self) -> str:
        """Name the address, and what to do."""
        return f"{self.url} is no https address, and a password would be readable; use https"


@final
@frozen(kw_only=True)
class HTTPAnswer:
    """What a platform answered."""

    status: int
    """The status."""
    headers: Mapping[str, str] = field(repr=False)
    """The headers, with names in lower case."""
    data: Any = field(repr=False)
    """The JSON of the body; None if it is empty."""


@cache
def _tls_context() -> "SSLContext":
    """Return the certificates that are trusted, which take longer to read than a request takes."""
    import httpx

    return httpx.create_ssl_context()


def _no_headers() -> Mapping[str, str]:
    return {}


@final
class HTTPClient:
    """Client of the API of one platform, which speaks JSON.

    What failed for a moment is tried again, and waits as the platform asks. A redirect is not
    followed, because it would hand the credentials on. Nothing of a request is logged.

    Args:
        base_url: The address that paths are added to. It must be https, or on this machine.
        service: What the platform is called in errors.
        credentials: The credentials, which no error shows.
        headers: Returns the headers of a request, such as `Authorization`; called for each.
    """

    def __init__(
        self,
        base_url: str,
        *,
        service: str,
        credentials: Credentials,
        headers: Callable[[], Mapping[str, str]] = _no_headers,
    ) -> None:
        try:
            import httpx
        except ImportError:
            raise MissingClientError from None
        if not _is_safe(base_url):
            raise UnsafeAddressError(base_url)
        self.base_url, self.service = base_url.rstrip("/"), service
        self._credentials, self._headers = credentials, headers
        self._client = httpx.Client(
            verify=_tls_context(),
            timeout=_pace.get().timeout,
            headers={"User-Agent": f"tbh-model/{__version__}", "Accept": "application/json"},
        )

    def __repr__(self) -> str:
        return f"<HTTPClient of {self.service} at {self.base_url}>"

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def get_or_none(
        self, path: str, *, params: Mapping[str, str | int] | None = None
    ) -> HTTPAnswer | None:
        """Send a `GET`, and return the answer; None if there is nothing at that address (404).

        Raises:
            PlatformError: As `request` does for every other failure.
        """
        try:
            return self.request("GET", path, params=params)
        except PlatformError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def request(  # noqa: PLR0913 - what a request consists of
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        data: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        is_repeatable: bool | None = None,
    ) -> HTTPAnswer:
        """Send a request, and return the answer.

        Args:
            method: Such as `GET`.
            path: The path below the base address.
            params: The query.
            data: What is sent as JSON.
            body: Bytes that are sent as they are, in place of `data`.
            headers: More headers.
            is_repeatable: Whether sending it twice does no more than sending it once, so that it is
                sent again if no answer came. By default, all but `POST` are.

        Raises:
            PlatformError: If the platform refuses, fails, or cannot be reached.
        """
        repeatable = method != "POST" if is_repeatable is None else is_repeatable
        arguments: dict[str, Any] = {"params": params, "headers": {**(headers or {})}}
        if body is not None:
            arguments["content"] = body
        elif data is not None:
            arguments["json"] = data
        attempt = 1
        while True:
            is_last = attempt == _MAX_TRIES
            response = self._send(method, path, arguments, is_last=is_last, repeatable=repeatable)
            if response is None:
                wait: float | None = 2.0 ** (attempt - 1)
            else:
                wait = None if is_last else _wait_before_retry(response, attempt, repeatable)
            if wait is None and response is not None:
                return self._answer(method, path, response)
            _pace.get().sleep(wait or 0.0)
            attempt += 1

    def _send(
        self, method: str, path: str, arguments: dict[str, Any], *, is_last: bool, repeatable: bool
    ) -> "httpx.Response | None":
        """Send a request once; return None if it failed, and may be sent again."""
        import httpx

        arguments = {**arguments, "headers": {**self._headers(), **arguments["headers"]}}
        try:
            return self._client.request(method, f"{self.base_url}{path}", **arguments)
        except httpx.HTTPError as error:
            was_not_sent = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            if (repeatable or was_not_sent) and not is_last:
                return None
            raise self._connection_error(error) from None
        except httpx.InvalidURL as error:
            problem = f"has no such address: {self._credentials.redact(str(error))}"
            raise PlatformError(self.service, problem, "correct it", stops=True) from None

    def _connection_error(self, error: "httpx.HTTPError") -> PlatformError:
        import httpx

        host = urlsplit(self.base_url).netloc.rpartition("@")[2]
        match error:
            case httpx.ConnectError() | httpx.ConnectTimeout():
                problem = f"cannot be reached at {host}"
                remedy = "check the address and the network, and push again"
            case httpx.TimeoutException():
                problem = f"did not answer within {_pace.get().timeout:g} seconds"
                remedy = _AGAIN
            case _:
                problem, remedy = "broke off before its answer was complete", _AGAIN
        return PlatformError(self.service, problem, remedy, stops=True)

    def _answer(self, method: str, path: str, response: "httpx.Response") -> HTTPAnswer:
        if not response.is_success:
            raise self._refusal(method, path, response)
        data = None
        if response.content:
            try:
                data = json.loads(response.content)
            except (ValueError, RecursionError):
                problem = f"answered {method} {path} with something that is not JSON"
                remedy = f"check that {self.base_url} is the address of its API"
                raise PlatformError(
                    self.service, problem, remedy, status=response.status_code, stops=True
                ) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return HTTPAnswer(status=response.status_code, headers=headers, data=data)

    def _refusal(self, method: str, path: str, response: "httpx.Response") -> PlatformError:
        status = response.status_code
        problem, remedy, stops = _REFUSALS.get(status, (None, "", False))
        if problem is None and response.is_redirect:
            to = self._credentials.redact(response.headers.get("location", "elsewhere"))
            problem, remedy, stops = (
                f"has moved to {printable(to)}",
                "set that as its address",
                True,
            )
        elif problem is None and response.is_server_error:
            problem, remedy, stops = f"has a failure of its own ({status})", _AGAIN, True
        elif problem is None:
            problem, remedy = f"refuses {method} {path} ({status})", "see what it says"
        if status == _TOO_MANY:
            wait = _wait_seconds(response.headers.get("retry-after"), _MAX_TRIES)
            remedy = f"wait {wait:.0f} seconds, and push again"
        said = self._message(response)
        return PlatformError(self.service, f"{problem}{said}", remedy, status=status, stops=stops)

    def _message(self, response: "httpx.Response") -> str:
        """Return what the platform says of a refusal, without credentials and on one line."""
        try:
            text = _first_message(json.loads(response.content))
        except (ValueError, RecursionError):
            return ""
        if not text:
            return ""
        sent = response.request.headers.get("authorization", "").split()
        for value in sent[-1:]:  # made from credentials, and so not one of their values
            text = text.replace(value, "***")
        line = printable(self._credentials.redact(" ".join(text.split())))
        return f": {line[:_MAX_MESSAGE_CHARACTERS]}"


_TOO_MANY: Final = 429
_AGAIN: Final = "push again later: what was done is found, and nothing is made twice"
_REFUSALS: Final[Mapping[int, tuple[str, str, bool]]] = {
    400: ("does not understand the post (400)", "see what it says", False),
    401: ("does not accept the credentials (401)", "check them, and whether they ran out", True),
    403: (
        "does not allow that (403)",
        "give the account the right to write, publish and remove posts",
        True,
    ),
    404: ("has nothing there (404)", "check the address of the site", False),
    409: ("has another version since (409)", "push again, which looks at it anew", False),
    413: ("takes nothing that large (413)", "make images smaller, or raise its limit", False),
    422: ("does not accept the post (422)", "see what it says", False),
    429: ("asks for fewer requests (429)", "", True),
}


def _first_message(data: Any) -> str:
    """Return the first text under a name that APIs use for messages, however deep it is."""
    match data:
        case {"message": str(text)} | {"detail": str(text)} | {"error": str(text)}:
            context = data.get("context")
            return f"{text} {context}" if isinstance(context, str) else text
        case dict():
            return next(filter(None, map(_first_message, data.values())), "")
        case list():
            return next(filter(None, map(_first_message, data)), "")
        case _:
            return ""


def _wait_before_retry(response: "httpx.Response", attempt: int, repeatable: bool) -> float | None:  # noqa: FBT001 - as the request says
    """Return how long to wait before a request is sent again; None if it is not."""
    asks = "retry-after" in response.headers or response.status_code == _TOO_MANY
    if response.status_code not in _BUSY or not (repeatable or asks):
        return None
    wait = _wait_seconds(response.headers.get("retry-after"), attempt)
    return wait if wait <= _MAX_WAIT_SECONDS else None


def _wait_seconds(header: str | None, attempt: int) -> float:
    """Return how long to wait: as `Retry-After` says in seconds or as a date, or ever longer."""
    if header is None:
        return float(2 ** (attempt - 1))
    if header.strip().isdecimal():
        return float(header.strip()[:9])
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return float(2 ** (attempt - 1))
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _is_safe(url: str) -> bool:
    """Return whether what is sent to an address is encrypted, or stays on this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    try:
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_here = False
    return parts.scheme == "http" and is_here
