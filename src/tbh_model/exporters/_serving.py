"""Artifacts served by a web application: rendered once, and conditional requests (RFC 9110)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from tbh_model._arguments import check_arguments
from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model._plugins import with_options
from tbh_model.exporters._contract import Artifact, Exporter
from tbh_model.exporters._export import connect_exporters, export
from tbh_model.exporters._http import cache_control, content_type
from tbh_model.exporters._registry import default_registry
from tbh_model.model import Series
from tbh_model.rights import next_change


@final
@frozen(kw_only=True)
class HTTPResponse:
    """The response to a GET or HEAD request, for any framework."""

    status: int
    """`200`, or `304` if the client has the artifact already."""
    headers: Mapping[str, str]
    """The headers by name."""
    body: bytes
    """The body of the response to GET; empty with status 304."""


def http_response(artifact: Artifact, request_headers: Mapping[str, str], /) -> HTTPResponse:
    """Return the response to a GET or HEAD request for an artifact.

    The body is rendered at most once for each artifact. If the client sends an entity tag and a
    date, the tag decides: dates come from the content, and a correction may leave them as they are.

    Args:
        artifact: The artifact, which keeps its body and its entity tag.
        request_headers: The headers of the request, in any case.

    >>> (feed,) = tbh.export(series, "rss", at=at)
    >>> first = exporters.http_response(feed, {})
    >>> exporters.http_response(feed, {"If-None-Match": first.headers["ETag"]}).status
    304
    """
    headers = {
        "Content-Type": content_type(artifact.media_type),  # frameworks would add that of a page
        "ETag": artifact.etag,
        "Cache-Control": cache_control(artifact.media_type),
    }
    if artifact.last_modified is not None:
        changed = artifact.last_modified.astimezone(UTC)
        headers["Last-Modified"] = format_datetime(changed, usegmt=True)
    if _is_not_modified(artifact, request_headers):
        return HTTPResponse(status=304, headers=headers, body=b"")
    return HTTPResponse(status=200, headers=headers, body=artifact.body)


def _is_not_modified(artifact: Artifact, request_headers: Mapping[str, str]) -> bool:
    """Return whether a client has the artifact: by the tag if it sent one, or else by the date."""
    conditions = {name.lower(): value for name, value in request_headers.items()}
    tags = conditions.get("if-none-match")
    if tags is not None:  # compression in between turns a strong tag into a weak one
        sent = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return not sent.isdisjoint({"*", artifact.etag})
    since = _date(conditions.get("if-modified-since", ""))
    changed = artifact.last_modified
    return since is not None and changed is not None and changed.replace(microsecond=0) <= since


def _date(text: str) -> datetime | None:
    """Return a date of HTTP, or None for anything else, which is to be ignored."""
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


@final
class ArtifactCache:
    """Cache of the artifacts of exporters, for a program that serves one series.

    Pages link to the feeds where they are, as in a build.

    While the series is equal and no change is due, the artifacts are the same, and each renders its
    body at most once. A change of the series, and an edition that is due, take effect at once;
    templates and images of a content folder when the program starts again.
    """

    def __init__(self, *exporters: Exporter | str) -> None:
        self._exporters = exporters
        self._entry: _Entry | None = None

    @check_arguments
    def find(self, series: Series, path: str, *, at: datetime | None = None) -> Artifact | None:
        """Return the artifact with a path, or None.

        Args:
            series: The series as it is now.
            path: The path below the URL of the series. One that is empty or ends with a slash is
                that of a page: `editions/hope/` is `editions/hope/index.html`.
            at: The date and time of the release; the current time by default.

        Raises:
            UnknownExporterError: If no exporter has one of the names.
            ExportError: If an exporter raises an exception.
        """
        entry, instant = self._entry, datetime.now(UTC) if at is None else at
        if entry is None or not entry.is_valid(series, instant):  # threads may both renew it
            artifacts = {artifact.path: artifact for artifact in self._export(series, instant)}
            due = next_change(series, instant)
            entry = self._entry = _Entry(series, instant, due, artifacts)
        is_page = not path or path.endswith("/")
        return entry.artifacts.get(f"{path}index.html" if is_page else path)

    def _export(self, series: Series, at: datetime) -> Iterator[Artifact]:
        chosen = (
            with_options(default_registry().get(each), {}) if isinstance(each, str) else each
            for each in self._exporters
        )
        for exporter in connect_exporters(chosen):
            yield from export(series, exporter, at=at)


@frozen
class _Entry:
    """The artifacts of a series from one instant until the next change is due."""

    series: Series
    start: datetime
    due: datetime | None
    artifacts: Mapping[str, Artifact]

    def is_valid(self, series: Series, at: datetime) -> bool:
        if at < self.start or (self.due is not None and at >= self.due):
            return False
        return series is self.series or series == self.series
