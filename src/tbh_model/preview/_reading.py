"""The content as it lies on the disk, with what is wrong with it."""

from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Final

from attrs import evolve, frozen

from tbh_model._errors import TBHError
from tbh_model._problems import Problem, Severity
from tbh_model.documents import ContentCache, ContentError, file_problems, load
from tbh_model.exporters import Exporter
from tbh_model.model import Series
from tbh_model.publishing import chosen_exporters, has_publish_file, processors

_QUICK: Final = 8
"""So many changed files at most are looked at before everything is."""


@frozen(kw_only=True, eq=False)
class Reading:
    """What was read last: a series that is whole, or the one before it and what is wrong now."""

    content: Path
    series: Series | None = None
    """The last that could be read; `None` if none ever could."""
    exporters: tuple[Exporter, ...] = ()
    is_configured: bool = False
    """Whether `publish.yaml` names the exporters."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the content, if it could not be read this time."""

    @property
    def is_broken(self) -> bool:
        """Whether the content could not be read this time."""
        return bool(self.problems)

    @property
    def folder(self) -> Path:
        """The content folder: where images, templates and `publish.yaml` are."""
        return folder_of(self.content)

    def with_problems(self, problems: tuple[Problem, ...]) -> "Reading":
        """Give the same series, with what is wrong with what took its place."""
        return evolve(self, problems=problems)


def folder_of(content: Path) -> Path:
    """Give the folder of some content, which may be one JSON file."""
    return content.parent if content.is_file() or content.suffix == ".json" else content


def read(
    content: Path, before: Reading | None, changed: Collection[str], cache: ContentCache
) -> Reading:
    """Read the content, or say what is wrong with it and keep what was read before.

    Args:
        content: A content folder, or one JSON file.
        before: What was read before.
        changed: Which files have changed since, if that is known. A mistake in one of them is
            found without looking at the others.
        cache: What was read of the same content before.
    """
    known = Reading(content=content) if before is None else before
    if before is not None and 0 < len(changed) <= _QUICK:
        wrong = tuple(file_problems(content, changed))
        if any(problem.severity is Severity.ERROR for problem in wrong):
            return known.with_problems(wrong)
    problems: list[Problem] = []
    series, exporters = known.series, known.exporters
    for part in ("content", "exporters"):
        try:
            if part == "content":
                cache.changed = changed if _are_files(changed) else None
                series = load(content, jobs=processors() if before is None else 1, cache=cache)
            else:
                exporters = chosen_exporters(folder_of(content))
        except ContentError as error:
            problems += error.problems
        except (TBHError, OSError) as error:
            problems.append(_problem(error))
    if problems:
        return known.with_problems(tuple(problems))
    named = has_publish_file(folder_of(content))
    return Reading(content=content, series=series, exporters=exporters, is_configured=named)


def is_content(name: str) -> bool:
    """Tell whether a file of a content folder is read into the series or the plan of a build.

    What else there is, images and templates, is read when a page needs it.
    """
    path = PurePosixPath(name)
    return len(path.parts) == 1 or path.parts[0] in {"therapists", "editions", "rules"}


def is_template(name: str) -> bool:
    """Tell whether a file of a content folder is a template."""
    return PurePosixPath(name).parts[:1] == ("templates",)


def _are_files(changed: Collection[str]) -> bool:
    """Tell whether files alone have changed; a folder stands for whatever is in it."""
    return bool(changed) and all(PurePosixPath(name).suffix for name in changed)


def _problem(error: Exception) -> Problem:
    strerror = getattr(error, "strerror", None)
    found = str(strerror or error).lower() if strerror else str(error)
    message = " ".join(f"the content cannot be read: {found}".split())
    return Problem(code="TBH101", message=message, hint="it is read again when something changes")
