"""The bar on every page: what is shown that would not go out, what is wrong, and the instant."""

import re
from datetime import datetime
from typing import Final

from attrs import frozen

from tbh_model.preview import _desk
from tbh_model.preview._held import Held
from tbh_model.preview._instant import said
from tbh_model.preview._preview import Preview
from tbh_model.preview._told import ToldProblem, ToldWithheld, told_problems, told_withheld
from tbh_model.preview._view import View
from tbh_model.publishing import Planned

_END: Final = re.compile(rb"</body\s*>", re.IGNORECASE)
_ON_BAR: Final = 20
"""Problems that the bar shows; a page of its own has all."""


@frozen(kw_only=True)
class Bar:
    """What the bar says."""

    version: str
    is_broken: bool
    """Whether the content could not be read, so that an earlier state of it is shown."""
    problems: tuple[ToldProblem, ...]
    """The first of them."""
    problem_count: int
    withheld: tuple[ToldWithheld, ...] = ()
    """What is kept back from the edition that the page is about."""
    label: str | None = None
    """`Draft`, `Scheduled` or `Embargoed`, if the page is about such an edition."""
    sentence: str | None = None
    also_held: int = 0
    """How many editions are shown that would not go out."""
    instant: str | None = None
    """The instant that is looked at, where it is not the present."""


def bar(
    preview: Preview, view: View | None, planned: Planned | None, asked: datetime | None
) -> Bar:
    """Find out what there is to say under a page."""
    problems = preview.problems
    edition = view.edition_at(planned.artifact.path) if view and planned else None
    held = view.held.get(edition.id) if view and edition else None
    channel = planned.exporter.info.channel if planned else None
    kept = view.withheld(channel, edition.id) if view and channel and edition else ()
    zone = view.series.time_zone if view else "UTC"
    instant = preview.at if asked is None else asked
    return Bar(
        version=preview.version,
        is_broken=preview.reading.is_broken,
        problems=tuple(told_problems(problems[:_ON_BAR], preview.reading.folder, view)),
        problem_count=len(problems),
        withheld=told_withheld(kept),
        label=None if held is None else held.label,
        sentence=None if held is None else held.sentence(zone),
        also_held=len(_others(view, held)),
        instant=None if instant is None else said(instant, zone),
    )


def with_bar(body: bytes, said_below: Bar) -> bytes:
    """Put the bar at the end of a page, and with it what reloads the page when it has changed."""
    added = _desk.page("bar.html", bar=said_below).encode()
    ends = [match.start() for match in _END.finditer(body)]
    at = ends[-1] if ends else len(body)
    return body[:at] + added + body[at:]


def _others(view: View | None, held: Held | None) -> tuple[Held, ...]:
    shown = () if view is None else tuple(view.held.values())
    return tuple(each for each in shown if each is not held)
