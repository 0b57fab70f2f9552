"""Versions of the file format: an older one is understood, a newer one refused by name.

A step brings trees from one version to the next. It is applied while content is read, so the files
of an author stay as they are and problems still point at the lines that were written. The format
has one version for all files of a series, in `series.yaml`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from attrs import evolve, frozen

from tbh_model._problems import Problem, Severity
from tbh_model.content._node import AnyNode, MappingNode, ScalarKind, ScalarNode, SequenceNode
from tbh_model.model import Edition, Therapist

FORMAT: Final = 1
"""The version of the file format that this release reads and writes."""

Change = Callable[[MappingNode], MappingNode]
"""Gives a new tree for one of an older format, made of its nodes; takes whatever an author wrote,
mistakes included, and leaves those to whoever reports them."""


def _identity(node: MappingNode) -> MappingNode:
    return node


@frozen(kw_only=True)
class MigrationStep:
    """From one version of the format to the next: what becomes of the keys of each kind."""

    to: int
    """The version that it brings to."""
    series: Change = _identity
    therapist: Change = _identity
    edition: Change = _identity


STEPS: Final[Mapping[int, MigrationStep]] = {}
"""By the version that a step begins with. There is but one version yet, so there is none."""


def steps_from(root: AnyNode) -> tuple[MigrationStep, ...]:
    """Return the steps that bring content up to date, by the document of its series."""
    version = _version(root)
    steps = [STEPS.get(number) for number in range(FORMAT if version is None else version, FORMAT)]
    return tuple(step for step in steps if step is not None) if all(steps) else ()


def migrate_tree(root: MappingNode, kind: type, steps: tuple[MigrationStep, ...]) -> MappingNode:
    """Return a document of a kind as the newest format has it."""
    for step in steps:
        if kind is Therapist:
            root = step.therapist(root)
        elif kind is Edition:
            root = step.edition(root)
        else:
            root = _migrate_series(root, step)
    return root


def _migrate_series(root: MappingNode, step: MigrationStep) -> MappingNode:
    """Bring the document of a series one step on, with what stands in its lists."""
    pairs = dict(step.series(root).pairs)
    for name, change in (("therapists", step.therapist), ("editions", step.edition)):
        key, items = pairs.get(name, (None, None))
        if key is not None and isinstance(items, SequenceNode):
            new_items = [
                change(item) if isinstance(item, MappingNode) else item for item in items.items
            ]
            pairs[name] = (key, SequenceNode(items.source, items.line, items.column, new_items))
    key = pairs["format"][0] if "format" in pairs else _scalar(root, "format", ScalarKind.TEXT)
    pairs["format"] = (key, _scalar(root.get("format") or root, str(step.to), ScalarKind.NUMBER))
    return MappingNode(root.source, root.line, root.column, pairs)


def _scalar(at: AnyNode, text: str, kind: ScalarKind) -> ScalarNode:
    return ScalarNode(at.source, at.line, at.column, text, kind)


def format_problems(root: AnyNode) -> Iterator[Problem]:
    """Say that content is of a newer format, or of an older one."""
    version = _version(root)
    if version is None or version == FORMAT:
        return
    node = (root.get("format") if isinstance(root, MappingNode) else None) or root
    if version > FORMAT:
        message = f"this is format {version}; this version of tbh-model reads format {FORMAT}"
        problem = node.problem("TBH112", message, hint="install a newer tbh-model")
        yield evolve(problem, path="format")
    elif steps_from(root):
        message = f"this is format {version}; it is read as format {FORMAT}"
        hint = "run `tbh migrate` to write it so"
        problem = node.problem("TBH114", message, hint=hint, severity=Severity.INFO)
        yield evolve(problem, path="format", length=len(str(version)))


def _version(root: AnyNode) -> int | None:
    """Return the version that the document of a series is of, if it states one in numbers."""
    version = root.get("format") if isinstance(root, MappingNode) else None
    if version is None:
        return _FIRST
    is_number = isinstance(version, ScalarNode) and _NUMBER.fullmatch(version.text)
    return int(version.text) if is_number and isinstance(version, ScalarNode) else None


_FIRST: Final = 1
"""What content is of that does not say it."""
_NUMBER: Final = re.compile(r"\+?\d{1,18}", re.ASCII)
