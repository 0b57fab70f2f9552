"""Constraints of fields, as annotated types such as `title: Line`.

From that one declaration come the checks on construction, the errors of the loader and the JSON
Schema.
"""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final
from unicodedata import is_normalized
from urllib.parse import urlsplit

from tbh_model._attrs import frozen
from tbh_model._characters import BYTE_ORDER_MARK, LINE_BREAKS
from tbh_model._errors import closest
from tbh_model._final import final
from tbh_model.i18n import LANGUAGE_TAG, is_language_tag, suggest_language_tag
from tbh_model.model import _patterns as patterns
from tbh_model.text import correction, is_allowed, is_unseen, uri


@final
@frozen
class Constraint:
    """Constraint on a text or a number, with a description and a test."""

    name: str
    """A short name, stable, such as `slug`; the JSON Schema is keyed by it."""
    allowed: str
    """The end of the sentence "allowed: ..."."""
    accepts: Callable[[Any], bool]
    """Returns whether a value is allowed."""
    why: str = ""
    """The reason, if it is not obvious."""
    correct: Callable[[Any], Any] = lambda _: None
    """Return what was probably meant by a value that is not accepted; `None` if nobody can tell."""
    pattern: str | None = None
    """For JSON Schema, the shape of every text that is accepted, in full: a regular expression that
    means the same to Python and to ECMAScript."""
    examples: tuple[str, ...] = ()
    """For JSON Schema, what editors offer."""
    minimum: int | None = None
    """For JSON Schema, the least number that is accepted."""
    members: Iterable[StrEnum] = ()
    """Well-known values: a text that is the value of a member becomes it."""


def _is_text(value: str) -> bool:
    if is_unseen(value):
        return False
    return value.isprintable() or not _NO_TEXT.search(value)  # most are, and that is fast


def _is_line(value: str) -> bool:
    if is_unseen(value) or value[0].isspace() or value[-1].isspace():
        return False
    # to JavaScript it is a space, which feed readers remove
    if BYTE_ORDER_MARK in value and value.strip(BYTE_ORDER_MARK) != value:
        return False
    return value.isprintable() or not (_NO_TEXT.search(value) or _LINE_BREAK.search(value))


def _is_reachable(value: str) -> bool:
    """Return whether a web address has a host that there can be."""
    try:
        return bool(urlsplit(value).hostname) and not _SURROGATE.search(value)
    except ValueError:
        return False


def _is_link(value: str) -> bool:
    return is_allowed(value) and not _SURROGATE.search(value)


def _correct_url(value: str, accepts: Callable[[str], bool]) -> str | None:
    """Return what was meant by an address, if that is accepted."""
    for meant in (value, correction(value) or value, uri((correction(value) or value).strip())):
        if accepts(meant):
            return meant
    return None


def _makes_address(value: str) -> bool:
    """Return whether a pattern for permalinks gives web addresses."""
    return _is_web_address(_PLACEHOLDER.sub("1", value.replace("{url}", "https://example.org/")))


def _has_time_zone(value: str) -> bool:
    from zoneinfo import ZoneInfo  # reads files: only for the one series that is made

    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _suggest_time_zone(value: str) -> str | None:
    from zoneinfo import available_timezones  # reads a folder: only for somebody who mistyped

    zones = {zone for zone in available_timezones() if re.fullmatch(patterns.TIME_ZONE, zone)}
    bare = value.strip().replace(" ", "_").removeprefix("right/").removeprefix("posix/")
    if "/" in bare:
        return closest(bare, zones)
    names = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones, reverse=True)}
    return names.get(bare.casefold())


_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")  # no encoding or no file can hold these
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE_BREAK: Final = re.compile(f"[{LINE_BREAKS}]")
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")


@cache
def _fullmatch(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).fullmatch


def _of_pattern(pattern: str, check: Callable[[str], bool] | None = None) -> Callable[[str], bool]:
    """Return a test for texts of a pattern, of which a check knows what no pattern can say."""

    def accepts(value: str) -> bool:
        # compiled on first use: some take a millisecond, for a field or two
        return _fullmatch(pattern)(value) is not None and (check is None or check(value))

    return accepts


_is_identifier: Final = _of_pattern(
    # two spellings of one accent would be two ids, and one file on macOS
    patterns.UNICODE_IDENTIFIER,
    lambda value: value.isascii() or is_normalized("NFC", value),
)
_is_web_address: Final = _of_pattern(patterns.WEB_ADDRESS, _is_reachable)
_is_secure_address: Final = _of_pattern(patterns.SECURE_ADDRESS, _is_reachable)
_is_home_page: Final = _of_pattern(patterns.HOME_PAGE, _is_reachable)
_is_link_target: Final = _of_pattern(patterns.LINK_TARGET, _is_link)
_is_email: Final = _of_pattern(patterns.UNICODE_EMAIL)
_is_local_image: Final = _of_pattern(patterns.LOCAL_IMAGE, _is_line)

