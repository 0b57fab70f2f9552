"""Answers of the server: entity tags, 304, and headers that keep a preview to itself."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from tbh_model.exporters import is_text

_COMMON_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Vary": "Cookie",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""`Vary`, because the instant that is looked at may be in a cookie."""


def file_response(  # noqa: PLR0913 - all but three are chosen by name
    request: Request,
    body: bytes,
    media_type: str,
    *,
    status: int = 200,
    last_modified: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer with a body, or with 304 to who has it already, or with headers alone to HEAD."""
    response_headers = {**_COMMON_HEADERS, **(headers or {}), "ETag": _tag(body)}
    if last_modified is not None:
        response_headers["Last-Modified"] = format_datetime(
            last_modified.astimezone(UTC), usegmt=True
        )
    if status == 200 and _is_not_modified(request, response_headers["ETag"], last_modified):  # noqa: PLR2004
        return Response(status_code=304, headers=response_headers)
    response_headers["Content-Type"] = (
        f"{media_type}; charset=utf-8" if is_text(media_type) else media_type
    )
    response_headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, status, response_headers)


def text_response(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a line of text, where there is no page to show."""
    response_headers = {
        **_COMMON_HEADERS,
        **(headers or {}),
        "Content-Type": "text/plain; charset=utf-8",
    }
    return Response(f"{text}\n", status, response_headers)


def redirect(path: str) -> Response:
    """Send a browser to another address."""
    return Response(status_code=307, headers={**_COMMON_HEADERS, "Location": path})


def _tag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()}"'


def _is_not_modified(request: Request, tag: str, last_modified: datetime | None) -> bool:
    """Return whether a browser has the file: by the tag if it sent one, else by the date."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        sent_tags = {item.strip().removeprefix("W/") for item in tags.split(",")}
        return not sent_tags.isdisjoint({"*", tag})
    since = request.headers.get("If-Modified-Since")
    if since is None or last_modified is None:
        return False
    try:
        return last_modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
