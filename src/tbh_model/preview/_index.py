"""What the index of a preview lists: editions with how they are, exporters with their files."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final
from urllib.parse import quote

from attrs import frozen

from tbh_model.model import Edition
from tbh_model.preview import _desk
from tbh_model.preview._instant import format_instant
from tbh_model.preview._told import WithheldView, withheld_views
from tbh_model.preview._view import ExporterPlan, View
from tbh_model.publishing import PlannedFile
from tbh_model.rights import Reason, Withheld, edition_withholding

EDITIONS: Final = 50
"""Editions that the index lists if nobody asks for all."""
FILES: Final = 6
"""Files of an exporter that the index lists; a page of its own has all."""


@frozen(kw_only=True)
class ListedEdition:
    """An edition in the list."""

    title: str
    label: str
    """`Out`, or why it is not: `Draft`, `Scheduled`, `Embargoed`, `Expired` or `Retracted`."""
    kind: str
    """The same in small letters."""
    when: str
    address: str | None
    """Where its page is, if there is one."""


@frozen(kw_only=True)
class ListedFile:
    """A file of an exporter."""

    path: str
    address: str
    """Where it is shown."""
    label: str | None
    """`Draft`, `Scheduled` or `Embargoed`, if it is about such an edition."""


@frozen(kw_only=True)
class ListedExporter:
    """An exporter, and the first of its files."""

    name: str
    summary: str
    channel: str
    count: int
    files: tuple[ListedFile, ...]
    failure: str | None


def listed_editions(view: View, limit: int | None) -> tuple[ListedEdition, ...]:
    """List editions, the newest first; those without a date stand above."""
    by_date = sorted(view.series.editions, key=_date, reverse=True)
    return tuple(_listed_edition(view, edition) for edition in by_date[:limit])


def listed_exporters(view: View) -> Iterator[ListedExporter]:
    """List every exporter, with a few of its files."""
    return (listed_exporter(view, plan, FILES) for plan in view.plans())


def listed_exporter(view: View, plan: ExporterPlan, limit: int | None = None) -> ListedExporter:
    """List an exporter with so many of its files, or with all."""
    info = plan.exporter.info
    files = tuple(
        PlannedFile(exporter=plan.exporter, artifact=artifact)
        for artifact in islice(plan.files.values(), limit)
    )
    return ListedExporter(
        name=info.name,
        summary=info.summary,
        channel=info.channel.value,
        count=len(plan.files),
        files=tuple(_listed_file(view, planned) for planned in files),
        failure=None if plan.failure is None else str(plan.failure),
    )


def withheld_from_exporters(view: View) -> tuple[WithheldView, ...]:
    """Return what is kept back from any channel that an exporter serves, held editions left out."""
    channels = dict.fromkeys(exporter.info.channel for exporter in view.exporters)
    all_withheld: list[Withheld] = [item for channel in channels for item in view.withheld(channel)]
    return withheld_views(all_withheld)


def address_of(planned: PlannedFile) -> str:
    """Return the address at which a file is shown to a person: a page as it is, others readably."""
    path = quote(planned.artifact.path)
    if planned.artifact.media_type == "text/html":
        return f"/{path.removesuffix('index.html')}"
    return f"/{_desk.PREFIX}/artifacts/{path}"


def _listed_edition(view: View, edition: Edition) -> ListedEdition:
    hold = edition_withholding(edition, view.at)
    reason = None if hold is None else hold.reason
    address = view.address_of(edition)
    return ListedEdition(
        title=edition.title,
        label="Out" if reason is None else _LABELS.get(reason, reason.value.capitalize()),
        kind="out" if reason is None else reason.value,
        when=_format_day(edition.published, view.series.time_zone),
        address=None if address is None else quote(address),
    )


def _format_day(published: datetime | None, time_zone: str) -> str:
    return (
        "no date" if published is None else format_instant(published, time_zone).partition(",")[0]
    )


def _listed_file(view: View, planned: PlannedFile) -> ListedFile:
    edition = view.edition_at(planned.artifact.path)
    unpublished = None if edition is None else view.unpublished.get(edition.id)
    return ListedFile(
        path=planned.artifact.path,
        address=address_of(planned),
        label=None if unpublished is None else unpublished.label,
    )


def _date(edition: Edition) -> tuple[bool, float, str]:
    published = edition.published
    return published is None, 0.0 if published is None else published.timestamp(), edition.id


_LABELS: Final = {Reason.FORMER_NAME: "Former name"}
