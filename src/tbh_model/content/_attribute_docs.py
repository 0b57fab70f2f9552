"""What the source says of a class, its fields and its members: the docstrings under them."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise


@cache
def attribute_docs(kind: type) -> Mapping[str, str]:
    """Return the docstrings below the fields or members of a class, inherited ones included.

    The result is empty if the source is not available.

    >>> content.attribute_docs(tbh.Credential)["abbreviation"]
    'As it stands after a name: "RP (Qualifying)".'
    """
    docs: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        definition = _classes(base.__module__).get(base.__qualname__)
        docs |= {} if definition is None else dict(_assignment_docs(definition))
    return docs


def class_summary(kind: type) -> str:
    """Return the first sentence of what a class says of itself; nothing if it says nothing."""
    words = kind.__dict__.get("__doc__") or ""
    return " ".join(words.partition("\n\n")[0].split())


def class_title(kind: type) -> str:
    """Name a class as an author knows it: "Call to action"."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__)
    return f"{words[0]}{words[1:].lower()}" if " " in words else words


@cache
def _classes(module: str) -> Mapping[str, ast.ClassDef]:
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError, SyntaxError):
        return {}
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _assignment_docs(definition: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, note in pairwise(definition.body):
        match field, note:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield name, " ".join(words.split())
