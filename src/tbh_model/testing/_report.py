"""What came of the checks."""

import json
from enum import StrEnum

from attrs import asdict, frozen

from tbh_model._final import final


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
