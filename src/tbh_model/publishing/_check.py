"""Check: everything that a build would refuse, withhold or warn of, said before it runs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from tbh_model._arguments import check_arguments
from tbh_model._attrs import define, evolve, field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._problems import Problem, Severity
from tbh_model.content import ContentError, ContentIndex, resolve_content_path
from tbh_model.exporters import (
    ExportError,
    MissingDateError,
    MissingSenderError,
    TemplateError,
    body_of,
    template_problems,
)
from tbh_model.exporters.templating import override_problems
from tbh_model.model import Attribution, Edition, Response, Series
from tbh_model.publishing._plan import (
    Plan,
    PlannedFile,
    has_publish_file,
    plan,
    plan_picture_warnings,
    publish_problems,
    skipped_exporter_problem,
    usable_exporters,
)
from tbh_model.rights import Reason, Withheld

_TOO_FEW: Final = "TBH202"
_PLACEHOLDER: Final = "TBH203"
_ON_PURPOSE: Final = "TBH204"
_CONSENT: Final = "TBH205"
_APPROVAL: Final = "TBH206"
_NAME: Final = "TBH207"
_FAILURE: Final = "TBH208"
# Warnings of exporters, whose path is a field of an edition.
_OF_EXPORTERS: Final = frozenset({"TBH440", "TBH448", "TBH449"})

# Code, severity and relevant fields of the problem for each reason.
_WITHHELD_PROBLEMS: Final[Mapping[Reason, tuple[str, Severity, tuple[str, ...]]]] = {
    Reason.DRAFT: (_ON_PURPOSE, Severity.INFO, ("status",)),
    Reason.RETRACTED: (_ON_PURPOSE, Severity.INFO, ("status",)),
    Reason.SCHEDULED: (_ON_PURPOSE, Severity.INFO, ("published",)),
    Reason.EMBARGOED: (_ON_PURPOSE, Severity.INFO, ("embargo_until",)),
    Reason.EXPIRED: (_ON_PURPOSE, Severity.INFO, ("expires",)),
    Reason.AI_USE: (_ON_PURPOSE, Severity.INFO, ("rights",)),
    Reason.OTHER_CHANNEL: (_ON_PURPOSE, Severity.INFO, ("channels",)),
    Reason.NOT_NAMED: (_ON_PURPOSE, Severity.INFO, ()),
    Reason.USE_NOT_COVERED: (_CONSENT, Severity.INFO, ("consents",)),
    Reason.CONSENT_WITHDRAWN: (_CONSENT, Severity.INFO, ("consents",)),
    Reason.NOT_YET_GRANTED: (_CONSENT, Severity.INFO, ("consents",)),
    Reason.NO_CONSENT: (_CONSENT, Severity.WARNING, ("consents",)),
    Reason.CONSENT_EXPIRED: (_CONSENT, Severity.WARNING, ("consents",)),
    Reason.APPROVAL_MISSING: (_APPROVAL, Severity.WARNING, ("approval",)),
    Reason.APPROVAL_STALE: (_APPROVAL, Severity.WARNING, ("approval",)),
    Reason.NAME_IN_TEXT: (_NAME, Severity.WARNING, ("attribution",)),
    Reason.FORMER_NAME: (_NAME, Severity.WARNING, ("slug", "key")),
    Reason.PLACEHOLDER: (_PLACEHOLDER, Severity.WARNING, ()),
    Reason.TOO_FEW_RESPONSES: (_TOO_FEW, Severity.WARNING, ("responses",)),
}


@check_arguments
def check(path: str | Path, at: datetime | None = None) -> tuple[Problem, ...]:
    """Return every problem of a content folder or JSON file, in order of file and line.

    These are mistakes in the content and in `publish.yaml`, and whatever a build at this time would
    withhold, warn about or fail at, with the exporters that would run.

    Args:
        path: The folder, or its `series.yaml`, or the JSON file.
        at: The date and time of the build; the current time by default.

    Raises:
        NaiveInstantError: If `at` has no time zone.

    >>> problems = tbh.check("examples/therapists-being-human", at=at)
    >>> any(problem.severity is tbh.Severity.ERROR for problem in problems)
    False
    """
    return check_build(path, at).problems


@final
@frozen(kw_only=True)
class BuildCheck:
    """Problems and outlook of a build."""

    at: datetime
    """The date and time of the build."""
    problems: tuple[Problem, ...]
    """All problems, by file and line."""
    outlook: tuple[str, ...] = ()
    """Causes that keep editions from being published, one line each."""


def check_build(path: str | Path, at: datetime | None = None) -> BuildCheck:
    """Return the problems of some content and of a build of it, with what keeps each edition back.

    Args:
        path: The content folder, or its `series.yaml`, or the JSON file.
        at: The date and time of the build; the current time by default.

    >>> publishing.check_build("examples/therapists-being-human", at).at.isoformat()
    '2026-11-20T12:00:00+00:00'
    """
    from tbh_model.content import (
        read_checked,
        sort_problems,
    )  # 20 ms, which a build has no use for

    content = resolve_content_path(path)
    at = datetime.now(UTC) if at is None else at
    checked = read_checked(content)
    problems = checked.problems
    folder = content if content.is_dir() else content.parent
    problems += publish_problems(folder) + template_problems(folder)
    if checked.series is None:
        return BuildCheck(at=at, problems=sort_problems(problems))
    try:
        exporters, _ = usable_exporters(folder)
    except ContentError:  # among the problems
        return BuildCheck(at=at, problems=sort_problems(problems))
    problems += override_problems(folder, exporters)
    problems += tuple(_early_corrections(checked.series, checked.index, at))
    build_plan = plan(checked.series, exporters, at, is_explicit=has_publish_file(folder))
    problems += tuple(plan_problems(build_plan, checked.index))
    problems += tuple(
        problem
        for problem in _body_problems(build_plan, checked.index, folder)
        if not _is_reported_at_reference(problem, problems)
    )
    if content.is_dir():
        problems += tuple(_picture_problems(checked.series, build_plan, problems))
    lines = tuple(_Outlook(checked.series, build_plan).lines())
    return BuildCheck(at=at, problems=sort_problems(_without_duplicates(problems)), outlook=lines)


def outlook(series: Series, at: datetime) -> tuple[str, ...]:
    """Return what keeps each edition from being published, one line each, and how many nothing.

    The lines are those that `check_build` returns with the problems. They are missing if
    `publish.yaml` cannot be used.

    >>> publishing.outlook(series, at)[-1]
    '3 of 6 editions go out whole on feed, web, newsletter'
    """
    folder = Path() if series.folder is None else series.folder
    try:
        exporters, _ = usable_exporters(folder)
    except ContentError:  # `check` says what is wrong with it
        return ()
    build_plan = plan(series, exporters, at, is_explicit=has_publish_file(folder))
    return tuple(_Outlook(series, build_plan).lines())


def _early_corrections(series: Series, index: ContentIndex, at: datetime) -> Iterator[Problem]:
    """Yield warnings about corrections with a later date, which are not printed before."""
    day = at.astimezone(ZoneInfo(series.time_zone)).date()
    for edition in series.editions:
        for number, correction in enumerate(edition.corrections):
            if correction.on > day:
                message = f"this correction is dated {correction.on}, and no page says it before"
                hint = "write the day on which it was made, if it is to be read now"
                problem = Problem(
                    code="TBH444", message=message, severity=Severity.WARNING, hint=hint
                )
                where = (f"corrections[{number}].on",)
                yield index.locate(problem, "edition", edition.id, None, where)


def _is_reported_at_reference(failure: Problem, problems: Iterable[Problem]) -> bool:
    """Return whether a picture that cannot be made is refused where the content names it."""
    quoted_file = f"`{failure.file}`"
    return any(
        problem.severity is Severity.ERROR
        and quoted_file in problem.message
        and problem.file != failure.file
        for problem in problems
    )


def _picture_problems(
    series: Series, build_plan: Plan, problems: tuple[Problem, ...]
) -> Iterator[Problem]:
    """Yield what a build says of pictures that it leaves out, unless the field has its own word."""
    for src, warning in plan_picture_warnings(series, build_plan):
        if not any(f"`{src}`" in problem.message and problem.file for problem in problems):
            yield warning


def _without_duplicates(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Return problems without what is said twice: of the content, and of a build of it."""
    all_problems = tuple(problems)
    stale = {(problem.file, problem.path) for problem in all_problems if problem.code == _APPROVAL}
    displaced: set[str] = set()
    for problem in all_problems:
        is_lint = problem.code == "TBH415" and problem.severity is Severity.WARNING
        if is_lint and (problem.file, problem.path) in stale:
            continue
        if problem.code == "TBH115":
            if problem.message in displaced:
                continue
            displaced.add(problem.message)
        yield problem


