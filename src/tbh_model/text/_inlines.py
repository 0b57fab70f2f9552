"""The inlines: what a paragraph or a heading is made of, in one normal form.

Two trees that say the same are equal, because what holds inlines puts them into normal form:
neighbouring texts, codes and emphases of one kind are one, empty texts are gone, emphasis inside
the same kind of emphasis is that emphasis, and line breaks at the edge of an emphasis or a link
stand outside it. Markdown has no way to write anything else, so nothing is lost between the two.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import is_
from typing import TypeAlias, get_args

from tbh_model._attrs import evolve, field, frozen
from tbh_model._final import final
from tbh_model._problems import Problem
from tbh_model.text._validation import (
    check_children,
    check_optional_text,
    check_program,
    check_text,
    check_url,
    is_text,
    join_lines,
    normalize_line_endings,
    problem,
    raise_problems,
)


# Converters, by name: what they call needs the classes, and stands below them.
def _normalize(children: "tuple[Inline, ...]") -> "tuple[Inline, ...]":
    return normalize(children)


def _without_nested_emphasis(children: "tuple[Inline, ...]") -> "tuple[Inline, ...]":
    return normalize(strip(children, Emphasis))


def _without_nested_strong(children: "tuple[Inline, ...]") -> "tuple[Inline, ...]":
    return normalize(strip(children, Strong))


def _strip_url(url: str) -> str:
    return url.strip() if is_text(url) else url


def _normalize_title(title: str | None) -> str | None:
    return None if title is None or title == "" else normalize_line_endings(title)


@final
@frozen(kw_only=True)
class Text:
    """Words, and nothing but words: no character of them is markup."""

    value: str = field(converter=normalize_line_endings)
    """The words. A line feed is a soft line break; other line endings become one."""

    def __attrs_post_init__(self) -> None:
        raise_problems(check_text("Text.value", self.value))


@final
@frozen(kw_only=True)
class Code:
    """Words of a program, in a line of text."""

    value: str = field(converter=join_lines)
    """The words, at least one character; a line ending in them becomes a space."""

    def __attrs_post_init__(self) -> None:
        problems = check_program("Code.value", self.value)
        if self.value == "":
            problems.append(problem("Code.value", "a code without a character", "leave it out"))
        raise_problems(problems)


@final
@frozen(kw_only=True)
class LineBreak:
    """The line ends here, wherever the words are shown."""


@final
@frozen(kw_only=True)
class InlineImage:
    """A picture in a line of text."""

    url: str = field(converter=_strip_url)
    """The URL of the image, without surrounding space."""
    alt: str = field(default="", converter=join_lines)
    """The text alternative; empty for decoration. A line ending becomes a space."""
    title: str | None = field(default=None, converter=_normalize_title)
    """The tooltip; an empty text becomes None."""

    def __attrs_post_init__(self) -> None:
        raise_problems(
            [
                *check_url("InlineImage.url", self.url),
                *check_text("InlineImage.alt", self.alt),
                *check_optional_text("InlineImage.title", self.title),
            ]
        )


@final
@frozen(kw_only=True)
class Emphasis:
    """Inlines said with stress."""

    children: "tuple[Inline, ...]" = field(converter=_without_nested_emphasis)
    """At least one inline that is not a line break."""

    def __attrs_post_init__(self) -> None:
        raise_problems(_check_emphasis("Emphasis.children", self.children))


@final
@frozen(kw_only=True)
class Strong:
    """Inlines of strong importance."""

    children: "tuple[Inline, ...]" = field(converter=_without_nested_strong)
    """At least one inline that is not a line break."""

    def __attrs_post_init__(self) -> None:
        raise_problems(_check_emphasis("Strong.children", self.children))


@final
@frozen(kw_only=True)
class Link:
    """Inlines that lead somewhere."""

    url: str = field(converter=_strip_url)
    """The URL, without surrounding space: relative, or http, https, mailto or tel."""
    children: "tuple[Inline, ...]" = field(converter=_normalize)
    """The text of the link, without links in it."""
    title: str | None = field(default=None, converter=_normalize_title)
    """The tooltip; an empty text becomes None."""

    def __attrs_post_init__(self) -> None:
        problems = [
            *check_url("Link.url", self.url),
            *check_inlines("Link.children", self.children),
            *check_optional_text("Link.title", self.title),
        ]
        if not problems and contains(self.children, Link):
            problems = [problem("Link.children", "a link inside a link", "keep one of the two")]
        raise_problems(problems)


Inline: TypeAlias = Text | Emphasis | Strong | Code | Link | InlineImage | LineBreak
"""Inline of a paragraph or a heading."""

_INLINES = frozenset(get_args(Inline))
_CONTAINERS = (Emphasis, Strong, Link)
# Neighbours of these kinds are one.
_MERGEABLE = frozenset({Text, Code, Emphasis, Strong})


def check_inlines(path: str, children: object) -> list[Problem]:
    """A tuple of inlines."""
    return check_children(path, children, _INLINES, "inline")


def _check_emphasis(path: str, children: "tuple[Inline, ...]") -> list[Problem]:
    problems = check_inlines(path, children)
    if not problems and not has_content(children):
        problems.append(problem(path, "an emphasis with nothing in it", "leave it out"))
    return problems


def has_content(children: Iterable[Inline]) -> bool:
    """Return whether an inline is not a line break.

    >>> text.has_content((text.LineBreak(),))
    False
    """
    return any(type(child) is not LineBreak for child in children)


def normalize(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return inlines in normal form; a value that is not a tuple is left for the validator."""
    if type(children) is not tuple or _is_normalized(children):
        return children
    hoisted = (inline for child in children for inline in _hoist_breaks(child))
    return tuple(
        merged for kind, run in groupby(hoisted, type) for merged in _merge_run(kind, tuple(run))
    )


