"""Lint for answers whose name is hidden: an order or an id that tells it."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, write

HEAD = EDITION.partition("responses:")[0]
NAMES = {
    "t-1": "Ada Winter",
    "t-2": "Bruno Vass",
    "t-3": "Éloïse Tremblay-Roy",
    "t-4": "Fatima Stone",
    "t-5": "Zoe Aalto",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with five therapists, in the order of their first names."""
    write(tmp_path, "series.yaml", SERIES)
    for id_, name in NAMES.items():
        write(tmp_path, f"therapists/{id_}.yaml", f"id: {id_}\nname: {name}\n")
    return tmp_path


def answers(folder: Path, *responses: str) -> list[tbh.Problem]:
    """Write an edition with some responses, and say what is to mend."""
    items = "".join(f"  - {{{each}, quote: Well.}}\n" for each in responses)
    write(folder, "editions/patience.yaml", f"{HEAD}responses:\n{items}")
    return [each for each in tbh.check(folder) if each.severity is not tbh.Severity.INFO]


def by(*therapists: str) -> list[str]:
    """Write a response by each; after a colon stands its attribution."""
    made = []
    for number, therapist in enumerate(therapists):
        id_, _, attribution = therapist.partition(":")
        how = f", attribution: {attribution}" if attribution else ""
        made.append(f"id: r-{number}, therapist: {id_}{how}")
    return made


@pytest.mark.parametrize("attribution", ["anonymous", "role", "initials"])
def test_a_place_in_the_alphabet_tells_a_name(folder: Path, attribution: str) -> None:
    """Three names by first name, and one between them that belongs there; accents do not count."""
    (problem,) = answers(folder, *by("t-1", "t-2", f"t-3:{attribution}", "t-4"))

    assert (problem.code, problem.line, problem.column, problem.path) == (
        "TBH413",
        14,
        44,
        "responses[2].attribution",
    )
    assert problem.hint == "move the answer to the end, or put the answers in another order"


def test_an_order_by_last_name_tells_as_much(folder: Path) -> None:
    """Also where a first name is printed, because the last one is what is told."""
    (problem,) = answers(folder, *by("t-5", "t-4", "t-3:first-name", "t-2", "t-1"))

    assert (problem.code, problem.path) == ("TBH413", "responses[2].attribution")


def test_a_consent_that_allows_no_name_is_pointed_at(folder: Path) -> None:
    """What may be shown is the least of what is asked for and what every consent allows."""
    consents = "[{uses: [web], granted: 2026-01-01, attribution: role}]"
    hidden = f"id: r-2, therapist: t-3, consents: {consents}"

    (problem,) = answers(folder, *by("t-1", "t-2"), hidden, "id: r-3, therapist: t-4")

    assert problem.path == "responses[2].consents[0].attribution"


@pytest.mark.parametrize(
    "therapists",
    [
        ("t-1", "t-2", "t-3", "t-4"),
        ("t-1", "t-2", "t-4", "t-3:anonymous"),
        ("t-3:anonymous", "t-1", "t-2", "t-4"),
        ("t-1", "t-5:anonymous", "t-2", "t-4"),
        ("t-2", "t-1", "t-3:anonymous", "t-4"),
        ("t-1", "t-3:anonymous", "t-4"),
        ("t-1", "t-2", "t-2", "t-3:anonymous", "t-2"),
        ("t-1", "t-2:first-name", "t-3", "t-4"),
    ],
    ids=[
        "all named",
        "at the end",
        "at the beginning",
        "not where it belongs",
        "no order",
        "two names",
        "two names again",
        "the first name is shown",
    ],
)
def test_a_place_that_tells_nothing_is_left_alone(
    folder: Path, therapists: tuple[str, ...]
) -> None:
    """At either end, out of order, or among too few."""
    assert answers(folder, *by(*therapists)) == []


def test_answers_of_nobody_that_is_known_are_passed_over(folder: Path) -> None:
    """A guest, and somebody whose name has no letters, are no part of any order."""
    write(folder, "therapists/t-2.yaml", "id: t-2\nname: '?'\n")
    guest = "id: r-7, byline: A guest, attribution: role"

    assert answers(folder, *by("t-1", "t-2:anonymous", "t-3", "t-4"), guest) == []


def test_an_attribution_that_is_a_mistake_is_no_lint(folder: Path) -> None:
    """What cannot be read is taken for a full name, and reported for what it is."""
    (problem,) = answers(folder, "id: r-winter, therapist: t-1, attribution: nobody")

    assert problem.code == "TBH109"