def plan_problems(build_plan: Plan, index: ContentIndex) -> Iterator[Problem]:
    """Yield what a plan leaves out, warns of and fails at, each with its place."""
    releases = build_plan.releases.values()
    withheld = [item for release in releases for item in release.withheld]
    for note in withheld_notes(withheld, frozenset(build_plan.releases)):
        yield note.problem(index)
    warnings = dict.fromkeys(warning for release in releases for warning in release.warnings)
    for warning in warnings:
        yield locate_warning(warning, index)
    for warning in build_plan.warnings:
        yield locate_warning(warning, index)
    for failure in build_plan.failures:
        yield failure_problem(failure, index)
    for error in build_plan.skip_reasons:
        problem = skipped_exporter_problem(error)
        match error:
            case MissingDateError(editions=(first, *_)):
                yield index.locate(problem, "edition", first, None, ("status",))
            case _:
                yield index.locate(problem, "series", "", None, ("publisher",))


@frozen(kw_only=True)
class WithheldNote:
    """Something that is withheld, with all its channels."""

    withheld: Withheld
    channels: tuple[str, ...]
    severity: Severity

    @property
    def message(self) -> str:
        """Message with the thing, the channels and the reason."""
        return f"{self.withheld} ({', '.join(self.channels)})"

    def problem(self, index: ContentIndex) -> Problem:
        """Return it as a problem with its place in the content."""
        withheld = self.withheld
        code, _, paths = _WITHHELD_PROBLEMS[withheld.reason]
        kind, id_ = withheld.kind, withheld.id
        if withheld.reason is Reason.PLACEHOLDER and withheld.detail is not None:
            paths = tuple(withheld.detail.split(", "))
        if kind == "text":
            owner, _, name = id_.partition(".")
            kind, id_, paths = _owner_of(withheld.edition, owner, id_, name)
        if paths and paths[0].startswith("series."):
            kind, paths = "series", tuple(path.removeprefix("series.") for path in paths)
        problem = Problem(
            code=code,
            message=self.message,
            severity=self.severity,
            hint=withheld.reason.remedy,
        )
        edition = None if kind in {"edition", "therapist", "series"} else withheld.edition
        return index.locate(problem, kind, id_, edition, paths)


