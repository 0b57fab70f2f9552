"""Markdown renderers that mailing services and sites use, and what a person sees of their HTML."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote

import cmarkgfm
import commonmark
import html5lib
import markdown
import markdown2
import marko
import mistune
import pyromark
from attrs import frozen
from markdown_it import MarkdownIt

_BLOCKS: Final = {"p", "li", "blockquote", "pre", "tr", "td", "th", "hr", "br", "div", "ul", "ol"}


@frozen
class Seen:
    """What there is to see on a page."""

    words: str
    """All of them, ordinary space between them folded."""
    links: tuple[tuple[str, str], ...]
    """Where they lead, and their words."""
    images: tuple[tuple[str, str], ...]
    """Where they are, and what they say."""


def seen(html: str) -> Seen:
    """Read HTML as a browser does."""
    page = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    links = [
        (_address(a.get("href", "")), _folded("".join(_words(a)).removesuffix(a.tail or "")))
        for a in page.iter("a")
    ]
    images = [(_address(i.get("src", "")), _folded(i.get("alt", ""))) for i in page.iter("img")]
    return Seen(_folded("".join(_words(page.find("body")))), tuple(links), tuple(images))


def _words(element: Any) -> list[str]:
    if not isinstance(element.tag, str):
        return [element.tail or ""]
    edge = [" "] if element.tag in _BLOCKS or re.fullmatch("h[1-6]", element.tag) else []
    inside = [words for child in element for words in _words(child)]
    return [*edge, element.text or "", *inside, *edge, element.tail or ""]


def _folded(words: str) -> str:
    return re.sub("[ \t\n\f\r]+", " ", words).strip(" \t\n\f\r")


def _address(url: str) -> str:
    return unquote(url)


_EXTRAS: Final = ("tables", "strike", "footnotes", "task_list", "fenced-code-blocks")
_PLUGINS: Final = (
    "strikethrough",
    "footnotes",
    "table",
    "url",
    "task_lists",
    "def_list",
    "mark",
)
_GFM: Final = (
    pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
)


def _mistune(source: str) -> str:
    return str(mistune.create_markdown(escape=False, plugins=_PLUGINS)(source))


READERS: Final[Mapping[str, Callable[[str], str]]] = {
    "markdown-it": MarkdownIt("commonmark").render,
    "markdown-it with GFM": MarkdownIt("gfm-like").render,
    "mistune": _mistune,
    "Python-Markdown": lambda source: markdown.markdown(source, extensions=["fenced_code"]),
    "Python-Markdown with extras": lambda source: markdown.markdown(source, extensions=["extra"]),
    "markdown2": lambda source: str(markdown2.markdown(source, extras=list(_EXTRAS))),
    "commonmark": lambda source: str(commonmark.commonmark(source)),
    "cmark-gfm": cmarkgfm.github_flavored_markdown_to_html,
    "pyromark with GFM": lambda source: pyromark.html(source, options=_GFM),
    "marko with GFM": lambda source: marko.Markdown(extensions=["gfm"]).convert(source),
}
"""By name. A mailbox in words is always a link to cmark-gfm, which no escape prevents."""
