"""Selection of the rules for a series: its own, or those of an installed package.

A package registers rules with an entry point of the group `tbh_model.rules`. Its name is a
jurisdiction, and its value a package with a file of that name in lower case, such as `ca-on.yaml`.
"""

import sys
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from tbh_model._attrs import evolve, frozen
from tbh_model._entry_points import (
    PACKAGE,
    InstalledEntry,
    first_cause,
    import_remedy,
    installed_entries,
    one_line_cause,
)
from tbh_model._errors import TBHError, advice, there_are
from tbh_model._final import final
from tbh_model._problems import ContentError, Problem, Severity
from tbh_model._regular_files import exists
from tbh_model._version import __version__
from tbh_model.content._converter import prefix_paths, problems_from_violations, structure
from tbh_model.content._files import decode, parse, read_tree
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode, Source
from tbh_model.content._scalars import parse_choice
from tbh_model.content.lint._rulebook import RuleBook, merge_rules
from tbh_model.model import InvalidValueError

# The entry point group in which packages announce rules.
GROUP: Final = "tbh_model.rules"
# File in a content folder that replaces installed rules.
RULES_FILE: Final = "rules.yaml"
# The code of rules that are installed and cannot be used.
UNUSABLE: Final = "TBH447"

# Entry points of this package, for a source tree without metadata.
OWN_ENTRIES: Final = tuple(
    InstalledEntry(
        name=name, distribution=PACKAGE, version=__version__, target="tbh_model.content.rules"
    )
    for name in ("CA", "CA-ON")
)


class UnknownRulesError(TBHError, LookupError):
    """No installed package has rules for the jurisdiction."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        super().__init__(name, choices)
        self.name, self.choices = name, choices

    def __str__(self) -> str:
        """Name the unknown value, the nearest known one, and all known ones."""
        otherwise = there_are(self.choices)
        return (
            f"no package brings rules for {self.name!r}{advice(self.name, self.choices, otherwise)}"
        )


class UnusableRulesError(TBHError):
    """Installed rules cannot be used: their package is broken, or two packages have the same."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem, self.remedy = problem, remedy

    def __str__(self) -> str:
        """Describe the problem and a remedy."""
        return f"{self.problem}; {self.remedy}"


@final
@frozen(kw_only=True)
class RulesHealth:
    """Result of reading installed rules."""

    entry: InstalledEntry
    """The rules."""
    as_of: date | None = None
    """The date of the rules, if they can be read."""
    problem: str | None = None
    """The problem, if there is one."""
    remedy: str | None = None
    """The remedy of the problem."""


@frozen(kw_only=True)
class RuleSelection:
    """The rules that hold for a series, and what is wrong with those that should."""

    book: RuleBook | None = None
    problems: tuple[Problem, ...] = ()
    """The problems of the rules in the content folder."""
    unusable: tuple[UnusableRulesError, ...] = ()
    """Applicable installed rules that cannot be used."""


def select_rules(jurisdiction: str | None, folder: Path | None = None) -> RuleSelection:
    """Return the rules for a series: those of its own, or else the installed ones.

    Args:
        jurisdiction: That of the publisher.
        folder: The content folder, which may hold rules of its own.
    """
    if folder is None or not exists(folder / RULES_FILE):
        return installed_rules(jurisdiction)
    try:
        return RuleSelection(book=_structure_rules(read_tree(folder / RULES_FILE, folder)))
    except ContentError as error:
        return RuleSelection(problems=error.problems)


def installed_rules(jurisdiction: str | None) -> RuleSelection:
    """Return the installed rules for a jurisdiction.

    The rules of a country also hold in each of its parts that has no rules of its own.

    >>> content.installed_rules("CA-ON").book.as_of.isoformat()
    '2026-11-23'
    """
    code = (jurisdiction or "").upper()
    unusable: list[UnusableRulesError] = []
    for name in dict.fromkeys((code, code.partition("-")[0])) if code else ():
        try:
            return RuleSelection(book=_load(_find(name)), unusable=tuple(unusable))
        except UnknownRulesError:
            continue
        except UnusableRulesError as error:
            unusable.append(error)
    return RuleSelection(unusable=tuple(unusable))


def rules_health() -> tuple[RulesHealth, ...]:
    """Return the state of all installed rules; broken rules raise no error.

    >>> [health.entry.name for health in content.rules_health() if health.problem]
    []
    """
    return tuple(map(_health, rules_entries()))


def rules_text(name: str) -> str:
    """Return the source of the installed rules for a jurisdiction.

    Args:
        name: The jurisdiction, or `jurisdiction@package` if several packages have rules for it.

    Raises:
        UnknownRulesError: If no package has rules for it.
        UnusableRulesError: If several packages have rules for it, or the file cannot be read.

    >>> "CA-ON" in content.rules_text("CA-ON")
    True
    """
    return _read_source(_find(name)).text


def rules_entries() -> tuple[InstalledEntry, ...]:
    """Return the entry points of rules by jurisdiction, without importing packages."""
    return _entries_on(tuple(sys.path))


