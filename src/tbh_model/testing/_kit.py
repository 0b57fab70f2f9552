"""The conformance kit: named checks that any exporter must pass, and a report that counts them."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen

from tbh_model.exporters import Exporter
from tbh_model.testing import _dependency_checks as dependency
from tbh_model.testing import _exporter_checks as exporter
from tbh_model.testing import _output_checks as output
from tbh_model.testing import _word_checks as words
from tbh_model.testing._check import Check, NotApplicable, UnknownCheckError
from tbh_model.testing._report import CheckResult, CheckStatus, ConformanceReport

LEVEL: Final = 1
"""The newest level. A package that pins one is not failed by checks that are added later."""


@frozen
class _CheckEntry:
    id: str
    since: int
    summary: str
    run: Callable[[Exporter], None]


_CHECKS: Final = (
    _CheckEntry("registration", 1, "The class can be registered", exporter.registration),
    _CheckEntry("options", 1, "Options are values, and each is described", exporter.options),
    _CheckEntry("schema", 1, "Options have a JSON Schema", exporter.schema),
    _CheckEntry("defaults", 1, "It runs without any option", exporter.defaults),
    _CheckEntry("robustness", 1, "No series makes it crash", output.robustness),
    _CheckEntry("legal", 1, "Every file can exist on every system", output.artifacts_are_legal),
    _CheckEntry("parses", 1, "Every file is what its media type says", output.parses),
    _CheckEntry("deterministic", 1, "The same release makes the same bytes", output.deterministic),
    _CheckEntry("environment", 1, "It makes the same on every machine", output.environments),
    _CheckEntry("idempotent", 1, "A body is the same however often it is made", output.idempotent),
    _CheckEntry(
        "dependencies", 1, "What a file depends on decides its bytes", dependency.dependencies
    ),
    _CheckEntry("pickles", 1, "It can be sent to another process", exporter.pickles),
    _CheckEntry("threads", 1, "It runs in several threads at once", exporter.threads),
    _CheckEntry("pure", 1, "It writes nothing, and reaches nobody", output.pure),
    _CheckEntry("clock", 1, "It never asks what time it is", output.reads_no_clock),
    _CheckEntry("input", 1, "It leaves the release as it is", output.leaves_its_input),
    _CheckEntry("quotes", 1, "Every quote is there, word for word, in order", words.quotes),
    _CheckEntry("attribution", 1, "Every quote is signed as it was granted", words.attribution),
    _CheckEntry("canaries", 1, "Nothing is told that may not go out", words.canaries),
    _CheckEntry("hostile", 1, "Words stay words", words.hostile),
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
