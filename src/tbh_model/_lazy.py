"""Names of a package whose modules load when a name is first used: a start takes what it uses."""

from collections.abc import Callable, Mapping
from importlib import import_module
from sys import modules
from typing import Any


def lazy_getattr(package: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package, which imports a module for the first of its names.

    Args:
        package: The package that has the names.
        names: For each of its modules the names that it brings, with spaces between.
    """
    module_of = {
        name: module for module, module_names in names.items() for name in module_names.split()
    }

    def load(name: str) -> Any:
        if name not in module_of:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message)
        value = getattr(import_module(f"{package}.{module_of[name]}"), name)
        setattr(modules[package], name, value)
        return value

    return load