@cache
def _entries_on(_: tuple[str, ...]) -> tuple[InstalledEntry, ...]:
    """Read metadata once for each search path: a preview lints again and again."""
    entries = tuple(entry._replace(name=entry.name.upper()) for entry in installed_entries(GROUP))
    if not any(entry.distribution == PACKAGE for entry in entries):
        entries = (*OWN_ENTRIES, *entries)
    return tuple(sorted(entries, key=lambda entry: (entry.name, entry.distribution)))


def _find(name: str) -> InstalledEntry:
    """Return the only entry of a jurisdiction or address."""
    entries = rules_entries()
    match tuple(entry for entry in entries if name in {entry.name, entry.address}):
        case (entry,):
            return entry
        case ():
            names = tuple(entry.address if "@" in name else entry.name for entry in entries)
            raise UnknownRulesError(name, tuple(dict.fromkeys(names)))
        case several:
            raise _conflict_error(name, several)


def _conflict_error(name: str, entries: tuple[InstalledEntry, ...]) -> UnusableRulesError:
    packages = " and ".join(f"{entry.distribution} {entry.version}" for entry in entries)
    addresses = " or ".join(dict.fromkeys(f"`includes: [{entry.address}]`" for entry in entries))
    problem = f"several packages bring rules for {name.partition('@')[0]}: {packages}"
    return UnusableRulesError(problem, f"write a `{RULES_FILE}` with {addresses}, or remove one")


def _health(entry: InstalledEntry) -> RulesHealth:
    try:
        as_of = _load(entry).as_of
        _find(entry.name)  # which finds a conflict
    except UnusableRulesError as error:
        return RulesHealth(entry=entry, problem=error.problem, remedy=error.remedy)
    return RulesHealth(entry=entry, as_of=as_of)


@cache
def _load(entry: InstalledEntry, including: tuple[InstalledEntry, ...] = ()) -> RuleBook:
    """Read the rules of a package, with those that they include.

    Args:
        entry: What the package announces.
        including: The rules that are being read and include these.

    Raises:
        UnusableRulesError: If they cannot be used. Whatever their package does, others work.
    """
    if entry in including:
        raise _unusable_error(entry, "these rules include themselves")
    source = _read_source(entry)
    try:
        book = _structure_rules(parse(source), (*including, entry))
    except ContentError as error:
        first = error.problems[0]
        place = f"{_file_name(entry)}:{first.line}:{first.column}"
        raise _unusable_error(entry, f"{place}: {first.message}") from error
    if book.jurisdiction != entry.name:
        message = f"they say `jurisdiction: {book.jurisdiction}`"
        raise _unusable_error(entry, f"{message}, and are announced for {entry.name}")
    return book


def _read_source(entry: InstalledEntry) -> Source:
    outer_error = sys.exception()
    name = _file_name(entry)
    try:
        data = files(entry.target).joinpath(name).read_bytes()
        return Source(f"rules/{name}", decode(data))  # by its name, nobody's words are in it
    except FileNotFoundError:
        raise _unusable_error(entry, f"there is no `{name}` in {entry.target}") from None
    except ContentError as error:
        raise _unusable_error(entry, error.problems[0].message) from None
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # importing a package runs its code, which may do anything
        cause = first_cause(error, outer_error)
        remedy = import_remedy(entry.distribution, entry.target, cause)
        message = f"{entry.target}: {one_line_cause(cause)}"
        raise _unusable_error(entry, message, remedy) from error


def _file_name(entry: InstalledEntry) -> str:
    return f"{entry.name.lower()}.yaml"


def _unusable_error(
    entry: InstalledEntry, cause: str, remedy: str | None = None
) -> UnusableRulesError:
    package = f"{entry.distribution} {entry.version}"
    return UnusableRulesError(
        f"the rules for {entry.name} of {package} cannot be used: {cause}",
        remedy or f"update or remove {entry.distribution}",
    )


def _structure_rules(node: AnyNode, including: tuple[InstalledEntry, ...] = ()) -> RuleBook:
    """Return the rules of a tree, with the included ones.

    Raises:
        ContentError: With everything that is wrong with them.
    """
    book = structure(node, RuleBook)
    problems: list[Problem] = []
    for index, name_node in enumerate(_include_nodes(node)):
        try:
            book = merge_rules(book, _load_included(name_node, including))
        except ContentError as error:
            path = f"includes[{index}]"
            problems += prefix_paths(path, error.problems)
    if problems:
        raise ContentError(tuple(problems))
    try:
        return evolve(book, includes=())
    except InvalidValueError as error:
        assert isinstance(node, MappingNode)  # noqa: S101 - a book was made of it
        raise ContentError(tuple(problems_from_violations(node, error))) from None


def _include_nodes(node: AnyNode) -> tuple[AnyNode, ...]:
    includes = node.get("includes") if isinstance(node, MappingNode) else None
    return tuple(includes.items) if isinstance(includes, SequenceNode) else ()


def _load_included(node: AnyNode, including: tuple[InstalledEntry, ...]) -> RuleBook:
    names = dict.fromkeys(entry.name for entry in rules_entries())
    addresses = {entry.address for entry in rules_entries()}
    text = node.text if isinstance(node, ScalarNode) else None
    try:
        return _load(_find(text if text in addresses else parse_choice(node, names)), including)
    except UnusableRulesError as error:
        problem = node.problem(
            UNUSABLE, error.problem, hint=error.remedy, severity=Severity.WARNING
        )
        raise ContentError((problem,)) from error
