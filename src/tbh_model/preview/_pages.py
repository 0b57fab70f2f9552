"""View models and rendering of the pages of the preview."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tbh_model._attrs import evolve, frozen
from tbh_model._problems import Problem
from tbh_model.content import ProblemText, printable, problem_text, read_text
from tbh_model.model import Channel, Edition, newest_first
from tbh_model.preview._session import Preview
from tbh_model.preview._view import ExporterPlan, UnpublishedEdition, View, format_instant
from tbh_model.publishing import PlannedFile
from tbh_model.rights import Reason, Withheld, edition_withholding

if TYPE_CHECKING:
    from jinja2 import Environment


@frozen(kw_only=True)
class WithheldView:
    """View of something withheld, with reason and remedy."""

    message: str
    remedy: str
    channels: str


def problem_views(
    problems: Iterable[Problem], folder: Path, view: View | None
) -> Iterator[ProblemText]:
    """Yield problems in words, with snippets of lines that are neither private nor withheld.

    Args:
        problems: What to tell.
        folder: The content folder.
        view: What is to be seen of the content; nothing where it could never be read.
    """
    for problem in problems:
        is_withheld = view is not None and _is_withheld(problem, folder, view)
        named = evolve(problem, subject="") if is_withheld else problem
        text = problem_text(named, lambda file: read_text(folder, file))
        if is_withheld:
            message = _QUOTED.sub("`…`", text.message)
            text = evolve(text, message=message, snippet=(_WITHHELD,))
        yield text


_QUOTED: Final = re.compile(r"`[^`]*`")
_WITHHELD: Final = "   | [these words are withheld, and are not shown]"
_RESPONSES: Final = re.compile(r"^responses[ \t]*:", re.MULTILINE)


def _is_withheld(problem: Problem, folder: Path, view: View) -> bool:
    """Return whether the text at a problem may be on no web page."""
    part, _, name = (problem.file or "").partition("/")
    stem = name.rpartition(".")[0]
    web_release = view.release(Channel.WEB)
    if part == "therapists":
        return all(stem != person.id for person in web_release.series.therapists)
    if part != "editions" and not problem.path.startswith("editions["):
        return False
    edition = next(
        (edition for edition in web_release.series.editions if edition.slug == stem), None
    )
    if edition is None and any(edition.slug == stem for edition in view.series.editions):
        return True
    id_ = None if edition is None else edition.id
    parts = {item.edition for item in web_release.withheld if item.kind == "response"}
    # an edition that was never read may hold what nobody consented to
    return (id_ is None or id_ in parts) and _is_in_responses(problem, folder)


def _is_in_responses(problem: Problem, folder: Path) -> bool:
    if problem.path:
        return problem.path.startswith("responses")
    text = read_text(folder, problem.file or "") or ""
    start = _RESPONSES.search(text)
    first = 1 if start is None else text.count("\n", 0, start.start()) + 1
    return problem.line is None or problem.line >= first


def withheld_views(withheld: Iterable[Withheld], view: View) -> tuple[WithheldView, ...]:
    """Return what is withheld, each thing once, with the channels that it is kept from."""
    channels: dict[tuple[str, str], list[str]] = {}
    for item in withheld:
        message = printable(f"{_name_of(item, view)} {item.predicate}")
        channels.setdefault((message, item.reason.remedy), []).append(item.channel)
    return tuple(
        WithheldView(message=message, remedy=remedy, channels=", ".join(dict.fromkeys(names)))
        for (message, remedy), names in channels.items()
    )


def _name_of(item: Withheld, view: View) -> str:
    """Name something as an editor knows it: by the title, and by a person who may be named."""
    if item.kind == "edition":
        return f"“{view.series.edition(item.id).title}”"
    link = "to" if item.kind == "response" else "of"
    where = f" {link} “{view.series.edition(item.edition).title}”" if item.edition else ""
    if item.kind != "response" or item.edition is None:
        return f"{item.kind} {item.id}{where}"
    response = view.series.edition(item.edition).response(item.id)
    names = {person.id: person.name for person in view.release(Channel.WEB).series.therapists}
    name = None if response is None else names.get(response.therapist or "")
    # whoever is named nowhere may have asked for it
    return f"answer {item.id}{where}" if name is None else f"{name}’s answer{where}"


_END: Final = re.compile(rb"</body\s*>", re.IGNORECASE)
# Maximum number of problems in the toolbar; a page lists all.
_MAX_TOOLBAR_PROBLEMS: Final = 20


@frozen(kw_only=True)
class Toolbar:
    """Content of the toolbar."""

    version: str
    is_broken: bool
    """Whether the content could not be read, so that an earlier state of it is shown."""
    problems: tuple[ProblemText, ...]
    """The first of them."""
    problem_count: int
    withheld: tuple[WithheldView, ...] = ()
    """The withheld parts of the edition of the page."""
    label: str | None = None
    """`Draft`, `Scheduled` or `Embargoed`, if the page is about such an edition."""
    sentence: str | None = None
    other_unpublished_count: int = 0
    """The number of shown editions that are not published."""
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
    unpublished = view.unpublished_editions.get(edition.id) if view and edition else None
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
        withheld=() if view is None else withheld_views(withheld, view),
        label=None if unpublished is None else unpublished.label,
        sentence=None if unpublished is None else unpublished.sentence(zone),
        other_unpublished_count=len(_other_unpublished(view, unpublished)),
        instant=None if instant is None else format_instant(instant, zone),
    )


def insert_toolbar(body: bytes, toolbar: Toolbar) -> bytes:
    """Return a page with the toolbar and the script that reloads it."""
    added = render_page("bar.html", bar=toolbar).encode()
    ends = [match.start() for match in _END.finditer(body)]
    # the last one: a script before it may hold the end tag of a body as text
    at = ends[-1] if ends else len(body)
    return body[:at] + added + body[at:]


def _other_unpublished(
    view: View | None, current: UnpublishedEdition | None
) -> tuple[UnpublishedEdition, ...]:
    all_unpublished = () if view is None else tuple(view.unpublished_editions.values())
    return tuple(item for item in all_unpublished if item is not current)


# The folder of addresses that the preview keeps for itself: what an exporter writes there is not
# seen at its own path.
PREFIX: Final = "_tbh"

ASSETS: Final = {
    "desk.css": "text/css",
    "desk.js": "text/javascript",
    "live.js": "text/javascript",
}

STYLE_SHEET: Final = f"/{PREFIX}/assets/desk.css"
"""Path of the style sheet of the preview, which pages beside it can use, too."""

_SOURCES: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # letters and entries bring styles of their own
    "img-src": "'self' data: https:",
    "media-src": "'self' https:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

POLICY: Final = {
    "Content-Security-Policy": "; ".join(f"{kind} {what}" for kind, what in _SOURCES.items()),
    "Referrer-Policy": "no-referrer",
}


def render_page(template: str, **context: object) -> str:
    """Return a rendered page, or a part of one."""
    return _environment().get_template(template).render(context)


def read_asset(name: str) -> bytes:
    """Return an asset, by its name."""
    return files("tbh_model.preview").joinpath("assets", name).read_bytes()


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tbh_model.preview"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = read_asset("bar.css").decode()
    return environment


# Number of editions that the index lists by default.
EDITIONS: Final = 50
# Files of an exporter that the index lists; a page of its own has all.
FILES: Final = 6


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
    """Return editions for the index, newest first, those without a date at the top."""
    editions = newest_first(view.series.editions)
    undated_first = sorted(editions, key=lambda edition: edition.published is not None)
    return tuple(_listed_edition(view, edition) for edition in undated_first[:limit])


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
        channel=info.channel,
        count=len(plan.files),
        files=tuple(_listed_file(view, planned) for planned in files),
        failure=None if plan.failure is None else str(plan.failure),
    )


def withheld_from_exporters(view: View) -> tuple[WithheldView, ...]:
    """Return what is kept back from any channel that an exporter serves, held editions left out."""
    channels = dict.fromkeys(exporter.info.channel for exporter in view.exporters)
    all_withheld: list[Withheld] = [item for channel in channels for item in view.withheld(channel)]
    return withheld_views(all_withheld, view)


def address_of(planned: PlannedFile) -> str:
    """Return the address at which a file is shown to a person: a page as it is, others readably."""
    path = quote(planned.artifact.path)
    if planned.artifact.media_type == "text/html":
        return f"/{path.removesuffix('index.html')}"
    return f"/{PREFIX}/artifacts/{path}"


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
    unpublished = None if edition is None else view.unpublished_editions.get(edition.id)
    return ListedFile(
        path=planned.artifact.path,
        address=address_of(planned),
        label=None if unpublished is None else unpublished.label,
    )


_LABELS: Final = {Reason.FORMER_NAME: "Former name"}
