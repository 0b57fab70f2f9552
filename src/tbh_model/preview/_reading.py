"""The content as it lies on the disk, with what is wrong with it."""

from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Final

from attrs import evolve, frozen

from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model._processes import is_command
from tbh_model.documents import ContentCache, ContentError, file_problems, load
from tbh_model.exporters import Exporter
from tbh_model.model import Series
from tbh_model.publishing import has_publish_file, processor_count, usable_exporters

_MAX_FILES_CHECKED_ALONE: Final = 8
"""So many changed files at most are looked at by themselves, before everything is."""


@frozen(kw_only=True, eq=False)
class ContentState:
    """What was read last: a series that is whole, or the one before it and what is wrong now."""

    content: Path
    series: Series | None = None
    """The last that could be read; `None` if none ever could."""
    exporters: tuple[Exporter, ...] = ()
    is_configured: bool = False
    """Whether `publish.yaml` names the exporters."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the content, if it could not be read this time."""
    dirty_files: frozenset[str] | None = frozenset()
    """The files that changed since the series was read; `None` where it may be any of them."""

    @property
    def is_broken(self) -> bool:
        """Whether the content could not be read this time."""
        return bool(self.problems)

    @property
    def folder(self) -> Path:
        """The content folder: where images, templates and `publish.yaml` are."""
        return folder_of(self.content)

    def with_problems(
        self, problems: tuple[Problem, ...], dirty_files: frozenset[str] | None
    ) -> "ContentState":
        """Return the same series, with what is wrong with what took its place."""
        return evolve(self, problems=problems, dirty_files=dirty_files)


def folder_of(content: Path) -> Path:
    """Return the folder of some content, which may be one JSON file."""
    return content.parent if content.is_file() or content.suffix == ".json" else content


def read_state(
    content: Path, previous: ContentState | None, changed: Collection[str], cache: ContentCache
) -> ContentState:
    """Read the content, or say what is wrong with it and keep what was read before.

    Args:
        content: A content folder, or one JSON file.
        previous: What was read before.
        changed: Which files have changed since, if that is known. A mistake in one of them is
            found without looking at the others.
        cache: What was read of the same content before.
    """
    last_state = ContentState(content=content, dirty_files=None) if previous is None else previous
    dirty_files = _dirty_files(last_state, changed)
    local_errors = _local_errors(last_state, dirty_files)
    if local_errors:
        return last_state.with_problems(local_errors, dirty_files)
    cache.changed_files = dirty_files
    problems: list[Problem] = []
    series, exporters = last_state.series, last_state.exporters
    try:
        jobs = processor_count() if previous is None and is_command() else 1
        series = load(content, jobs=jobs, cache=cache)
    except (TBHError, OSError) as error:
        problems += _problems_of(error)
    try:
        exporters, _ = usable_exporters(folder_of(content))  # a check names the others
    except (TBHError, OSError) as error:
        problems += _problems_of(error)
    if problems:
        return last_state.with_problems(tuple(problems), dirty_files)
    is_configured = has_publish_file(folder_of(content))
    return ContentState(
        content=content, series=series, exporters=exporters, is_configured=is_configured
    )


def is_content(name: str) -> bool:
    """Return whether a file of a content folder is read into the series or the plan of a build.

    What else there is, images and templates, is read when a page needs it.
    """
    path = PurePosixPath(name)
    return len(path.parts) == 1 or path.parts[0] in {"therapists", "editions", "rules"}


def is_template(name: str) -> bool:
    """Return whether a file of a content folder is a template."""
    return PurePosixPath(name).parts[:1] == ("templates",)


def _dirty_files(previous: ContentState, changed: Collection[str]) -> frozenset[str] | None:
    """Return the files that changed since a series was read; `None` where it may be any of them.

    A folder stands for whatever is in it.
    """
    if previous.dirty_files is None or not changed:
        return None
    if any((previous.folder / name).is_dir() for name in changed):
        return None
    return previous.dirty_files | frozenset(changed)


def _local_errors(
    previous: ContentState, dirty_files: frozenset[str] | None
) -> tuple[Problem, ...]:
    """Return the problems of files that changed, if they are few and one of them is an error."""
    if (
        previous.series is None
        or dirty_files is None
        or len(dirty_files) > _MAX_FILES_CHECKED_ALONE
    ):
        return ()
    are_editions = all(name.startswith("editions/") for name in dirty_files)
    people = [person.id for person in previous.series.therapists] if are_editions else None
    zone = previous.series.time_zone
    problems = tuple(file_problems(previous.content, dirty_files, people, zone))
    return problems if any(problem.severity is Severity.ERROR for problem in problems) else ()


def _problems_of(error: TBHError | OSError) -> tuple[Problem, ...]:
    if isinstance(error, ContentError):
        return error.problems
    cause = getattr(error, "strerror", None) or str(error)
    message = " ".join(f"the content cannot be read: {cause}".split())
    hint = "it is read again when something changes"
    return (Problem(code="TBH101", message=message, hint=hint),)
