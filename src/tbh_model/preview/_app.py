"""The preview as an ASGI application."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from attrs import frozen
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tbh_model._errors import TBHError
from tbh_model.exporters import security_policy
from tbh_model.preview import _desk, _index
from tbh_model.preview._answers import answer, moved, plainly
from tbh_model.preview._bar import bar, with_bar
from tbh_model.preview._events import event
from tbh_model.preview._hosts import Guard, allowed_hosts
from tbh_model.preview._instant import NOW, InstantError, read_instant, said
from tbh_model.preview._preview import Preview
from tbh_model.preview._readable import at_home, readable
from tbh_model.preview._told import told_problems
from tbh_model.preview._view import View, made
from tbh_model.publishing import Planned

_HTML: Final = "text/html"
_PROBLEMS: Final = 200
"""Problems that one page shows."""


def app(
    content: str | Path | Preview,
    *,
    at: datetime | None = None,
    drafts: bool = True,
    remote_host: str | None = None,
) -> Starlette:
    """Make an ASGI application that shows some content as it will be published.

    Nobody watches the files: call `refresh` of `app.state.preview` when they have changed, or use
    `serve`, which does.

    Args:
        content: A content folder, one JSON file, or a preview that was made of either.
        at: The instant that is looked at; now, if none is given.
        drafts: Whether drafts, scheduled and embargoed editions are shown.
        remote_host: What the server listens on, where others may reach it. Without one, only
            requests to this machine by its own name are answered.
    """
    preview = (
        content if isinstance(content, Preview) else Preview(Path(content), at=at, drafts=drafts)
    )
    pages, prefix = _Pages(preview), f"/{_desk.PREFIX}"
    made_app = Starlette(
        routes=[
            Route(prefix, lambda _: moved(f"{prefix}/")),
            Route(f"{prefix}/", pages.at(pages.index)),
            Route(f"{prefix}/problems/", pages.at(pages.problems)),
            Route(f"{prefix}/exporters/{{name}}/", pages.at(pages.exporter)),
            Route(f"{prefix}/artifacts/{{path:path}}", pages.at(pages.artifact)),
            Route(f"{prefix}/assets/{{name}}", pages.asset),
            Route(f"{prefix}/events", pages.events),
            Route(f"{prefix}/{{rest:path}}", pages.at(pages.nowhere)),
            Route("/{path:path}", pages.at(pages.tree)),
        ],
        middleware=[Middleware(Guard, is_allowed=allowed_hosts(remote_host))],
    )
    made_app.router.redirect_slashes = False
    made_app.state.preview = preview
    return made_app


@frozen
class _Pages:
    """What is answered at which address."""

    preview: Preview

    def at(
        self, shown: Callable[[Request, datetime | None], Response]
    ) -> Callable[[Request], Response]:
        """Let a page be asked for at another instant, which then holds for the next pages too."""
        return partial(self._at, shown)

    def _at(
        self, shown: Callable[[Request, datetime | None], Response], request: Request
    ) -> Response:
        reading = self.preview.reading
        zone = "UTC" if reading.series is None else reading.series.time_zone
        cookie = f"tbh-at-{request.url.port or 80}"
        written = request.query_params.get("at")
        try:
            asked = read_instant(request.cookies.get(cookie, ""), zone)
        except InstantError:
            asked = None
        try:
            asked = asked if written is None else read_instant(written, zone)
        except InstantError as error:
            return self._page(request, "instant.html", {"problem": str(error)}, status=400)
        with self.preview.lock:
            response = shown(request, asked)
        if asked is not None and written is not None:
            response.set_cookie(cookie, asked.isoformat(), httponly=True, samesite="strict")
        elif asked is None and cookie in request.cookies:
            response.delete_cookie(cookie, httponly=True, samesite="strict")
        return response

    def tree(self, request: Request, asked: datetime | None) -> Response:
        """Answer with a file of the site, at the path at which it will be published."""
        path: str = request.path_params["path"]
        view = self.preview.view(asked)
        if view is None:
            return self._nothing(request)
        place = view.place(path)
        if place.moved is not None:
            query = f"?{request.url.query}" if request.url.query else ""
            return moved(f"/{quote(place.moved)}{query}")
        if place.planned is not None:
            return self._file(request, view, place.planned, asked)
        if failures := view.failures():
            return self._failed(request, failures)
        return moved(f"/{_desk.PREFIX}/") if not path else self._not_found(request, view, asked)

    def index(self, request: Request, asked: datetime | None) -> Response:
        """List everything that there is."""
        view = self.preview.view(asked)
        if view is None:
            return self._nothing(request)
        most = None if "all" in request.query_params else _index.EDITIONS
        context = {
            "series": view.series,
            "editions": _index.listed_editions(view, most),
            "edition_count": len(view.series.editions),
            "exporters": tuple(_index.listed_exporters(view)),
            "withheld": _index.kept_back(view),
            "drafts": view.drafts,
            "instant": said(view.at, view.series.time_zone),
            "is_now": asked is None and self.preview.at is None,
            "now": NOW,
            "zone": view.series.time_zone,
        }
        return self._page(request, "index.html", context)

    def exporter(self, request: Request, asked: datetime | None) -> Response:
        """List the files of an exporter."""
        view = self.preview.view(asked)
        if view is None:
            return self._nothing(request)
        name = request.path_params["name"]
        plans = [plan for plan in view.plans() if plan.name == name]
        if not plans:
            return self._lost(request)
        exporter = _index.listed_exporter(view, plans[0])
        return self._page(request, "exporter.html", {"exporter": exporter})

    def problems(self, request: Request, asked: datetime | None) -> Response:
        """Show every problem of the content."""
        return self._problems(request, 200, self.preview.view(asked))

    def artifact(self, request: Request, asked: datetime | None) -> Response:
        """Show a file for a person to read; with `?raw`, as it is."""
        view = self.preview.view(asked)
        if view is None:
            return self._nothing(request)
        planned = view.find(request.path_params["path"])
        if planned is None:
            failures = view.failures()
            return self._failed(request, failures) if failures else self._lost(request)
        if "raw" in request.query_params:
            return self._file(request, view, planned, asked)
        try:
            body = made(planned)
        except TBHError as error:
            return self._failed(request, (error,))
        return self._page(request, "artifact.html", _shown(view, planned, body))

    def nowhere(self, request: Request, asked: datetime | None) -> Response:  # noqa: ARG002
        """Say that there is no such page of the preview."""
        return self._lost(request)

    def asset(self, request: Request) -> Response:
        """Answer with a style or a script of the preview's own."""
        name: str = request.path_params["name"]
        if name not in _desk.ASSETS:
            return plainly(404, "there is no such file")
        return answer(request, _desk.asset(name), _desk.ASSETS[name])

    async def events(self, request: Request) -> Response:
        """Tell a page of every change for as long as it is open."""
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type="text/event-stream")
        if self.preview.events.is_full:
            return plainly(503, "too many pages are open", headers)
        told = self.preview.events.stream(event("version", self.preview.version))
        return StreamingResponse(told, headers=headers, media_type="text/event-stream")

    def _file(
        self, request: Request, view: View, planned: Planned, asked: datetime | None
    ) -> Response:
        try:
            body = made(planned)
        except TBHError as error:
            return self._failed(request, (error,))
        artifact = planned.artifact
        if artifact.media_type == _HTML and "raw" not in request.query_params:
            return answer(request, with_bar(body, bar(self.preview, view, planned, asked)), _HTML)
        headers = None
        if artifact.media_type.startswith("image/"):
            headers = {"Content-Security-Policy": security_policy(artifact.media_type)}
        return answer(
            request,
            body,
            artifact.media_type,
            last_modified=artifact.last_modified,
            headers=headers,
        )

    def _not_found(self, request: Request, view: View, asked: datetime | None) -> Response:
        """Answer with the site's own page for that, whose addresses are those of the site."""
        planned = view.find("404.html")
        if planned is None:
            return self._lost(request)
        try:
            text = at_home(made(planned).decode(errors="replace"), view.series)
        except TBHError as error:
            return self._failed(request, (error,))
        body = with_bar(text.encode(), bar(self.preview, view, planned, asked))
        return answer(request, body, _HTML, status=404)

    def _lost(self, request: Request) -> Response:
        return self._page(request, "lost.html", {}, status=404)

    def _failed(self, request: Request, errors: tuple[TBHError, ...]) -> Response:
        said_of_them = tuple(dict.fromkeys(map(str, errors)))
        return self._page(request, "failed.html", {"errors": said_of_them}, status=500)

    def _nothing(self, request: Request) -> Response:
        """Show what is wrong, where there is nothing else to show."""
        return self._problems(request, 500, None)

    def _problems(self, request: Request, status: int, view: View | None) -> Response:
        problems = self.preview.problems
        told = tuple(told_problems(problems[:_PROBLEMS], self.preview.reading.folder, view))
        context = {"problems": told, "count": len(problems)}
        return self._page(request, "problems.html", context, status=status)

    def _page(
        self, request: Request, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> Response:
        preview = self.preview
        series = preview.reading.series
        text = _desk.page(
            template,
            version=preview.version,
            title=preview.content.resolve().name if series is None else series.title,
            is_broken=preview.reading.is_broken,
            problem_count=len(preview.problems),
            **context,
        )
        return answer(request, text.encode(), _HTML, status=status, headers=_desk.POLICY)


def _shown(view: View, planned: Planned, body: bytes) -> dict[str, object]:
    """Return what a page tells of a file."""
    artifact = planned.artifact
    edition = view.edition_at(artifact.path)
    held = None if edition is None else view.held.get(edition.id)
    found = readable(body, artifact.media_type)
    zone = view.series.time_zone
    return {
        "path": artifact.path,
        "address": f"/{quote(artifact.path)}",
        "media_type": artifact.media_type,
        "size": len(body),
        "exporter": planned.name,
        "channel": planned.exporter.info.channel.value,
        "readable": found,
        "label": None if held is None else held.label,
        "kind": None if held is None else held.reason.value,
        "sentence": None if held is None else held.sentence(zone),
        "held_titles": frozenset(each.edition.title for each in view.held.values()),
        "at_home": partial(at_home, series=view.series),
        "said": partial(said, time_zone=zone),
    }
