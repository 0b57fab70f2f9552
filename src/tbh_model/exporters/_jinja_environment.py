"""The environment that templates live in, and what Jinja2 says of a mistake. Loads jinja2.

Templates of installed packages are code that somebody chose to install. Those of a content folder
come with the content, and are rendered in a sandbox: they can print what they are given.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from datetime import tzinfo
from functools import partial
from importlib.util import cache_from_source
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any, Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
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
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.filters import do_xmlattr
from jinja2.loaders import split_template_path
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import MAX_RANGE, ImmutableSandboxedEnvironment

from tbh_model._cache_dir import code_fingerprint
from tbh_model._errors import TBHError, advice, there_are
from tbh_model._problems import Problem
from tbh_model._regular_files import FileRefusedError, exists, read_regular
from tbh_model.content import template_files
from tbh_model.exporters._template_filters import TEXT_FILTERS, reject_none, reject_none_in

# The package whose templates come with the library.
BUILT_IN: Final = "tbh_model.exporters.html"
_PREFIX: Final = "tbh"


def make_environment(
    package: str,
    folder: Path | None,
    filters: Mapping[str, Callable[..., object]],
    *,
    is_markup: bool,
) -> Environment:
    """Return an environment.

    Raises:
        ValueError: If the package has no folder `templates`.
    """
    package_loader, built_in_loader = _InstalledLoader(package), _InstalledLoader(BUILT_IN)
    prefix_loader = PrefixLoader({_PREFIX: built_in_loader, package: package_loader})
    installed_loader = ChoiceLoader([package_loader, built_in_loader, prefix_loader])
    env = Environment(  # noqa: S701 - it is among the options
        **_options(is_markup=is_markup),
        loader=installed_loader,
        bytecode_cache=_ByteCodeCache(is_markup=is_markup) if package == BUILT_IN else None,
    )
    env.filters.update({name: reject_none_in(env.filters[name]) for name in TEXT_FILTERS})
    env.filters.update(filters, xmlattr=_xmlattr)
    if folder is not None and exists(folder / _FOLDER):
        sandbox = _attach_sandbox(env, is_markup=is_markup)
        overrides = _OverrideLoader(folder, package, package_loader)
        env.loader = sandbox.loader = _RoutingLoader(overrides, installed_loader, sandbox, env)
    return env


class _ByteCodeCache(FileSystemBytecodeCache):
    """Cache of compiled built-in templates, in the `__pycache__` of the package.

    So it is as safe as that: who can write there could as well change the library. Templates of a
    content folder have no cache: it could come with the content, and bring code along.
    """

    def __init__(self, *, is_markup: bool) -> None:
        """Create a cache for the options of an environment, which Jinja2 does not distinguish."""
        folder = Path(cache_from_source(__file__)).parent
        super().__init__(os.fspath(folder), f"templates.{'markup' if is_markup else 'text'}.%s")

    def get_source_checksum(self, source: str) -> str:
        """Return a checksum of a template and of the versions of the libraries."""
        code = f"{code_fingerprint()} {code_fingerprint('jinja2')}"  # constants are filtered once
        return super().get_source_checksum(f"{code}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what an earlier program left, unless it is damaged."""
        with suppress(Exception):  # pickle and marshal raise anything; then it is compiled anew
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write the byte code, if Python would write its own."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


@pass_eval_context
def _xmlattr(context: EvalContext, attributes: Mapping[str, object], *options: bool) -> str:
    """Write attributes as Jinja2 does; nearly all elements of our pages have none to write."""
    return do_xmlattr(context, attributes, *options) if attributes else ""


def problems_in(folder: Path) -> tuple[Problem, ...]:
    """Return the problems of the templates of a content folder, without rendering them."""
    sandbox = _Sandbox(**_options(is_markup=True))
    return tuple(
        Problem(
            code="TBH151",
            message=message,
            file=name,
            line=line,
            hint="see `tbh explain TBH151`",
        )
        for name, body in template_files(folder)[0].items()
        for line, message in _syntax_errors(sandbox, name, body)
    )


def _syntax_errors(sandbox: "_Sandbox", name: str, body: bytes) -> Iterator[tuple[int, str]]:
    try:
        tree = sandbox.parse(body.decode(), name, name)
    except UnicodeDecodeError:
        return  # a picture, or what whoever renders it is told
    except TemplateSyntaxError as error:
        yield error.lineno, error.message or "this is not valid"
        return
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Filter)):
        for attribute in _attribute_names(node):
            if attribute.startswith("_"):
                yield node.lineno, _forbidden_message(attribute)


