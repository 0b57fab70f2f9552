"""Lint: content that is allowed and could be better. Never in the way of loading.

A series says in its document how much each rule matters to it:

    lint:
      TBH401: off
      TBH402: error
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import attrs
from attrs import evolve

from tbh_model._errors import closest
from tbh_model._problems import ContentError, Problem, Severity
from tbh_model.content._files import LINT_KEY
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.content._references import ContentEntry
from tbh_model.content._scalars import parse_choice, wrong_kind_error
from tbh_model.content.lint._context import Check, Finding, LintContext, LintTarget, text_in
from tbh_model.content.lint._pasted import FLAW_CODES
from tbh_model.content.lint._rule_packages import RuleSelection, select_rules
from tbh_model.content.lint._rules import RULES
from tbh_model.model import DEFAULT_PANEL_FOLDER, Edition, Series, Therapist, field_types
from tbh_model.text import RichText

"""The key of a series' document under which the levels stand; no field of the series."""

# Rules whose findings affect no page.
_INFORMATIVE_RULES: Final = frozenset({"TBH432", "TBH437"})
LINT_CODES: Final = tuple(sorted({code for code, *_ in RULES}))

# Default severities of rules; the others are warnings.
_SEVERITIES: Final = {
    "TBH424": Severity.INFO,
    "TBH425": Severity.ERROR,
    "TBH432": Severity.INFO,
    "TBH437": Severity.INFO,
    "TBH441": Severity.INFO,
    "TBH445": Severity.INFO,
}
_OFF: Final = "off"
# Allowed levels of a code.
LEVELS: Final = (_OFF, *(severity.value for severity in Severity))


def lint(
    problems: Iterable[Problem],
    root: MappingNode | None,
    therapists: Iterable[ContentEntry],
    editions: Iterable[ContentEntry],
    folder: Path | None = None,
) -> tuple[Problem, ...]:
    """Return the problems of a reading, and what lint has to say of what could be read.

    Args:
        problems: What is wrong with the content.
        root: The document of the series, if it could be read.
        therapists: Every therapist that could be read, as it is written.
        editions: Every edition that could be read, as it is written.
        folder: The content folder, which may hold rules of its own.
    """
    therapists, editions = tuple(therapists), tuple(editions)
    rules = select_rules(_jurisdiction(root), folder)
    problems = (*problems, *rules.problems)
    # what has to be mended anyway is not judged: one mistake, one message
    wrong_lines = {
        (problem.file, problem.line) for problem in problems if problem.severity is Severity.ERROR
    }
    levels, context = (
        _levels(root),
        evolve(_lint_context(root, rules, therapists, editions), folder=folder),
    )
    if root is not None and any(
        (root.source.file, line) in wrong_lines for line in _address_lines(root)
    ):
        context = evolve(context, url=None)  # nothing can be built on it
    broken_files = {problem.file for problem in problems if problem.severity is Severity.ERROR}
    findings = [
        _to_problem(code, finding, target, severity)
        for target in _all_targets(root, therapists, editions)
        for code, check in _rules_for(target.kind)
        if (severity := levels[code]) is not None
        and not (
            code == "TBH418" and target.node.source.file in broken_files
        )  # its answer may be cut
        and not (code == "TBH441" and broken_files)  # what cannot be read may use it
        for finding in check(target, context)
        if (target.node.source.file, finding.place.line) not in wrong_lines
    ]
    return _without_repeats(problems, findings)


def _without_repeats(problems: tuple[Problem, ...], findings: list[Problem]) -> tuple[Problem, ...]:
    """Yield problems without those that a more severe or clearer one covers."""
    judged_lines = {
        (problem.file, problem.line) for problem in findings if problem.code not in FLAW_CODES
    }
    findings = [
        problem
        for problem in findings
        if problem.code not in _INFORMATIVE_RULES
        or (problem.file, problem.line) not in judged_lines
    ]
    moved_files = {problem.file for problem in findings if problem.code == "TBH404"}
    remaining = (
        problem
        for problem in problems
        if problem.code != "TBH134" or problem.file not in moved_files
    )
    return (*remaining, *findings)


def level_problems(root: MappingNode) -> Iterator[Problem]:
    """Yield the problems of the levels in a series."""
    group = root.get(LINT_KEY)
    if not isinstance(group, MappingNode):
        if group is not None and not _is_empty(group):
            hint = f"write `{LINT_KEY}:`, and below it `{LINT_CODES[0]}: {_OFF}`"
            problems = wrong_kind_error(group, "a group of codes", hint).problems
            yield from (evolve(problem, path=LINT_KEY) for problem in problems)
        return
    for name, (key, value) in group.pairs.items():
        path = f"{LINT_KEY}.{name}"
        if name not in LINT_CODES:
            suggestion = closest(name, LINT_CODES)
            hint = (
                f"did you mean `{suggestion}`?"
                if suggestion
                else f"known codes: {', '.join(LINT_CODES)}"
            )
            yield evolve(
                key.problem("TBH107", f"no lint has the code `{name}`", hint=hint), path=path
            )
        try:
            parse_choice(value, LEVELS)
        except ContentError as error:
            yield from (evolve(problem, path=path) for problem in error.problems)


