"""Exporters in a Python file of somebody's own, which no package installs."""

import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from tbh_model._arguments import check_arguments
from tbh_model._errors import TBHError
from tbh_model.exporters._contract import Exporter, ExporterInfo
from tbh_model.exporters._registry import register

SWITCH = "TBH_PLUGINS"
"""Environment variable that lets content bring code along, if it is `1`."""


class PluginError(TBHError):
    """A file with exporters cannot be used."""

    def __init__(self, path: str, problem: str, remedy: str) -> None:
        super().__init__(path, problem, remedy)
        self.path, self.problem, self.remedy = path, problem, remedy

    def __str__(self) -> str:
        """Name the file, what is wrong with it, and what to do."""
        return f"{self.path}: {self.problem}; {self.remedy}"


def allows_plugins() -> bool:
    """Return whether `publish.yaml` may name files with code.

    >>> exporters.allows_plugins()
    False
    """
    return os.environ.get(SWITCH) == "1"


@check_arguments
def load_plugin(path: str | Path) -> tuple[type[Exporter], ...]:
    """Run a Python file, and register the exporters that it defines.

    A class is an exporter if it has an `info` and a method `export`. The file runs once for each
    content that it has; when it has changed, its classes take the place of the earlier ones.

    Args:
        path: A file whose name ends in `.py`.

    Returns:
        The classes, in the order in which they are defined.

    Raises:
        PluginError: If the file cannot be read or run, or defines no exporter.
        InvalidExporterError: If one of the classes is no exporter, or its name is taken.

    >>> kinds = exporters.load_plugin("examples/exporters/plain_titles.py")
    >>> [kind.info.name for kind in kinds]
    ['plain-titles']
    """
    file = Path(path)
    module = _run(file)
    kinds = tuple(_exporters_in(module))
    if not kinds:
        remedy = "give a class an `info` and a method `export`"
        raise PluginError(str(path), "it defines no exporter", remedy)
    for kind in kinds:
        register(kind)
    return kinds


def _run(file: Path) -> ModuleType:
    try:
        code = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise PluginError(str(file), f"it cannot be read: {reason}", "check its path") from None
    # its folder tells it from others of its name; a class is known by its module
    place = blake2b(os.fsencode(file.resolve().parent), digest_size=4).hexdigest()
    name = f"tbh_plugin_{place}_{file.stem}"
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise PluginError(str(file), "it is no Python file", "give its name the ending .py")
    module = module_from_spec(spec)
    previous = sys.modules.get(name)
    sys.modules[name] = module  # where what it defines is looked for
    try:
        exec(compile(code, file, "exec"), module.__dict__)  # noqa: S102 - it was asked for
    except (Exception, SystemExit) as error:
        sys.modules.pop(name)
        if previous is not None:
            sys.modules[name] = previous
        problem = f"it cannot be run: {type(error).__name__}: {error}{_line(error, file)}"
        raise PluginError(str(file), problem, "correct it, or do without it") from error
    return module


def _line(error: BaseException, file: Path) -> str:
    """Return the line of the file at which it failed."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return "" if line is None else f" (line {line})"


def _exporters_in(module: ModuleType) -> Iterator[type[Exporter]]:
    for value in vars(module).values():
        is_own = isinstance(value, type) and value.__module__ == module.__name__
        has_info = isinstance(getattr(value, "info", None), ExporterInfo)
        if is_own and has_info and hasattr(value, "export"):
            yield value
