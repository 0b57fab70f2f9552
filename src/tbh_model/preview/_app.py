"""ASGI application of the preview: routes, responses and security headers."""

import re
import socket
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model.content import UnknownCodeError, explanation, printable
from tbh_model.exporters import is_text, security_policy
from tbh_model.preview import _pages
from tbh_model.preview._file_viewer import render_file_view, rewrite_links
from tbh_model.preview._pages import build_toolbar, insert_toolbar, problem_views
from tbh_model.preview._session import Preview, format_event
from tbh_model.preview._view import (
    NOW,
    InstantError,
    View,
    format_instant,
    read_instant,
    render_file,
)
from tbh_model.publishing import PlannedFile
from tbh_model.text import read_markdown, write_html

# Headers of all responses; `Vary`, because a cookie may select the time.
_COMMON_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Vary": "Cookie",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def file_response(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a response with a body, or with headers alone for HEAD."""
    response_headers = {
        **_COMMON_HEADERS,
        **(headers or {}),
        "Content-Type": f"{media_type}; charset=utf-8" if is_text(media_type) else media_type,
        "Content-Length": str(len(body)),
    }
    return Response(b"" if request.method == "HEAD" else body, status, response_headers)


def text_response(status: int, text: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response with a line of text."""
    response_headers = {
        **_COMMON_HEADERS,
        **(headers or {}),
        "Content-Type": "text/plain; charset=utf-8",
    }
    return Response(f"{text}\n", status, response_headers)


def redirect(path: str) -> Response:
    """Return a redirect."""
    return Response(status_code=307, headers={**_COMMON_HEADERS, "Location": path})


_READ_METHODS = ("GET", "HEAD")
# Pattern of the header Host (RFC 9110, section 7.2), without user and zone.
_HOST: Final = re.compile(
    r"(?:\[(?P<six>[0-9a-f:.]{2,45})\]|(?P<name>[a-z0-9._~-]{1,253}))(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII | re.IGNORECASE,
)
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
    """Return a predicate for host names of this server.

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
    """Middleware that refuses requests with other hosts or methods that write."""

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
        # RFC 9112, 3.2: with none, or with several, the answer is 400
        if len(hosts) != 1:
            return 400, "a request must name one host", {}
        host_header = hosts[0].decode("latin-1")
        name = _name(host_header)
        if name is None:
            return 400, f"{printable(host_header[:80])!r} is no host", {}
        if not self.is_allowed(name):
            host = printable(host_header[:80])
            text = f"this preview does not answer to the name {host!r}; open the address it printed"
            # Misdirected Request (RFC 9110, 15.5.20)
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


_HTML: Final = "text/html"
# Maximum number of problems on a page.
_MAX_PAGE_PROBLEMS: Final = 200


def app(
    content: str | Path | Preview,
    *,
    at: datetime | None = None,
    drafts: bool = True,
    remote_host: str | None = None,
) -> Starlette:
    """Return an ASGI application that shows some content as it will be published.

    The application does not watch files. Call `refresh` of `app.state.preview` when they have
    changed, or use `serve`, which does so.

    Args:
        content: A content folder, one JSON file, or a preview of either.
        at: The date and time of the release; the current time by default.
        drafts: Whether to show drafts, scheduled and embargoed editions.
        remote_host: The address that the server listens on, if other machines may connect. Without
            it, only requests to this machine under its own name are answered.

    >>> preview.app("examples/therapists-being-human", at=at).state.preview.close()
    """
    preview = (
        content if isinstance(content, Preview) else Preview(Path(content), at=at, drafts=drafts)
    )
    pages, prefix = _Pages(preview), f"/{_pages.PREFIX}"
    application = Starlette(
        routes=[
            Route(prefix, lambda _: redirect(f"{prefix}/")),
            Route(f"{prefix}/", pages.at_instant(pages.index)),
            Route(f"{prefix}/problems/", pages.at_instant(pages.problems)),
            Route(f"{prefix}/problems/{{code}}/", pages.at_instant(pages.explanation)),
            Route(f"{prefix}/exporters/{{name}}/", pages.at_instant(pages.exporter)),
            Route(f"{prefix}/artifacts/{{path:path}}", pages.at_instant(pages.artifact)),
            Route(f"{prefix}/assets/{{name}}", pages.asset),
            Route(f"{prefix}/events", pages.events),
            Route(f"{prefix}/{{rest:path}}", pages.at_instant(pages.unknown_page)),
            Route("/{path:path}", pages.at_instant(pages.site_file)),
        ],
        middleware=[Middleware(HostGuard, is_allowed=allowed_hosts(remote_host))],
    )
    # `site_file` redirects where a static host would
    application.router.redirect_slashes = False
    application.state.preview = preview
    return application


@frozen
class _Pages:
    """Routes of the preview."""

    preview: Preview

    def at_instant(
        self, page: Callable[[Request, datetime | None], Response]
    ) -> Callable[[Request], Response]:
        """Redirect a request for another time, and store the time in a cookie."""
        return partial(self._respond_at_instant, page)

    def _respond_at_instant(
        self, page: Callable[[Request, datetime | None], Response], request: Request
    ) -> Response:
        state = self.preview.content_state
        zone = "UTC" if state.series is None else state.series.time_zone
        # cookies know no ports: another preview on this machine has an instant of its own
        cookie = f"tbh-at-{request.url.port or 80}"
        at_parameter = request.query_params.get("at")
        try:
            instant = read_instant(request.cookies.get(cookie, ""), zone)
        except InstantError:
            instant = None
        try:
            instant = instant if at_parameter is None else read_instant(at_parameter, zone)
        except InstantError as error:
            return self._render_page(request, "instant.html", {"problem": str(error)}, status=400)
        # requests run in threads, and a view fills its caches while it is looked at
        with self.preview.lock:
            response = page(request, instant)
        if instant is not None and at_parameter is not None:
            response.set_cookie(cookie, instant.isoformat(), httponly=True, samesite="strict")
        elif instant is None and cookie in request.cookies:
            response.delete_cookie(cookie, httponly=True, samesite="strict")
        return response

    def site_file(self, request: Request, instant: datetime | None) -> Response:
        """Return a file of the site, at its published path."""
        path: str = request.path_params["path"]
        view = self.preview.view(instant)
        if view is None:
            return self._no_content(request)
        resolved = view.resolve(path)
        if resolved.redirect_path is not None:
            query = f"?{request.url.query}" if request.url.query else ""
            return redirect(f"/{quote(resolved.redirect_path)}{query}")
        if resolved.file is not None:
            return self._artifact_response(request, view, resolved.file, instant)
        if failures := view.failures():
            return self._failure_page(request, failures)
        return (
            redirect(f"/{_pages.PREFIX}/")
            if not path
            else self._site_not_found(request, view, instant)
        )

    def index(self, request: Request, instant: datetime | None) -> Response:
        """List everything that there is."""
        view = self.preview.view(instant)
        if view is None:
            return self._no_content(request)
        limit = None if "all" in request.query_params else _pages.EDITIONS
        context = {
            "series": view.series,
            "editions": _pages.listed_editions(view, limit),
            "edition_count": len(view.series.editions),
            "exporters": tuple(_pages.listed_exporters(view)),
            "withheld": _pages.withheld_from_exporters(view),
            "drafts": view.drafts,
            "instant": format_instant(view.at, view.series.time_zone),
            "is_now": instant is None and self.preview.at is None,
            "now": NOW,
            "zone": view.series.time_zone,
        }
        return self._render_page(request, "index.html", context)

    def exporter(self, request: Request, instant: datetime | None) -> Response:
        """List the files of an exporter."""
        view = self.preview.view(instant)
        if view is None:
            return self._no_content(request)
        name = request.path_params["name"]
        plans = [plan for plan in view.plans() if plan.name == name]
        if not plans:
            return self._not_found(request)
        exporter = _pages.listed_exporter(view, plans[0])
        return self._render_page(request, "exporter.html", {"exporter": exporter})

    def problems(self, request: Request, instant: datetime | None) -> Response:
        """Show every problem of the content."""
        return self._problems_page(request, 200, self.preview.view(instant))

    def explanation(self, request: Request, instant: datetime | None) -> Response:  # noqa: ARG002
        """Explain a code, as `tbh explain` does."""
        try:
            explained = explanation(request.path_params["code"])
        except UnknownCodeError:
            return self._not_found(request)
        html = write_html(read_markdown(explained.text).tree, heading_level=2)
        context = {"explained": explained, "html": html}
        return self._render_page(request, "explanation.html", context)

    def artifact(self, request: Request, instant: datetime | None) -> Response:
        """Show a file for a person to read; with `?raw`, as it is."""
        view = self.preview.view(instant)
        if view is None:
            return self._no_content(request)
        planned = view.find_file(request.path_params["path"])
        if planned is None:
            failures = view.failures()
            return self._failure_page(request, failures) if failures else self._not_found(request)
        if "raw" in request.query_params:
            return self._artifact_response(request, view, planned, instant)
        try:
            body = render_file(planned)
        except TBHError as error:
            return self._failure_page(request, (error,))
        return self._render_page(request, "artifact.html", _artifact_context(view, planned, body))

    def unknown_page(self, request: Request, instant: datetime | None) -> Response:  # noqa: ARG002
        """Return the response for an unknown page of the preview."""
        return self._not_found(request)

    def asset(self, request: Request) -> Response:
        """Return a style sheet or script of the preview."""
        name: str = request.path_params["name"]
        if name not in _pages.ASSETS:
            return text_response(404, "there is no such file")
        return file_response(request, _pages.read_asset(name), _pages.ASSETS[name])

    async def events(self, request: Request) -> Response:
        """Return a stream of events for an open page."""
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type="text/event-stream")
        if self.preview.events.is_full:
            return text_response(503, "too many pages are open", headers)
        messages = self.preview.events.stream(format_event("version", self.preview.version))
        return StreamingResponse(messages, headers=headers, media_type="text/event-stream")

    def _artifact_response(
        self, request: Request, view: View, planned: PlannedFile, instant: datetime | None
    ) -> Response:
        try:
            body = render_file(planned)
        except TBHError as error:
            return self._failure_page(request, (error,))
        artifact = planned.artifact
        if artifact.media_type == _HTML and "raw" not in request.query_params:
            return file_response(
                request,
                insert_toolbar(body, build_toolbar(self.preview, view, planned, instant)),
                _HTML,
            )
        headers = None
        # a script in an SVG that is opened by itself would run with the rights of the preview
        if artifact.media_type.startswith("image/"):
            headers = {"Content-Security-Policy": security_policy(artifact.media_type)}
        return file_response(request, body, artifact.media_type, headers=headers)

    def _site_not_found(self, request: Request, view: View, instant: datetime | None) -> Response:
        """Return the 404 page of the site."""
        planned = view.find_file("404.html")
        if planned is None:
            return self._not_found(request)
        try:
            text = rewrite_links(render_file(planned).decode(errors="replace"), view.series)
        except TBHError as error:
            return self._failure_page(request, (error,))
        body = insert_toolbar(text.encode(), build_toolbar(self.preview, view, planned, instant))
        return file_response(request, body, _HTML, status=404)

    def _not_found(self, request: Request) -> Response:
        return self._render_page(request, "lost.html", {}, status=404)

    def _failure_page(self, request: Request, errors: tuple[TBHError, ...]) -> Response:
        messages = tuple(dict.fromkeys(map(str, errors)))
        return self._render_page(request, "failed.html", {"errors": messages}, status=500)

    def _no_content(self, request: Request) -> Response:
        """Show what is wrong, where there is nothing else to show."""
        return self._problems_page(request, 500, None)

    def _problems_page(self, request: Request, status: int, view: View | None) -> Response:
        problems = self.preview.problems
        views = tuple(
            problem_views(problems[:_MAX_PAGE_PROBLEMS], self.preview.content_state.folder, view)
        )
        context = {"problems": views, "count": len(problems)}
        return self._render_page(request, "problems.html", context, status=status)

    def _render_page(
        self, request: Request, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> Response:
        preview = self.preview
        series = preview.content_state.series
        text = _pages.render_page(
            template,
            version=preview.version,
            title=preview.content.resolve().name if series is None else series.title,
            is_broken=preview.content_state.is_broken,
            problem_count=len(preview.problems),
            **context,
        )
        return file_response(request, text.encode(), _HTML, status=status, headers=_pages.POLICY)


def _artifact_context(view: View, planned: PlannedFile, body: bytes) -> dict[str, object]:
    """Return the template context of a file."""
    artifact = planned.artifact
    edition = view.edition_at(artifact.path)
    unpublished = None if edition is None else view.unpublished_editions.get(edition.id)
    release = view.release(planned.exporter.info.channel)
    file_view = render_file_view(planned, body, release)
    zone = view.series.time_zone
    return {
        "path": artifact.path,
        "address": f"/{quote(artifact.path)}",
        "media_type": artifact.media_type,
        "size": len(body),
        "exporter": planned.name,
        "channel": planned.exporter.info.channel,
        "file_view": file_view,
        "label": None if unpublished is None else unpublished.label,
        "kind": None if unpublished is None else unpublished.reason.value,
        "sentence": None if unpublished is None else unpublished.sentence(zone),
        "unpublished_titles": frozenset(
            item.edition.title for item in view.unpublished_editions.values()
        ),
        "rewrite_links": partial(rewrite_links, series=view.series),
        "format_instant": partial(format_instant, time_zone=zone),
    }
