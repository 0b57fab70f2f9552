"""The page on the template context has every name that a template of the site may use."""

import re
import runpy
from pathlib import Path
from typing import get_args

import attrs
import pytest

from docs.reader import ROOT

PAGE = (ROOT / "docs" / "reference" / "template-context.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "src" / "tbh_model" / "exporters" / "html" / "templates" / "html"

_PROGRAM = runpy.run_path(str(ROOT / "tools" / "write_reference.py"))
CLASSES: dict[str, type] = _PROGRAM["context_classes"]()
context_names = _PROGRAM["context_names"]
PAGES = [
    name for name, kind in CLASSES.items() if name.endswith("Page") and "_pages" in kind.__module__
]
DOCUMENTED = re.findall(r"<!-- context: (\w+) -->", PAGE)


def _types(annotation: object) -> set[type]:
    """Return the classes of the context within a type, such as those of a tuple."""
    nested = {kind for argument in get_args(annotation) for kind in _types(argument)}
    return nested | {kind for kind in CLASSES.values() if kind is annotation}


def _reachable(kind: type) -> set[str]:
    """Return the names of a class and of all classes that its fields lead to."""
    names, pending = {kind.__name__}, [kind]
    while pending:
        for field in attrs.fields(pending.pop()):
            for nested in _types(field.type):
                if nested.__name__ not in names:
                    names.add(nested.__name__)
                    pending.append(nested)
    return names


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_name_of_the_context_has_a_meaning(name: str) -> None:
    """Fields, properties and methods have a description; `make reference` writes the rows."""
    missing = [attribute for attribute, _, meaning in context_names(CLASSES[name]) if not meaning]

    assert missing == []


@pytest.mark.parametrize("name", PAGES)
def test_every_class_that_a_page_leads_to_is_documented(name: str) -> None:
    """The content of each page has a table, and so has each value in it."""
    assert _reachable(CLASSES[name]) - {*DOCUMENTED} == set()


@pytest.mark.parametrize("name", ["PageContext", "Picture", "PrintedDate", "SplitByline", "Layout"])
def test_every_class_of_the_context_and_the_layout_is_documented(name: str) -> None:
    """So have the values that `context` returns, and those in `layout`."""
    assert _reachable(CLASSES[name]) - {*DOCUMENTED} == set()


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: file.name)
def test_every_variable_of_a_template_is_documented(file: Path) -> None:
    """Each attribute of `context`, `layout` and `page` in a built-in template has a row."""
    text = file.read_text(encoding="utf-8")
    used = {*re.findall(r"\b(?:context|layout|page)\.(\w+)", text)}

    assert {
        name for name in used if not re.search(rf"^\| `{name}[`(]", PAGE, re.MULTILINE)
    } == set()


@pytest.mark.parametrize("file", sorted(TEMPLATES.glob("parts/*.html")), ids=lambda file: file.name)
def test_every_template_of_a_part_is_listed(file: Path) -> None:
    """The page names the class of `part` for each of them."""
    path = f"html/parts/{file.name}"

    assert f"| `{path}` | `" in PAGE


def test_the_variables_of_every_template_are_listed() -> None:
    """These are the names at the top of the page."""
    rows = re.findall(r"^\| `(\w+)` \|", PAGE.partition("## Context")[0], re.MULTILINE)

    assert rows == ["series", "language", "edition", "context", "layout", "page", "part"]
