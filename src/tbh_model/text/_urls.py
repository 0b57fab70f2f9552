"""Addresses of links and images: which are allowed, and how they join a base."""

import re
from posixpath import normpath
from unicodedata import normalize
from urllib.parse import quote, unquote, urljoin, urlsplit

from tbh_model.text._characters import visible

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
"""The only schemes that a link or an image may have."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
# A browser drops these before it looks for the scheme (URL Standard, section 4.4).
_DROPPED_ANYWHERE = re.compile(r"[\t\n\r]")
_DROPPED_IN_FRONT = "".join(map(chr, range(0x21)))
# What RFC 3986 lets stand; "%" is there because what is encoded already stays as it is.
_SAFE = "!#$%&'()*+,-./:;=?@_~"
_URI = re.compile(r"(?:[!#$&'()*+,\-./0-9:;=?@A-Z_a-z~]|%[0-9A-Fa-f]{2})*")
_BARE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PARTS = re.compile(r"((?:[^:/?#]+:)?//)((?:[^/?#@]*@)?)([^/?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(.*?)((?::[0-9]*)?)")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
# No scheme, and neither rooted nor a query, a fragment or nothing at all.
_RELATIVE_PATH = re.compile(r"[^/?#]")
_NO_HOST = re.compile(r"https?:(?!//)|(?:https?:)?//(?:[^/?#]*@)?(?:[:/?#]|$)", re.IGNORECASE)
_WITH_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_NOBODY = re.compile(r"(?:mailto|tel):[\s?]*", re.IGNORECASE)
_HOLDS_USER = re.compile(r"(?:https?:)?//[^/?#]*@", re.IGNORECASE)


def scheme(url: str) -> str | None:
    """Scheme of an address as a browser would read it, in lower case; `None` when relative."""
    found = _SCHEME.match(_bare(url))
    return found[1].lower() if found else None


def _bare(url: str) -> str:
    return _DROPPED_ANYWHERE.sub("", url.strip().lstrip(_DROPPED_IN_FRONT))


def has_allowed_scheme(url: str) -> bool:
    """Whether an address is relative, or has one of the `ALLOWED_SCHEMES`."""
    found = scheme(url)
    return found is None or found in ALLOWED_SCHEMES


def is_allowed(url: str) -> bool:
    """Whether an address may be that of a link or an image.

    It is relative, or has one of the `ALLOWED_SCHEMES`; where a host belongs, there is one, and
    neither user nor password before it.
    """
    return fault(url) is None


def fault(url: str) -> tuple[str, str] | None:
    """Why an address may not be that of a link or an image, and what to do; `None` if it may."""
    if not has_allowed_scheme(url):
        hint = "use http, https, mailto or tel, or an address without a scheme"
        return "has a scheme that is not allowed", hint
    bare = _bare(url)
    if _NO_HOST.match(bare):
        return "has no host", "write the host after //, as in https://example.org/"
    if _HOLDS_USER.match(bare):
        hint = "leave out what is between // and @: everybody reads it"
        return "holds a user or a password", hint
    if _WITH_HOST.match(bare) and not _can_be_reached(bare):
        return "has a host or a port that cannot be", "write it as in https://example.org:8080/"
    if _NOBODY.fullmatch(bare):
        return "names nobody", "write whom, as in mailto:post@example.org or tel:+15195550142"
    return None


def _can_be_reached(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return re.search(r"[%\s]", parts.netloc) is None and parts.port != 0
    except ValueError:  # such as an open bracket, or a port of letters
        return False


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


def path_in_folder(url: str) -> str | None:
    """Give the path in the content folder that an address in a text stands for, if it does."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
        return None
    path = normpath(unquote(parts.path))
    return None if path.startswith("..") else path


def uri(address: str) -> str:
    """Give an address in any script as a URI (RFC 3987, section 3.1), which all programs can read.

    The labels of its host are written as domain names have them (Punycode), all else is
    percent-encoded; what is encoded already stays as it is, and a percent sign that encodes nothing
    is encoded. A character that nothing can carry becomes U+FFFD.
    """
    if _URI.fullmatch(address):
        return address
    shown = _BARE_PERCENT.sub("%25", visible(address))
    parts = _PARTS.fullmatch(shown)
    if parts is None:
        return quote(shown, safe=_SAFE)
    before, user, host, rest = parts.groups()
    return f"{before}{quote(user, safe=_SAFE)}{_host(host)}{quote(rest, safe=_SAFE)}"


def _host(authority: str) -> str:
    found = _HOST.fullmatch(authority)
    if authority.isascii() or found is None:
        return quote(authority, safe=f"{_SAFE}[]")
    name, port = found.groups()
    labels = _DOTS.split(normalize("NFKC", name.lower()))
    return f"{'.'.join(map(_label, labels))}{port}"


def _label(label: str) -> str:
    """Write one label of a host name; the codec of Python follows an older standard (IDNA 2003)."""
    return quote(label) if label.isascii() else f"xn--{label.encode('punycode').decode()}"
