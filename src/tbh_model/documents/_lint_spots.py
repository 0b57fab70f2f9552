"""What a rule of lint looks at, and what it says: places of the content, and findings."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from attrs import define, field, frozen

from tbh_model.documents._located import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.documents._places import Place, Places
from tbh_model.documents._references import Entry
from tbh_model.documents._rules import RuleBook
from tbh_model.model import DEFAULT_PERMALINK, permalink_of
from tbh_model.text import MarkdownElement, MarkdownElementKind, find_elements


@define(eq=False)
class Spot:
    """An object or a rich text of the content, as it is written."""

    kind: type
    """Its class in the model."""
    node: AnyNode
    path: str
    """From the root of its file."""

    def scalar(self, key: str) -> ScalarNode | None:
        """Return what one of its keys holds, if it is a single value."""
        return scalar_in(self.node, key)

    @cached_property
    def landmarks(self) -> tuple[MarkdownElement, ...]:
        """The links, images and headings of a rich text."""
        return find_elements(self.node.text) if isinstance(self.node, ScalarNode) else ()

    @cached_property
    def places(self) -> Places:
        """Where the characters of a rich text are written."""
        return (
            self.node.places if isinstance(self.node, ScalarNode) else Places(place_of(self.node))
        )

    def marked(self, kind: MarkdownElementKind) -> Iterator[tuple[MarkdownElement, Place]]:
        """Yield the landmarks of one kind, each with its place."""
        for landmark in self.landmarks:
            if landmark.kind is kind:
                yield landmark, self.places.span(landmark.start, landmark.end)


@frozen
class Finding:
    """Something that could be better."""

    place: Place
    message: str
    hint: str
    step: str = ""
    """The key that is meant, if it is not the whole object."""
    file: str | None = None
    """The file that is meant as a whole, where it is not the place that is."""


@frozen(kw_only=True)
class Site:
    """What a rule must know of the series."""

    folder: Path | None = None
    """The content folder, which holds its images."""
    url: str | None = None
    pattern: str | None = None
    language: str = "en"
    rules: RuleBook | None = None
    """What is asked of it where it is published."""
    therapists: Mapping[str, MappingNode] = field(factory=dict)
    """Every therapist that could be read, by id."""
    editions: tuple[MappingNode, ...] = ()
    """Every edition that could be read."""

    def permalink(self, slug: str, id_: str) -> str | None:
        """Return the URL that an edition has by its slug, if the series has one."""
        if self.url is None:
            return None
        return permalink_of(slug, id_, self.pattern or DEFAULT_PERMALINK, self.url)


Check = Callable[[Spot, Site], Iterator[Finding]]


def place_of(node: AnyNode) -> Place:
    """Return the place at which something is written."""
    return Place(node.line, node.column, node.length)


def scalar_in(node: AnyNode, key: str) -> ScalarNode | None:
    """Return what a key holds, if it is a single value."""
    return Entry(node).text(key) if isinstance(node, MappingNode) else None


def scalars_in(node: AnyNode, key: str) -> tuple[ScalarNode, ...]:
    """Return the single values of a list."""
    found = node.get(key) if isinstance(node, MappingNode) else None
    items = found.items if isinstance(found, SequenceNode) else ()
    return tuple(item for item in items if isinstance(item, ScalarNode))


def text_in(node: AnyNode, key: str) -> str | None:
    """Return the text that a key holds, if it is a single value."""
    found = scalar_in(node, key)
    return None if found is None else found.text


def groups_in(node: AnyNode, key: str) -> tuple[tuple[int, MappingNode], ...]:
    """Return the groups of keys in a list, each with its index."""
    found = node.get(key) if isinstance(node, MappingNode) else None
    items = found.items if isinstance(found, SequenceNode) else ()
    return tuple((index, item) for index, item in enumerate(items) if isinstance(item, MappingNode))
