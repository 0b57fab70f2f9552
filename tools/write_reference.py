"""Write what the code knows into the reference pages: fields, options, help, problems.

Between two comments of a page, such as `<!-- fields: Edition -->` and `<!-- end -->`, stands what
this program writes. Run it as `make reference`; a test fails where a page is out of date.
"""

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import attrs

import tbh_model as tbh
from tbh_model import importers, model
from tbh_model.content import attribute_docs, codes, explanation
from tbh_model.exporters import _site, default_registry
from tbh_model.exporters.html import _layout, _page_context, _pages
from tbh_model.i18n import Language, _language, language_for
from tbh_model.model import Constraint, field_types, is_private

PAGES: Final = Path(__file__).parents[1] / "docs" / "reference"
_REGION: Final = re.compile(r"(<!-- (\w+)(?:: ([\w. -]+))? -->\n).*?(<!-- end -->)", re.DOTALL)
_NOTHING: Final = "–"


def refreshed(page: str) -> str:
    """Return a page with everything in it that the code knows written anew."""

    def written(region: re.Match[str]) -> str:
        start, kind, subject, end = region.groups()
        body = "\n".join(_WRITERS[kind](subject or ""))
        return f"{start}\n{body}\n\n{end}"

    return _REGION.sub(written, page)


def _fields(name: str) -> Iterator[str]:
    yield from _table(getattr(model, name), "Key")


def _options(name: str) -> Iterator[str]:
    kind = default_registry().get(name)
    yield f"Channel: `{kind.info.channel}`. {kind.info.summary}."
    yield from _option_rows(kind)


def _importer(name: str) -> Iterator[str]:
    kind = importers.default_registry().get(name)
    suffixes = ", ".join(f"`{suffix}`" for suffix in kind.info.suffixes)
    yield f"Files: {suffixes}. {kind.info.summary}."
    yield from _option_rows(kind)


def _option_rows(kind: type) -> Iterator[str]:
    if field_types(kind):
        yield ""
        yield from _table(kind, "Option")
    notes = attribute_docs(kind)
    for field in attrs.fields(kind):
        if field.init and field.name not in field_types(kind):
            yield f"| `{field.name}` | in Python alone | {_NOTHING} | {notes.get(field.name, '')} |"


def _table(kind: type, head: str) -> Iterator[str]:
    notes = attribute_docs(kind)
    yield f"| {head} | Value | Default | |"
    yield "|---|---|---|---|"
    fields = attrs.fields_dict(kind)
    for name, hint in field_types(kind).items():
        note = notes.get(name, "")
        if is_private(fields[name]) and "Private" not in note:
            note = f"{note} Private.".strip()
        row = (f"`{name}`", _value(hint), _default(fields[name].default), note)
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


