"""What came of the checks."""

import json
from enum import StrEnum

from attrs import asdict, frozen

from tbh_model._final import final


class Status(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    EXPECTED_FAILURE = "expected failure"
    NOT_APPLICABLE = "not applicable"


@final
@frozen(kw_only=True)
class Outcome:
    """What came of one check, and why."""

    check: str
    since: int
    summary: str
    status: Status
    reason: str = ""


@final
@frozen(kw_only=True)
class ConformanceReport:
    """What came of every check of an exporter: those of its level count, newer ones inform."""

    exporter: str
    level: int
    outcomes: tuple[Outcome, ...]

    @property
    def counted(self) -> tuple[Outcome, ...]:
        """The outcomes of the checks of the level."""
        return tuple(each for each in self.outcomes if each.since <= self.level)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """Those that failed."""
        return tuple(each for each in self.counted if each.status is Status.FAILED)

    @property
    def is_conformant(self) -> bool:
        """Whether there were checks, and none of them failed."""
        return bool(self.counted) and not self.failures

    def count(self, status: Status) -> int:
        """Count the checks of the level that came to this."""
        return sum(1 for each in self.counted if each.status is status)

    def __str__(self) -> str:
        """Return a line for each check, and the counts."""
        width = max((len(each.check) for each in self.outcomes), default=0)
        lines = [f"{each.check:{width}}  {_written(each, self.level)}" for each in self.outcomes]
        counts = ", ".join(f"{self.count(each)} {each}" for each in Status if self.count(each))
        return "\n".join((*lines, f"{len(self.counted)} checks of level {self.level}: {counts}"))

    def as_json(self) -> str:
        """Return the report as JSON: an object with every outcome and the counts."""
        data = {
            "exporter": self.exporter,
            "level": self.level,
            "conformant": self.is_conformant,
            "counts": {each.value: self.count(each) for each in Status},
            "outcomes": [asdict(each) for each in self.outcomes],
        }
        return json.dumps(data, indent=2, ensure_ascii=False)


def _written(outcome: Outcome, level: int) -> str:
    why = f": {outcome.reason}" if outcome.reason else ""
    newer = f" (since level {outcome.since}, for information)" if outcome.since > level else ""
    return f"{outcome.status}{newer}{why}"
