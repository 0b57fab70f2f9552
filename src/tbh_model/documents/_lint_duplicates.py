"""What two editions, or two therapists, have in common and should not."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final
from unicodedata import combining, normalize

from attrs import frozen

from tbh_model._memo import memoize_by_identity
from tbh_model.documents._lint_spots import Finding, Site, Spot, place_of, scalars_in, text_in
from tbh_model.documents._located import AnyNode, MappingNode, ScalarNode, SequenceNode

_Owners = Mapping[str, tuple[MappingNode, ...]]
"""Whoever has something, in the order in which they are written."""


@frozen
class _Shared:
    """Who has which address and name."""

    present: _Owners
    former: _Owners
    names: _Owners
    tags: Mapping[str, ScalarNode]
    """Of each form of a tag the spelling that most editions have, where it is first written."""


def shared_address(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find an address that another edition has too, now or formerly."""
    url = spot.scalar("url")
    if url is not None:
        for name in _others(_of(site).present, url.text, spot):
            message = f"edition `{name}` has the same address"
            yield Finding(place_of(url), message, "give one of the two another `url`", "url")
    for index, item in enumerate(_former(spot.node)):
        step = f"former_urls[{index}]"
        for name in _others(_of(site).present, item.text, spot):
            message = f"this former address is the present one of edition `{name}`"
            yield Finding(place_of(item), message, "take it out of one of the two", step)
        for name in _others(_of(site).former, item.text, spot):
            message = f"edition `{name}` has this former address too"
            yield Finding(place_of(item), message, "leave it to one of the two", step)


def same_name(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find a therapist of the same name."""
    name = spot.scalar("name")
    for other in () if name is None else _others(_of(site).names, _folded(name.text), spot):
        message = f"therapist `{other}` has the same name"
        place = place_of(name or spot.node)
        yield Finding(place, message, "keep one of the two, if they are one person", "name")


def tag_spelled_otherwise(spot: Spot, site: Site) -> Iterator[Finding]:
    """Find a tag that other editions write with another case, accent, space or hyphen."""
    for index, tag in enumerate(scalars_in(spot.node, "tags")):
        usual = _of(site).tags.get(_tag_form(tag.text), tag)
        if normalize("NFC", usual.text) != normalize("NFC", tag.text):
            place = ":".join(filter(None, (usual.source.file, str(usual.line))))
            message = (
                f"the tag `{tag.text}` is written `{usual.text}` at {place}: these are two topics"
            )
            yield Finding(place_of(tag), message, f"write `{usual.text}`", f"tags[{index}]")


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
    """Write a tag as it is compared: without case, accents, and what joins its words."""
    letters = normalize("NFKD", tag.casefold())
    return _JOINTS.sub("", "".join(sign for sign in letters if not combining(sign)))


_JOINTS: Final = re.compile(r"[\s_\-\u2010-\u2015]+")


def _others(owners: _Owners, key: str, spot: Spot) -> Iterator[str]:
    other = next((owner for owner in owners.get(key, ()) if owner is not spot.node), None)
    if other is not None:  # one is enough: a hundred copies are not ten thousand problems
        yield text_in(other, "id") or "without an id"


@memoize_by_identity
def _of(site: Site) -> _Shared:
    """Gather it once for all editions."""
    present, former, names = (defaultdict[str, list[MappingNode]](list) for _ in range(3))
    for edition in site.editions:
        address = _address_of(edition, site)
        if address is not None:
            present[address].append(edition)
        for url in {item.text for item in _former(edition)}:
            former[url].append(edition)
    for therapist in site.therapists.values():
        names[_folded(text_in(therapist, "name") or "")].append(therapist)
    return _Shared(_owners(present), _owners(former), _owners(names), _usual_tags(site.editions))


def _owners(found: Mapping[str, list[MappingNode]]) -> _Owners:
    return {key: tuple(owners) for key, owners in found.items()}


def _address_of(edition: MappingNode, site: Site) -> str | None:
    url, slug, id_ = (text_in(edition, key) for key in ("url", "slug", "id"))
    return url if url is not None or slug is None or id_ is None else site.permalink(slug, id_)


def _former(node: AnyNode) -> tuple[ScalarNode, ...]:
    found = node.get("former_urls") if isinstance(node, MappingNode) else None
    items = found.items if isinstance(found, SequenceNode) else ()
    return tuple(item for item in items if isinstance(item, ScalarNode))


def _folded(words: str) -> str:
    return " ".join(normalize("NFKC", words).casefold().split())
