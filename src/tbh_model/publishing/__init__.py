"""Publishing: what is asked for -> exporters -> files. The only room that writes."""

from tbh_model.publishing._paths import PathError
from tbh_model.publishing._plan import chosen_exporters, publish_problems
from tbh_model.publishing._publish import publish
from tbh_model.publishing._report import PublishReport
from tbh_model.publishing._write import Outcome, WriteError, write_file

__all__ = [
    "Outcome",
    "PathError",
    "PublishReport",
    "WriteError",
    "chosen_exporters",
    "publish",
    "publish_problems",
    "write_file",
]
