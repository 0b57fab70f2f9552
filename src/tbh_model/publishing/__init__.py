"""Publishing: what is asked for -> exporters -> files. The room that writes the output."""

from tbh_model._writing import WriteError
from tbh_model.publishing._destination import DestinationError
from tbh_model.publishing._ledger import LEDGER, LedgerEntry, LedgerError, read_ledger
from tbh_model.publishing._lock import FolderInUseError
from tbh_model.publishing._plan import (
    Planned,
    chosen_exporters,
    has_publish_file,
    publish_problems,
)
from tbh_model.publishing._publish import publish
from tbh_model.publishing._render import processors
from tbh_model.publishing._report import PublishReport
from tbh_model.publishing._schema import publish_schema, schema
from tbh_model.publishing._withdrawal import Effect, effects
from tbh_model.publishing._write import Outcome, write_file

__all__ = [
    "LEDGER",
    "DestinationError",
    "Effect",
    "FolderInUseError",
    "LedgerEntry",
    "LedgerError",
    "Outcome",
    "Planned",
    "PublishReport",
    "WriteError",
    "chosen_exporters",
    "effects",
    "has_publish_file",
    "processors",
    "publish",
    "publish_problems",
    "publish_schema",
    "read_ledger",
    "schema",
    "write_file",
]
