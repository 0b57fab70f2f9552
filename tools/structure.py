"""Print figures of the package's structure: size, imports, names, comments, functions.

    python tools/structure.py [SOURCE]

The targets stand beside the figures; `tests/test_structure.py` holds those that must stay.
"""

import ast
import io
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final, NamedTuple

SOURCE: Final = Path(__file__).parents[1] / "src"
PACKAGE: Final = "tbh_model"
SHORT: Final = 80
"""Lines of a module below which it needs a reason to be one of its own."""
LONG: Final = 600
"""Lines of a module above which it has a seam somewhere."""

_IRREGULAR: Final = (
    "begun|bound|brought|built|caught|chosen|done|drawn|fallen|felt|found|given|gone|grown|held|"
    "hidden|kept|known|laid|left|lent|lost|made|met|paid|said|seen|sent|shown|sold|spoken|stood|"
    "taken|taught|thought|thrown|told|understood|won|worn|written"
)
PARTICIPLE: Final = re.compile(rf"_*(?:{_IRREGULAR}|[a-z]{{2,}}ed)")
NO_PARTICIPLES: Final = frozenset({"embed", "feed", "need", "seed", "speed"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """One module: its name, its text and its syntax tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """The number of its lines."""
        return self.text.count("\n")

    def functions(self) -> Iterator[Function]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def classes(self) -> Iterator[ast.ClassDef]:
        """Yield every class."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))

    def code_lines(self) -> set[int]:
        """Return the numbers of the lines that hold code, docstrings left out."""
        docstrings = {
            line
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
            for line in _lines_of(node)
        }
        return {
            line
            for token in tokenize.generate_tokens(io.StringIO(self.text).readline)
            if token.type not in _NO_CODE
            for line in range(token.start[0], token.end[0] + 1)
        } - docstrings

    def import_lines(self) -> set[int]:
        """Return the numbers of the lines of its imports."""
        return {
            line
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for line in _lines_of(node)
        }

    def comments(self) -> int:
        """Return how many comments say something to a reader, and not to a tool."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return sum(
            token.type == tokenize.COMMENT and not _TO_A_TOOL.match(token.string)
            for token in tokens
        )

    def imported(self, known: frozenset[str]) -> set[str]:
        """Return which known modules it imports when it is loaded, types left out."""
        names: set[str] = set()
        for node in _at_import(self.tree):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                names.update(inner if inner & known else {node.module})
        return names & known - {self.name}


_NO_CODE: Final = frozenset({
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT),
    *(tokenize.ENCODING, tokenize.ENDMARKER),
})  # fmt: skip
_TO_A_TOOL: Final = re.compile(r"#\s*(?:noqa|type: ignore|pyright|fmt|pragma|!)")


def modules(source: Path = SOURCE) -> list[Module]:
    """Read every module below a folder."""
    return [
        Module(_dotted(path.relative_to(source)), text, ast.parse(text))
        for path in sorted(source.rglob("*.py"))
        for text in [path.read_text("utf-8")]
    ]


def participles(module: Module) -> list[str]:
    """Return the functions that are called by a participle alone."""
    return [
        function.name
        for function in module.functions()
        if PARTICIPLE.fullmatch(function.name) and function.name.strip("_") not in NO_PARTICIPLES
    ]


def body_length(function: Function) -> int:
    """Return the lines of a function from the first statement behind its docstring on."""
    has_docstring = ast.get_docstring(function) is not None and len(function.body) > 1
    first = function.body[1 if has_docstring else 0]
    return (function.end_lineno or 0) - first.lineno + 1


def repeated_types(read: list[Module]) -> dict[str, list[str]]:
    """Return the names that several modules give to classes of their own."""
    homes: dict[str, list[str]] = defaultdict(list)
    for module in read:
        for kind in module.classes():
            homes[kind.name].append(module.name)
    return {name: places for name, places in sorted(homes.items()) if len(places) > 1}


def circle(read: list[Module]) -> list[str]:
    """Return modules that import each other in a circle; none where there is no circle."""
    known = frozenset(module.name for module in read)
    graph = {module.name: module.imported(known) for module in read if not _is_face(module)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def figures(read: list[Module]) -> list[tuple[str, str, str]]:
    """Return each figure: what it is, its value, its target."""
    functions = [function for module in read for function in module.functions()]
    code = sum(len(module.code_lines()) for module in read)
    imports = sum(len(module.import_lines()) for module in read)
    comments = sum(module.comments() for module in read)
    named = sum(len(participles(module)) for module in read)
    sizes = sorted(module.lines for module in read)
    return [
        ("modules", f"{len(read)}", "at most 150"),
        ("lines", f"{sum(sizes):,}", "at most 25,500"),
        ("lines of code", f"{code:,}", ""),
        ("lines of a module, median", f"{sizes[len(sizes) // 2]}", "150 to 450"),
        (
            f"modules under {SHORT} lines",
            f"{sum(size < SHORT for size in sizes)}",
            "each with a reason",
        ),
        (f"modules over {LONG} lines", f"{sum(size > LONG for size in sizes)}", "0"),
        ("import lists, of code", f"{imports / code:.1%}", "at most 12 %"),
        ("functions named by a participle", f"{named / len(functions):.1%}", "at most 2 %"),
        ("type names with two meanings", f"{len(repeated_types(read))}", "0"),
        ("comments for 100 lines of code", f"{100 * comments / code:.1f}", "at least 4"),
        ("longest body of a function", f"{max(map(body_length, functions))}", "at most 40"),
        ("circles of imports", "1" if circle(read) else "0", "0"),
    ]


def main() -> None:
    """Print the figures of a source folder, and what misses its target by name."""
    read = modules(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
    for name, value, target in figures(read):
        print(f"{name:<34}{value:>8}   {target}")
    for title, places in (("circle", circle(read)), ("two meanings", [*repeated_types(read)])):
        if places:
            print(f"{title}: {', '.join(places)}")


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _lines_of(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _is_face(module: Module) -> bool:
    """Return whether it is the package itself, which everything in it may name."""
    return module.name == PACKAGE


def _at_import(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the statements that run when a module is loaded."""
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.If | ast.Try | ast.With):
            waiting.extend(node.body)
            waiting.extend(getattr(node, "orelse", ()))
        yield node


if __name__ == "__main__":
    main()
