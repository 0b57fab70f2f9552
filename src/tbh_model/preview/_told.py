"""What a page of the preview tells of problems and of what is withheld, ready to be printed."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import evolve, frozen

from tbh_model._problems import Problem
from tbh_model.documents import printable, problem_texts, read_text
from tbh_model.model import Channel
from tbh_model.preview._view import View
from tbh_model.rights import Withheld


@frozen(kw_only=True)
class ProblemView:
    """A problem, with the lines of the file that it is about."""

    severity: str
    code: str
    message: str
    place: str
    snippet: str
    help: str


@frozen(kw_only=True)
class WithheldView:
    """Something that the gate keeps back, why, and what would let it pass."""

    message: str
    remedy: str
    channels: str


def problem_views(
    problems: Iterable[Problem], folder: Path, view: View | None
) -> Iterator[ProblemView]:
    """Tell problems, with their snippets as far as the pages of the web show the same words.

    Args:
        problems: What to tell.
        folder: The content folder.
        view: What is to be seen of the content; nothing where it could never be read.
    """
    for problem in problems:
        (text,) = problem_texts([problem], lambda file: read_text(folder, file))
        problem_view = _parse_problem_text(text)
        if view is not None and _is_withheld(problem, folder, view):
            message = _QUOTED.sub("`…`", problem_view.message)
            problem_view = evolve(problem_view, message=message, snippet=_WITHHELD)
        yield problem_view


_QUOTED: Final = re.compile(r"`[^`]*`")
_WITHHELD: Final = "   | [these words are withheld, and are not shown]"
_RESPONSES: Final = re.compile(r"^responses[ \t]*:", re.MULTILINE)


def _is_withheld(problem: Problem, folder: Path, view: View) -> bool:
    """Return whether the words at a problem are, or may be, on no page of the web."""
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


def withheld_views(withheld: Iterable[Withheld]) -> tuple[WithheldView, ...]:
    """Return what is withheld, each thing once, with the channels that it is kept from."""
    channels: dict[tuple[str, str], list[str]] = {}
    for item in withheld:
        message = printable(str(item))
        channels.setdefault((message, item.reason.remedy), []).append(item.channel.value)
    return tuple(
        WithheldView(message=message, remedy=remedy, channels=", ".join(dict.fromkeys(names)))
        for (message, remedy), names in channels.items()
    )


def _parse_problem_text(text: str) -> ProblemView:
    """Take apart what is written for a terminal: one text for all who show problems."""
    first, *rows = text.split("\n")
    start, _, message = first.partition(": ")
    severity, _, code = start.rstrip("]").partition("[")
    place = next((row[6:] for row in rows if row.startswith("  --> ")), "")
    notes = [row[4:] for row in rows if row.startswith("  = ")]
    snippet = [row for row in rows if not row.startswith(("  --> ", "  = "))]
    return ProblemView(
        severity=severity,
        code=code,
        message=message,
        place=place,
        snippet="\n".join(snippet),
        help="\n".join(note.removeprefix("help: ") for note in notes),
    )
