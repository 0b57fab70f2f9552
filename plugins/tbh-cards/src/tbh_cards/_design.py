"""Design of the cards: what stands where, at which size, in which colours."""

from bisect import bisect
from math import log
from pathlib import Path
from typing import Final

from attrs import frozen

from tbh_cards._fonts import Typeface
from tbh_cards._svg import Drawing, Picture
from tbh_cards._text import TextBlock, is_rtl, set_text
from tbh_model.text import shorten


@frozen(kw_only=True)
class Colours:
    """Colours of a card."""

    paper: str
    ink: str
    accent: str

    @property
    def muted(self) -> str:
        """The ink, as light as can be read."""
        shades = (_mix(self.ink, self.paper, share / 20) for share in range(8, 0, -1))
        enough = LEAST_CONTRAST + 0.5
        return next((shade for shade in shades if contrast(shade, self.paper) >= enough), self.ink)


@frozen(kw_only=True)
class Canvas:
    """Size of a card and of what is on it, in pixels."""

    width: int
    height: int
    margin: int
    largest: int
    """The largest size of the main text."""
    small: int
    """The size of names and titles."""
    face: int
    """The diameter of a portrait."""

    @property
    def name(self) -> str:
        """Its name in paths: `1200x630`."""
        return f"{self.width}x{self.height}"


LANDSCAPE: Final = Canvas(width=1200, height=630, margin=74, largest=104, small=27, face=100)
PORTRAIT: Final = Canvas(width=1080, height=1350, margin=104, largest=150, small=34, face=144)
SQUARE: Final = Canvas(width=1080, height=1080, margin=100, largest=138, small=32, face=128)

# WCAG 2.2, 1.4.3
LEAST_CONTRAST: Final = 4.5
# The smallest size that a phone shows as readable text.
_SMALLEST: Final = 30
_STEP: Final = 0.955
_LONGEST_LINE: Final = 160
_LONGEST_WORDS: Final = 1000


@frozen(kw_only=True)
class Card:
    """Words and faces of one card."""

    words: str
    """The main text, with its quotation marks."""
    language: str
    head: str
    """The line at the top: the name of the series."""
    name: str | None
    """Who said it, or who was asked."""
    source: str
    """The line below: the title of the edition."""
    faces: tuple[str, ...] = ()
    """The paths of portraits."""
    weight: int = 380
    """The weight of the main text."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    # as WCAG has it, but for the darkest shades, which are a straight line there
    linear: list[float] = [((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _mix(one: str, other: str, share: float) -> str:
    """Return a colour with a share of another one."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    mixed = (round(first + (second - first) * share) for first, second in pairs)
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


@frozen(kw_only=True)
class Design:
    """A card in one canvas, to be drawn."""

    card: Card
    canvas: Canvas
    colours: Colours
    faces: tuple[Picture, ...] = ()
    fonts: tuple[Path, ...] = ()
    """Fonts that come before those of the package."""

    @property
    def rtl(self) -> bool:
        """Whether lines begin on the right."""
        return is_rtl(self.card.words, self.card.language)

    def draw(self, alt: str) -> str:
        """Return the card as SVG."""
        drawing = Drawing(self.canvas.width, self.canvas.height)
        drawing.describe(alt)
        drawing.rectangle(self.colours.paper)
        head = self._block(self.card.head, self.canvas.small * 0.92, 600, 0)
        top = self.canvas.margin - self.canvas.small * 0.3
        self._place(drawing, head, top, self.colours.accent)
        foot = self._draw_foot(drawing)
        top += head.height + self.canvas.small * 1.4
        self._draw_words(drawing, top, foot - self.canvas.small * 1.6)
        return drawing.svg()

    def _draw_words(self, drawing: Drawing, top: float, bottom: float) -> None:
        block = self._largest(bottom - top)
        # a little above the middle, where the eye expects it
        y = top + max(0, (bottom - top - block.height) * 0.44)
        self._place(drawing, block, y, self.colours.ink)

    def _largest(self, height: float) -> TextBlock:
        """Return the words in the largest size that fits."""
        count = int(log(_SMALLEST / self.canvas.largest, _STEP))
        sizes = [self.canvas.largest * _STEP**step for step in range(count)]
        words = shorten(self.card.words, _LONGEST_WORDS)
        while True:
            first = bisect(sizes, 0, key=lambda size: self._set(words, size).height <= height)
            if first < len(sizes):
                return self._set(words, sizes[first])
            words = shorten(words, len(words) * 9 // 10)

    def _set(self, words: str, size: float) -> TextBlock:
        """Return the words in lines: the smaller they are, the more space is between these."""
        leading = 1.28 - 0.12 * size / self.canvas.largest
        return self._block(words, size, self.card.weight, 0, leading=leading, hangs=True)

    def _draw_foot(self, drawing: Drawing) -> float:
        """Draw faces, name and source, and return where they begin."""
        small, size = self.canvas.small, self.canvas.face
        bottom, x = self.canvas.height - self.canvas.margin, float(self.canvas.margin)
        for face in self.faces:
            middle = x + size / 2
            centre = self.canvas.width - middle if self.rtl else middle
            drawing.portrait(face, centre, bottom - size / 2, size / 2, ring=self.colours.paper)
            x += size * 0.86
        indent = x + size * 0.14 + small * 0.9 - self.canvas.margin if self.faces else 0
        texts = (
            (self.card.name, 600, 1.0, self.colours.ink),
            (self.card.source, 400, 0.92, self.colours.muted),
        )
        blocks = [
            (self._block(shorten(text, _LONGEST_LINE), small * scale, weight, indent), colour)
            for text, weight, scale, colour in texts
            if text
        ]
        gap = small * 0.45
        height = sum(block.height for block, _ in blocks) + gap * (len(blocks) - 1)
        tallest = max(height, size if self.faces else 0)
        y = bottom - (tallest + height) / 2
        for block, colour in blocks:
            self._place(drawing, block, y, colour, indent)
            y += block.height + gap
        return bottom - tallest

    def _block(  # noqa: PLR0913 - what is to be set, and how
        self,
        text: str,
        size: float,
        weight: float,
        indent: float,
        *,
        leading: float = 1.25,
        hangs: bool = False,
    ) -> TextBlock:
        typeface = Typeface(self.card.language, self.fonts, size=size, weight=weight)
        width = self.canvas.width - 2 * self.canvas.margin - indent
        return set_text(text, typeface, width, leading, hangs=hangs)

    def _place(
        self, drawing: Drawing, block: TextBlock, y: float, colour: str, indent: float = 0
    ) -> None:
        x = self.canvas.margin + indent
        start = self.canvas.width - x if self.rtl else x
        drawing.block(block, start, y, colour, rtl=self.rtl, accent=self.colours.accent)
