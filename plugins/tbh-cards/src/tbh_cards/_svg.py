"""Drawings in SVG, with text as outlines, so that no viewer needs a font, and as PNG."""

import base64
from functools import lru_cache
from xml.etree import ElementTree as ET

from attrs import define, field, frozen

from tbh_cards._fonts import Font
from tbh_cards._text import Line, TextBlock

_SVG = "http://www.w3.org/2000/svg"


@frozen
class Picture:
    """Bitmap in a drawing."""

    body: bytes
    media_type: str

    def attributes(self) -> dict[str, str]:
        """Return the attributes of an element that shows it, cut at the bottom or at both sides."""
        source = base64.b64encode(self.body).decode()
        reference = f"data:{self.media_type};base64,{source}"
        return {"href": reference, "preserveAspectRatio": "xMidYMin slice"}


@define
class Drawing:
    """SVG document in the making."""

    width: int
    height: int
    _root: ET.Element = field(init=False)
    _defs: ET.Element = field(init=False)
    _glyphs: dict[tuple[Font, int], str] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        size = {"width": str(self.width), "height": str(self.height)}
        box = f"0 0 {self.width} {self.height}"
        self._root = ET.Element("svg", {"xmlns": _SVG, "viewBox": box, "role": "img", **size})
        self._defs = ET.SubElement(self._root, "defs")

    def describe(self, text: str) -> None:
        """Set the words for those who cannot see it."""
        title = ET.Element("title")
        title.text = text
        self._root.insert(0, title)

    def rectangle(self, colour: str) -> None:
        """Fill the whole drawing."""
        ET.SubElement(self._root, "rect", {"width": "100%", "height": "100%", "fill": colour})

    def portrait(self, picture: Picture, x: float, y: float, radius: float, ring: str) -> None:
        """Draw the upper part of a picture as a disc, with a ring around it."""
        name = f"c{len(self._defs)}"
        clip = ET.SubElement(self._defs, "clipPath", {"id": name})
        place = {"cx": _number(x), "cy": _number(y)}
        ET.SubElement(clip, "circle", {**place, "r": _number(radius)})
        ET.SubElement(self._root, "circle", {**place, "r": _number(radius * 1.06), "fill": ring})
        box = {"x": _number(x - radius), "y": _number(y - radius)}
        box |= dict.fromkeys(("width", "height"), _number(2 * radius))
        image = {**picture.attributes(), **box, "clip-path": f"url(#{name})"}
        ET.SubElement(self._root, "image", image)

    def block(  # noqa: PLR0913 - what, where, and in which colours
        self,
        block: TextBlock,
        x: float,
        y: float,
        colour: str,
        *,
        rtl: bool = False,
        accent: str | None = None,
    ) -> None:
        """Draw lines below `y`, from `x` to the right, or to the left."""
        for index, line in enumerate(block.lines):
            baseline = y + index * block.leading + line.size * 0.78
            if line.hanging is not None:
                hanging = line.hanging
                start = x if rtl else x - hanging.width
                self.line(hanging, start, baseline, accent or colour)
            self.line(line, x - line.width if rtl else x, baseline, colour)

    def line(self, line: Line, x: float, baseline: float, colour: str) -> None:
        """Draw a line of text."""
        group = ET.SubElement(self._root, "g", {"fill": colour})
        for glyph in line.glyphs:
            name = self._define(glyph.font, glyph.index)
            if name is None:
                continue
            scale = line.size / glyph.font.units_per_em
            move = f"translate({_number(x + glyph.x)} {_number(baseline - glyph.y)})"
            turn = f"scale({scale:.5f} -{scale:.5f})"
            ET.SubElement(group, "use", {"href": f"#{name}", "transform": f"{move} {turn}"})

    def _define(self, font: Font, glyph: int) -> str | None:
        """Return the name of the outline of a glyph; None for a space."""
        if (font, glyph) not in self._glyphs:
            outline = font.outline(glyph)
            name = f"g{len(self._glyphs)}" if outline else ""
            self._glyphs[font, glyph] = name
            if outline:
                ET.SubElement(self._defs, "path", {"id": name, "d": outline})
        return self._glyphs[font, glyph] or None

    def svg(self) -> str:
        """Return the document."""
        return ET.tostring(self._root, encoding="unicode") + "\n"


# a preview draws the same few cards again and again
@lru_cache(maxsize=200)
def png(svg: str) -> bytes:
    """Return a drawing as PNG."""
    from resvg_py import svg_to_bytes  # 3 MB: only when something is drawn

    return bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=True))


@lru_cache(maxsize=100)
def thumbnail(picture: Picture, size: int) -> Picture:
    """Return the upper part of a picture as a square: what is drawn small needs few bytes."""
    box = {"width": str(size), "height": str(size)}
    root = ET.Element("svg", {"xmlns": _SVG, **box})
    ET.SubElement(root, "image", {**picture.attributes(), **box})
    return Picture(png(ET.tostring(root, encoding="unicode")), "image/png")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