_NAME: Final = (
    "up to 100 letters, digits and . _ ~ -, beginning with a letter or digit, "
    "not ending with a dot, and no name that Windows reserves"
)
PROSE: Final = frozenset({"words", "text", "line"})
"""Names of the constraints of prose, as opposed to ids, tags and URLs."""
AnyText = Annotated[
    str,
    Constraint(
        "words",
        "text, which may be empty",
        lambda value: not _NO_TEXT.search(value),
        pattern=patterns.ANY_TEXT,
    ),
]
"""What is said in place of something else; empty where there is nothing to say."""
Text = Annotated[str, Constraint("text", "text that is not blank", _is_text, pattern=patterns.TEXT)]
"""Printed words, any number of lines, kept as they are."""
Line = Annotated[
    str,
    Constraint(
        "line",
        "text on one line, without spaces around it, not blank",
        _is_line,
        pattern=patterns.LINE,
    ),
]
"""A title, a name, a label."""
Identifier = Annotated[
    str, Constraint("identifier", _NAME, _is_identifier, pattern=patterns.IDENTIFIER)
]
"""What other things refer to; stays the same for ever."""
Slug = Annotated[
    str,
    Constraint(
        "slug",
        _NAME,
        _is_identifier,
        pattern=patterns.IDENTIFIER,
        examples=("a-bad-day-of-your-own",),
    ),
]
"""The last part of a permalink."""
PermanentURI = Annotated[
    str,
    Constraint(
        "permanent-uri",
        "a tag: or urn: URI, such as tag:example.org,2026:series",
        _of_pattern(patterns.PERMANENT_URI),
        pattern=patterns.PERMANENT_URI,
        examples=("tag:example.org,2026:series",),
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
        pattern=patterns.WEB_ADDRESS,
        examples=("https://example.org/",),
    ),
]
"""An absolute URL; characters outside ASCII are percent-encoded when it is written."""
SecureAddress = Annotated[
    str,
    Constraint(
        "secure-address",
        "an absolute https URL with a host and no user or password",
        _is_secure_address,
        why="what readers write goes there, and http would show it to everybody on the way",
        correct=lambda value: _correct_url(
            re.sub("^http:", "https:", value, flags=re.IGNORECASE), _is_secure_address
        ),
        pattern=patterns.SECURE_ADDRESS,
        examples=("https://letters.example.org/subscribe",),
    ),
]
"""Where a form sends what a reader fills in."""
HomePage = Annotated[
    str,
    Constraint(
        "home-page",
        "an http or https URL with a host, and without ?, #, user or password",
        _is_home_page,
        why="other addresses are built on it, and everybody can read it",
        correct=lambda value: _correct_url(value, _is_home_page),
        pattern=patterns.HOME_PAGE,
        examples=("https://example.org/talk/",),
    ),
]
"""Where a series lives: permalinks begin with it."""
LinkTarget = Annotated[
    str,
    Constraint(
        "link-target",
        "an http or https URL with a host and no user or password, "
        "a mailto or tel URL, or a relative one",
        _is_link_target,
        correct=lambda value: _correct_url(value, _is_link_target),
        pattern=patterns.LINK_TARGET,
        examples=("https://example.org/book/", "mailto:post@example.org", "../people/"),
    ),
]
"""Where a link may lead; a relative one is joined to the URL of the series."""
PermalinkPattern = Annotated[
    str,
    Constraint(
        "permalink-pattern",
        "a URL pattern that begins with {url}, or http(s):// and a host, and holds {slug} or {id}",
        _of_pattern(patterns.PERMALINK, _makes_address),
        pattern=patterns.PERMALINK,
        examples=("{url}editions/{slug}/",),
    ),
]
"""A pattern for the URL of an edition."""
LanguageTag = Annotated[
    str,
    Constraint(
        "language-tag",
        "a BCP 47 language tag, such as en, fr-CA or ar",
        is_language_tag,
        correct=suggest_language_tag,
        pattern=LANGUAGE_TAG,
        examples=("en", "fr-CA", "ar"),
    ),
]
"""BCP 47 (RFC 5646)."""
TimeZone = Annotated[
    str,
    Constraint(
        "time-zone",
        "an IANA time zone, such as America/Toronto",
        _of_pattern(patterns.TIME_ZONE, _has_time_zone),
        correct=_suggest_time_zone,
        pattern=patterns.TIME_ZONE,
        examples=("America/Toronto", "Europe/London", "UTC"),
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
        pattern=patterns.EMAIL,
        examples=("post@example.org",),
    ),
]
"""One mailbox, `name@host.domain`."""
ImageSource = Annotated[
    str,
    Constraint(
        "image-source",
        "an http or https URL, or a path inside the content folder with / between its parts",
        lambda value: _is_web_address(value) or _is_local_image(value),
        pattern=patterns.IMAGE_SOURCE,
        examples=("images/bus-stop.jpg",),
    ),
]
"""Where an image is."""
MediaType = Annotated[
    str,
    Constraint(
        "media-type",
        "a media type in small letters, such as audio/mpeg",
        _of_pattern(patterns.MEDIA_TYPE),
        correct=lambda value: value.partition(";")[0].strip().lower(),
        pattern=patterns.MEDIA_TYPE,
        examples=("audio/mpeg", "audio/mp4", "video/mp4", "application/pdf"),
    ),
]
"""RFC 6838, without parameters."""
Size = Annotated[
    int,
    Constraint(
        "size",
        "a whole number from 0, of 18 digits at most",
        # fits into the 64 bits of databases and other languages
        lambda value: 0 <= value < 10**18,
        minimum=0,
    ),
]
"""A number of bytes."""
Count = Annotated[
    int,
    Constraint(
        "count",
        "a whole number from 1, of 18 digits at most",
        lambda value: 1 <= value < 10**18,
        minimum=1,
    ),
]
"""A number of things, of pixels, of an edition."""
_FOLDER: Final = r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*"
FolderPath = Annotated[
    str,
    Constraint(
        "folder-path",
        "a folder of the output, such as cards or tools/search: small letters, digits, - and _",
        lambda value: re.fullmatch(_FOLDER, value) is not None,
        pattern=_FOLDER,
    ),
]
"""A folder of the output, for an option of an exporter."""
