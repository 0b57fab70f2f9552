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
from tbh_model._suggest import closest
from tbh_model.i18n import is_language_tag, suggest_language_tag
from tbh_model.model._patterns import is_reserved_name
from tbh_model.text import correction, is_allowed, is_unseen, uri


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
    correct: Callable[[Any], Any] = lambda _: None
    """Return what was probably meant by a value that is not accepted; `None` if nobody can tell."""


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
    return is_word and not is_reserved_name(value)


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


def _correct_url(value: str, accepts: Callable[[str], bool]) -> str | None:
    """Return what was meant by an address, if that is accepted."""
    for meant in (value, correction(value) or value, uri((correction(value) or value).strip())):
        if accepts(meant):
            return meant
    return None


def _is_language_tag(value: str) -> bool:
    return is_language_tag(value)


def _is_email(value: str) -> bool:
    return _EMAIL.fullmatch(value) is not None


def _is_permanent_uri(value: str) -> bool:
    return _PERMANENT_URI.fullmatch(value) is not None


def _is_permalink(value: str) -> bool:
    names = _PLACEHOLDER.findall(value)
    are_known = set(names) <= {"url", "slug", "id"} and ("slug" in names or "id" in names)
    is_rooted = _PERMALINK_ROOT.match(value) is not None
    example = _PLACEHOLDER.sub("1", value.replace("{url}", "https://example.org/"))
    return are_known and is_rooted and _is_web_address(example)


def _is_time_zone(value: str) -> bool:
    from zoneinfo import ZoneInfo  # reads files: only for the one series that is made

    if _ZONE.fullmatch(value) is None:
        return False
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _suggest_time_zone(value: str) -> str | None:
    from zoneinfo import available_timezones  # reads a folder: only for somebody who mistyped

    zones = {zone for zone in available_timezones() if _ZONE.fullmatch(zone)}
    bare = value.strip().replace(" ", "_").removeprefix("right/").removeprefix("posix/")
    if "/" in bare:
        return closest(bare, zones)
    names = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones, reverse=True)}
    return names.get(bare.casefold())


def _is_image_source(value: str) -> bool:
    if _is_web_address(value):
        return True
    parts = value.split("/")
    is_inside = all(part not in {"", ".", ".."} for part in parts)
    return is_inside and re.search(r'[\\:*?"<>|\x00-\x1f]', value) is None and _is_line(value)


_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")  # no encoding or no file can hold these
_LINE_BREAK: Final = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_IDENTIFIER: Final = re.compile(r"[^\W_](?:[\w.~-]{0,98}[\w~-])?")
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
_IN_HOST: Final = r"[^\W_](?:[\w-]*[^\W_])?"
_EMAIL: Final = re.compile(rf"[^\s@<>()\[\],;:\\\"]+@(?:{_IN_HOST}\.)+(?=[^.]*[^\W\d_]){_IN_HOST}")
_ZONE_AREAS: Final = (
    "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|Indian"
    "|Mexico|Pacific|US"
)
_ZONE: Final = re.compile(
    rf"(?:{_ZONE_AREAS})(?:/[A-Z][\w+-]*)+|UTC|GMT(?:[+-]?0)?|UCT|Zulu|Universal|Greenwich|[CEMW]ET|"
    r"[EHM]ST|EST5EDT|CST6CDT|MST7MDT|PST8PDT|Cuba|Egypt|Eire|GB(?:-Eire)?|Hongkong|Iceland|Iran|"
    r"Israel|Jamaica|Japan|Kwajalein|Libya|NZ(?:-CHAT)?|Navajo|PRC|Poland|Portugal|ROC|ROK|"
    r"Singapore|Turkey|W-SU",
    re.ASCII,
)
"""Names in the database of IANA. What else lies beside them differs from machine to machine."""

PROSE: Final = frozenset({"words", "text", "line"})
"""Names of the constraints of texts that people write, and not of ids, tags and addresses."""
AnyText = Annotated[
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
        correct=lambda value: _correct_url(value, _is_web_address),
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
        correct=lambda value: _correct_url(value, _is_home_page),
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
        correct=lambda value: _correct_url(value, _is_link),
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
        _is_language_tag,
        correct=suggest_language_tag,
    ),
]
"""BCP 47 (RFC 5646)."""
TimeZone = Annotated[
    str,
    Constraint(
        "time-zone",
        "an IANA time zone, such as America/Toronto",
        _is_time_zone,
        correct=_suggest_time_zone,
    ),
]
"""A name in the IANA time zone database."""
Email = Annotated[
    str,
    Constraint(
        "email",
        "an e-mail address",
        _is_email,
        correct=lambda value: _correct_url(
            value.strip().removeprefix("mailto:").partition("?")[0], _is_email
        ),
    ),
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
