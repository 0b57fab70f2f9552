"""Conformance kit: runs checks and reports results."""

import json
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Final

from attrs import asdict

from tbh_model._attrs import frozen
from tbh_model._final import final
from tbh_model.exporters import RSS, Atom, Exporter, FeedExtension, JSONFeed
from tbh_model.exporters._text_extraction import Reader, use_readers
from tbh_model.importers import Importer
from tbh_model.publishers import Publisher
from tbh_model.testing import _exporter_checks as checks
from tbh_model.testing._check import Check, NotApplicable
from tbh_model.testing._importer_checks import IMPORTER_CHECKS, Sample
from tbh_model.testing._publisher_checks import PUBLISHER_CHECKS, Simulation


class CheckStatus(StrEnum):
    """Status of a check."""

    PASSED = "passed"
    """The requirement is met."""
    FAILED = "failed"
    """The requirement is not met."""
    NOT_APPLICABLE = "not applicable"
    """The check does not apply."""


@final
@frozen(kw_only=True)
class CheckResult:
    """Result of one check."""

    check: str
    """The id of the check."""
    summary: str
    """What the check requires."""
    status: CheckStatus
    """The result."""
    reason: str = ""
    """Why the check failed or does not apply."""


@final
@frozen(kw_only=True)
class ConformanceReport:
    """Report on all checks of an exporter, importer or publisher."""

    name: str
    """The name of the exporter, importer or publisher."""
    noun: str = "exporter"
    """`exporter`, `importer` or `publisher`."""
    outcomes: tuple[CheckResult, ...]
    """The result of each check."""

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """Failed checks."""
        return tuple(result for result in self.outcomes if result.status is CheckStatus.FAILED)

    @property
    def is_conformant(self) -> bool:
        """Whether none of the checks failed."""
        return not self.failures

    def count(self, status: CheckStatus) -> int:
        """Return the number of checks with a status."""
        return sum(1 for result in self.outcomes if result.status is status)

    def __str__(self) -> str:
        """Return a line for each check, and the counts."""
        width = max((len(result.check) for result in self.outcomes), default=0)
        lines = [f"{result.check:{width}}  {_status_text(result)}" for result in self.outcomes]
        counts = ", ".join(
            f"{self.count(status)} {status}" for status in CheckStatus if self.count(status)
        )
        return "\n".join((*lines, f"{len(self.outcomes)} checks: {counts}"))

    def as_json(self) -> str:
        """Return the report as JSON: an object with every outcome and the counts."""
        data = {
            self.noun: self.name,
            "conformant": self.is_conformant,
            "counts": {status.value: self.count(status) for status in CheckStatus},
            "outcomes": [asdict(result) for result in self.outcomes],
        }
        return json.dumps(data, indent=2, ensure_ascii=False)


def _status_text(result: CheckResult) -> str:
    return f"{result.status}: {result.reason}" if result.reason else result.status


_CHECKS: Final = (
    ("registration", "The class can be registered", checks.registration),
    ("options", "Options are values, and each is described", checks.options),
    ("schema", "Options have a JSON Schema", checks.schema),
    ("defaults", "It runs without any option", checks.defaults),
    ("robustness", "No series makes it crash", checks.robustness),
    ("legal", "Every file can exist on every system", checks.artifacts_are_legal),
    ("parses", "Every file is what its media type says", checks.parses),
    ("deterministic", "The same release makes the same bytes", checks.deterministic),
    ("environment", "It makes the same on every machine", checks.environments),
    ("idempotent", "A body is the same however often it is made", checks.idempotent),
    ("dependencies", "What a file depends on decides its bytes", checks.dependencies),
    ("pickles", "It can be sent to another process", checks.pickles),
    ("threads", "It runs in several threads at once", checks.threads),
    ("pure", "It writes nothing, and reaches nobody", checks.pure),
    ("clock", "It never asks what time it is", checks.reads_no_clock),
    ("input", "It leaves the release as it is", checks.leaves_its_input),
    ("quotes", "Every quote is there, word for word, in order", checks.quotes),
    ("attribution", "Every quote is signed as it was granted", checks.attribution),
    ("canaries", "Nothing is told that may not go out", checks.canaries),
    ("hostile", "Words stay words", checks.hostile),
)


def exporter_checks(
    exporter: Exporter, *, readers: Mapping[str, Reader] = MappingProxyType({})
) -> tuple[Check, ...]:
    """Return the checks of an exporter. Each is callable, and may be a parameter of a test.

    For example::

        @pytest.mark.parametrize("check", exporter_checks(MyExporter()), ids=str)
        def test_conformance(check: Check) -> None:
            check()

    Args:
        exporter: The exporter with the options to check.
        readers: For media types that the kit cannot read, a function that takes the bytes of a file
            and returns its texts in order, without escaping. It raises an error for an invalid one.

    >>> str(testing.exporter_checks(tbh.OPML())[0])
    'registration'
    """
    return tuple(
        Check(
            id=name,
            summary=summary,
            plugin=exporter,
            run=partial(_run_with_readers, run, exporter, readers),
        )
        for name, summary, run in _CHECKS
    )