def _attribute_names(node: nodes.Node) -> Iterator[str]:
    """Yield the attributes that an expression names."""
    match node:
        case nodes.Getattr(attr=attribute):
            yield attribute
        case nodes.Getitem(arg=nodes.Const(value=str(attribute))):
            yield attribute
        case nodes.Filter(name="attr", args=[nodes.Const(value=str(attribute)), *_]):
            yield attribute
        case nodes.Filter(kwargs=keywords):
            for argument in keywords:
                if argument.key == "attribute" and isinstance(argument.value, nodes.Const):
                    yield from str(argument.value.value).split(".")


def _forbidden_message(attribute: str) -> str:
    return (
        f"a template of the content may not use `{attribute}`: "
        "it can print what it is given, and reach nothing else"
    )


def _options(*, is_markup: bool) -> dict[str, Any]:
    return {
        "autoescape": is_markup,  # by what is made, and not by the name of the file
        "undefined": StrictUndefined,
        "finalize": reject_none,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }


def _attach_sandbox(env: Environment, *, is_markup: bool) -> "_Sandbox":
    """Add a sandbox for templates of the content to an environment of package templates."""
    # A context looks at values as the sandbox does even where the first template is one of a
    # package: filters such as `map` ask the environment of the context, and not that of the
    # template.
    sandbox = _Sandbox(**_options(is_markup=is_markup))
    env.globals["range"] = _limited_range
    env.globals.pop("lipsum")  # as long as somebody wants it to be
    sandbox.filters, sandbox.tests, sandbox.globals = env.filters, env.tests, env.globals
    env.context_class = partial(_sandboxed_context, sandbox)  # type: ignore[assignment]  # called only
    return sandbox


def _sandboxed_context(sandbox: "_Sandbox", _: Environment, *args: Any, **kwargs: Any) -> Context:
    return Context(sandbox, *args, **kwargs)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Sandbox for templates of the content, without access to files, modules and classes."""

    intercepted_binops = frozenset({"*", "**"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template of the content may use an attribute."""
        if isinstance(obj, _FORBIDDEN_TYPES) or isinstance(value, _FORBIDDEN_TYPES):
            return False
        if isinstance(obj, tzinfo) and attr in _PROCESS_WIDE_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        """Return an undefined value that raises a clear error when it is used."""
        return self.undefined(
            _forbidden_message(attribute), obj=obj, name=attribute, exc=SecurityError
        )

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a value, unless it could create a text of unlimited length."""
        if getattr(obj, "__name__", "") in _PADDING_METHODS and args and _is_large(args[0]):
            raise SecurityError(_TOO_LARGE)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Apply an operator, unless the result would be too large."""
        factor = max((operand for operand in (left, right) if isinstance(operand, int)), default=0)
        if operator == "**":
            if _is_large(right, _MAX_EXPONENT) or _is_large(left):
                raise SecurityError(_TOO_LARGE)
        elif any(
            hasattr(operand, "__len__") and len(operand) * factor > _MAX_LENGTH
            for operand in (left, right)
        ):
            raise SecurityError(_TOO_LARGE)
        return super().call_binop(context, operator, left, right)


def _limited_range(*arguments: int) -> range:
    numbers = range(*arguments)
    try:
        is_long = len(numbers) > MAX_RANGE
    except OverflowError:
        is_long = True
    if is_long:
        message = f"a range of a template has at most {MAX_RANGE:,} numbers"
        raise SecurityError(message)
    return numbers


def _is_large(number: object, limit: int = 1_000_000) -> bool:
    return isinstance(number, int) and abs(number) > limit


_FOLDER: Final = "templates"
_FORBIDDEN_TYPES: Final = (PurePath, ModuleType, type)
_PROCESS_WIDE_METHODS: Final = frozenset({"clear_cache", "from_file", "no_cache"})
_PADDING_METHODS: Final = frozenset({"center", "expandtabs", "ljust", "rjust", "zfill"})
_MAX_LENGTH: Final = 1_000_000
_MAX_EXPONENT: Final = 1_000
_MAX_TEMPLATE_BYTES: Final = 16 * 2**20
_TOO_LARGE: Final = "a template of the content may not make a value as large as this"


