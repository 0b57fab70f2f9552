"""Constraints as annotations: a field says what it allows in its type, `title: Line`.

From that one declaration come the checks on construction, the errors of the loader and the JSON
Schema.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final
from unicodedata import is_normalized
from urllib.parse import urlsplit

from attrs import frozen

from tbh_model._final import final
from tbh_model.text import is_allowed, is_unseen


@final
@frozen
class Constraint:
    """What a text or a number must be like, in words and as a test."""

    name: str
    """A short name, stable, such as `slug`; the JSON Schema is keyed by it."""
    allowed: str
    """The end of the sentence "allowed: ..."."""
    accepts: Callable[[Any], bool]
    why: str = ""
    """Why nothing else is, where that is not plain to see."""


def _is_text(value: str) -> bool:
    if is_unseen(value):
        return False
    return value.isprintable() or not _NO_TEXT.search(value)  # most are, and that is fast


def _is_line(value: str) -> bool:
    if is_unseen(value) or value[0].isspace() or value[-1].isspace():
        return False
    return value.isprintable() or not (_NO_TEXT.search(value) or _LINE_BREAK.search(value))


def _is_identifier(value: str) -> bool:
    is_word = _IDENTIFIER.fullmatch(value) is not None and is_normalized("NFC", value)
    return is_word and not _RESERVED.fullmatch(value)


def _is_web_address(value: str) -> bool:
    if _NOT_IN_URL.search(value):
        return False
    try:
        parts = urlsplit(value)
        has_a_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and has_a_host and not {"@", "%"} & {*parts.netloc}


def _is_home_page(value: str) -> bool:
    return _is_web_address(value) and re.search("[?#]", value) is None


def _is_link(value: str) -> bool:
    return value != "" and not _NOT_IN_URL.search(value) and is_allowed(value)


def _is_permanent_uri(value: str) -> bool:
    return _PERMANENT_URI.fullmatch(value) is not None


def _is_permalink(value: str) -> bool:
    names = _PLACEHOLDER.findall(value)
    known = set(names) <= {"url", "slug", "id"} and ("slug" in names or "id" in names)
    rooted = _PERMALINK_ROOT.match(value) is not None
    filled = _PLACEHOLDER.sub("1", value.replace("{url}", "https://example.org/"))
    return known and rooted and _is_web_address(filled)


def _is_time_zone(value: str) -> bool:
    from zoneinfo import ZoneInfo  # reads files: only for the one series that is made

    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _is_image_source(value: str) -> bool:
    if _is_web_address(value):
        return True
    parts = value.split("/")
    inside = all(part not in {"", ".", ".."} for part in parts)
    return inside and re.search(r'[\\:*?"<>|\x00-\x1f]', value) is None and _is_line(value)


_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")  # no encoding or no file can hold these
_LINE_BREAK: Final = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_IDENTIFIER: Final = re.compile(r"[^\W_](?:[\w.~-]{0,98}[\w~-])?")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_NAME: Final = (
    "up to 100 letters, digits and . _ ~ -, beginning with a letter or digit, "
    "not ending with a dot, and no name that Windows reserves"
)
_NOT_IN_URL: Final = re.compile(r'[\s\x00-\x20\x7f-\x9f"<>\\^`{|}\ud800-\udfff]')
_PERMANENT_URI: Final = re.compile(
    r"(tag:[\w.@-]+,\d{4}(-\d\d){0,2}:|urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:)"
    r"[A-Za-z0-9\-._~!$&'()*+,;=:@/%?]+",
    re.ASCII,
)
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_PERMALINK_ROOT: Final = re.compile(r"\{url\}|https?://(?!\{url\})[^/?#:]")
_LANGUAGE_TAG: Final = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
_EMAIL: Final = re.compile(
    r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@.<>()\[\],;:\\\"]+"
)

PROSE: Final = frozenset({"words", "text", "line"})
"""Names of the constraints of texts that people write, and not of ids, tags and addresses."""
Words = Annotated[
    str, Constraint("words", "text, which may be empty", lambda value: not _NO_TEXT.search(value))
]
"""What is said in place of something else; empty where there is nothing to say."""
Text = Annotated[str, Constraint("text", "text that is not blank", _is_text)]
"""Printed words, any number of lines, kept as they are."""
Line = Annotated[
    str, Constraint("line", "text on one line, without spaces around it, not blank", _is_line)
]
"""A title, a name, a label."""
Identifier = Annotated[
    str,
    Constraint("identifier", _NAME, _is_identifier),
]
"""What other things refer to; stays the same for ever."""
Slug = Annotated[
    str,
    Constraint("slug", _NAME, _is_identifier),
]
"""The last part of a permalink."""
PermanentURI = Annotated[
    str,
    Constraint(
        "permanent-uri",
        "a tag: or urn: URI, such as tag:example.org,2026:series",
        _is_permanent_uri,
    ),
]
"""RFC 4151 or RFC 8141."""
WebAddress = Annotated[
    str,
    Constraint(
        "web-address",
        "an absolute http or https URL with a host and no user or password",
        _is_web_address,
    ),
]
"""An absolute URL; characters outside ASCII are percent-encoded when it is written."""
HomePage = Annotated[
    str,
    Constraint(
        "home-page",
        "an http or https URL with a host, and without ?, #, user or password",
        _is_home_page,
        why="other addresses are built on it, and everybody can read it",
    ),
]
"""Where a series lives: permalinks begin with it."""
LinkTarget = Annotated[
    str,
    Constraint(
        "link-target",
        "an http or https URL with a host and no user or password, "
        "a mailto or tel URL, or a relative one",
        _is_link,
    ),
]
"""Where a link may lead; a relative one is joined to the URL of the series."""
PermalinkPattern = Annotated[
    str,
    Constraint(
        "permalink-pattern",
        "a URL pattern that begins with {url}, or http(s):// and a host, and holds {slug} or {id}",
        _is_permalink,
    ),
]
"""A pattern for the URL of an edition."""
LanguageTag = Annotated[
    str,
    Constraint(
        "language-tag",
        "a BCP 47 language tag, such as en, fr-CA or ar",
        lambda value: _LANGUAGE_TAG.fullmatch(value) is not None,
    ),
]
"""BCP 47 (RFC 5646)."""
TimeZone = Annotated[
    str, Constraint("time-zone", "an IANA time zone, such as America/Toronto", _is_time_zone)
]
"""A name in the IANA time zone database."""
Email = Annotated[
    str, Constraint("email", "an e-mail address", lambda value: _EMAIL.fullmatch(value) is not None)
]
"""One mailbox, `name@host.domain`."""
ImageSource = Annotated[
    str,
    Constraint(
        "image-source",
        "an http or https URL, or a path inside the content folder with / between its parts",
        _is_image_source,
    ),
]
"""Where an image is."""
Count = Annotated[
    int,
    Constraint(
        "count", "a whole number from 1, of 18 digits at most", lambda value: 1 <= value < 10**18
    ),
]
"""A number of things, of pixels, of an edition."""