def _value(hint: Any) -> str:
    arguments = [each for each in get_args(hint) if each is not type(None) and each is not ...]
    if get_origin(hint) is Annotated:
        return next(each.name for each in arguments if isinstance(each, Constraint))
    if get_origin(hint) is Literal:
        return ", ".join(f"`{word}`" for word in arguments)
    if get_origin(hint) in {tuple, frozenset}:
        return f"list of {_value(arguments[0])}"
    if arguments:
        return _value(arguments[0])
    if issubclass(hint, Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    if attrs.has(hint) and hint is not tbh.RichText:
        words = re.sub(r"(?<!^)(?=[A-Z])", " ", hint.__name__).lower()
        return f"[{words}](#{words.replace(' ', '-')})"
    return _KINDS[hint]


_KINDS: Final[Mapping[type, str]] = {
    str: "text",
    int: "whole number",
    bool: "`true`, `false`",
    date: "day",
    datetime: "instant",
    tbh.RichText: "Markdown",
    tbh.Extra: "[keys of your own](../how-to/data-of-your-own.md)",
}


def _default(value: object) -> str:
    match value:
        case attrs.NOTHING:
            return "**required**"
        case Enum():
            return f"`{value.value}`"
        case bool():
            return f"`{str(value).lower()}`"
        case str() | int() if value:
            return f"`{value}`"
        case _:
            return _NOTHING


def _values(_: str) -> Iterator[str]:
    yield "| Value | What is allowed |"
    yield "|---|---|"
    found = (
        each
        for kind in vars(model).values()
        if attrs.has(kind) and kind is not Constraint
        for hint in field_types(kind).values()
        for each in _constraints(hint)
    )
    known = {constraint.name: constraint.allowed for constraint in found}
    yield from (f"| {name} | {allowed} |" for name, allowed in sorted(known.items()))


def _constraints(hint: Any) -> Iterator[Constraint]:
    for each in get_args(hint):
        if isinstance(each, Constraint):
            yield each
        yield from _constraints(each)


def _help(command: str) -> Iterator[str]:
    from click.testing import CliRunner

    from tbh_model.cli._main import tbh as group

    arguments = [*command.split()[1:], "--help"]
    shown = CliRunner().invoke(group, arguments, prog_name="tbh", terminal_width=78)
    yield "```console"
    yield f"$ {command} --help"
    yield f"{shown.output.rstrip()}"
    yield "```"


def _problems(span: str) -> Iterator[str]:
    """Explain the codes from one number to another; an example says what it is an example of."""
    first, _, last = span.partition("-")
    for code in codes():
        if not int(first) <= int(code.removeprefix("TBH")) <= int(last):
            continue
        known = explanation(code)
        roles = ["instead", code] if known.text.count(_YAML) > 1 else ["instead"]
        text = _FILE_LINE.sub(lambda line, roles=roles: f"{line[0]}, {roles.pop()}", known.text)
        yield f"### {code}"
        yield ""
        yield f"*{known.title}* ({known.severity})."
        yield ""
        yield text


def _names(package: str) -> Iterator[str]:
    """Yield a directive for each public name that no page and no earlier package has."""
    pages = "".join(page.read_text(encoding="utf-8") for page in sorted(PAGES.glob("*.md")))
    own = re.compile(r"<!-- names: .*?<!-- end -->", re.DOTALL)
    documented = {*re.findall(r"^\.\. auto\w+:: (\w+)$", own.sub("", pages), re.MULTILINE)}
    for earlier in _PACKAGES[: _PACKAGES.index(package)]:
        documented |= {*import_module(earlier).__all__}
    module = import_module(package)
    values = {name: getattr(module, name) for name in module.__all__}
    own_names = [
        name
        for name, value in values.items()
        if name not in documented or getattr(tbh, name, value) is not value
    ]
    data = [f"`{name}`" for name in own_names if _directive(values[name]) is None]
    if data:
        yield f"Constants and types: {', '.join(data)}."
        yield ""
    yield "```{eval-rst}"
    yield f".. currentmodule:: {package}"
    yield ""
    for name in own_names:
        if _directive(values[name]) is not None:
            yield f".. auto{_directive(values[name])}:: {name}"
    yield "```"


def _directive(value: Any) -> str | None:
    """Return the kind of directive for a value; None for constants and unions of types."""
    if isinstance(value, type):
        return "exception" if issubclass(value, BaseException) else "class"
    return "function" if inspect.isroutine(inspect.unwrap(value)) else None


_PACKAGES: Final = (
    "tbh_model.content",
    "tbh_model.exporters",
    "tbh_model.exporters.templating",
    "tbh_model.i18n",
    "tbh_model.importers",
    "tbh_model.model",
    "tbh_model.panel",
    "tbh_model.preview",
    "tbh_model.publishers",
    "tbh_model.publishing",
    "tbh_model.rights",
    "tbh_model.testing",
    "tbh_model.text",
)


def _context(name: str) -> Iterator[str]:
    """Yield a row for each name that a template finds on a value of a class."""
    kind = context_classes()[name]
    yield "| Name | Type | Meaning |"
    yield "|---|---|---|"
    for attribute, type_text, meaning in context_names(kind):
        cells = (f"`{attribute}`", type_text, meaning)
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def context_classes() -> Mapping[str, type]:
    """Return the classes whose values the templates of the site receive, by name."""
    modules = (_layout, _page_context, _pages, _site, _language)
    return {
        kind.__name__: kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and attrs.has(kind) and kind.__module__ == module.__name__
    }


def context_names(kind: type) -> Iterator[tuple[str, str, str]]:
    """Yield each public name of a class with its type and meaning, fields first."""
    docs = attribute_docs(kind)
    for field in attrs.fields(kind):
        if not field.name.startswith("_"):
            english = getattr(language_for("en"), field.name, None)
            default = f"“{english}”" if kind is Language and isinstance(english, str) else ""
            meaning = docs.get(field.name, "")
            yield field.name, _type_text(field.type), f"{default} {meaning}".strip()
    # the source, because attrs replaces cached properties in classes with slots
    (definition,) = ast.parse(inspect.getsource(kind)).body
    for node in definition.body if isinstance(definition, ast.ClassDef) else ():
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        parameters = [parameter.arg for parameter in node.args.args if parameter.arg != "self"]
        call = "" if node.decorator_list else f"({', '.join(parameters)})"
        meaning = " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())
        returns = "" if node.returns is None else ast.unparse(node.returns)
        yield f"{node.name}{call}", f"`{returns}`", meaning


def _type_text(annotation: Any) -> str:
    text = inspect.formatannotation(annotation)
    return f"`{re.sub(r'(?:[a-z_0-9]+[.])+', '', text)}`"


_YAML: Final = "```yaml\n"
_FILE_LINE: Final = re.compile(r"(?<=```yaml\n)# [\w./-]+$", re.MULTILINE)


_WRITERS: Final[Mapping[str, Callable[[str], Iterator[str]]]] = {
    "fields": _fields,
    "options": _options,
    "importer": _importer,
    "problems": _problems,
    "values": _values,
    "help": _help,
    "names": _names,
    "context": _context,
}


def main() -> None:
    """Bring every reference page up to date."""
    for page in sorted(PAGES.glob("*.md")):
        before = page.read_text(encoding="utf-8")
        after = refreshed(before)
        if after != before:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"wrote {page.relative_to(PAGES.parents[1])}\n")


if __name__ == "__main__":
    main()
