"""The `tbh` command."""

import atexit
import gc
import sys
from typing import Final

from tbh_model._processes import allow_forks

# Thresholds of the collector: a command makes thousands of values that stay, and little garbage.
_GC_THRESHOLDS: Final = (1_000_000, 50, 20)


def main() -> None:
    """Run the command; without its extra, say how to install it."""
    gc.set_threshold(*_GC_THRESHOLDS)
    atexit.register(gc.freeze)
    allow_forks()
    try:
        from tbh_model.cli._main import tbh  # click and rich are an extra
    except ModuleNotFoundError as error:
        if error.name not in {"click", "rich"}:
            raise
        sys.stderr.write("tbh needs click and rich; run: pip install 'tbh-model[cli]'\n")
        sys.exit(1)
    tbh.main(prog_name="tbh")


__all__ = ["main"]
