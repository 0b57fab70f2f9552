"""How the documentation is built: `make docs`."""

from importlib.metadata import version as version_of
from typing import Any

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.highlighting import lexers

project = "tbh-model"
author = "The tbh-model developers"
copyright = "The tbh-model developers"
version = release = version_of("tbh-model")

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
toc_object_entries_show_parents = "hide"
default_role = "code"  # docstrings write `names` as Markdown does

myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_default_options = {
    "members": True,
    "undoc-members": True,
    # options that an exporter inherits are its own; what Python gives every exception is not
    "inherited-members": "BaseException, Enum, StrEnum, str, tuple, list, dict, Protocol, Generic",
}

# The built-in `type` is looked for among the fields of that name, of which there is more than one.
suppress_warnings = ["ref.python"]

# Pygments has no lexer for tables.
lexers["csv"] = TextLexer()

html_theme = "furo"
html_title = "tbh-model"


def sections(_: Sphinx, what: Any, name: str, obj: object, __: object, lines: list[str]) -> None:
    """Read `Args:` and `Raises:` of a docstring; in that of a field a colon is just a colon."""
    if what != "attribute":
        lines[:] = GoogleDocstring(lines, what=what, name=name, obj=obj).lines()


def setup(app: Sphinx) -> None:
    """Let Sphinx know of it."""
    app.connect("autodoc-process-docstring", sections)