def _is_normalized(children: tuple[Inline, ...]) -> bool:
    """Return whether inlines are in normal form; this is faster than normalizing them."""
    previous: type | None = None
    for child in children:
        kind = type(child)
        if kind is previous and kind in _MERGEABLE:
            return False
        if isinstance(child, Text):
            if not child.value:
                return False
        elif isinstance(child, _CONTAINERS) and _content_bounds(child.children) != (
            0,
            len(child.children),
        ):
            return False
        previous = kind
    return True


def _hoist_breaks(child: Inline) -> Iterator[Inline]:
    """Line breaks at the edge of what holds them stand outside it, and empty texts nowhere."""
    match child:
        case Text(value=""):
            return
        case Emphasis(children=inside) | Strong(children=inside) | Link(children=inside):
            begin, end = _content_bounds(inside)
            yield from inside[:begin]
            yield (
                child
                if begin == 0 and end == len(inside)
                else evolve(child, children=inside[begin:end])
            )
            yield from inside[end:]
        case _:
            yield child


def _content_bounds(inside: tuple[Inline, ...]) -> tuple[int, int]:
    """Return the range of inlines without line breaks at the beginning and the end."""
    begin, end = 0, len(inside)
    while begin < end and type(inside[begin]) is LineBreak:
        begin += 1
    while end > begin and type(inside[end - 1]) is LineBreak:
        end -= 1
    return begin, end


def _merge_run(kind: type, run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Neighbours of one kind that no reader could tell apart are one."""
    if len(run) == 1:
        return run
    if kind is Text:
        return (Text(value="".join(text.value for text in run if isinstance(text, Text))),)
    if kind is Code:
        return (Code(value="".join(code.value for code in run if isinstance(code, Code))),)
    if kind is Emphasis:
        return (Emphasis(children=_run_children(run)),)
    if kind is Strong:
        return (Strong(children=_run_children(run)),)
    return run


def _run_children(run: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(
        child for inline in run if isinstance(inline, _CONTAINERS) for child in inline.children
    )


def map_inlines(
    children: tuple[Inline, ...], change: Callable[[Inline], tuple[Inline, ...]]
) -> tuple[Inline, ...]:
    """Change inlines from the inside outwards; the same object comes back where nothing changes.

    Args:
        children: The inlines.
        change: Returns what takes the place of an inline whose own children have been changed. An
            emphasis of which nothing is left but line breaks is none, and never gets there.
    """
    changed = tuple(result for child in children for result in _map_inline(child, change))
    return children if is_same(changed, children) else changed


def _map_inline(
    child: Inline, change: Callable[[Inline], tuple[Inline, ...]]
) -> tuple[Inline, ...]:
    if isinstance(child, _CONTAINERS):
        inside = map_inlines(child.children, change)
        if inside is not child.children:
            if type(child) is not Link and not has_content(inside):
                return inside
            child = evolve(child, children=inside)
    return change(child)


def is_same(changed: tuple[object, ...], children: tuple[object, ...]) -> bool:
    """Whether a change has left every child in its place."""
    return len(changed) == len(children) and all(map(is_, changed, children))


def strip(children: tuple[Inline, ...], kind: type) -> tuple[Inline, ...]:
    """The same inlines with that kind of emphasis or link taken off, however deep."""
    if type(children) is not tuple or not contains(children, kind):
        return children
    return map_inlines(
        children,
        lambda child: (
            child.children if isinstance(child, _CONTAINERS) and type(child) is kind else (child,)
        ),
    )


def contains(children: Iterable[Inline], kind: type) -> bool:
    """Return whether inlines contain one of a kind, at any depth."""
    return any(
        type(child) is kind or (isinstance(child, _CONTAINERS) and contains(child.children, kind))
        for child in children
    )


def on_one_line(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The same inlines with a space for every line break, hard or soft."""
    return map_inlines(children, _flatten) if type(children) is tuple else children


def _flatten(child: Inline) -> tuple[Inline, ...]:
    match child:
        case LineBreak():
            return (Text(value=" "),)
        case Text(value=value) if "\n" in value:
            return (Text(value=value.replace("\n", " ")),)
        case _:
            return (child,)


def words(children: Iterable[Inline]) -> str:
    """Return the text of inlines without markup; a line break becomes a line feed.

    >>> text.words((text.Text(value="Not "), text.Emphasis(children=(text.Text(value="yet"),))))
    'Not yet'
    """
    return "".join(map(_words, children))


def _words(child: Inline) -> str:
    match child:
        case Text(value=value) | Code(value=value):
            return value
        case InlineImage(alt=alt):
            return alt
        case LineBreak():
            return "\n"
        case _:
            return words(child.children)
