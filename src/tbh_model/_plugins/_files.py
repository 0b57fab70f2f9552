"""Plugins in a Python file of somebody's own, which no package installs."""

import os
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from tbh_model._entry_points import PLUGIN_PREFIX
from tbh_model._errors import TBHError
from tbh_model._plugins._discovery import PluginContract
from tbh_model._plugins._registry import PluginRegistry

P = TypeVar("P")


class PluginError(TBHError):
    """A file with plugins cannot be used."""

    def __init__(self, path: str, problem: str, remedy: str) -> None:
        super().__init__(path, problem, remedy)
        self.path, self.problem, self.remedy = path, problem, remedy

    def __str__(self) -> str:
        """Name the file, what is wrong with it, and what to do."""
        return f"{self.path}: {self.problem}; {self.remedy}"


def load_plugin_file(path: str | Path, registry: PluginRegistry[P]) -> tuple[type[P], ...]:
    """Run a Python file, register the plugins of a kind that it defines, and return them.

    Raises:
        PluginError: If the file cannot be read or run, or defines none.
        InvalidPluginError: If one of the classes is no plugin, or its name is taken.
    """
    file, contract = Path(path), registry.contract
    kinds = tuple(_plugins_in(_run(file), contract))
    if not kinds:
        remedy = f"give a class an `info` and a method `{next(iter(contract.methods))}`"
        raise PluginError(str(path), f"it defines no {contract.noun}", remedy)
    return tuple(registry.register(kind) for kind in kinds)


def _run(file: Path) -> ModuleType:
    from importlib.util import module_from_spec, spec_from_file_location  # only for such files

    try:
        code = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise PluginError(str(file), f"it cannot be read: {reason}", "check its path") from None
    # its folder tells it from others of its name; a class is known by its module
    place = blake2b(os.fsencode(file.resolve().parent), digest_size=4).hexdigest()
    name = f"{PLUGIN_PREFIX}{place}_{file.stem}"
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


def _plugins_in(module: ModuleType, contract: PluginContract) -> Iterator[type]:
    for value in vars(module).values():
        is_own = isinstance(value, type) and value.__module__ == module.__name__
        has_info = isinstance(getattr(value, "info", None), contract.info)
        if is_own and has_info and all(hasattr(value, name) for name in contract.methods):
            yield value
