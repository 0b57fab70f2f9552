"""Extensions of feeds: elements of another namespace in RSS, Atom and JSON Feed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from inspect import isclass
from traceback import extract_tb
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, runtime_checkable

from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model.exporters.feeds._entry import FeedEntry
from tbh_model.exporters.feeds._xml import NAMESPACES
from tbh_model.model import Series
from tbh_model.text import replace_unencodable, unencodable

if TYPE_CHECKING:  # lxml loads when a feed is made
    from lxml.etree import _Element

# Those of the feeds, of `_tbh` in JSON Feed, and of XML.
_RESERVED_PREFIXES: Final = frozenset({*NAMESPACES, "tbh"})
# JSON Feed allows no full stop in the name of an object of an extension.
_PREFIX: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*", re.ASCII)
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NAMESPACE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z_a-z~%\[\]]+", re.ASCII)


Problem = tuple[str, str]
"""Reason and remedy."""


class FeedExtensionError(TBHError, ValueError):
    """An extension of a feed, or an element of one, is invalid."""

    def __init__(self, owner: str, *problems: Problem) -> None:
        super().__init__(owner, *problems)
        self.owner, self.problems = owner, problems

    def __str__(self) -> str:
        """Return each problem of the extension or element with its remedy, one a line."""
        return "\n".join(f"{self.owner}: {reason}; {remedy}" for reason, remedy in self.problems)


def _pairs(
    attributes: Mapping[str, str] | tuple[tuple[str, str], ...],
) -> tuple[tuple[str, str], ...]:
    return attributes if isinstance(attributes, tuple) else tuple(attributes.items())


def _to_tuple(children: Iterable["FeedElement"]) -> tuple["FeedElement", ...]:
    return tuple(children)


@final
@frozen
class FeedElement:
    """An element of an extension, in the namespace of the extension.

    >>> exporters.FeedElement("image", attributes={"href": "https://h.example/a.png"}).attributes
    (('href', 'https://h.example/a.png'),)

    Raises:
        FeedExtensionError: If a name is invalid, or a text has a character that XML forbids.
    """

    name: str
    """The name without a prefix, such as `author`."""
    text: str = ""
    """The text. It is escaped when it is written."""
    attributes: tuple[tuple[str, str], ...] = field(default=(), converter=_pairs, kw_only=True)
    """The attributes, given as a mapping."""
    children: tuple["FeedElement", ...] = field(default=(), converter=_to_tuple, kw_only=True)
    """The elements in it. An element has a text or children."""

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise FeedExtensionError(f"element {self.name!r}", *problems)  # noqa: EM102, TRY003

    def _problems(self) -> Iterator[Problem]:
        names = [name for name, _ in self.attributes]
        for name in (self.name, *names):
            if not _is_match(_NAME, name):
                yield f"{name!r} is no name", "write letters, digits, `_`, `-` and `.`, no prefix"
            elif name.lower().startswith("xml"):
                yield f"the name {name!r} is reserved by XML", "take one that does not begin so"
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            yield f"the attribute {name!r} is there twice", "give it once"
        yield from _text_problems("the text", self.text)
        for name, value in self.attributes:
            yield from _text_problems(f"the attribute {name!r}", value)
        children: tuple[object, ...] = self.children
        if not all(isinstance(child, FeedElement) for child in children):
            yield "one of its children is something else", "give values of FeedElement"
        if self.text and children:
            yield "it has a text and children", "give one of them"


def _is_match(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _text_problems(what: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield f"{what} is of the type {type(value).__name__}", "give text (str)"
    elif forbidden := unencodable(value):
        index, sign = forbidden[0]
        reason = f"{what} has U+{ord(sign):04X} at {index}, which XML forbids"
        yield reason, "leave it out, or use tbh_model.text.replace_unencodable"


@runtime_checkable
class FeedExtension(Protocol):
    """Protocol of extensions of feeds: small frozen values that add elements of a namespace.

    In RSS and Atom, the elements are written in their namespace. In JSON Feed, they are an object
    with the name `_` and the prefix, in which each element is a key.
    """

    prefix: ClassVar[str]
    """The prefix that everybody uses for the namespace, such as `itunes`."""
    namespace: ClassVar[str]
    """The namespace, a URI."""

    def feed(self, series: Series, /) -> Iterable[FeedElement]:
        """Return the elements of the feed itself.

        Args:
            series: The released series.
        """
        ...

    def entry(self, series: Series, entry: FeedEntry, /) -> Iterable[FeedElement]:
        """Return the elements of an entry.

        Args:
            series: The released series.
            entry: The entry, with its edition.
        """
        ...


@final
@frozen
class SourceMarkdown:
    """The Markdown of each edition, as `source:markdown` of the namespace Source."""

    prefix: ClassVar = "source"
    namespace: ClassVar = "http://source.scripting.com/"

    def feed(self, _series: Series, /) -> Iterable[FeedElement]:
        """Return nothing: the feed has no Markdown of its own."""
        return ()

    def entry(self, _series: Series, entry: FeedEntry, /) -> Iterable[FeedElement]:
        """Return the whole edition, without its title."""
        yield FeedElement("markdown", replace_unencodable(entry.markdown))


def check_extensions(extensions: Iterable[FeedExtension]) -> tuple[FeedExtension, ...]:
    """Return extensions that a feed can have together.

    Raises:
        FeedExtensionError: If one is invalid, or two have a prefix or a namespace in common.
    """
    given: object = extensions
    if not isinstance(given, Iterable):
        owner, reason = "extensions", f"this is of the type {type(given).__name__}"
        raise FeedExtensionError(owner, (reason, "give a list of extensions"))
    checked = tuple(extensions)
    owners: dict[str, str] = {}
    for extension in checked:
        owner = _owner(extension)
        problems = tuple(_extension_problems(extension))
        if problems:
            raise FeedExtensionError(owner, *problems)
        for key in (extension.prefix, extension.namespace):
            if key in owners:
                reason = f"{key!r} is also that of {owners[key]}"
                raise FeedExtensionError(owner, (reason, "let one of them add all elements"))
            owners[key] = owner
    return checked


def _owner(extension: object) -> str:
    kind = extension if isclass(extension) else type(extension)
    return f"extension {kind.__name__}"


def _extension_problems(extension: object) -> Iterator[Problem]:
    if isclass(extension):
        yield "it is a class and not a value of it", f"write {extension.__name__}()"
        return
    if not isinstance(extension, FeedExtension):
        members = ("prefix", "namespace", "feed", "entry")
        missing = " and ".join(f"`{name}`" for name in members if not hasattr(extension, name))
        yield f"it has no {missing}", "write what the protocol FeedExtension has"
        return
    prefix, namespace = extension.prefix, extension.namespace
    if not _is_match(_PREFIX, prefix):
        yield f"{prefix!r} is no prefix", "write letters, digits, `_` and `-`, a letter first"
    elif prefix in _RESERVED_PREFIXES or prefix.lower().startswith("xml"):
        yield f"the prefix {prefix!r} is reserved", "take the usual one of your namespace"
    if not _is_match(_NAMESPACE, namespace):
        yield f"{namespace!r} is no namespace", "write its URI, such as https://h.example/ns/"
    elif namespace in NAMESPACES.values():
        yield f"the namespace {namespace} is that of the feed itself", "take one of your own"
    try:
        hash(extension)
    except TypeError:
        yield "it can change", "put @attrs.frozen above its class, and no list or dict into it"


def namespaces_of(extensions: Iterable[FeedExtension]) -> dict[str | None, str]:
    """Return the namespaces of extensions by prefix."""
    return {extension.prefix: extension.namespace for extension in extensions}


def xml_elements(
    extensions: Iterable[FeedExtension], series: Series, entry: FeedEntry | None = None
) -> "Iterator[_Element]":
    """Yield the elements of extensions for an entry, or for the feed itself, as XML."""
    for extension in extensions:
        for element in _elements(extension, series, entry):
            yield _xml_element(element, f"{{{extension.namespace}}}")


def _xml_element(element: FeedElement, namespace: str) -> "_Element":
    from lxml.etree import Element  # only for feeds with extensions

    result = Element(f"{namespace}{element.name}", dict(element.attributes))
    result.text = element.text
    result.extend(_xml_element(child, namespace) for child in element.children)
    return result


def json_objects(
    extensions: Iterable[FeedExtension], series: Series, entry: FeedEntry | None = None
) -> dict[str, object]:
    """Return the objects of extensions for an entry, or for the feed itself, by name."""
    objects: dict[str, object] = {}
    for extension in extensions:
        elements = _elements(extension, series, entry)
        if elements:
            about = {"about": extension.namespace}
            objects[f"_{extension.prefix}"] = about | _json_object(map(_json_pair, elements))
    return objects


def _json_pair(element: FeedElement) -> tuple[str, object]:
    """Return an element as a key and a value: its text, or an object of all that it has."""
    if not element.attributes and not element.children:
        return element.name, element.text
    text = [("text", element.text)] if element.text else []
    return element.name, _json_object(
        [*element.attributes, *map(_json_pair, element.children), *text]
    )


def _json_object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Return an object of pairs; the values of a repeated key are a list."""
    values: dict[str, list[object]] = {}
    for key, value in pairs:
        values.setdefault(key, []).append(value)
    return {key: several if len(several) > 1 else several[0] for key, several in values.items()}


def _elements(
    extension: FeedExtension, series: Series, entry: FeedEntry | None
) -> tuple[FeedElement, ...]:
    """Return the elements that an extension adds.

    Raises:
        FeedExtensionError: If it fails, or gives something else.
    """
    owner = _owner(extension)
    what = "feed" if entry is None else f"edition {entry.edition.id}"
    try:
        elements: tuple[object, ...] = tuple(
            extension.feed(series) if entry is None else extension.entry(series, entry)
        )
    except TBHError:
        raise
    except Exception as error:
        frame = extract_tb(error.__traceback__)[-1]
        reason = f"it failed at the {what}, in {frame.filename}:{frame.lineno}"
        cause = f"{type(error).__name__}: {error}"
        raise FeedExtensionError(owner, (reason, cause)) from error
    allowed = tuple(element for element in elements if isinstance(element, FeedElement))
    if len(allowed) < len(elements):
        reason = f"what it gave for the {what} is no element"
        raise FeedExtensionError(owner, (reason, "give values of FeedElement"))
    return allowed
