"""The API reference: what it says of each function, method and attribute."""

import ast
import doctest
import inspect
import re
import shutil
import textwrap
from collections.abc import Callable, Iterator
from contextlib import chdir
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

import attrs
import pytest

import tbh_model as tbh
from docs.reader import ROOT
from tbh_model import (
    content,
    exporters,
    i18n,
    importers,
    model,
    panel,
    preview,
    publishers,
    publishing,
    rights,
    testing,
    text,
)
from tbh_model.content import attribute_docs
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST, default_registry, templating

PACKAGES = (
    tbh,
    content,
    exporters,
    templating,
    i18n,
    importers,
    model,
    panel,
    preview,
    publishers,
    publishing,
    rights,
    testing,
    text,
)
Function = Callable[..., object]


def _public() -> Iterator[tuple[str, object]]:
    """Yield each public value once, under the first name that it has."""
    values: dict[int, tuple[str, object]] = {}
    for package in PACKAGES:
        for name in package.__all__:
            value = getattr(package, name)
            values.setdefault(id(value), (f"{package.__name__}.{name}", value))
    yield from values.values()


def _functions() -> Iterator[tuple[str, Function]]:
    for name, value in _public():
        function = inspect.unwrap(value) if callable(value) else value
        if inspect.isfunction(function):
            yield name, function


def _methods() -> Iterator[tuple[str, Function]]:
    for name, kind in CLASSES.items():
        for base in kind.__mro__:
            if not base.__module__.startswith("tbh_model"):
                continue
            for attribute, value in vars(base).items():
                function = getattr(value, "__func__", value)
                if inspect.isfunction(function) and not attribute.startswith("_"):
                    yield f"{name}.{attribute}", function


CLASSES = {name: value for name, value in _public() if inspect.isclass(value)}
FUNCTIONS = dict(_functions())
METHODS = dict(_methods())
every_function = pytest.mark.parametrize("name", FUNCTIONS)
every_callable = pytest.mark.parametrize("name", FUNCTIONS | METHODS)


def _raised(function: Function) -> set[str]:
    """Return the names of the exceptions that the body of a function raises itself."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
    calls = (node.func if isinstance(node, ast.Call) else node for node in raised)
    names = (
        node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
        for node in calls
        if node
    )
    return {name for name in names if name[0].isupper()}


def _undocumented(kind: type) -> list[str]:
    """Return the public fields, members and properties of a class without a description."""
    docs = attribute_docs(kind)
    fields = [field.name for field in attrs.fields(kind)] if attrs.has(kind) else []
    members = [*kind.__members__] if issubclass(kind, Enum) else []
    names = [name for name in (*fields, *members) if name not in docs]
    for base in kind.__mro__:
        if base.__module__.startswith("tbh_model"):
            names += [
                name
                for name, value in vars(base).items()
                if isinstance(value, property) and not (value.__doc__ or "").strip()
            ]
    return [name for name in names if not name.startswith("_")]


@every_callable
def test_types_are_given(name: str) -> None:
    """Each parameter has a type, and so has the result."""
    function = (FUNCTIONS | METHODS)[name]
    signature = inspect.signature(function)
    missing = [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.annotation is parameter.empty and parameter.name not in {"self", "cls"}
    ]

    assert missing == []
    assert signature.return_annotation is not signature.empty


@every_callable
def test_the_result_is_described(name: str) -> None:
    """What returns something says what: in the summary, or under `Returns`."""
    function = (FUNCTIONS | METHODS)[name]
    summary, _, rest = (inspect.getdoc(function) or "").partition("\n\n")

    if inspect.signature(function).return_annotation not in {None, "None"}:
        assert re.search(r"\b(return|yield)\b", summary, re.IGNORECASE) or "Returns:" in rest


@every_callable
def test_errors_are_described(name: str) -> None:
    """Each exception that a function raises by name is under `Raises`.

    Exceptions of the functions that it calls are described where they matter; no test finds them.
    """
    function = (FUNCTIONS | METHODS)[name]
    _, _, raises = (inspect.getdoc(function) or "").partition("Raises:\n")

    assert [error for error in _raised(function) if f"    {error}: " not in raises] == []


@pytest.fixture(scope="module")
def examples_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def _namespace() -> dict[str, object]:
    """Return the names that examples may use; the reference lists them."""
    series = tbh.load("examples/therapists-being-human")
    edition = series.edition("e-2026-03")
    return {
        **{package.__name__.rpartition(".")[2]: package for package in PACKAGES[1:]},
        "tbh": tbh,
        "series": series,
        "edition": edition,
        "response": edition.responses[0],
        "at": datetime(2026, 11, 20, 12, tzinfo=UTC),
        "date": date,
        "datetime": datetime,
        "UTC": UTC,
        "Path": Path,
    }


@every_function
def test_an_example_shows_each_function(name: str, examples_folder: Path) -> None:
    """The docstring has an example, which prints what it shows.

    The rule: each public function has an example. Methods and properties need none: the pages show
    those that matter, and a value is best shown by the function that returns it.
    """
    with chdir(examples_folder):
        examples = doctest.DocTestParser().get_doctest(
            inspect.getdoc(FUNCTIONS[name]) or "", _namespace(), name, None, None
        )
        report: list[str] = []
        runner = doctest.DocTestRunner(verbose=False)
        runner.run(examples, out=report.append)
    tbh.default_registry.cache_clear()
    importers.default_registry.cache_clear()
    publishers.default_registry.cache_clear()

    assert examples.examples
    assert "".join(report) == ""


def test_the_names_in_examples_are_listed() -> None:
    """The reference lists what an example may use without an import."""
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    with chdir(ROOT):
        names = _namespace()

    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", CLASSES)
def test_every_attribute_is_described(name: str) -> None:
    """Fields, members of enumerations and properties have a docstring, inherited ones too."""
    assert _undocumented(CLASSES[name]) == []


@pytest.mark.parametrize("name", importers.IMPORTERS.built_in)
def test_every_option_of_an_importer_is_described(name: str) -> None:
    """As those of exporters."""
    assert _undocumented(importers.default_registry().get(name)) == []


@pytest.mark.parametrize("name", [*BUILT_IN_NAMES, *NAMES_ON_REQUEST])
def test_every_option_is_described(name: str) -> None:
    """Options that an exporter inherits are described as well as its own."""
    assert _undocumented(default_registry().get(name)) == []


def test_an_error_that_is_not_described_is_noticed() -> None:
    """The test of errors sees what a function raises, called or not."""

    def refuse(path: str) -> None:
        if path:
            raise tbh.PathError(path, "a", "b")
        raise ValueError

    assert _raised(refuse) == {"PathError", "ValueError"}
