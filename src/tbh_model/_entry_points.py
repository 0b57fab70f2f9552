"""Entry points of installed packages, read from metadata, with errors that explain failures."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from tbh_model._version import __version__

if TYPE_CHECKING:
    from importlib.metadata import Distribution

# The name of this package, which announces entry points too.
PACKAGE: Final = "tbh-model"
SWITCH: Final = "TBH_PLUGINS"
"""Environment variable that lets content bring code along, if it is `1`."""
PLUGIN_PREFIX: Final = "tbh_plugin_"
"""How the names of modules begin that are run from files."""


class InstalledEntry(NamedTuple):  # of attrs, which takes 7 ms, `tbh --help` has no need
    """An entry point that a package announces; nothing of the package is imported."""

    name: str
    distribution: str
    """The package that announces it."""
    version: str
    target: str
    """The module, or `module:object`."""

    @property
    def address(self) -> str:
        """The name that means this entry even where two packages announce the same name."""
        return f"{self.name}@{self.distribution}"


def installed_entries(group: str) -> tuple[InstalledEntry, ...]:
    """Return what installed packages announce in a group, from metadata alone."""
    from importlib.metadata import distributions  # 40 ms: only when packages are asked for

    # what is seen twice, such as an editable install beside its wheel, is one
    entries = (entry for package in distributions() for entry in _entries(package, group))
    return tuple(dict.fromkeys(entries))


def _entries(package: "Distribution", group: str) -> Iterator[InstalledEntry]:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        if group not in (package.read_text("entry_points.txt") or ""):
            return
        points, name, version = tuple(package.entry_points), package.name, package.version
        if distribution(name).version != version:
            return  # another version of it comes first on the path, and is what would be imported
    except (PackageNotFoundError, OSError, ValueError, TypeError, KeyError, AttributeError):
        return  # metadata that cannot be read must not keep others from being found
    for point in points:
        if point.group == group:
            target = point.value.partition("[")[0].strip()
            yield InstalledEntry(name=point.name, distribution=name, version=version, target=target)


def allows_plugins() -> bool:
    """Return whether `publish.yaml` may name files with code.

    >>> exporters.allows_plugins()
    False
    """
    return os.environ.get(SWITCH) == "1"


def first_cause(error: BaseException, outer_error: BaseException | None) -> BaseException:
    """Return the first cause of an error, without the context of the caller."""
    seen = {id(outer_error)}
    while True:
        seen.add(id(error))
        context = None if error.__suppress_context__ else error.__context__
        earlier = error.__cause__ or context
        if earlier is None or id(earlier) in seen:
            return error
        error = earlier


def one_line_cause(error: BaseException) -> str:
    """Describe an error of third-party code in one line."""
    try:
        words = str(error).strip().partition("\n")[0]
    except Exception:  # noqa: BLE001 - it is theirs, and may do anything
        words = ""
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def import_remedy(package: str, target: str, cause: BaseException) -> str | None:
    """Describe what helps where a module is missing; nothing where only its authors can help."""
    if not isinstance(cause, ImportError) or not cause.name:
        return None
    module = cause.name.partition(".")[0]
    if module == "tbh_model":
        return f"update {PACKAGE}, or install a version of {package} for {PACKAGE} {__version__}"
    if module == re.split("[.:]", target)[0] or not isinstance(cause, ModuleNotFoundError):
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


class _Requirement(NamedTuple):
    """A package that another asks for."""

    name: str
    # The extra that brings it; nothing if it is always there.
    extra: str | None

    def is_for(self, module: str) -> bool:
        """Return whether a package has a module, according to their names."""
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
