"""Options of all feeds."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from attrs import has

from tbh_model._attrs import evolve, field, frozen
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._utm import Tracking
from tbh_model.exporters.feeds._extensions import (
    FeedExtension,
    check_extensions,
)
from tbh_model.exporters.feeds._files import (
    FEED_FILES,
    FeedFile,
    FeedFormat,
    FeedSplit,
    FilePath,
)
from tbh_model.model import PYTHON_ONLY, Count, WebAddress, validate_on_init


class FeedContent(StrEnum):
    """Part of an edition that a feed has."""

    FULL = "full"
    """The whole edition."""
    SUMMARY = "summary"
    """The summary alone."""


@frozen(kw_only=True)
@validate_on_init
class FeedOptions:
    """Options of all feeds."""

    limit: Count = 50
    """The maximum number of entries."""
    content: FeedContent = FeedContent.FULL
    """Whether an entry has the whole edition or only its summary."""
    archive: bool = False
    """Whether older editions are in archives (RFC 5005), `limit` in each. Of the full ones, only
    the newest one changes."""
    only_enclosures: bool = False
    """Whether only editions with an enclosure are entries, as in a podcast."""
    split: frozenset[FeedSplit] = frozenset()
    """Whether each topic, and each therapist who is named in full, has a feed."""
    hub: tuple[WebAddress, ...] = ()
    """WebSub hubs that pass changes on to subscribers."""
    tracking: Tracking | None = None
    """The UTM parameters of links in the content; none by default."""
    extensions: tuple[FeedExtension, ...] = field(
        default=(),
        converter=check_extensions,
        metadata=PYTHON_ONLY,
        kw_only=True,
    )
    """Extensions, which add elements of another namespace to the feed and to each entry."""
    path: FilePath
    """The path of the file. Those of archives and of the feeds of topics and therapists follow."""
    url: WebAddress | None = None
    """The public address of the feed, if it is not that of the path below the URL of the series."""


def feed_file(exporter: Exporter) -> FeedFile | None:
    """Return the main file of a feed exporter of ours, or None for another exporter."""
    if not isinstance(exporter, FeedOptions):
        return None
    files = (main_file(exporter, kind) for kind in FeedFormat if kind == exporter.info.name)
    return next(files, None)


def main_file(options: FeedOptions, format: FeedFormat) -> FeedFile:  # noqa: A002 - as in `FeedFile`
    """Return the main file of a feed in a format."""
    return FeedFile(format=format, path=options.path, url=options.url)


def with_feed_files(exporters: Iterable[Exporter]) -> tuple[Exporter, ...]:
    """Return the exporters of one build, in which those that list feeds know where these are."""
    build = tuple(exporters)
    files = tuple(file for file in map(feed_file, build) if file is not None)
    # pages link to the usual paths without being told
    if set(files) <= set(FEED_FILES):
        return build
    return tuple(_with_feed_files(build, files))


def _with_feed_files(
    exporters: Iterable[Exporter], files: tuple[FeedFile, ...]
) -> Iterator[Exporter]:
    for exporter in exporters:
        kind: type[Any] = type(exporter)
        is_unset = has(kind) and getattr(exporter, "feed_files", None) == ()
        yield _evolve(exporter, files) if is_unset else exporter


def _evolve(exporter: Any, files: tuple[FeedFile, ...]) -> Exporter:
    instance: Exporter = evolve(exporter, feed_files=files)
    return instance
