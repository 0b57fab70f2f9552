"""The environment that templates live in, and what Jinja2 says of a mistake. Loads jinja2.

Templates of installed packages are code that somebody chose to install. Those of a content folder
come with the content, and are rendered in a sandbox: they can print what they are given.
"""

import os
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import tzinfo
from functools import partial
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_eval_context,
)
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.filters import do_xmlattr
from jinja2.loaders import split_template_path
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import MAX_RANGE, ImmutableSandboxedEnvironment

from tbh_model._errors import TBHError
from tbh_model._problems import Problem
from tbh_model._regular_files import FileRefusedError, exists, read_regular
from tbh_model._suggest import closest
from tbh_model.documents import template_files
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
    prefixed = PrefixLoader({_PREFIX: built_in, package: own})
    installed = ChoiceLoader([own, built_in, prefixed])
    made = Environment(  # noqa: S701 - it is among the options
        **_options(is_markup=is_markup),
        loader=installed,
        bytecode_cache=ByteCode() if package == BUILT_IN else None,
    )
    made.filters.update({name: of_something(made.filters[name]) for name in OF_WORDS})
    made.filters.update(filters, xmlattr=_xmlattr)
    if folder is not None and exists(folder / _FOLDER):
        sandbox = _sandbox_beside(made, is_markup=is_markup)
        overrides = _Overrides(folder, package, own)
        made.loader = sandbox.loader = _Routes(overrides, installed, sandbox, made)
    return made


@pass_eval_context
def _xmlattr(context: EvalContext, attributes: Mapping[str, object], *options: bool) -> str:
    """Write attributes as Jinja2 does; nearly all elements of our pages have none to write."""
    return do_xmlattr(context, attributes, *options) if attributes else ""


