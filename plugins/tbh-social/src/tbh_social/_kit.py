"""Share kit of a person: their cards, texts to post, a snippet for their site, and a badge."""

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from attrs import evolve, frozen

import tbh_model as tbh
from tbh_model.text import replace_unencodable, uri
from tbh_social._networks import Network
from tbh_social._posts import Writer

_SVG: Final = "http://www.w3.org/2000/svg"
_BADGE_HEIGHT: Final = 40
# The width of a letter in em, at most; the text is set to the width that the badge has for it.
_LETTER_WIDTH: Final = 0.58
_BADGE_SIZE: Final = 16


@frozen(kw_only=True)
class Answer:
    """A response of one person, and the writer of its edition."""

    writer: Writer
    response: tbh.Response


def kit(
    series: tbh.Series, folder: str, answers: tuple[Answer, ...], networks: tuple[Network, ...]
) -> Iterator[tbh.Artifact]:
    """Yield the files of the kit of one person, from their own responses alone."""
    for answer in answers:
        name = f"{folder}/{answer.writer.edition.slug}-{answer.response.id}"
        for picture in answer.writer.share_pictures(answer.response):
            size = f"{picture.width}x{picture.height}"
            ending = picture.artifact.path.rpartition(".")[2]
            yield evolve(picture.artifact, path=f"{name}-{size}.{ending}")
        yield tbh.Artifact.text(f"{name}.txt", _texts(answer, networks))
        yield tbh.Artifact.text(f"{name}.html", _embed(series, answer), "text/html")
    yield tbh.Artifact.text(f"{folder}/badge.svg", _badge(series), "image/svg+xml")
    yield tbh.Artifact.text(f"{folder}/badge.html", _badge_link(series), "text/html")


def _texts(answer: Answer, networks: tuple[Network, ...]) -> str:
    """Return the posts of a quote, the same text once for all networks that it fits."""
    names: dict[tuple[str, str | None], list[str]] = {}
    for network in networks:
        posts = answer.writer.quote(network, answer.response)
        text = "\n\n".join(post.text for post in posts)
        names.setdefault((text, posts[0].alt), []).append(network.value)
    lines: list[str] = []
    for (text, alt), same in names.items():
        lines += [f"--- {', '.join(same)}", "", text, ""]
        lines += [f"[description of the card: {alt}]", ""] if alt is not None else []
    return "\n".join(lines)


def _embed(series: tbh.Series, answer: Answer) -> str:
    """Return the quote as an element for a page of anybody's: no script, no style, no tracker."""
    edition, response = answer.writer.edition, answer.response
    language = response.language or series.language_of(edition)
    address = uri(f"{series.url_of(edition)}#{response.id}")
    figure = ET.Element("figure", {"lang": language})
    quote = ET.SubElement(figure, "blockquote", {"cite": address})
    for line in answer.writer.quoted_words(response).split("\n"):
        ET.SubElement(quote, "p").text = replace_unencodable(line)
    caption = ET.SubElement(figure, "figcaption")
    name = series.byline(response, language=language)
    caption.text = "" if name is None else f"{replace_unencodable(name)}, "
    link = ET.SubElement(caption, "a", {"href": address})
    link.text = replace_unencodable(edition.title)
    return f"{ET.tostring(figure, encoding='unicode', method='html')}\n"


def _badge(series: tbh.Series) -> str:
    """Return the name of the series as a small drawing."""
    title = replace_unencodable(series.title)
    text_width = round(len(title) * _BADGE_SIZE * _LETTER_WIDTH)
    size = {"width": str(text_width + 2 * _BADGE_SIZE), "height": str(_BADGE_HEIGHT)}
    badge = ET.Element("svg", {"xmlns": _SVG, "role": "img", **size})
    ET.SubElement(badge, "title").text = title
    ET.SubElement(badge, "rect", {"width": "100%", "height": "100%", "rx": "4", "fill": "#1f1b16"})
    place = {"x": "50%", "y": "26", "text-anchor": "middle", "fill": "#f7f2e7"}
    font = {"font-family": "Georgia, serif", "font-size": str(_BADGE_SIZE)}
    fixed = {"textLength": str(text_width), "lengthAdjust": "spacingAndGlyphs"}
    ET.SubElement(badge, "text", {**place, **font, **fixed}).text = title
    return f"{ET.tostring(badge, encoding='unicode')}\n"


def _badge_link(series: tbh.Series) -> str:
    link = ET.Element("a", {"href": uri(series.url)})
    alt = replace_unencodable(series.title)
    ET.SubElement(link, "img", {"src": "badge.svg", "alt": alt, "height": str(_BADGE_HEIGHT)})
    return f"{ET.tostring(link, encoding='unicode', method='html')}\n"
