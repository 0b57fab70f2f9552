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
class ToldProblem:
    """A problem, with the lines of the file that it is about."""

    severity: str
    code: str
    message: str
    place: str
    snippet: str
    help: str


@frozen(kw_only=True)
class ToldWithheld:
    """Something that the gate keeps back, why, and what would let it pass."""

    said: str
    remedy: str
    channels: str


def told_problems(
    problems: Iterable[Problem], folder: Path, view: View | None
) -> Iterator[ToldProblem]:
    """Tell problems, with their snippets as far as the pages of the web show the same words.

    Args:
        problems: What to tell.
        folder: The content folder.
        view: What is to be seen of the content; nothing where it could never be read.
    """
    for problem in problems:
        (written,) = problem_texts([problem], lambda file: read_text(folder, file))
        told = _told(written)
        if view is not None and _is_withheld(problem, folder, view):
            message = _QUOTED.sub("`…`", told.message)
            told = evolve(told, message=message, snippet=_WITHHELD)
        yield told


_QUOTED: Final = re.compile(r"`[^`]*`")
_WITHHELD: Final = "   | [these words are withheld, and are not shown]"
_RESPONSES: Final = re.compile(r"^responses[ \t]*:", re.MULTILINE)


def _is_withheld(problem: Problem, folder: Path, view: View) -> bool:
    """Return whether the words at a problem are, or may be, on no page of the web."""
    part, _, name = (problem.file or "").partition("/")
    stem = name.rpartition(".")[0]
    shown = view.release(Channel.WEB)
    if part == "therapists":
        return all(stem != person.id for person in shown.series.therapists)
    if part != "editions" and not problem.path.startswith("editions["):
        return False
    edition = next((each for each in shown.series.editions if each.slug == stem), None)
    if edition is None and any(each.slug == stem for each in view.series.editions):
        return True
    id_ = None if edition is None else edition.id
    parts = {held.edition for held in shown.withheld if held.kind == "response"}
    # an edition that was never read may hold what nobody consented to
    return (id_ is None or id_ in parts) and _is_in_responses(problem, folder)


def _is_in_responses(problem: Problem, folder: Path) -> bool:
    if problem.path:
        return problem.path.startswith("responses")
    text = read_text(folder, problem.file or "") or ""
    start = _RESPONSES.search(text)
    first = 1 if start is None else text.count("\n", 0, start.start()) + 1
    return problem.line is None or problem.line >= first


def told_withheld(withheld: Iterable[Withheld]) -> tuple[ToldWithheld, ...]:
    """Return what is withheld, each thing once, with the channels that it is kept from."""
    channels: dict[tuple[str, str], list[str]] = {}
    for each in withheld:
        said = printable(str(each))
        channels.setdefault((said, each.reason.remedy), []).append(each.channel.value)
    return tuple(
        ToldWithheld(said=said, remedy=remedy, channels=", ".join(dict.fromkeys(names)))
        for (said, remedy), names in channels.items()
    )


def _told(written: str) -> ToldProblem:
    """Take apart what is written for a terminal: one text for all who show problems."""
    first, *rows = written.split("\n")
    start, _, message = first.partition(": ")
    severity, _, code = start.rstrip("]").partition("[")
    place = next((row[6:] for row in rows if row.startswith("  --> ")), "")
    notes = [row[4:] for row in rows if row.startswith("  = ")]
    snippet = [row for row in rows if not row.startswith(("  --> ", "  = "))]
    return ToldProblem(
        severity=severity,
        code=code,
        message=message,
        place=place,
        snippet="\n".join(snippet),
        help="\n".join(note.removeprefix("help: ") for note in notes),
    )
