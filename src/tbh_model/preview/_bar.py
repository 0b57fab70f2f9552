"""The bar on every page: what is shown that would not go out, what is wrong, and the instant."""

import re
from datetime import datetime
from typing import Final

from attrs import frozen

from tbh_model.preview import _desk
from tbh_model.preview._held import UnpublishedEdition
from tbh_model.preview._instant import format_instant
from tbh_model.preview._preview import Preview
from tbh_model.preview._told import ProblemView, WithheldView, problem_views, withheld_views
from tbh_model.preview._view import View
from tbh_model.publishing import PlannedFile

_END: Final = re.compile(rb"</body\s*>", re.IGNORECASE)
_MAX_TOOLBAR_PROBLEMS: Final = 20
"""Problems that the bar shows; a page of its own has all."""


@frozen(kw_only=True)
class Toolbar:
    """What the bar says."""

    version: str
    is_broken: bool
    """Whether the content could not be read, so that an earlier state of it is shown."""
    problems: tuple[ProblemView, ...]
    """The first of them."""
    problem_count: int
    withheld: tuple[WithheldView, ...] = ()
    """What is kept back from the edition that the page is about."""
    label: str | None = None
    """`Draft`, `Scheduled` or `Embargoed`, if the page is about such an edition."""
    sentence: str | None = None
    other_unpublished: int = 0
    """How many editions are shown that would not go out."""
    instant: str | None = None
    """The instant that is looked at, where it is not the present."""


def build_toolbar(
    preview: Preview,
    view: View | None,
    planned: PlannedFile | None,
    requested_instant: datetime | None,
) -> Toolbar:
    """Find out what there is to say under a page."""
    problems = preview.problems
    edition = view.edition_at(planned.artifact.path) if view and planned else None
    unpublished = view.unpublished.get(edition.id) if view and edition else None
    channel = planned.exporter.info.channel if planned else None
    withheld = view.withheld(channel, edition.id) if view and channel and edition else ()
    zone = view.series.time_zone if view else "UTC"
    instant = preview.at if requested_instant is None else requested_instant
    return Toolbar(
        version=preview.version,
        is_broken=preview.content_state.is_broken,
        problems=tuple(
            problem_views(problems[:_MAX_TOOLBAR_PROBLEMS], preview.content_state.folder, view)
        ),
        problem_count=len(problems),
        withheld=withheld_views(withheld),
        label=None if unpublished is None else unpublished.label,
        sentence=None if unpublished is None else unpublished.sentence(zone),
        other_unpublished=len(_other_unpublished(view, unpublished)),
        instant=None if instant is None else format_instant(instant, zone),
    )


def insert_toolbar(body: bytes, toolbar: Toolbar) -> bytes:
    """Put the bar at the end of a page, and with it what reloads the page when it has changed."""
    added = _desk.render_page("bar.html", bar=toolbar).encode()
    ends = [match.start() for match in _END.finditer(body)]
    at = ends[-1] if ends else len(body)
    return body[:at] + added + body[at:]


def _other_unpublished(
    view: View | None, current: UnpublishedEdition | None
) -> tuple[UnpublishedEdition, ...]:
    all_unpublished = () if view is None else tuple(view.unpublished.values())
    return tuple(item for item in all_unpublished if item is not current)