@pytest.mark.parametrize(
    ("id_", "therapist", "attribution"),
    [
        ("r-winter", "t-1", "anonymous"),
        ("r-WINTER2", "t-1", "role"),
        ("r-ada", "t-1", "initials"),
        ("adawinter", "t-1", "anonymous"),
        ("eloise-7", "t-3", "anonymous"),
        ("roy", "t-3", "first-name"),
        ("x-t-1", "t-1", "anonymous"),
    ],
)
def test_an_id_that_holds_a_hidden_name_is_reported(
    folder: Path, id_: str, therapist: str, attribution: str
) -> None:
    """A part of the name, in capitals or without its accents, or the id of the therapist."""
    write(
        folder,
        "editions/patience.yaml",
        f"{HEAD}responses:\n  - id: {id_}\n    therapist: {therapist}\n"
        f"    attribution: {attribution}\n    quote: Well.\n",
    )

    (problem,) = (each for each in tbh.check(folder) if each.code != "TBH133")

    assert (problem.code, problem.path) == ("TBH414", "responses[0].id")
    assert (problem.line, problem.column) == (14, 18)


@pytest.mark.parametrize(
    ("id_", "therapist", "attribution"),
    [
        ("r-winter", "t-1", "full"),
        ("r-ada", "t-1", "first-name"),
        ("r-canada", "t-1", "anonymous"),
        ("r-t-10", "t-1", "anonymous"),
        ("r-7k2m", "t-1", "anonymous"),
    ],
    ids=["full", "the first name is shown", "three letters", "another id", "opaque"],
)
def test_an_id_that_tells_nothing_is_left_alone(
    folder: Path, id_: str, therapist: str, attribution: str
) -> None:
    """What is printed anyway, what only looks alike, and what says nothing."""
    written = f"id: {id_}, therapist: {therapist}, attribution: {attribution}"

    assert answers(folder, written) == []


def test_short_ids_and_names_tell_nothing(folder: Path) -> None:
    """Two letters, or an id of two signs, stand in many words."""
    write(folder, "therapists/t2.yaml", "id: t2\nname: Li Wu\n")

    assert answers(folder, "id: r-t2-li-wu, therapist: t2, attribution: anonymous") == []


def test_the_id_of_a_therapist_may_hold_the_name(folder: Path) -> None:
    """Said once for each edition, and not at all where they are named."""
    write(folder, "therapists/t-ines.yaml", "id: t-ines\nname: Ines Moreau\n")
    hidden = "therapist: t-ines, attribution: anonymous"

    found = answers(folder, f"id: r-1, {hidden}", f"id: r-2, {hidden}")
    assert [(each.code, each.path) for each in found] == [("TBH414", "responses[0].id")]
    assert "therapist" in found[0].message

    assert answers(folder, "id: r-1, therapist: t-ines") == []


@pytest.mark.parametrize("is_on_one_line", [True, False])
def test_the_hidden_name_is_never_printed(folder: Path, *, is_on_one_line: bool) -> None:
    """Not in a message, a hint or a path, and not in the line that is shown."""
    write(folder, "therapists/t-6.yaml", "id: t-6\nname: Bruna Winterhalter\n")
    fields = ("id: bruna-w", "therapist: t-6", "attribution: role", "quote: Well.")
    item = f"{{{', '.join(fields)}}}" if is_on_one_line else "\n    ".join(fields)
    others = "".join(f"  - {{{each}, quote: Well.}}\n" for each in by("t-2", "t-3", "t-4"))
    first, rest = others.split("\n", 1)
    text = f"{HEAD}responses:\n{first}\n  - {item}\n{rest}"
    write(folder, "editions/patience.yaml", text.replace("t-2", "t-1"))

    problems = [each for each in tbh.check(folder) if each.code != "TBH133"]
    assert {each.code for each in problems} >= {"TBH414"}
    telling = [each for each in problems if each.code == "TBH414"]
    shown = tbh.content.report(telling, lambda _: text)

    assert "bruna" not in shown.lower()
    assert all("bruna" not in f"{each}".lower() for each in telling)


def test_where_every_line_tells_the_name_the_message_still_does_not(folder: Path) -> None:
    """A whole edition on one line has no other place to point at."""
    fields = (
        "{id: e-1, slug: winter, title: T, challenge: {topic: T, prompt: T}, "
        "challengers: {name: P}, "
        "responses: [{id: r-winter, therapist: t-1, attribution: role, quote: Q}]}\n"
    )
    write(folder, "editions/winter.yaml", fields)

    (problem,) = (each for each in tbh.check(folder) if each.code == "TBH414")

    assert problem.line == 1
    assert "winter" not in f"{problem.message}{problem.hint}{problem.path}".lower()
