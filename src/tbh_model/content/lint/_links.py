"""Lint: mistyped links, and links to missing pages."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args
from urllib.parse import unquote

from tbh_model._errors import closest
from tbh_model._memo import memoize_by_identity
from tbh_model.content._node import MappingNode, ScalarNode, SequenceNode, SourceRange
from tbh_model.content.lint._context import (
    Check,
    Finding,
    LintContext,
    LintTarget,
    groups_in,
    scalar_in,
    scalars_in,
    source_range,
)
from tbh_model.model import (
    Constraint,
    field_types,
    folded_path,
    page_path,
    site_root,
    standing_pages,
    topic_slug,
)
from tbh_model.text import MarkdownElementKind, find_elements, is_allowed, join, uri, url_warning

_ADDRESSES: Final = frozenset({"link-target", "web-address", "secure-address", "home-page"})
# Fragments that lead somewhere on any page; an empty one is its beginning.
_COMMON_FRAGMENTS: Final = ("", "top", "_text")
_CALL_URL: Final = re.compile(r"calls_to_action\[\d+\]\.url")
# Folders of a site with only known pages.
_COMPLETE_FOLDERS: Final = ("therapists", "topics")


def mistyped_address(kind: type) -> Check:
    """Return a rule that finds mistyped URLs in the fields of a class."""

    def check(target: LintTarget, _: LintContext) -> Iterator[Finding]:
        for key in _address_keys(kind):
            for step, scalar in _address_scalars(target, key):
                mistake = url_warning(scalar.text) if is_allowed(scalar.text) else None
                if mistake is not None:
                    reason, hint = mistake
                    yield Finding(source_range(scalar), f"`{scalar.text}` {reason}", hint, step)

    return check


def mistyped_address_in_text(target: LintTarget, _: LintContext) -> Iterator[Finding]:
    """Find the same in the links and images of Markdown."""
    for kind in (MarkdownElementKind.LINK, MarkdownElementKind.IMAGE):
        for element, place in target.elements_of(kind):
            mistake = url_warning(element.url) if is_allowed(element.url) else None
            if mistake is not None:
                reason, hint = mistake
                start = f"the address `{element.url}` of" if element.url.strip() else ""
                message = f"{start} the {kind} `{' '.join(element.words.split())}` {reason}".strip()
                yield Finding(place, message, hint)


def broken_internal_link(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find links of an edition to pages and places of the site that there are not."""
    pages = _pages(context)
    own = text_of(target.node, "slug"), text_of(target.node, "id")
    if pages is None or context.url is None or None in own:
        return
    root = site_root(context.url)
    page = text_of(target.node, "url") or context.permalink(str(own[0]), str(own[1])) or root
    for step, url, place in _links(target.node):
        page_url, separator, fragment = uri(join(root, url, uri(page))).partition("#")
        path = page_path(page_url.partition("?")[0], root)
        if path is None:
            continue
        form = folded_path(path)[0]
        if form in pages:
            places = pages[form]
            if separator and places is not None and unquote(fragment) not in places:
                suggestion = closest(unquote(fragment), places)
                hint = (
                    f"did you mean `#{suggestion}`?"
                    if suggestion
                    else "write the id of a response there"
                )
                message = f"`{url}` leads to no place: there is no response `{unquote(fragment)}`"
                yield Finding(place, message, hint, step)
        elif form.partition("/")[0] in (*_COMPLETE_FOLDERS, _editions_folder(context)):
            suggestion = closest(form, pages)
            suggested_path = (suggestion or "").removesuffix("index.html")
            hint = (
                f"did you mean `{suggested_path}`?"
                if suggestion
                else "check it against the ids and slugs"
            )
            yield Finding(place, f"`{url}` leads to a page that the site has not", hint, step)


