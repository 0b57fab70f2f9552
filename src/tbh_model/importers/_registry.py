"""The registry of importers, with those that come with the package, and reading by name."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from tbh_model._arguments import check_arguments
from tbh_model._errors import TBHError
from tbh_model._plugins import (
    BrokenPluginError,
    InvalidPluginError,
    PluginConflictError,
    PluginContract,
    PluginErrors,
    PluginRegistry,
    PluginSwitchedOffError,
    UnknownPluginError,
    UnusablePluginError,
    built_in_entries,
    check_plugin,
    load_plugin_file,
)
from tbh_model.importers._contract import Imported, Importer, ImporterInfo, ImportSource

R = TypeVar("R", bound=Importer)

_TARGETS: Final[Mapping[str, str]] = {
    "html-file": "tbh_model.importers._documents:HTMLFile",
    "json-form": "tbh_model.importers._tables:JSONForm",
    "mail": "tbh_model.importers._mail:Mail",
    "markdown-file": "tbh_model.importers._documents:MarkdownFile",
    "table": "tbh_model.importers._tables:Table",
    "text-file": "tbh_model.importers._documents:TextFile",
}
# Packages that read what the core cannot, by the ending of the file.
_PACKAGES: Final[Mapping[str, str]] = {
    ".docx": "tbh-office",
    ".xlsx": "tbh-office",
    ".wxr": "tbh-wordpress",
    ".xml": "tbh-wordpress",
}


class UnknownImporterError(UnknownPluginError):
    """No importer has the name."""

    noun = "importer"


class UnusableImporterError(UnusablePluginError):
    """Base class: an importer cannot be used."""

    noun = "importer"


class ImporterConflictError(PluginConflictError, UnusableImporterError):
    """Several packages have an importer with the name."""


class BrokenImporterError(BrokenPluginError, UnusableImporterError):
    """A package brings an importer that cannot be imported."""


class ImporterSwitchedOffError(PluginSwitchedOffError, UnusableImporterError):
    """An importer is installed, and the environment keeps it out."""

    switch = "TBH_IMPORTERS"


class InvalidImporterError(InvalidPluginError, UnusableImporterError):
    """The value is not an importer."""


class NoImporterError(TBHError, LookupError):
    """No installed importer reads files with the ending."""

    def __init__(self, name: str, suffix: str, choices: tuple[str, ...]) -> None:
        super().__init__(name, suffix, choices)
        self.name, self.suffix, self.choices = name, suffix, choices

    def __str__(self) -> str:
        """Name the package that reads the file, or what can be read."""
        package = _PACKAGES.get(self.suffix)
        if package is not None:
            remedy = f"the package {package} does; run: pip install {package}"
        else:
            remedy = f"name an importer, or give a file of one of {', '.join(self.choices)}"
        return f"nothing that is installed reads {self.name}; {remedy}"


IMPORTERS: Final = PluginContract(
    group="tbh_model.importers",
    switch=ImporterSwitchedOffError.switch,
    built_in=built_in_entries(_TARGETS),
    info=ImporterInfo,
    info_advice="write `info: ClassVar = ImporterInfo(name=..., summary=..., suffixes=...)`",
    methods={"read": "write `def read(self, source: ImportSource, /) -> Imported`"},
    reserved={"source": "importers.read takes `source` itself"},
    errors=PluginErrors(
        unknown=UnknownImporterError,
        conflict=ImporterConflictError,
        broken=BrokenImporterError,
        switched_off=ImporterSwitchedOffError,
        invalid=InvalidImporterError,
    ),
)


def check_importer(kind: object) -> None:
    """Check that a class is an importer.

    Raises:
        InvalidImporterError: If it is not.

    >>> importers.check_importer(importers.Table)
    """
    check_plugin(kind, IMPORTERS)


class ImporterRegistry(PluginRegistry[Importer]):
    """Registry of importers by name. It is thread-safe.

    A name means what was registered for it in this process, else the one importer that has it.
    Where several packages bring one name, each is had by `name@distribution`. Which packages are
    installed is read once.
    """

    def __init__(self) -> None:
        super().__init__(IMPORTERS)

    def for_source(self, source: ImportSource, /) -> Importer:
        """Return the importer for the ending of a file, with its default options.

        What was registered in this process comes first, and then what is built in. Other packages
        are imported only if neither reads such files.

        Raises:
            NoImporterError: If none reads such files.
        """
        suffix = source.suffix
        if source.name == STANDARD_INPUT:
            suffix = ".eml" if _is_mail(source.data) else ".txt"
        known: list[str] = []
        for kind in self._kinds():
            known.extend(kind.info.suffixes)
            if suffix in kind.info.suffixes:
                return kind()
        raise NoImporterError(source.name, suffix, tuple(dict.fromkeys(known)))

    def _kinds(self) -> Iterator[type[Importer]]:
        order = ("registered", "built-in", "installed")
        for entry in sorted(self.entries(), key=lambda entry: order.index(entry.origin)):
            if entry.is_off:
                continue
            try:
                yield self.get(entry.address if entry.origin == "installed" else entry.name)
            except UnusableImporterError:
                continue  # `tbh importers doctor` says what is wrong with it


# The name of the source that is read from standard input.
STANDARD_INPUT: Final = "-"


def _is_mail(data: bytes) -> bool:
    """Return whether a text begins with the headers of a message."""
    head = data.lstrip()[:4000].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    names = {line.partition(b":")[0].lower() for line in head.split(b"\n")}
    return b"from" in names and bool({b"date", b"message-id", b"mime-version"} & names)


@cache
def default_registry() -> ImporterRegistry:
    """Return the registry of importers that the library uses by default.

    >>> importers.default_registry().get("table")
    <class 'tbh_model.importers._tables.Table'>
    """
    return ImporterRegistry()


def register(kind: type[R], /, *, replace: bool = False) -> type[R]:
    """Register an importer class under its name in this process, and return the class.

    The function works as a decorator. A class of the same module and name replaces the earlier one.

    Raises:
        InvalidImporterError: If the class is not an importer, or its name is taken.

    >>> from attrs import frozen
    >>> @importers.register
    ... @frozen(kw_only=True)
    ... class Lines:
    ...     info = importers.ImporterInfo(name="lines", summary="Lines", suffixes=(".lines",))
    ...
    ...     def read(self, source, /):
    ...         lines = source.data.decode().splitlines()
    ...         cells = tuple(importers.Cell(heading="Answer", text=line) for line in lines)
    ...         return importers.Imported(records=(importers.Record(place="", cells=cells),))
    >>> len(importers.read(importers.ImportSource(name="a.lines", data=b"One")).records)
    1
    """
    return default_registry().register(kind, replace=replace)


@check_arguments
def load_plugin(path: str | Path) -> tuple[type[Importer], ...]:
    """Run a Python file, and register the importers that it defines.

    Args:
        path: A file whose name ends in `.py`.

    Returns:
        The classes, in the order in which they are defined.

    Raises:
        PluginError: If the file cannot be read or run, or defines no importer.
        InvalidImporterError: If one of the classes is no importer, or its name is taken.

    >>> [kind.info.name for kind in importers.load_plugin("examples/importers/interview.py")]
    ['interview']
    """
    return load_plugin_file(path, default_registry())


@check_arguments
def read(source: ImportSource, importer: Importer | None = None) -> Imported:
    r"""Return the records of a source, by the importer for its name or by another.

    Args:
        source: The file.
        importer: The importer; by default the one for the ending of the name. Standard input is
            read as a message if it has headers, and else as plain text.

    Raises:
        NoImporterError: If no importer reads such files; the error names a package that does.
        UnreadableSourceError: If the source is not what its name says.

    >>> source = importers.ImportSource(name="a.csv", data=b"Name,Answer\nDana,Tea.\n")
    >>> importers.read(source).records[0].cells[1].text
    'Tea.'
    """
    reader = default_registry().for_source(source) if importer is None else importer
    return reader.read(source)