def _owner_of(
    edition: str | None, owner: str, path: str, rest: str
) -> tuple[str, str, tuple[str, ...]]:
    if edition is not None:
        return "edition", edition, (path,)
    return ("series" if owner == "series" else "therapist"), owner, (rest,)


def withheld_notes(
    withheld: Iterable[Withheld], channels: frozenset[str] = frozenset()
) -> tuple[WithheldNote, ...]:
    """Return one note for each withheld thing and reason, with its channels.

    Args:
        withheld: What the gate withheld on all channels.
        channels: The channels with an exporter. What is withheld on other channels only is left
            out.

    >>> withheld = tbh.release(series, channel=tbh.Channel.WEB, at=at).withheld
    >>> len(publishing.withheld_notes(withheld)) == len(withheld)
    True
    """
    items = tuple(withheld)
    purpose = _Purpose.of(items)
    by_message: dict[tuple[str, Reason], list[Withheld]] = {}
    for item in items:
        by_message.setdefault((str(item), item.reason), []).append(item)
    notes: list[WithheldNote] = []
    for group in by_message.values():
        names = {item.channel for item in group}
        is_lost = group[0].reason is Reason.OTHER_CHANNEL and names == channels
        is_urgent = is_lost or any(purpose.severity(item) is not Severity.INFO for item in group)
        severity = Severity.WARNING if is_urgent else Severity.INFO
        values = tuple(sorted(channel for channel in names))
        notes.append(WithheldNote(withheld=group[0], channels=values, severity=severity))
    return tuple(notes)


