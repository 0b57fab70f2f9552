"""The conformance kit: it passes what is good, and finds each fault by its name."""

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import tbh_model as tbh
from bad_exporters import DEPENDING, Good, Needy, Paged, Today, faults
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST, default_registry
from tbh_model.testing import (
    LEVEL,
    Check,
    CheckStatus,
    NotApplicable,
    UnexpectedPassError,
    UnknownCheckError,
    corpus,
    exporter_checks,
    run_checks,
)

ROOT = Path(__file__).parents[2]
BUILT_IN = tuple(default_registry().get(name)() for name in (*BUILT_IN_NAMES, *NAMES_ON_REQUEST))
FAULTS = tuple(faults())


@pytest.mark.parametrize("check", exporter_checks(Good(), level=1), ids=str)
def test_a_good_exporter_passes(check: Check) -> None:
    """In three lines, as the documentation has it."""
    check()


@pytest.mark.parametrize(
    "check",
    [check for exporter in BUILT_IN for check in exporter_checks(exporter)],
    ids=lambda check: f"{check.exporter.info.name}-{check.id}",
)
def test_every_exporter_of_ours_passes(check: Check) -> None:
    """The same kit, at the newest level, without an exception."""
    check()


@pytest.mark.parametrize(
    ("name", "exporter"),
    FAULTS,
    ids=[f"{name}-{type(each).__name__}{index}" for index, (name, each) in enumerate(FAULTS)],
)
def test_a_fault_is_found(name: str, exporter: Any) -> None:
    """By the check that is there for it, in words that say what to do."""
    (check,) = (each for each in exporter_checks(exporter) if each.id == name)

    with pytest.raises(Exception, match=r"\w+ \w+") as caught:
        check()
    assert not isinstance(caught.value, NotApplicable)


@pytest.mark.parametrize("kind", DEPENDING, ids=lambda kind: kind.info.name)
def test_a_wrong_dependency_is_found_by_its_check_alone(kind: Any) -> None:
    """Nothing else of such an exporter is wrong; the words name the file and what was changed."""
    (failure,) = run_checks(kind()).failures

    assert failure.check == "dependencies"
    assert failure.reason.startswith(DEPENDING[kind])


def test_what_says_all_that_it_depends_on_passes() -> None:
    """And one that says nothing has nothing to be wrong about."""
    assert run_checks(Paged()).count(CheckStatus.PASSED) == len(exporter_checks(Paged()))
    (outcome,) = (each for each in run_checks(Good()).outcomes if each.check == "dependencies")
    assert outcome.reason == "none of its files says what it depends on"


def test_every_check_finds_something() -> None:
    """A check that nothing fails proves nothing; of `defaults` there is nothing to fail."""
    assert {name for name, _ in FAULTS} == {check.id for check in exporter_checks(Good())} - {
        "defaults"
    }


def test_every_check_is_in_the_reference() -> None:
    """With the level at which it came."""
    page = (ROOT / "docs" / "reference" / "conformance.md").read_text(encoding="utf-8")

    rows = [f"| `{check.id}` | {check.since} |" for check in exporter_checks(Good())]
    assert [row for row in rows if row not in page] == []


def test_a_failure_that_is_expected_is_none() -> None:
    """As long as it fails."""
    expected = {"clock": "it prints today", "environment": "it prints today"}
    for check in exporter_checks(Today(), expected_failures=expected):
        check()

    report = run_checks(Today(), expected_failures=expected)
    assert report.is_conformant
    assert report.count(CheckStatus.EXPECTED_FAILURE) == 2
    assert "clock          expected failure: it prints today" in str(report)


def test_a_failure_that_no_longer_happens_is_told() -> None:
    """So that the list does not outlive its reasons."""
    (check,) = (
        each
        for each in exporter_checks(Good(), expected_failures={"clock": "of old"})
        if each.id == "clock"
    )
    with pytest.raises(UnexpectedPassError, match="take it out of `expected_failures`"):
        check()

    assert not run_checks(Good(), expected_failures={"clock": "of old"}).is_conformant


def test_a_check_that_there_is_not_cannot_be_expected_to_fail() -> None:
    """A name that was misspelled would hide nothing, and say so never."""
    with pytest.raises(UnknownCheckError, match="no check named clocks; there are registration"):
        exporter_checks(Good(), expected_failures={"clocks": "typo"})


def test_what_does_not_apply_says_why() -> None:
    """And is counted apart from what passed."""
    report = run_checks(Needy(key="k"))

    skipped = [each for each in report.outcomes if each.status is CheckStatus.NOT_APPLICABLE]
    assert [(each.check, each.reason) for each in skipped] == [
        ("defaults", "it needs the options key"),
        ("dependencies", "none of its files says what it depends on"),
    ]
    assert report.is_conformant


def test_a_report_counts_every_check() -> None:
    """It cannot shrink unseen: the number is in it, for people and for programs."""
    report = run_checks(Good())
    data = json.loads(report.as_json())

    assert str(report).endswith("20 checks of level 1: 19 passed, 1 not applicable")
    assert len(data["outcomes"]) == sum(data["counts"].values()) == len(exporter_checks(Good()))
    assert (data["exporter"], data["level"], data["conformant"]) == ("good", LEVEL, True)


def test_a_newer_check_informs_and_fails_nobody() -> None:
    """A package that pins a level is told what is coming."""
    report = run_checks(Today())
    older = evolve(report, level=0)

    assert not report.is_conformant
    assert older.failures == ()
    assert "failed (since level 1, for information)" in str(older)
    assert not older.is_conformant  # nothing was checked
    assert exporter_checks(Good(), level=0) == ()


@pytest.mark.parametrize("name", corpus())
@pytest.mark.parametrize("channel", list(tbh.Channel))
def test_the_gate_holds_nothing_of_the_corpus_back(name: str, channel: tbh.Channel) -> None:
    """Each series of the kit says on every channel what it says."""
    series = corpus()[name]
    released = tbh.release(series, channel, corpus_instant())

    assert [len(each.responses) for each in released.series.editions] == [
        len(each.responses) for each in series.editions
    ]


def corpus_instant() -> Any:
    from tbh_model.testing._corpus import AT

    return AT