def _is_empty(node: AnyNode) -> bool:
    return isinstance(node, ScalarNode) and node.is_null


def _levels(root: MappingNode | None) -> Mapping[str, Severity | None]:
    """Return how much each rule matters; `None` where it is off."""
    levels: dict[str, Severity | None] = {
        code: _SEVERITIES.get(code, Severity.WARNING) for code in LINT_CODES
    }
    group = None if root is None else root.get(LINT_KEY)
    for code, (_, value) in group.pairs.items() if isinstance(group, MappingNode) else ():
        if code in levels and isinstance(value, ScalarNode) and value.text in LEVELS:
            levels[code] = None if value.text == _OFF else Severity(value.text)
    return levels


def _lint_context(
    root: MappingNode | None,
    rules: RuleSelection,
    therapists: Iterable[ContentEntry],
    editions: Iterable[ContentEntry],
) -> LintContext:
    keys = ("url", "permalink", "language")
    url, pattern, language = (None if root is None else text_in(root, key) for key in keys)
    by_id = {text_in(entry.node, "id") or "": entry.node for entry in therapists}
    labels = None if root is None else root.get("labels")
    panel_folder = None if labels is None else text_in(labels, "therapists_path")
    return LintContext(
        url=url,
        pattern=pattern,
        panel_folder=panel_folder or DEFAULT_PANEL_FOLDER,
        language=language or "en",
        rules=rules.book,
        unusable_rules=rules.unusable,
        therapists=by_id,
        editions=tuple(entry.node for entry in editions),
    )


def _address_lines(root: MappingNode) -> Iterator[int]:
    """Yield the lines that decide the addresses of all editions."""
    yield from (node.line for node in map(root.get, ("url", "permalink")) if node is not None)


def _jurisdiction(root: MappingNode | None) -> str | None:
    publisher = None if root is None else root.get("publisher")
    return None if publisher is None else text_in(publisher, "jurisdiction")


@cache
def _rules_for(kind: type) -> tuple[tuple[str, Check], ...]:
    return tuple((code, check) for code, rule_kind, check in RULES if rule_kind is kind)


def _to_problem(code: str, finding: Finding, target: LintTarget, severity: Severity) -> Problem:
    if finding.file is not None:
        return Problem(
            code=code,
            message=finding.message,
            severity=severity,
            file=finding.file,
            hint=finding.hint,
        )
    path = ".".join(filter(None, (target.path, finding.step)))
    return Problem(
        code=code,
        message=finding.message,
        severity=severity,
        file=target.node.source.file,
        line=finding.place.line,
        column=finding.place.column,
        length=finding.place.length,
        path=path,
        hint=finding.hint,
    )


def _all_targets(
    root: MappingNode | None, therapists: Iterable[ContentEntry], editions: Iterable[ContentEntry]
) -> Iterator[LintTarget]:
    if root is not None:
        yield from _targets_below(root, Series, "", exclude=("therapists", "editions"))
    for kind, entries in ((Therapist, therapists), (Edition, editions)):
        for entry in entries:
            yield from _targets_below(entry.node, kind, entry.path)


def lint_targets(node: AnyNode, kind: type) -> Iterator[LintTarget]:
    """Return every object and every rich text of a file."""
    return _targets_below(node, kind, "")


def _targets_below(
    node: AnyNode, kind: type, path: str, exclude: tuple[str, ...] = ()
) -> Iterator[LintTarget]:
    """Yield every object and every rich text of a tree, along the fields of the model."""
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _targets_below(item, kind, f"{path}[{index}]")
    elif isinstance(node, MappingNode) and kind is not RichText:
        yield LintTarget(kind, node, path)
        for name, inner in _field_classes(kind):
            value = node.get(name)
            if value is not None and name not in exclude:
                yield from _targets_below(value, inner, f"{path}.{name}" if path else name)
    elif isinstance(node, ScalarNode) and kind is RichText:
        yield LintTarget(kind, node, path)


@cache
def _field_classes(kind: type) -> tuple[tuple[str, type], ...]:
    """Name the fields of a class that hold objects or rich text, with their classes."""
    classes = ((name, _class_in(hint)) for name, hint in field_types(kind).items())
    return tuple((name, inner) for name, inner in classes if inner is not None)


def _class_in(hint: Any) -> type | None:
    if isinstance(hint, type) and (hint is RichText or attrs.has(hint)):
        return hint
    return next(filter(None, map(_class_in, get_args(hint))), None)
