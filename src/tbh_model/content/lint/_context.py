"""Context of lint rules: texts with positions, and their words."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from tbh_model._attrs import define, field, frozen
from tbh_model.content._node import (
    AnyNode,
    MappingNode,
    ScalarNode,
    SequenceNode,
    SourceMap,
    SourceRange,
)
from tbh_model.content._references import ContentEntry
from tbh_model.content.lint._rule_packages import UnusableRulesError
from tbh_model.content.lint._rulebook import RuleBook
from tbh_model.i18n import LANGUAGES
from tbh_model.model import DEFAULT_PANEL_FOLDER, DEFAULT_PERMALINK, permalink_of
from tbh_model.text import MarkdownElement, MarkdownElementKind, find_elements


@define(eq=False)
class LintTarget:
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
    def elements(self) -> tuple[MarkdownElement, ...]:
        """The links, images and headings of a rich text."""
        return find_elements(self.node.text) if isinstance(self.node, ScalarNode) else ()

    @cached_property
    def source_map(self) -> SourceMap:
        """Source map of a rich text."""
        return (
            self.node.source_map
            if isinstance(self.node, ScalarNode)
            else SourceMap(source_range(self.node))
        )

    def elements_of(
        self, kind: MarkdownElementKind
    ) -> Iterator[tuple[MarkdownElement, SourceRange]]:
        """Yield the landmarks of one kind, each with its place."""
        for element in self.elements:
            if element.kind is kind:
                yield element, self.source_map.span(element.start, element.end)


@frozen
class Finding:
    """Finding of a lint rule."""

    place: SourceRange
    message: str
    hint: str
    step: str = ""
    """The key that is meant, if it is not the whole object."""
    file: str | None = None
    """The file that is meant as a whole, where it is not the place that is."""


@frozen(kw_only=True)
class LintContext:
    """Data of the series for lint rules."""

    folder: Path | None = None
    """The content folder, which holds its images."""
    url: str | None = None
    pattern: str | None = None
    panel_folder: str = DEFAULT_PANEL_FOLDER
    """The folder of the site with the pages of therapists."""
    language: str = "en"
    rules: RuleBook | None = None
    """The rules of the jurisdiction."""
    unusable_rules: tuple[UnusableRulesError, ...] = ()
    """Applicable installed rules that cannot be used."""
    therapists: Mapping[str, MappingNode] = field(factory=dict)
    """All readable therapists, by id."""
    editions: tuple[MappingNode, ...] = ()
    """All readable editions."""

    def permalink(self, slug: str, id_: str) -> str | None:
        """Return the URL that an edition has by its slug, if the series has one."""
        if self.url is None:
            return None
        return permalink_of(slug, id_, self.pattern or DEFAULT_PERMALINK, self.url)


Check = Callable[[LintTarget, LintContext], Iterator[Finding]]


def source_range(node: AnyNode) -> SourceRange:
    """Return the place at which something is written."""
    return SourceRange(node.line, node.column, node.length)


def scalar_in(node: AnyNode, key: str) -> ScalarNode | None:
    """Return what a key holds, if it is a single value."""
    return ContentEntry(node).scalar(key) if isinstance(node, MappingNode) else None


def scalars_in(node: AnyNode, key: str) -> tuple[ScalarNode, ...]:
    """Return the single values of a list."""
    value = node.get(key) if isinstance(node, MappingNode) else None
    items = value.items if isinstance(value, SequenceNode) else ()
    return tuple(item for item in items if isinstance(item, ScalarNode))


def text_in(node: AnyNode, key: str) -> str | None:
    """Return the text that a key holds, if it is a single value."""
    scalar = scalar_in(node, key)
    return None if scalar is None else scalar.text


def groups_in(node: AnyNode, key: str) -> tuple[tuple[int, MappingNode], ...]:
    """Return the groups of keys in a list, each with its index."""
    value = node.get(key) if isinstance(node, MappingNode) else None
    items = value.items if isinstance(value, SequenceNode) else ()
    return tuple((index, item) for index, item in enumerate(items) if isinstance(item, MappingNode))


# Link texts, in small letters, that say nothing of where the link leads.
EMPTY_LINKS: Final = frozenset().union(*(table.empty_links for table in LANGUAGES.values()))
_RELATIVE: Final = "|".join(table.relative_times for table in LANGUAGES.values())
# Words on time that are only true for a while; what stands in an address is not meant.
RELATIVE_TIMES: Final = re.compile(rf"(?<![\w/.@-])(?:{_RELATIVE})(?![\w/@-])", re.IGNORECASE)

# Pattern of abbreviations of "(Qualifying)" that are not accepted.
BARE_Q: Final = re.compile(r"\(Q\.?\)", re.IGNORECASE)