@define
class _Purpose:
    """Detection of editions with too few answers that are meant for other channels."""

    reasons: dict[tuple[str, str], set[Reason]]

    @classmethod
    def of(cls, withheld: Iterable[Withheld]) -> "_Purpose":
        reasons: dict[tuple[str, str], set[Reason]] = {}
        for item in withheld:
            if item.kind == "response" and item.edition is not None:
                reasons.setdefault((item.edition, item.channel), set()).add(item.reason)
        return cls(reasons)

    def severity(self, withheld: Withheld) -> Severity:
        _, severity, _ = _WITHHELD_PROBLEMS[withheld.reason]
        if withheld.reason is not Reason.TOO_FEW_RESPONSES:
            return severity
        causes = self.reasons.get((withheld.id, withheld.channel), set())
        is_meant = causes and all(_WITHHELD_PROBLEMS[cause][1] is Severity.INFO for cause in causes)
        return Severity.INFO if is_meant else severity


def locate_warning(problem: Problem, index: ContentIndex) -> Problem:
    """Return a warning of the gate or an exporter with the place of what it is about."""
    if problem.code in _OF_EXPORTERS:
        edition, _, field_ = problem.path.rpartition(".")
        return index.locate(problem, "edition", edition, None, (field_,))
    edition, _, response = problem.path.partition(".")
    if problem.file is not None or not response:
        return problem
    return index.locate(problem, "response", response, edition, ("consents",))


def failure_problem(error: TBHError, index: ContentIndex) -> Problem:
    """Return the problem for an error of an exporter, with the position of its edition.

    >>> index = content.content_index(series, series.folder)
    >>> error = tbh.MissingDateError("Atom", (edition.id,), "atom")
    >>> publishing.failure_problem(error, index).severity
    <Severity.ERROR: 'error'>
    """
    problem = Problem(code=_FAILURE, message=str(error), hint=_remedy(error))
    match error:
        case MissingSenderError():
            return index.locate(problem, "series", "", None, ("publisher",))
        case MissingDateError(editions=(first, *_)):
            return index.locate(problem, "edition", first, None, ("published", "status"))
        case TemplateError(template=str(file), line=int(line)) if file.startswith("templates/"):
            return evolve(problem, file=file, line=line, column=1)
        case ExportError(edition=str(edition), part=str(part)):
            return _at_part(problem, edition, part, index)
        case ExportError(edition=str(edition)) | TemplateError(edition=str(edition)):
            return index.locate(problem, "edition", edition, None, ())
        case ContentError(problems=(first, *_)) if first.file is None and first.path:
            return index.locate(first, "edition", first.path, None, ("url", "slug"))
        case ContentError(problems=(first, *_)):
            return evolve(first, severity=Severity.ERROR)
        case _:
            return problem


def _at_part(problem: Problem, edition: str, part: str, index: ContentIndex) -> Problem:
    """Return a problem with the place of a part of an edition; a response has its id there."""
    response = _RESPONSE.fullmatch(part)
    if response is None:
        return index.locate(problem, "edition", edition, None, (part,))
    return index.locate(problem, "response", response[1], edition, (response[2],))


_RESPONSE: Final = re.compile(r"responses\[(.+)\]\.?(.*)")


def _remedy(error: TBHError) -> str:
    if isinstance(error, MissingDateError | MissingSenderError):
        return f"{error.remedy}, or leave {error.exporter} out"
    if isinstance(error, TemplateError):
        return "correct the template in `templates/`"
    return "leave the exporter out of `publish.yaml`, or ask whoever wrote it"


