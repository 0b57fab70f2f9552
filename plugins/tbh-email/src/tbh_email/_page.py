"""The letter as a page: templates, with the style on each element, as mail programs want it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import css_inline

import tbh_model as tbh
from tbh_email._letter import Answer, Heading, Letter, Prose
from tbh_email._sender import address_lines
from tbh_model.exporters import base_url, image_url, published_dimensions
from tbh_model.exporters.templating import Templates
from tbh_model.i18n import direction, language_for
from tbh_model.text import join, mailto, shorten, summary_words, uri, write_html

_PAGE: Final = Templates(package="tbh_email", media_type="text/html")
_STYLE: Final = Templates(package="tbh_email", media_type="text/css")
_PREHEADER: Final = 90
_WIDTH: Final = 536  # pixels of a picture in a letter


def page(letter: Letter) -> str:
    """Return a letter as HTML."""
    series, edition = letter.series, letter.edition
    start = "right" if direction(letter.language) == "rtl" else "left"
    context: dict[str, Any] = {
        "letter": letter,
        "direction": direction(letter.language),
        "start": start,
        "preheader": preheader(edition),
        "image": None if edition.image is None else image_url(series, edition.image),
        "image_size": {"width": _WIDTH, "height": _image_height(series, edition.image)},
        "strings": language_for(letter.language),
        "sender_strings": language_for(series.language),
        "sender": address_lines(series.publisher),
        "mailbox": None if series.publisher.email is None else mailto(series.publisher.email),
        "unsubscribe_url": _absolute(series, series.publisher.unsubscribe_url),
        "home": uri(series.url),
        "write_html": write_html,
        "style": _STYLE.render("email/style.css", series, edition, start=start),
        "dark_style": _STYLE.render("email/dark.css", series, edition),
    }
    html = _PAGE.render("email/letter.html", series, edition, **context)
    return f"{_inliner().inline(html)}\n"


def heaviest_part(letter: Letter) -> str:
    """Return the part of a letter that takes the most bytes, in words."""
    sizes: dict[str, int] = {}
    part = "the introduction"
    for passage in letter.passages:
        match passage:
            case Heading(label=label, value=value):
                part = f"the part “{label if value is None else f'{label} {value}'}”"
            case Answer(name=name, quote=quote, text=text):
                whose = f"the answer of {name}" if name else "an answer without a name"
                sizes[whose] = len(write_html(quote)) + len(write_html(text))
            case Prose(text=text):
                sizes[part] = sizes.get(part, 0) + len(write_html(text))
            case _:
                pass
    return max(sizes, key=lambda name: sizes[name])


def preheader(edition: tbh.Edition) -> str:
    """Return the line that mail programs show beside the subject."""
    return shorten(edition.summary or summary_words(edition.introduction), _PREHEADER)


def _image_height(series: tbh.Series, image: tbh.Image | None) -> int | None:
    width, height = (None, None) if image is None else published_dimensions(series, image)
    return round(_WIDTH * height / width) if width and height else None


def _absolute(series: tbh.Series, url: str | None) -> str | None:
    return None if url is None else uri(join(base_url(series), url))


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def picture_urls(html: str) -> Iterator[str]:
    """Yield the address of each picture of a page, once, as it is written there."""
    yield from dict.fromkeys(re.findall(r'<img[^>]* src="([^"]+)"', html))
