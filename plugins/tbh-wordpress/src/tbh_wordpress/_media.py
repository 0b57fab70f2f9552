"""The images of an edition, as WordPress fetches them: by address, each once."""

from collections.abc import Iterator
from posixpath import basename, splitext
from urllib.parse import unquote, urlsplit

from attrs import frozen

import tbh_model as tbh
from tbh_model.exporters import base_url, image_url
from tbh_model.model import (
    ChallengePart,
    ChallengersPart,
    IntroductionPart,
    NoticesPart,
    ResultsPart,
)
from tbh_model.text import InlineImage, RichText, join, uri


@frozen(kw_only=True)
class Media:
    """An image that becomes an attachment."""

    url: str
    """Absolute: where WordPress fetches it from."""
    alt: str
    caption: str | None = None
    credit: str | None = None

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return splitext(basename(unquote(urlsplit(self.url).path)))[0] or "image"


def lead(series: tbh.Series, edition: tbh.Edition) -> Media | None:
    """Return the image of an edition itself."""
    image = edition.image
    if image is None:
        return None
    return Media(
        url=image_url(series, image),
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
    )


def media(series: tbh.Series, edition: tbh.Edition) -> tuple[Media, ...]:
    """Return every image of an edition: its own first, then those in its texts."""
    own = lead(series, edition)
    found = {} if own is None else {own.url: own}
    for text in _texts(series, edition):
        for image in _images(text):
            url = uri(join(base_url(series), image.url))
            found.setdefault(url, Media(url=url, alt=image.alt))
    return tuple(found.values())


def _texts(series: tbh.Series, edition: tbh.Edition) -> Iterator[RichText]:
    for part in tbh.outline(series, edition):
        match part:
            case IntroductionPart(text=text) | ChallengePart(background=text):
                yield text
            case ChallengersPart(introduction=text):
                yield text
            case ResultsPart(responses=responses):
                yield from (each.response.answer for each in responses if each.response.answer)
            case NoticesPart(notices=notices):
                yield from (notice.text for notice in notices)
            case _:
                continue


def _images(node: object) -> Iterator[InlineImage]:
    if isinstance(node, InlineImage):
        yield node
    for child in node.blocks if isinstance(node, RichText) else getattr(node, "children", ()):
        yield from _images(child)
