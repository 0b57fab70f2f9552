"""Report of a build."""

from datetime import datetime
from typing import Any

from tbh_model._attrs import define, field
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._problems import Problem
from tbh_model.publishing._destination import Outcome
from tbh_model.rights import Withheld


@final
@define
class PublishReport:
    """Report of a build: its files, and what was withheld. Paths are relative to `to`."""

    to: str
    """The destination."""
    at: datetime
    """The date and time of the release."""
    written: dict[str, Outcome] = field(factory=dict)
    """The outcome of each file, in the order of the plan."""
    exporters: dict[str, int] = field(factory=dict)
    """The number of files of each exporter."""
    removed: list[str] = field(factory=list)
    """The removed files of an earlier build."""
    modified_by_hand: list[str] = field(factory=list)
    """Files of an earlier build that are stale, but were changed by hand."""
    withheld: list[Withheld] = field(factory=list)
    """What the gate withheld on all channels."""
    warnings: list[Problem] = field(factory=list)
    """Problems that did not stop the build."""
    failures: list[TBHError] = field(factory=list)
    """Errors; the affected files keep their last version."""
    executor_failures: dict[str, int] = field(factory=dict)
    """Number of files that this process rendered in the place of an executor, by reason."""

    state: dict[str, Any] = field(factory=dict, repr=False, eq=False)
    """What a later build needs to see that it would change nothing; empty where it cannot."""

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked for has been written."""
        return not self.failures

    def count(self, outcome: Outcome) -> int:
        """Return the number of files with an outcome."""
        return sum(1 for written_outcome in self.written.values() if written_outcome is outcome)

    def as_data(self) -> dict[str, Any]:
        """Return the report as plain data, for `--json`."""
        return {
            "to": self.to,
            "at": self.at.isoformat(),
            "files": {path: outcome.value for path, outcome in self.written.items()},
            "exporters": self.exporters,
            "removed": self.removed,
            "kept": self.modified_by_hand,
            "withheld": [
                {
                    "reason": item.reason.value,
                    "kind": item.kind,
                    "id": item.id,
                    "edition": item.edition,
                    "channel": item.channel,
                    "detail": item.detail,
                    "until": None if item.until is None else item.until.isoformat(),
                    "message": str(item),
                    "remedy": item.reason.remedy,
                }
                for item in self.withheld
            ],
            "warnings": [warning.message for warning in self.warnings],
            "failures": [str(failure) for failure in self.failures],
            "lost": self.executor_failures,
        }
