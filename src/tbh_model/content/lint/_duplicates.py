"""Lint: values that two editions or therapists must not share."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final
from unicodedata import combining, normalize

from tbh_model._attrs import frozen
from tbh_model._memo import memoize_by_identity
from tbh_model.content._node import AnyNode, MappingNode, ScalarNode, SequenceNode
from tbh_model.content.lint._context import (
    Finding,
    LintContext,
    LintTarget,
    scalars_in,
    source_range,
    text_in,
)
from tbh_model.content.lint._links import address_key

# Owners of a value, in the order of the files.
_Owners = Mapping[str, tuple[MappingNode, ...]]


@frozen
class _OwnerIndex:
    """Index of the owners of URLs and names."""

    present: _Owners
    former: _Owners
    names: _Owners
    # The most frequent spelling of each tag, with its first position.
    tags: Mapping[str, ScalarNode]


def shared_address(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find an address that another edition has too, now or formerly."""
    url = target.scalar("url")
    if url is not None:
        for name in _other_owners(
            _owner_index(context).present, address_key(url.text, context), target
        ):
            message = f"edition `{name}` has the same address"
            yield Finding(source_range(url), message, "give one of the two another `url`", "url")
    for index, item in enumerate(_former_urls(target.node)):
        step, key = f"former_urls[{index}]", address_key(item.text, context)
        for name in _other_owners(_owner_index(context).present, key, target):
            message = f"this former address is the present one of edition `{name}`"
            yield Finding(source_range(item), message, "take it out of one of the two", step)
        for name in _other_owners(_owner_index(context).former, key, target):
            message = f"edition `{name}` has this former address too"
            yield Finding(source_range(item), message, "leave it to one of the two", step)


def same_name(target: LintTarget, context: LintContext) -> Iterator[Finding]:
    """Find a therapist of the same name."""
    name = target.scalar("name")
    for owner in (
        ()
        if name is None
        else _other_owners(_owner_index(context).names, _normalize_name(name.text), target)
    ):
        message = f"therapist `{owner}` has the same name"
        place = source_range(name or target.node)
        yield Finding(place, message, "keep one of the two, if they are one person", "name")


def tag_spelled_otherwise(spot: LintTarget, site: LintContext) -> Iterator[Finding]:
    """Find a tag that other editions write with another case, accent, space or hyphen."""
    for index, tag in enumerate(scalars_in(spot.node, "tags")):
        usual = _owner_index(site).tags.get(_tag_form(tag.text), tag)
        if normalize("NFC", usual.text) != normalize("NFC", tag.text):
            place = ":".join(filter(None, (usual.source.file, str(usual.line))))
            message = (
                f"the tag `{tag.text}` is written `{usual.text}` at {place}: these are two topics"
            )
            yield Finding(source_range(tag), message, f"write `{usual.text}`", f"tags[{index}]")


def _usual_tags(editions: tuple[MappingNode, ...]) -> Mapping[str, ScalarNode]:
    tags = [tag for edition in editions for tag in scalars_in(edition, "tags")]
    counts = Counter(normalize("NFC", tag.text) for tag in tags)
    usual: dict[str, ScalarNode] = {}
    for tag in tags:
        before = usual.setdefault(_tag_form(tag.text), tag)
        if counts[normalize("NFC", tag.text)] > counts[normalize("NFC", before.text)]:
            usual[_tag_form(tag.text)] = tag
    return usual


def _tag_form(tag: str) -> str:
    """Return a tag for comparison: without case, accents and separators."""
    letters = normalize("NFKD", tag.casefold())
    return _JOINTS.sub("", "".join(sign for sign in letters if not combining(sign)))


_JOINTS: Final = re.compile(r"[\s_\-\u2010-\u2015]+")


def _other_owners(owners: _Owners, key: str, target: LintTarget) -> Iterator[str]:
    duplicate = next((owner for owner in owners.get(key, ()) if owner is not target.node), None)
    if duplicate is not None:  # one is enough: a hundred copies are not ten thousand problems
        yield text_in(duplicate, "id") or "without an id"


@memoize_by_identity
def _owner_index(context: LintContext) -> _OwnerIndex:
    """Return the index, built once for all editions."""
    present, former, names = (defaultdict[str, list[MappingNode]](list) for _ in range(3))
    for edition in context.editions:
        address = _address_of(edition, context)
        if address is not None:
            present[address_key(address, context)].append(edition)
        for key in {address_key(item.text, context) for item in _former_urls(edition)}:
            former[key].append(edition)
    for therapist in context.therapists.values():
        names[_normalize_name(text_in(therapist, "name") or "")].append(therapist)
    return _OwnerIndex(
        _freeze(present), _freeze(former), _freeze(names), _usual_tags(context.editions)
    )


def _freeze(owners_by_key: Mapping[str, list[MappingNode]]) -> _Owners:
    return {key: tuple(owners) for key, owners in owners_by_key.items()}


def _address_of(edition: MappingNode, context: LintContext) -> str | None:
    url, slug, id_ = (text_in(edition, key) for key in ("url", "slug", "id"))
    return url if url is not None or slug is None or id_ is None else context.permalink(slug, id_)


def _former_urls(node: AnyNode) -> tuple[ScalarNode, ...]:
    urls = node.get("former_urls") if isinstance(node, MappingNode) else None
    items = urls.items if isinstance(urls, SequenceNode) else ()
    return tuple(item for item in items if isinstance(item, ScalarNode))


def _normalize_name(words: str) -> str:
    return " ".join(normalize("NFKC", words).casefold().split())
