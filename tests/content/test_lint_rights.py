"""Lint for what the gate would hold back or take out."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, THERAPIST, WITHOUT_SENDER as SERIES, write

DIGEST = tbh.approval_digest(
    tbh.Response(id="r-1", therapist="t-1", quote="Patience is a long room.")
)
FORMER = "former_names: [Dana Kowal, Dee K.]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST + FORMER)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def found(folder: Path) -> list[tuple[str, str | None, int | None, int | None, str]]:
    return [
        (each.code, each.file, each.line, each.column, each.message) for each in tbh.check(folder)
    ]


def approved(digest: str, parts: str = "") -> str:
    return f"{EDITION}    approval:\n      on: 2026-05-01\n      digest: {digest}\n{parts}"


def test_an_approval_of_these_words_is_good(folder: Path) -> None:
    """Nothing is said of it, nor of words that nobody approved."""
    assert found(folder) == []
    write(folder, "editions/patience.yaml", approved(DIGEST))
    assert found(folder) == []


@pytest.mark.parametrize(
    ("parts", "changed"),
    [("", "words"), ("      parts: quote=0 answer=- attribution=full language=-\n", "quote")],
)
def test_a_stale_approval_is_found_where_it_stands(folder: Path, parts: str, changed: str) -> None:
    """It says what was changed, and how to record the new yes."""
    write(folder, "editions/patience.yaml", approved("sha256:0", parts))
    (problem,) = tbh.check(folder)

    assert (problem.code, problem.line, problem.column) == ("TBH415", 17, 15)
    assert problem.message == f"this was changed after it was approved: {changed}"
    assert problem.hint == "have it approved again, and record that: tbh approve r-1"


def test_a_response_that_cannot_be_read_is_not_judged(folder: Path) -> None:
    """One mistake, one message."""
    broken = approved("sha256:0").replace("quote: Patience is a long room.", "quote: [a]")
    write(folder, "editions/patience.yaml", broken)

    assert [each[0] for each in found(folder)] == ["TBH108"]


@pytest.mark.parametrize(
    ("name", "text", "line", "column"),
    [
        ("series.yaml", SERIES + "sign_off: Thank you, dana kowal.\n", 6, 22),
        ("therapists/t-1.yaml", THERAPIST + FORMER + "bio: Once Dana  Kowal.\n", 4, 11),
        ("editions/patience.yaml", EDITION + "tags: [a, Dee K.]\n", 15, 11),
    ],
)
def test_a_former_name_is_found_wherever_it_stands(
    folder: Path, name: str, text: str, line: int, column: int
) -> None:
    """In the series, in a therapist, in an edition; the name itself is not repeated."""
    write(folder, name, text)
    (problem,) = tbh.check(folder)

    assert (problem.code, problem.file, problem.line, problem.column) == (
        "TBH416",
        name,
        line,
        column,
    )
    assert "Kowal" not in f"{problem.message} {problem.hint}"


@pytest.mark.parametrize(
    "text",
    [
        "verbatim: I am Dana Kowal.",
        "quote: Kowal and Dana. Dana Kowalski.",
    ],
)
def test_only_the_name_itself_counts_and_only_where_it_goes_out(folder: Path, text: str) -> None:
    """Private lines may hold it."""
    write(
        folder,
        "editions/patience.yaml",
        EDITION.replace(
            "quote: Patience is a long room.",
            f"quote: A.\n    {text}" if "verbatim" in text else text,
        ),
    )

    assert "TBH416" not in {each[0] for each in found(folder)}


@pytest.mark.parametrize("names", ["''", "[{a: b}]", "Dana", "[' ']"])
def test_former_names_that_are_none_are_passed_over(folder: Path, names: str) -> None:
    """What is wrong with them is said, and nothing else."""
    write(folder, "therapists/t-1.yaml", f"{THERAPIST}former_names: {names}\nbio: Dana Okafor.\n")

    assert "TBH416" not in {each[0] for each in found(folder)}


def test_rules_of_the_folder_take_the_place_of_ours(folder: Path) -> None:
    """Through `tbh check`, as everything."""
    write(folder, "series.yaml", SERIES + "  jurisdiction: CA-ON\n")
    assert [each[0] for each in found(folder)] == ["TBH412"]
    write(folder, "rules.yaml", "jurisdiction: CA-ON\nas_of: 2026-01-01\n")
    assert found(folder) == []
    write(folder, "rules.yaml", "jurisdiction: CA-ON\nas_of: soon\n")
    assert [each[:3] for each in found(folder)] == [("TBH108", "rules.yaml", 2)]


CONSENTS = (
    EDITION
    + """\
    consents:
      # the first
      - uses: [web]   # by letter
        granted: 2026-01-01
      # the second
      - {uses: [feed], granted: 2026-01-02}
"""
)


def test_a_record_that_is_added_leaves_the_others_as_they_are(folder: Path) -> None:
    """Comments, brackets and order."""
    write(folder, "editions/patience.yaml", CONSENTS)
    day = tbh.load(folder).edition("e-1").responses[0].consents[1].granted.replace(month=5)
    after = tbh.withdraw(tbh.load(folder), "r-1", on=day, uses=frozenset({tbh.Channel.FEED}))
    tbh.save(after, folder)

    assert (folder / "editions/patience.yaml").read_text() == CONSENTS.replace(
        "granted: 2026-01-02}", "granted: 2026-01-02, withdrawn: 2026-05-02}"
    )
    assert tbh.load(folder) == after


@pytest.mark.parametrize(
    "consents",
    [
        "    consents: [{uses: [web], granted: 2026-01-01}]\n",
        "    consents:\n      - uses: [web, feed]\n        granted: 2026-01-01\n",
    ],
)
def test_any_list_of_records_can_grow_and_shrink(folder: Path, consents: str) -> None:
    """However it is written."""
    write(folder, "editions/patience.yaml", EDITION + consents)
    before = tbh.load(folder)
    consent = before.edition("e-1").responses[0].consents[0]
    grown = tbh.withdraw(
        before, "r-1", on=consent.granted.replace(month=3), uses=frozenset({tbh.Channel.WEB})
    )

    tbh.save(grown, folder)
    assert tbh.load(folder) == grown
    tbh.save(before, folder)
    assert tbh.load(folder) == before
