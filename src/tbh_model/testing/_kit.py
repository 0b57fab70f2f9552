"""What came of the checks."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from attrs import asdict, frozen

from tbh_model._final import final
from tbh_model.exporters import Exporter
from tbh_model.testing import _checks as checks
from tbh_model.testing._check import Check, NotApplicable, UnknownCheckError


class CheckStatus(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    EXPECTED_FAILURE = "expected failure"
    NOT_APPLICABLE = "not applicable"


@final
@frozen(kw_only=True)
class CheckResult:
    """What came of one check, and why."""

    check: str
    since: int
    summary: str
    status: CheckStatus
    reason: str = ""


@final
@frozen(kw_only=True)
class ConformanceReport:
    """What came of every check of an exporter: those of its level count, newer ones inform."""

    exporter: str
    level: int
    outcomes: tuple[CheckResult, ...]

    @property
    def level_outcomes(self) -> tuple[CheckResult, ...]:
        """The outcomes of the checks of the level."""
        return tuple(result for result in self.outcomes if result.since <= self.level)

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Those that failed."""
        return tuple(
            result for result in self.level_outcomes if result.status is CheckStatus.FAILED
        )

    @property
    def is_conformant(self) -> bool:
        """Whether there were checks, and none of them failed."""
        return bool(self.level_outcomes) and not self.failures

    def count(self, status: CheckStatus) -> int:
        """Count the checks of the level that came to this."""
        return sum(1 for result in self.level_outcomes if result.status is status)

    def __str__(self) -> str:
        """Return a line for each check, and the counts."""
        width = max((len(result.check) for result in self.outcomes), default=0)
        lines = [
            f"{result.check:{width}}  {_status_text(result, self.level)}"
            for result in self.outcomes
        ]
        counts = ", ".join(
            f"{self.count(status)} {status}" for status in CheckStatus if self.count(status)
        )
        return "\n".join(
            (*lines, f"{len(self.level_outcomes)} checks of level {self.level}: {counts}")
        )

    def as_json(self) -> str:
        """Return the report as JSON: an object with every outcome and the counts."""
        data = {
            "exporter": self.exporter,
            "level": self.level,
            "conformant": self.is_conformant,
            "counts": {status.value: self.count(status) for status in CheckStatus},
            "outcomes": [asdict(result) for result in self.outcomes],
        }
        return json.dumps(data, indent=2, ensure_ascii=False)


def _status_text(result: CheckResult, level: int) -> str:
    why = f": {result.reason}" if result.reason else ""
    newer = f" (since level {result.since}, for information)" if result.since > level else ""
    return f"{result.status}{newer}{why}"


LEVEL: Final = 1
"""The newest level. A package that pins one is not failed by checks that are added later."""


@frozen
class _CheckEntry:
    id: str
    since: int
    summary: str
    run: Callable[[Exporter], None]


_CHECKS: Final = (
    _CheckEntry("registration", 1, "The class can be registered", checks.registration),
    _CheckEntry("options", 1, "Options are values, and each is described", checks.options),
    _CheckEntry("schema", 1, "Options have a JSON Schema", checks.schema),
    _CheckEntry("defaults", 1, "It runs without any option", checks.defaults),
    _CheckEntry("robustness", 1, "No series makes it crash", checks.robustness),
    _CheckEntry("legal", 1, "Every file can exist on every system", checks.artifacts_are_legal),
    _CheckEntry("parses", 1, "Every file is what its media type says", checks.parses),
    _CheckEntry("deterministic", 1, "The same release makes the same bytes", checks.deterministic),
    _CheckEntry("environment", 1, "It makes the same on every machine", checks.environments),
    _CheckEntry("idempotent", 1, "A body is the same however often it is made", checks.idempotent),
    _CheckEntry("dependencies", 1, "What a file depends on decides its bytes", checks.dependencies),
    _CheckEntry("pickles", 1, "It can be sent to another process", checks.pickles),
    _CheckEntry("threads", 1, "It runs in several threads at once", checks.threads),
    _CheckEntry("pure", 1, "It writes nothing, and reaches nobody", checks.pure),
    _CheckEntry("clock", 1, "It never asks what time it is", checks.reads_no_clock),
    _CheckEntry("input", 1, "It leaves the release as it is", checks.leaves_its_input),
    _CheckEntry("quotes", 1, "Every quote is there, word for word, in order", checks.quotes),
    _CheckEntry("attribution", 1, "Every quote is signed as it was granted", checks.attribution),
    _CheckEntry("canaries", 1, "Nothing is told that may not go out", checks.canaries),
    _CheckEntry("hostile", 1, "Words stay words", checks.hostile),
)


def exporter_checks(
    exporter: Exporter, *, level: int = LEVEL, expected_failures: Mapping[str, str] = {}
) -> tuple[Check, ...]:
    """Return the checks of a level, each to be called; as parameters of a test, for example.

        @pytest.mark.parametrize("check", exporter_checks(MyExporter(), level=1), ids=str)
        def test_conformance(check: Check) -> None:
            check()

    Args:
        exporter: What is checked, with the options that it is to be checked with.
        level: Which checks: those that there were at this level. Pin it, and raise it when you
            are ready for more.
        expected_failures: Checks that are known to fail, by id, each with the reason. One that
            passes all the same is a failure.

    Raises:
        UnknownCheckError: If `expected_failures` names a check that the level does not have.
    """
    entries = [entry for entry in _CHECKS if entry.since <= level]
    ids = tuple(entry.id for entry in entries)
    unknown = tuple(name for name in expected_failures if name not in ids)
    if unknown:
        raise UnknownCheckError(unknown, ids)
    return tuple(
        Check(
            id=entry.id,
            since=entry.since,
            summary=entry.summary,
            exporter=exporter,
            expected_failure=expected_failures.get(entry.id),
            run=entry.run,
        )
        for entry in entries
    )


def run_checks(
    exporter: Exporter, *, level: int = LEVEL, expected_failures: Mapping[str, str] = {}
) -> ConformanceReport:
    """Run the checks of a level, and report every outcome; nothing is raised for a failure.

    What is newer than the level is run too, and told for information.

    Raises:
        UnknownCheckError: If `expected_failures` names a check that there is not.
    """
    checks = exporter_checks(exporter, level=LEVEL, expected_failures=expected_failures)
    outcomes = tuple(_run_check(check) for check in checks)
    return ConformanceReport(exporter=exporter.info.name, level=level, outcomes=outcomes)


def _run_check(check: Check) -> CheckResult:
    status, reason = CheckStatus.PASSED, ""
    try:
        check()
    except NotApplicable as skipped:
        status, reason = CheckStatus.NOT_APPLICABLE, str(skipped)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        name = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
        status, reason = CheckStatus.FAILED, f"{name}{error}"
    else:
        if check.expected_failure is not None:
            status, reason = CheckStatus.EXPECTED_FAILURE, check.expected_failure
    return CheckResult(
        check=check.id, since=check.since, summary=check.summary, status=status, reason=reason
    )
