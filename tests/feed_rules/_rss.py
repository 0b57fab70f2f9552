"""What only RSS has: images, numbers, enclosures, Media RSS."""

import re
from collections.abc import Iterator
from typing import Final

from feed_rules._document import Document, Finding, children, names_of, rule, words


@rule("ImageTitleDoesntMatch", "ImageLinkDoesntMatch", "ImageUrlFormat")
def channel_image(document: Document) -> Iterator[Finding]:
    """The image of a feed has its title and its link, and is of a kind that is old enough."""
    for each in document.of("image", inside="channel"):
        channel = each.getparent()
        assert channel is not None
        for name, message in (("title", "ImageTitleDoesntMatch"), ("link", "ImageLinkDoesntMatch")):
            if (each.findtext(name) or "").strip() != (channel.findtext(name) or "").strip():
                yield Finding(message)
        ending = (each.findtext("url") or "").strip().rpartition(".")[2].lower()
        if re.fullmatch(r"\w+", ending) and ending not in {"jpg", "jpeg", "gif", "png"}:
            yield Finding("ImageUrlFormat", ending)


def is_number(value: str, least: int, most: int) -> bool:
    return re.fullmatch(r"\d{1,9}", value, re.ASCII) is not None and least <= int(value) <= most


_NUMBERS: Final = (
    ("width", "image", 1, 144, "InvalidWidth"),
    ("height", "image", 1, 400, "InvalidHeight"),
    ("ttl", "channel", 1, 10**9, "InvalidPositiveInteger"),
    ("sy:updateFrequency", "channel", 1, 10**9, "InvalidPositiveInteger"),
    ("hour", "skipHours", 0, 24, "InvalidHour"),
)


@rule("InvalidWidth", "InvalidHeight", "InvalidPositiveInteger", "InvalidHour")
def numbers(document: Document) -> Iterator[Finding]:
    """Numbers are numbers, within bounds."""
    for name, inside, least, most, message in _NUMBERS:
        for each in document.of(name, inside=inside):
            if not is_number(words(each), least, most):
                yield Finding(message, words(each))
    for each in document.of("media:content", "media:thumbnail"):
        for key in ("width", "height", "fileSize"):
            if each.get(key) is not None and not is_number(str(each.get(key)), 1, 10**9):
                yield Finding("InvalidPositiveInteger", key)


_DAYS: Final = names_of("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")


@rule("NotEnoughHoursInTheDay", "UseZeroForMidnight", "EightDaysAWeek", "InvalidDay")
def skipped(document: Document) -> Iterator[Finding]:
    """A day has 24 hours, a week seven days."""
    hours = [words(each) for each in document.of("hour", inside="skipHours")]
    days = [words(each) for each in document.of("day", inside="skipDays")]
    if len(hours) > 24:
        yield Finding("NotEnoughHoursInTheDay", str(len(hours)))
    if "24" in hours:
        yield Finding("UseZeroForMidnight")
    if len(days) > 7:
        yield Finding("EightDaysAWeek", str(len(days)))
    for day in set(days) - _DAYS:
        yield Finding("InvalidDay", day)


@rule("AvoidTextInput")
def text_input(document: Document) -> Iterator[Finding]:
    """Nobody knows what it is for."""
    for _ in document.of("textInput"):
        yield Finding("AvoidTextInput")


@rule("InvalidIntegerAttribute", "UseZeroForUnknown")
def enclosures(document: Document) -> Iterator[Finding]:
    """A file has a length; 0 where it is unknown."""
    for each in document.of("enclosure"):
        length = each.get("length", "0")
        if length == "-1":
            yield Finding("UseZeroForUnknown")
        elif not is_number(length, 0, 10**9):
            yield Finding("InvalidIntegerAttribute", length)


@rule("MediaGroupWithoutAlternatives", "InvalidMediaMedium", "InvalidMediaTextType")
def media(document: Document) -> Iterator[Finding]:
    """Media RSS: a group has several of one thing."""
    for each in document.of("media:group"):
        if children(each).count("media:content") < 2:
            yield Finding("MediaGroupWithoutAlternatives")
    for each in document.of("media:content"):
        medium = each.get("medium", "image")
        if medium not in {"image", "audio", "video", "document", "executable"}:
            yield Finding("InvalidMediaMedium", medium)
    for each in document.of("media:title", "media:description"):
        if each.get("type", "plain") not in {"plain", "html"}:
            yield Finding("InvalidMediaTextType", each.get("type", ""))