def _run_with_readers(
    run: Callable[[Exporter], None], exporter: Exporter, readers: Mapping[str, Reader]
) -> None:
    with use_readers(readers):
        run(exporter)


def extension_checks(extension: FeedExtension) -> tuple[Check, ...]:
    """Return the checks of an extension of feeds, in RSS, Atom and JSON Feed.

    They are those of the exporters, and one more: without its elements, each feed is what it is
    without the extension.

    Args:
        extension: The extension to check.

    >>> str(testing.extension_checks(exporters.SourceMarkdown())[0])
    'rss-extension'
    """
    return tuple(
        Check(id=f"{feed.info.name}-{name}", summary=summary, plugin=feed, run=partial(run, feed))
        for feed in (kind(extensions=(extension,)) for kind in (RSS, Atom, JSONFeed))
        for name, summary, run in (
            ("extension", "It adds elements and changes nothing", checks.extension),
            *_CHECKS,
        )
    )


def importer_checks(importer: Importer, samples: Iterable[Sample] = ()) -> tuple[Check, ...]:
    """Return the checks of an importer. Each is callable, and may be a parameter of a test.

    Args:
        importer: The importer with the options to check.
        samples: Files that it reads, each with the texts that are in it. Without one, the checks of
            what it reads do not apply.

    >>> str(testing.importer_checks(importers.Table())[-1])
    'account'
    """
    samples = tuple(samples)
    return tuple(
        Check(id=name, summary=summary, plugin=importer, run=partial(run, importer, samples))
        for name, summary, run in IMPORTER_CHECKS
    )


def publisher_checks(
    publisher: Publisher, simulation: Simulation | None = None
) -> tuple[Check, ...]:
    """Return the checks of a publisher. Each is callable, and may be a parameter of a test.

    Args:
        publisher: The publisher with the options to check.
        simulation: A simulation of its platform, which is served on this machine. Without one, the
            checks of what is sent do not apply.

    >>> (NoticeBoard,) = publishers.load_plugin("examples/publishers/notice_board.py")
    >>> str(testing.publisher_checks(NoticeBoard(url="https://board.example"))[-1])
    'credentials'
    """
    return tuple(
        Check(id=name, summary=summary, plugin=publisher, run=partial(run, (publisher, simulation)))
        for name, summary, run in PUBLISHER_CHECKS
    )


def run_checks(
    exporter: Exporter, *, readers: Mapping[str, Reader] = MappingProxyType({})
) -> ConformanceReport:
    """Run all checks on an exporter, and return a report; a failed check raises no error.

    Args:
        exporter: The exporter with the options to check.
        readers: As those of `exporter_checks`.

    >>> testing.run_checks(tbh.OPML()).is_conformant  # doctest: +SKIP
    """
    outcomes = tuple(map(_run_check, exporter_checks(exporter, readers=readers)))
    return ConformanceReport(name=exporter.info.name, outcomes=outcomes)


def run_importer_checks(importer: Importer, samples: Iterable[Sample] = ()) -> ConformanceReport:
    """Run all checks on an importer, and return a report; a failed check raises no error.

    Args:
        importer: The importer with the options to check.
        samples: As those of `importer_checks`.

    >>> testing.run_importer_checks(importers.Table()).is_conformant
    True
    """
    outcomes = tuple(map(_run_check, importer_checks(importer, samples)))
    return ConformanceReport(name=importer.info.name, noun="importer", outcomes=outcomes)


def run_publisher_checks(
    publisher: Publisher, simulation: Simulation | None = None
) -> ConformanceReport:
    """Run all checks on a publisher, and return a report; a failed check raises no error.

    Args:
        publisher: The publisher with the options to check.
        simulation: As that of `publisher_checks`.

    >>> (NoticeBoard,) = publishers.load_plugin("examples/publishers/notice_board.py")
    >>> testing.run_publisher_checks(NoticeBoard(url="https://board.example")).is_conformant
    True
    """
    outcomes = tuple(map(_run_check, publisher_checks(publisher, simulation)))
    return ConformanceReport(name=publisher.info.name, noun="publisher", outcomes=outcomes)


def _run_check(check: Check) -> CheckResult:
    status, reason = CheckStatus.PASSED, ""
    try:
        check()
    except NotApplicable as skipped:
        status, reason = CheckStatus.NOT_APPLICABLE, str(skipped)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        name = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
        status, reason = CheckStatus.FAILED, f"{name}{error}"
    return CheckResult(check=check.id, summary=check.summary, status=status, reason=reason)
