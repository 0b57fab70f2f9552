"""The conformance kit: it passes what is good, and finds each fault by its name."""

import json
from pathlib import Path
from typing import Any

import pytest

import tbh_model as tbh
from bad_exporters import DEPENDING, Good, Needy, Paged, faults
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST, default_registry
from tbh_model.testing import (
    Check,
    CheckStatus,
    NotApplicable,
    corpus,
    exporter_checks,
    run_checks,
)

ROOT = Path(__file__).parents[2]
BUILT_IN = tuple(default_registry().get(name)() for name in (*BUILT_IN_NAMES, *NAMES_ON_REQUEST))
FAULTS = tuple(faults())


@pytest.mark.parametrize("check", exporter_checks(Good()), ids=str)
def test_a_good_exporter_passes(check: Check) -> None:
    """In three lines, as the documentation has it."""
    check()


@pytest.mark.parametrize(
    "check",
    [check for exporter in BUILT_IN for check in exporter_checks(exporter)],
    ids=lambda check: f"{check.plugin.info.name}-{check.id}",
)
def test_every_exporter_of_ours_passes(check: Check) -> None:
    """The same kit, without an exception."""
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
    """By its name."""
    page = (ROOT / "docs" / "reference" / "conformance.md").read_text(encoding="utf-8")

    rows = [f"| `{check.id}` |" for check in exporter_checks(Good())]
    assert [row for row in rows if row not in page] == []


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

    assert str(report).endswith("20 checks: 19 passed, 1 not applicable")
    assert len(data["outcomes"]) == sum(data["counts"].values()) == len(exporter_checks(Good()))
    assert (data["exporter"], data["conformant"]) == ("good", True)


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
