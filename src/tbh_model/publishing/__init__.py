"""Publishing: what is asked for -> exporters -> files. The package that writes the output."""

from typing import TYPE_CHECKING

from tbh_model._atomic import WriteError
from tbh_model._lazy import lazy_getattr
from tbh_model._lock import FolderInUseError
from tbh_model.publishing._destination import DestinationError, Outcome, write_file
from tbh_model.publishing._ledger import LEDGER, LedgerEntry, LedgerError, read_ledger
from tbh_model.publishing._plan import (
    PlannedFile,
    chosen_exporters,
    has_publish_file,
    publish_problems,
    usable_exporters,
)
from tbh_model.publishing._publish import publish
from tbh_model.publishing._render import processor_count
from tbh_model.publishing._report import PublishReport

if TYPE_CHECKING:  # what a build has no use for
    from tbh_model.publishing._check import (
        BuildCheck,
        check,
        check_build,
        failure_problem,
        withheld_notes,
    )
    from tbh_model.publishing._schema import publish_schema, schema
    from tbh_model.publishing._withdrawal import Effect, effects
else:
    __getattr__ = lazy_getattr(
        __name__,
        {
            "_check": "BuildCheck check check_build failure_problem withheld_notes",
            "_withdrawal": "Effect effects",
            "_schema": "publish_schema schema",
        },
    )

__all__ = [
    "LEDGER",
    "BuildCheck",
    "DestinationError",
    "Effect",
    "FolderInUseError",
    "LedgerEntry",
    "LedgerError",
    "Outcome",
    "PlannedFile",
    "PublishReport",
    "WriteError",
    "check",
    "check_build",
    "chosen_exporters",
    "effects",
    "failure_problem",
    "has_publish_file",
    "processor_count",
    "publish",
    "publish_problems",
    "publish_schema",
    "read_ledger",
    "schema",
    "usable_exporters",
    "withheld_notes",
    "write_file",
]
