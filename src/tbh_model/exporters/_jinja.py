"""The environment that templates live in, and what Jinja2 says of a mistake. Loads jinja2."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.exceptions import TemplateRuntimeError

from tbh_model._errors import TBHError
from tbh_model._suggest import closest
from tbh_model.exporters._byte_code import ByteCode
from tbh_model.exporters._filters import OF_WORDS, of_something, something

BUILT_IN: Final = "tbh_model.exporters.html"
"""The package whose templates come with the library."""
_PREFIX: Final = "tbh"


def environment(
    package: str,
    folder: Path | None,
    filters: Mapping[str, Callable[..., object]],
    *,
    is_markup: bool,
) -> Environment:
    """Make an environment.

    Raises:
        ValueError: If the package has no folder `templates`.
    """
    own, built_in = _Installed(package), _Installed(BUILT_IN)
    users = [] if folder is None else [_Overrides(folder / "templates", package, own)]
    prefixed = PrefixLoader({_PREFIX: built_in, package: own})
    made = Environment(
        loader=ChoiceLoader([*users, own, built_in, prefixed]),
        autoescape=is_markup,  # noqa: S701 - by what is made, and not by the name of the file
        undefined=StrictUndefined,
        finalize=something,
        bytecode_cache=ByteCode() if package == BUILT_IN else None,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update({name: of_something(made.filters[name]) for name in OF_WORDS})
    made.filters.update(filters)
    return made


class _Installed(PackageLoader):
    """The templates of a package, which stay as they are while the program runs."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Give a template, whose file need not be looked at again each time it is included."""
        source, file, _ = super().get_source(environment, template)
        return source, file, None


class _Overrides(FileSystemLoader):
    """The templates of a content folder, each block of which is printed."""

    def __init__(self, folder: Path, package: str, own: BaseLoader) -> None:
        super().__init__(folder)
        self._package, self._own = package, own

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Give a template.

        Raises:
            TemplateSyntaxError: If it has a block that no template above it has: Jinja2 would
                print nothing of it, and say nothing.
        """
        source, file, is_fresh = super().get_source(environment, template)
        tree = environment.parse(source, template, file)
        if _parent(tree) == template:
            found = f"it extends itself; extend '{self._other(template)}', which it replaces"
            raise TemplateSyntaxError(found, 1, template, file)
        above = _blocks_above(environment, tree)
        dead = None if above is None else _dead_block(tree, above)
        if above is not None and dead is not None:
            near = closest(dead.name, above)
            advice = f"did you mean {near!r}?" if near else f"there are {', '.join(sorted(above))}"
            found = f"no template that this one extends has a block {dead.name!r}; {advice}"
            raise TemplateSyntaxError(found, dead.lineno, template, file)
        return source, file, is_fresh

    def _other(self, template: str) -> str:
        is_own = self._package != BUILT_IN and template in self._own.list_templates()
        return f"{self._package if is_own else _PREFIX}/{template}"


def found_by(error: Exception, template: str, made: Environment) -> str:
    """Say what is wrong."""
    match error:
        case TemplateNotFound(name=str(name)):
            near = closest(name, made.list_templates())
            advice = f"did you mean {near!r}?" if near else "there is none of that name anywhere"
            what = "such template" if name == template else f"template {name!r}"
            return f"there is no {what}; {advice}"
        case TemplateSyntaxError() | TemplateRuntimeError():
            return error.message or "this is not valid"
        case UnicodeDecodeError():
            return "it is not UTF-8; save it as UTF-8"
        case TBHError():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}"


def place_of(error: Exception) -> tuple[str, int] | None:
    """Give the file of the template in which it went wrong, and the line; `None` if in none."""
    if isinstance(error, TemplateSyntaxError):
        return None if error.filename is None else (error.filename, error.lineno)
    place, trace = None, error.__traceback__
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:  # Jinja2's mark of its own frames
            place = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return place


def _parent(tree: nodes.Template) -> str | None:
    """Give the name of the template that one extends, if it is written there."""
    extends = tree.find(nodes.Extends)
    name = extends.template if extends is not None else None
    return name.value if isinstance(name, nodes.Const) and isinstance(name.value, str) else None


def _blocks_above(environment: Environment, tree: nodes.Template) -> frozenset[str] | None:
    """Name the blocks of all that a template extends; `None` where only rendering can tell."""
    if tree.find(nodes.Extends) is None:
        return None
    blocks: set[str] = set()
    seen: set[str] = set()
    while tree.find(nodes.Extends) is not None:
        name, loader = _parent(tree), environment.loader
        if name is None or name in seen or loader is None:
            return None
        seen.add(name)
        try:
            source, file, _ = loader.get_source(environment, name)
        except TemplateNotFound:  # whoever renders it says so, with its line
            return None
        tree = environment.parse(source, name, file)
        blocks.update(block.name for block in tree.find_all(nodes.Block))
    return frozenset(blocks)


def _dead_block(tree: nodes.Template, above: frozenset[str]) -> nodes.Block | None:
    """Find a block that nothing prints: not a block above, not one around it, not `self`."""
    blocks = tuple(tree.find_all(nodes.Block))
    inside = {inner.name for block in blocks for inner in block.find_all(nodes.Block)}
    called = {
        each.attr
        for each in tree.find_all(nodes.Getattr)
        if isinstance(each.node, nodes.Name) and each.node.name == "self"
    }
    alive = above | inside | called
    return next((block for block in blocks if block.name not in alive), None)
