"""The `tbh` command."""

import sys


def main() -> None:
    """Run the command; without its extra, say how to install it."""
    try:
        from tbh_model.cli._main import tbh  # click and rich are an extra
    except ModuleNotFoundError as error:
        if error.name not in {"click", "rich"}:
            raise
        sys.stderr.write("tbh needs click and rich; run: pip install 'tbh-model[cli]'\n")
        sys.exit(1)
    tbh.main(prog_name="tbh")


__all__ = ["main"]