def problems_in(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the templates of a content folder, as far as reading them tells."""
    sandbox = _Sandbox(**_options(is_markup=True))
    return tuple(
        Problem(
            code="TBH151",
            message=found,
            file=name,
            line=line,
            hint="see `tbh explain TBH151`",
        )
        for name, body in template_files(folder)[0].items()
        for line, found in _faults(sandbox, name, body)
    )


def _faults(sandbox: "_Sandbox", name: str, body: bytes) -> Iterator[tuple[int, str]]:
    try:
        tree = sandbox.parse(body.decode(), name, name)
    except UnicodeDecodeError:
        return  # a picture, or what whoever renders it is told
    except TemplateSyntaxError as error:
        yield error.lineno, error.message or "this is not valid"
        return
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Filter)):
        for attribute in _attributes(node):
            if attribute.startswith("_"):
                yield node.lineno, _forbidden(attribute)


def _attributes(node: nodes.Node) -> Iterator[str]:
    """Yield the attributes that an expression names."""
    match node:
        case nodes.Getattr(attr=attribute):
            yield attribute
        case nodes.Getitem(arg=nodes.Const(value=str(attribute))):
            yield attribute
        case nodes.Filter(name="attr", args=[nodes.Const(value=str(attribute)), *_]):
            yield attribute
        case nodes.Filter(kwargs=named):
            for argument in named:
                if argument.key == "attribute" and isinstance(argument.value, nodes.Const):
                    yield from str(argument.value.value).split(".")


def _forbidden(attribute: str) -> str:
    return (
        f"a template of the content may not use `{attribute}`: "
        "it can print what it is given, and reach nothing else"
    )


def _options(*, is_markup: bool) -> dict[str, Any]:
    return {
        "autoescape": is_markup,  # by what is made, and not by the name of the file
        "undefined": StrictUndefined,
        "finalize": something,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }


def _sandbox_beside(made: Environment, *, is_markup: bool) -> "_Sandbox":
    """Make the sandbox for templates of the content that are rendered among those of packages.

    A context looks at values as the sandbox does even where the first template is one of a package:
    filters such as `map` ask the environment of the context, and not that of the template.
    """
    sandbox = _Sandbox(**_options(is_markup=is_markup))
    made.globals["range"] = _short_range
    made.globals.pop("lipsum")  # as long as somebody wants it to be
    sandbox.filters, sandbox.tests, sandbox.globals = made.filters, made.tests, made.globals
    made.context_class = partial(_context_in, sandbox)  # type: ignore[assignment]  # called only
    return sandbox


def _context_in(sandbox: "_Sandbox", _: Environment, *arguments: Any, **named: Any) -> Context:
    return Context(sandbox, *arguments, **named)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Where templates of the content are rendered: files, modules and classes are out of reach."""

    intercepted_binops = frozenset({"*", "**"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template of the content may use an attribute."""
        if isinstance(obj, _CLOSED) or isinstance(value, _CLOSED):
            return False
        if isinstance(obj, tzinfo) and attr in _OF_ALL_ZONES:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return what raises an error in plain words as soon as it is used."""
        return self.undefined(_forbidden(attribute), obj=obj, name=attribute, exc=SecurityError)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call something, unless it would write a text of any length."""
        if getattr(obj, "__name__", "") in _WIDE and args and _is_large(args[0]):
            raise SecurityError(_TOO_MUCH)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply, unless the result would fill the memory."""
        factor = max((each for each in (left, right) if isinstance(each, int)), default=0)
        if operator == "**":
            if _is_large(right, _LARGEST_POWER) or _is_large(left):
                raise SecurityError(_TOO_MUCH)
        elif any(
            hasattr(each, "__len__") and len(each) * factor > _LONGEST for each in (left, right)
        ):
            raise SecurityError(_TOO_MUCH)
        return super().call_binop(context, operator, left, right)


def _short_range(*arguments: int) -> range:
    numbers = range(*arguments)
    try:
        is_long = len(numbers) > MAX_RANGE
    except OverflowError:
        is_long = True
    if is_long:
        message = f"a range of a template has at most {MAX_RANGE:,} numbers"
        raise SecurityError(message)
    return numbers


def _is_large(number: object, most: int = 1_000_000) -> bool:
    return isinstance(number, int) and abs(number) > most


_FOLDER: Final = "templates"
_CLOSED: Final = (PurePath, ModuleType, type)
_OF_ALL_ZONES: Final = frozenset({"clear_cache", "from_file", "no_cache"})
_WIDE: Final = frozenset({"center", "expandtabs", "ljust", "rjust", "zfill"})
_LONGEST: Final = 1_000_000
_LARGEST_POWER: Final = 1_000
_LARGEST_TEMPLATE: Final = 16 * 2**20
_TOO_MUCH: Final = "a template of the content may not make a value as large as this"


class _Routes(BaseLoader):
    """Loads templates of the content into the sandbox, and all others as the code that they are."""

    def __init__(
        self, overrides: "_Overrides", installed: BaseLoader, sandbox: _Sandbox, other: Environment
    ) -> None:
        self._overrides, self._installed = overrides, installed
        self._sandbox, self._other = sandbox, other

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template, that of the content if it has one of the name."""
        try:
            return self._overrides.get_source(environment, template)
        except TemplateNotFound:
            return self._installed.get_source(environment, template)

    def load(
        self,
        environment: Environment,  # noqa: ARG002 - each template has its own
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - as Jinja2 calls it
    ) -> Template:
        """Load a template into the environment that it belongs to."""
        try:
            return self._overrides.load(self._sandbox, name, globals)
        except TemplateNotFound:
            return self._installed.load(self._other, name, globals)

    def list_templates(self) -> list[str]:
        """List the templates of all."""
        return sorted({*self._overrides.list_templates(), *self._installed.list_templates()})


class _Installed(PackageLoader):
    """The templates of a package, which stay as they are while the program runs."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Return a template, whose file need not be looked at again each time it is included."""
        source, file, _ = super().get_source(environment, template)
        return source, file, None


class _Overrides(BaseLoader):
    """The templates of a content folder, each block of which is printed."""

    def __init__(self, folder: Path, package: str, own: BaseLoader) -> None:
        self._folder, self._package, self._own = folder, package, own

    def list_templates(self) -> list[str]:
        """List them."""
        return [name.removeprefix(f"{_FOLDER}/") for name in template_files(self._folder)[0]]

    def _read(self, template: str) -> tuple[str, str, Callable[[], bool]]:
        name = "/".join((_FOLDER, *split_template_path(template)))
        file = os.path.join(self._folder, name)  # noqa: PTH118 - as Jinja2 has it
        try:
            body = read_regular(self._folder, name, _LARGEST_TEMPLATE)
            changed = _changed(file)
        except FileNotFoundError:
            raise TemplateNotFound(template) from None
        except FileRefusedError as error:
            raise TemplateSyntaxError(str(error), 1, template, file) from None
        except OSError as error:
            found = f"it cannot be read: {(error.strerror or 'unknown reason').lower()}"
            raise TemplateSyntaxError(found, 1, template, file) from None
        return body.decode(), file, lambda: _changed(file) == changed

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return a template.

        Raises:
            TemplateSyntaxError: If it has a block that no template above it has: Jinja2 would
                print nothing of it, and say nothing.
        """
        source, file, is_fresh = self._read(template)
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
    """Describe what is wrong."""
    match error:
        case TemplateNotFound(name=str(name)):
            near = closest(name, made.list_templates())
            advice = f"did you mean {near!r}?" if near else "there is none of that name anywhere"
            what = "such template" if name == template else f"template {name!r}"
            return f"there is no {what}; {advice}"
        case TemplateSyntaxError() | TemplateRuntimeError():
            return error.message or "this is not valid"
        case RecursionError():
            return "it extends, includes or calls itself without end"
        case MemoryError():
            return "it needs more memory than there is"
        case UnicodeDecodeError():
            return "it is not UTF-8; save it as UTF-8"
        case TBHError():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}"


def place_of(error: Exception) -> tuple[str, int] | None:
    """Return the file of the template in which it went wrong, and the line; `None` if in none."""
    if isinstance(error, TemplateSyntaxError):
        return None if error.filename is None else (error.filename, error.lineno)
    place, trace = None, error.__traceback__
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:  # Jinja2's mark of its own frames
            place = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return place


def _changed(file: str) -> int | None:
    """Return when a file was changed last."""
    try:
        return os.stat(file).st_mtime_ns  # noqa: PTH116 - once for each template and page
    except OSError:
        return None


def _parent(tree: nodes.Template) -> str | None:
    """Return the name of the template that one extends, if it is written there."""
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
