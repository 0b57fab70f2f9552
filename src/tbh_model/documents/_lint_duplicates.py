"""What two editions, or two therapists, have in common and should not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from unicodedata import normalize

from attrs import frozen

from tbh_model._memo import once_for_each
from tbh_model.documents._lint_spots import Finding, Site, Spot, place_of, text_in
from tbh_model.documents._located import AnyNode, Scalar, Sequence
from tbh_model.documents._located import Mapping as Group

_Owners = Mapping[str, tuple[Group, ...]]
"""Whoever has something, in the order in which they are written."""


@frozen
class _Shared:
    """Who has which address and name."""

    present: _Owners
    former: _Owners
    names: _Owners


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


def _others(owners: _Owners, key: str, spot: Spot) -> Iterator[str]:
    other = next((owner for owner in owners.get(key, ()) if owner is not spot.node), None)
    if other is not None:  # one is enough: a hundred copies are not ten thousand problems
        yield text_in(other, "id") or "without an id"


@once_for_each
def _of(site: Site) -> _Shared:
    """Gather it once for all editions."""
    present, former, names = (defaultdict[str, list[Group]](list) for _ in range(3))
    for edition in site.editions:
        address = _address_of(edition, site)
        if address is not None:
            present[address].append(edition)
        for url in {item.text for item in _former(edition)}:
            former[url].append(edition)
    for therapist in site.therapists.values():
        names[_folded(text_in(therapist, "name") or "")].append(therapist)
    return _Shared(*map(_owners, (present, former, names)))


def _owners(found: Mapping[str, list[Group]]) -> _Owners:
    return {key: tuple(owners) for key, owners in found.items()}


def _address_of(edition: Group, site: Site) -> str | None:
    url, slug, id_ = (text_in(edition, key) for key in ("url", "slug", "id"))
    return url if url is not None or slug is None or id_ is None else site.permalink(slug, id_)


def _former(node: AnyNode) -> tuple[Scalar, ...]:
    found = node.get("former_urls") if isinstance(node, Group) else None
    items = found.items if isinstance(found, Sequence) else ()
    return tuple(item for item in items if isinstance(item, Scalar))


def _folded(words: str) -> str:
    return " ".join(normalize("NFKC", words).casefold().split())