def _location_and_message(problem: Problem) -> str:
    return f"{problem.file}: {problem.message}"


def _body_problems(build_plan: Plan, index: ContentIndex, folder: Path) -> Iterator[Problem]:
    """Render each body that could fail, and yield each error once."""
    # A built-in exporter with built-in templates makes whatever the model holds, as the laws of its
    # tests show; so its pages are not made. Images, feeds, and all of other exporters are.
    has_templates = (folder / "templates").is_dir()
    seen: set[str] = set()
    for planned in build_plan.files:
        if not has_templates and _is_safe(planned):
            continue
        try:
            body_of(planned.artifact, planned.exporter)
        except TBHError as error:
            problem = failure_problem(error, index)
            mistake = (
                error.mistake
                if isinstance(error, TemplateError)
                else _location_and_message(problem)
            )
            if mistake not in seen:
                seen.add(mistake)
                yield problem


def _is_safe(planned: PlannedFile) -> bool:
    is_ours = type(planned.exporter).__module__.startswith("tbh_model.exporters.")
    return is_ours and planned.artifact.media_type in {"text/html", "text/markdown", "text/css"}


@define
class _Outlook:
    """Outlook: causes that keep the editions of a series from being published."""

    series: Series
    plan: Plan
    # Withheld parts of each edition, by its id.
    _withheld: dict[str, list[Withheld]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        for release in self.plan.releases.values():
            for item in release.withheld:
                if item.kind in {"edition", "response"}:
                    edition = item.id if item.kind == "edition" else item.edition
                    self._withheld.setdefault(edition or "", []).append(item)

    def lines(self) -> Iterator[str]:
        """Yield a line for each edition and cause, and one for how many have none."""
        complete = 0
        channels = list(self.plan.releases)
        for edition in self.series.editions:
            lines = tuple(self._edition_lines(edition))
            yield from (f"{edition.title} [{edition.slug}]: {line}" for line in lines)
            complete += not lines
        failed = ", ".join(sorted(self.plan.failed_exporters))
        if failed:
            yield f"nothing is made by {failed}"
        if channels and self.series.editions:
            count = f"{complete} of {len(self.series.editions)} editions go out whole"
            yield f"{count} on {', '.join(channels)}"

    def _edition_lines(self, edition: Edition) -> Iterator[str]:
        causes: dict[str, list[str]] = {}
        of_edition = self._withheld.get(edition.id, [])
        authors = {response.id: self._author(response) for response in edition.responses}
        for channel in self.plan.releases if of_edition else ():
            withheld = [item for item in of_edition if item.channel == channel]
            for line in _causes(withheld, authors):
                causes.setdefault(line, []).append(channel)
        for line, channels in causes.items():
            yield line.format(channels=", ".join(channels))

    def _author(self, response: Response) -> str:
        """Return who gave a response; "somebody" unless it may say so: logs may be public."""
        limits = {response.attribution, *(consent.attribution for consent in response.consents)}
        return (limits == {Attribution.FULL} and self.series.author(response)) or "somebody"


def _causes(withheld: list[Withheld], authors: Mapping[str, str]) -> Iterator[str]:
    """Describe what is missing of an edition on one channel, with the authors of its answers."""
    edition_items = [item for item in withheld if item.kind == "edition"]
    parts: dict[str, list[str]] = {}
    for item in withheld:
        if item.kind == "response":
            parts.setdefault(item.reason.description, []).append(authors[item.id])
    answers = f"{len(authors)} {'answer' if len(authors) == 1 else 'answers'}"
    missing = "; ".join(
        f"{len(names)} of {answers} ({', '.join(names)}): it {words}"
        for words, names in parts.items()
    )
    for item in edition_items:
        why = str(item).partition(f" {item.id} ")[2]
        # the braces are doubled because the channels are filled in by `format`
        text = why if not missing else f"{missing}; {why}"
        yield "not on {channels}: " + text.replace("{", "{{").replace("}", "}}")
    if missing and not edition_items:
        yield "on {channels} without " + missing.replace("{", "{{").replace("}", "}}")
