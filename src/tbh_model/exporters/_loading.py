"""Import one exporter, and say what is wrong if that cannot be done."""

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Final

from attrs import frozen

from tbh_model._version import __version__
from tbh_model.exporters._contract import Exporter
from tbh_model.exporters._entries import GROUP, PACKAGE, ExporterEntry, Origin
from tbh_model.exporters._exporter_errors import BrokenExporterError, InvalidExporterError
from tbh_model.exporters._validation import check_exporter


def load_exporter(entry: ExporterEntry) -> type[Exporter]:
    """Import the class that an entry names. Whatever its package does, only that one breaks.

    Raises:
        BrokenExporterError: If it cannot be imported.
        InvalidExporterError: If it is no exporter, or has another name than its entry.
    """
    outer_error = sys.exception()
    try:
        kind = _import_target(entry.target)
        if entry.origin is not Origin.BUILT_IN:  # ours are looked at by our tests
            check_exporter(kind)
    except InvalidExporterError as error:
        raise InvalidExporterError(entry.target, error.found, error.advice, entry) from error
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # some packages panic in ways of their own
        cause = _first_cause(error, outer_error)
        raise BrokenExporterError(entry, _one_line(cause), _remedy(entry, cause)) from error
    name = kind.info.name
    if name != entry.name:
        message = f"its `info.name` is {name!r} and its entry point is named {entry.name!r}"
        advice = f'write `{name} = "{entry.target}"` under [project.entry-points."{GROUP}"]'
        raise InvalidExporterError(entry.target, message, advice, entry)
    return kind


def _import_target(target: str) -> type[Exporter]:
    module, _, name = target.partition(":")
    target_object: object = import_module(module)
    for part in name.split(".") if name else ():
        target_object = getattr(target_object, part)
    return target_object  # type: ignore[return-value]  # a plugin may name anything: it is checked next


def _first_cause(error: BaseException, outer_error: BaseException | None) -> BaseException:
    """Follow an error to what it came from, but not to what we were called in the middle of."""
    seen = {id(outer_error)}
    while True:
        seen.add(id(error))
        context = None if error.__suppress_context__ else error.__context__
        earlier = error.__cause__ or context
        if earlier is None or id(earlier) in seen:
            return error
        error = earlier


def _one_line(error: BaseException) -> str:
    try:
        words = str(error).strip().partition("\n")[0]
    except Exception:  # noqa: BLE001 - it is theirs, and may do anything
        words = ""
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _remedy(entry: ExporterEntry, cause: BaseException) -> str | None:
    """Describe what helps where a module is missing; nothing where only its authors can help."""
    if not isinstance(cause, ImportError) or not cause.name:
        return None
    package, module = entry.distribution, cause.name.partition(".")[0]
    if module == "tbh_model":
        return f"update {PACKAGE}, or install a version of {package} for {PACKAGE} {__version__}"
    if module == re.split("[.:]", entry.target)[0] or not isinstance(cause, ModuleNotFoundError):
        return None
    requirements = [
        requirement for requirement in _requirements(package) if requirement.is_for(module)
    ]
    match requirements:
        case []:
            return f"install the package that brings the module {module!r}, or remove {package}"
        case [requirement, *_] if requirement.extra:
            return f"run: pip install '{package}[{requirement.extra}]'"
        case _:
            return f"run: pip install {package}"


@frozen
class _Requirement:
    """A package that another asks for."""

    name: str
    extra: str | None
    """The extra that brings it; nothing if it is always there."""

    def is_for(self, module: str) -> bool:
        """Return whether it brings a module, as far as their names tell."""
        return re.sub("[-_.]+", "_", self.name).lower() == module.lower()


def _requirements(package: str) -> Iterator[_Requirement]:
    from importlib.metadata import PackageNotFoundError, requires  # only for what is broken

    try:
        lines = requires(package) or []
    except PackageNotFoundError:
        lines = []
    for line in lines:
        name, extra = _NAME.match(line), _EXTRA.search(line)
        if name:
            yield _Requirement(name[0], extra[1] if extra else None)


_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA: Final = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']""")