def former_address_elsewhere(spot: LintTarget, site: LintContext) -> Iterator[Finding]:
    """Find former URLs that no page of the site can have, or another has: neither redirects."""
    root = None if site.url is None else site_root(site.url)
    pages = _pages(site) or {}
    for index, item in enumerate(scalars_in(spot.node, "former_urls")):
        url = uri(item.text)
        path = None if root is None else page_path(url, root)
        is_taken = path is not None and pages.get(folded_path(path)[0], frozenset()) is None
        if root is None or (path is not None and not is_taken) or url_warning(item.text):
            continue
        hint = "let the server of that address lead on to the edition; this site cannot"
        if is_taken:
            why, hint = "another page of the site is there", "take it out: readers find that page"
        else:
            why = "no file can lie there" if url.startswith(root) else f"it is not under {root}"
        message = f"nothing leads on from the former address {item.text}: {why}"
        yield Finding(source_range(item), message, hint, f"former_urls[{index}]")


def address_key(url: str, context: LintContext) -> str:
    """Return what is the same for all ways to write the address of one page.

    A web server serves `hope/` and `hope/index.html` from one file.
    """
    path = None if context.url is None else page_path(uri(url), site_root(context.url))
    return uri(url) if path is None else folded_path(path)[0]


def text_of(node: Any, key: str) -> str | None:
    """Return the text that a key holds, if it is a single value."""
    scalar = scalar_in(node, key)
    return None if scalar is None else scalar.text


def _editions_folder(context: LintContext) -> str:
    """Return the common folder of all permalinks, or empty."""
    path = page_path(uri(context.permalink("_", "_") or ""), site_root(context.url or ""))
    folder = (path or "").partition("/")[0]
    return folder if folder and "_" not in folder else ""


@memoize_by_identity
def _pages(context: LintContext) -> Mapping[str, frozenset[str] | None] | None:
    """Return the path of each page that is known, with the places on that of an edition."""
    if context.url is None:
        return None
    root = site_root(context.url)
    pages: dict[str, frozenset[str] | None] = dict.fromkeys(standing_pages(context.panel_folder))
    for edition in context.editions:
        slug, id_ = text_of(edition, "slug"), text_of(edition, "id")
        own = text_of(edition, "url") or context.permalink(slug or "", id_ or "")
        places = {text_of(response, "id") for _, response in groups_in(edition, "responses")}
        fragments = frozenset(
            {*(place for place in places if place), *_COMMON_FRAGMENTS, "_overview"}
        )
        former = (scalar.text for scalar in scalars_in(edition, "former_urls"))
        for url in (own, *former):
            path = None if url is None else page_path(uri(url), root)
            if path is not None:
                pages.setdefault(folded_path(path)[0], fragments)
        for tag in scalars_in(edition, "tags"):
            pages[folded_path(f"topics/{topic_slug(tag.text)}/index.html")[0]] = None
    for id_ in context.therapists:
        pages[folded_path(f"{context.panel_folder}/{id_}/index.html")[0]] = None
    return pages


def _links(node: Any, path: str = "") -> Iterator[tuple[str, str, SourceRange]]:
    """Yield the links of an edition: in its texts, and of its calls to action."""
    if isinstance(node, MappingNode):
        for key, (_, value) in node.pairs.items():
            yield from _links(value, f"{path}.{key}" if path else key)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            yield from _links(item, f"{path}[{index}]")
    elif node.warnings is not None:
        for element in find_elements(node.text):
            if element.kind is MarkdownElementKind.LINK and _is_plausible(element.url):
                yield path, element.url, node.source_map.span(element.start, element.end)
    elif _CALL_URL.fullmatch(path) and not node.is_null and _is_plausible(node.text):
        yield path, node.text, source_range(node)


def _is_plausible(url: str) -> bool:
    """Return whether nothing is said of an address as it is written."""
    return is_allowed(url) and url_warning(url) is None


@cache
def _address_keys(kind: type) -> tuple[str, ...]:
    return tuple(name for name, hint in field_types(kind).items() if _is_address(hint))


def _is_address(hint: Any) -> bool:
    parts = (*getattr(hint, "__metadata__", ()), *get_args(hint))
    return any(
        part.name in _ADDRESSES if isinstance(part, Constraint) else _is_address(part)
        for part in parts
        if part is not hint
    )


def _address_scalars(target: LintTarget, key: str) -> Iterator[tuple[str, ScalarNode]]:
    single = target.scalar(key)
    if single is not None:
        yield key, single
    for index, scalar in enumerate(scalars_in(target.node, key)):
        yield f"{key}[{index}]", scalar
