"""What a page of the preview tells of problems and of what is withheld, ready to be printed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from tbh_model._problems import Problem
from tbh_model.documents import printable, problem_texts, read_text
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


def told_problems(problems: Iterable[Problem], folder: Path) -> Iterator[ToldProblem]:
    """Tell problems, with their snippets."""
    for written in problem_texts(problems, lambda file: read_text(folder, file)):
        yield _told(written)


def told_withheld(withheld: Iterable[Withheld]) -> tuple[ToldWithheld, ...]:
    """Tell what is withheld, each thing once, with the channels that it is kept from."""
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
