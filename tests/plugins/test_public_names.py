"""A plugin is small, complete, and imports public names of the core and nothing else of it."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import tbh_model
from docs.test_api_reference import PACKAGES

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(folder for folder in (ROOT / "plugins").iterdir() if folder.is_dir())
LIMIT = 1500
"""Lines of source of a plugin: code, templates, scripts and styles."""
SOURCE_SUFFIXES = {".css", ".html", ".js", ".py", ".txt", ".xml", ".yaml"}

CORE = tbh_model.__name__
PUBLIC = {package.__name__: {*package.__all__, "__version__"} for package in PACKAGES}
PUBLIC[CORE] |= {
    name.removeprefix(f"{CORE}.") for name in PUBLIC if name.count(".") == 1
}  # its packages
PUBLIC[f"{CORE}.exporters"].add("templating")

every_plugin = pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.name)


def private_names(source: str) -> Iterator[tuple[int, str]]:
    """Yield each use of something of the core that is not public, with its line."""
    tree = ast.parse(source)
    modules: dict[str, str] = {}
    """Names of this file that stand for a package of the core."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    if not _is_core(alias.name):
                        continue
                    if alias.name not in PUBLIC:
                        yield node.lineno, alias.name
                    modules[alias.asname or CORE] = alias.name if alias.asname else CORE
            case ast.ImportFrom(module=str(module), names=names, level=0) if _is_core(module):
                for alias in names:
                    name = f"{module}.{alias.name}"
                    if alias.name not in PUBLIC.get(module, ()):
                        yield node.lineno, name
                    if name in PUBLIC:
                        modules[alias.asname or alias.name] = name
            case ast.Constant(value=str(text)):
                yield from ((node.lineno, text) for _ in re.finditer(rf"\b{CORE}[\w.]*\._", text))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        package = _module(node.value, modules)
        if package is not None and node.attr not in PUBLIC.get(package, ()):
            yield node.lineno, f"{package}.{node.attr}"


def _is_core(module: str) -> bool:
    return module == CORE or module.startswith(f"{CORE}.")


def _module(node: ast.expr, modules: dict[str, str]) -> str | None:
    """Return the package of the core that an expression stands for, if it does."""
    match node:
        case ast.Name(id=name):
            return modules.get(name)
        case ast.Attribute(value=value, attr=name) if package := _module(value, modules):
            return f"{package}.{name}" if f"{package}.{name}" in PUBLIC else None
    return None


@every_plugin
def test_a_plugin_uses_public_names_only(plugin: Path) -> None:
    """What it lacks becomes a public, documented name of the core."""
    found = [
        f"{file.relative_to(ROOT)}:{line}: {name}"
        for file in sorted(plugin.rglob("*.py"))
        for line, name in private_names(file.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from tbh_model._memo import memo", "tbh_model._memo.memo"),
        ("from tbh_model.text import _urls", "tbh_model.text._urls"),
        ("from tbh_model.text import lots", "tbh_model.text.lots"),
        ("from tbh_model.cli import main", "tbh_model.cli.main"),
        ("import tbh_model._memo", "tbh_model._memo"),
        ("import tbh_model as tbh\ntbh.text._urls.join", "tbh_model.text._urls"),
        ("import tbh_model\ntbh_model.text._urls.join", "tbh_model.text._urls"),
        ("from tbh_model import text as t\nt._urls", "tbh_model.text._urls"),
        ('import_module("tbh_model.text._urls")', "tbh_model.text._urls"),
    ],
)
def test_a_private_name_is_found(source: str, name: str) -> None:
    """Wherever it hides."""
    assert [found for _, found in private_names(source)] == [name]


@every_plugin
def test_a_plugin_is_complete(plugin: Path) -> None:
    """It has a project of its own that asks for the core, a README, types and tests."""
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [re.split(r"[\W]*[\[<>=~! ]", each)[0] for each in project["dependencies"]]

    assert project["name"] == plugin.name
    assert "tbh-model" in needed
    assert (plugin / project["readme"]).is_file()
    assert [*plugin.glob("tests/test_*.py")] != []


@every_plugin
def test_a_plugin_is_small(plugin: Path) -> None:
    """A larger one is two."""
    sources = (file for file in (plugin / "src").rglob("*") if file.suffix in SOURCE_SUFFIXES)
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in sources)

    assert 0 < lines <= LIMIT


@every_plugin
def test_a_plugin_is_on_the_page(plugin: Path) -> None:
    """The documentation lists each of them."""
    page = (ROOT / "docs" / "how-to" / "plugins.md").read_text(encoding="utf-8")

    assert f"| `{plugin.name}` |" in page
