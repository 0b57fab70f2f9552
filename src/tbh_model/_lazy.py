"""Lazy package attributes (PEP 562): a module loads when one of its names is first used."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def lazy_names(
    namespace: dict[str, Any], names: Mapping[str, str]
) -> tuple[Callable[[str], Any], list[str]]:
    """Return the `__getattr__` and the `__all__` of a package.

    Its public names are those that it has imported already, and those of modules that are imported
    when one of their names is first used.

    Args:
        namespace: The globals of the package.
        names: For each of those modules, relative to the package, its names, with spaces between.
    """
    package = namespace["__name__"]
    module_of = {
        name: module for module, module_names in names.items() for name in module_names.split()
    }
    imported = {
        name
        for name, value in namespace.items()
        if not name.startswith("_")
        and name not in {"TYPE_CHECKING", "lazy_names"}
        and not isinstance(value, ModuleType)
    }

    def load(name: str) -> Any:
        if name not in module_of:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(import_module(f".{module_of[name]}", package), name)
        namespace[name] = value
        return value

    return load, sorted({*imported, *module_of})