class _RoutingLoader(BaseLoader):
    """Loads templates of the content into the sandbox, and all others as the code that they are."""

    def __init__(
        self,
        overrides: "_OverrideLoader",
        package_loader: BaseLoader,
        sandbox: _Sandbox,
        environment: Environment,
    ) -> None:
        self._overrides, self._package_loader = overrides, package_loader
        self._sandbox, self._other = sandbox, environment

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Return a template, that of the content if it has one of the name."""
        try:
            return self._overrides.get_source(environment, template)
        except TemplateNotFound:
            return self._package_loader.get_source(environment, template)

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
            return self._package_loader.load(self._other, name, globals)

    def list_templates(self) -> list[str]:
        """List the templates of all."""
        return sorted({*self._overrides.list_templates(), *self._package_loader.list_templates()})


class _InstalledLoader(PackageLoader):
    """The templates of a package, which stay as they are while the program runs."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, None]:
        """Return a template, and do not check its file on each include."""
        source, file, _ = super().get_source(environment, template)
        return source, file, None


class _OverrideLoader(BaseLoader):
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
            body = read_regular(self._folder, name, _MAX_TEMPLATE_BYTES)
            mtime = _modified_ns(file)
        except FileNotFoundError:
            raise TemplateNotFound(template) from None
        except FileRefusedError as error:
            raise TemplateSyntaxError(str(error), 1, template, file) from None
        except OSError as error:
            message = f"it cannot be read: {(error.strerror or 'unknown reason').lower()}"
            raise TemplateSyntaxError(message, 1, template, file) from None
        return body.decode(), file, lambda: _modified_ns(file) == mtime

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
        if _parent_name(tree) == template:
            message = (
                f"it extends itself; extend '{self._overridden_name(template)}', which it replaces"
            )
            raise TemplateSyntaxError(message, 1, template, file)
        inherited = _inherited_blocks(environment, tree)
        dead = None if inherited is None else _dead_block(tree, inherited)
        if inherited is not None and dead is not None:
            what_there_is = advice(dead.name, inherited, there_are(sorted(inherited)))
            message = f"no template that this one extends has a block {dead.name!r}{what_there_is}"
            raise TemplateSyntaxError(message, dead.lineno, template, file)
        return source, file, is_fresh

    def _overridden_name(self, template: str) -> str:
        is_own = self._package != BUILT_IN and template in self._own.list_templates()
        return f"{self._package if is_own else _PREFIX}/{template}"


def error_message(error: Exception, template: str, env: Environment) -> str:
    """Describe what is wrong."""
    match error:
        case TemplateNotFound(name=str(name)):
            what = "such template" if name == template else f"template {name!r}"
            otherwise = "there is none of that name anywhere"
            return f"there is no {what}{advice(name, env.list_templates(), otherwise)}"
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


def error_location(error: Exception) -> tuple[str, int] | None:
    """Return the file of the template in which it went wrong, and the line; `None` if in none."""
    if isinstance(error, TemplateSyntaxError):
        return None if error.filename is None else (error.filename, error.lineno)
    location, trace = None, error.__traceback__
    while trace is not None:
        if "__jinja_exception__" in trace.tb_frame.f_globals:  # Jinja2's mark of its own frames
            location = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return location


def _modified_ns(file: str) -> int | None:
    """Return when a file was changed last."""
    try:
        return os.stat(file).st_mtime_ns  # noqa: PTH116 - once for each template and page
    except OSError:
        return None


def _parent_name(tree: nodes.Template) -> str | None:
    """Return the name of the template that one extends, if it is written there."""
    extends = tree.find(nodes.Extends)
    name = extends.template if extends is not None else None
    return name.value if isinstance(name, nodes.Const) and isinstance(name.value, str) else None


def _inherited_blocks(environment: Environment, tree: nodes.Template) -> frozenset[str] | None:
    """Return the blocks of all parent templates, or None if they depend on rendering."""
    if tree.find(nodes.Extends) is None:
        return None
    blocks: set[str] = set()
    seen: set[str] = set()
    while tree.find(nodes.Extends) is not None:
        name, loader = _parent_name(tree), environment.loader
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


def _dead_block(tree: nodes.Template, inherited: frozenset[str]) -> nodes.Block | None:
    """Find a block that nothing prints: not a block above, not one around it, not `self`."""
    blocks = tuple(tree.find_all(nodes.Block))
    inside = {inner.name for block in blocks for inner in block.find_all(nodes.Block)}
    called = {
        node.attr
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.node.name == "self"
    }
    alive = inherited | inside | called
    return next((block for block in blocks if block.name not in alive), None)
