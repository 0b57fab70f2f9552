"""Addresses of links and images: which are allowed, and how they join a base."""

import re
from urllib.parse import quote, urljoin

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""The only schemes that a link or an image may have."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
# A browser drops these before it looks for the scheme (URL Standard, section 4.4).
_DROPPED_ANYWHERE = re.compile(r"[\t\n\r]")
_DROPPED_IN_FRONT = "".join(map(chr, range(0x21)))
# What RFC 3986 lets stand; "%" is there because what is encoded already stays as it is.
_SAFE = "!#$%&'()*+,-./:;=?@_~"
# No scheme, and neither rooted nor a query, a fragment or nothing at all.
_RELATIVE_PATH = re.compile(r"[^/?#]")


def scheme(url: str) -> str | None:
    """Scheme of an address as a browser would read it, in lower case; `None` when relative."""
    bare = url.strip().lstrip(_DROPPED_IN_FRONT)
    found = _SCHEME.match(_DROPPED_ANYWHERE.sub("", bare))
    return found[1].lower() if found else None


def is_allowed(url: str) -> bool:
    """Whether an address is relative, or has one of the `ALLOWED_SCHEMES`."""
    found = scheme(url)
    return found is None or found in ALLOWED_SCHEMES


def join(base: str | None, reference: str) -> str:
    """Resolve an address against a base.

    An absolute base joins as RFC 3986 says, fragments included. A relative base such as `../../`
    is put before relative paths and leaves absolute and rooted addresses, queries and fragments
    alone. No base, or an address that cannot be parsed, leaves the address as it is.
    """
    if base is None or scheme(reference) is not None:
        return reference
    if scheme(base) is None:
        return base + reference if _RELATIVE_PATH.match(reference) else reference
    try:
        return urljoin(base, reference)
    except ValueError:  # such as an open bracket where a host should be
        return reference


def encoded(url: str) -> str:
    """Percent-encode what may not stand in a URI; what is encoded already stays as it is."""
    return quote(url, safe=_SAFE)
