"""Files of a card: drawn from its words, and from pictures and fonts of the content folder."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from attrs import field, frozen

import tbh_model as tbh
from tbh_cards._design import Canvas, Card, Colours, Design
from tbh_cards._fonts import missing_characters
from tbh_cards._svg import Picture, png, thumbnail
from tbh_model.content import read_image
from tbh_model.exporters import image_type
from tbh_model.text import shorten

_DRAWABLE: Final = frozenset(
    {"image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp"}
)


def is_drawable(src: str) -> bool:
    """Return whether a portrait can be drawn: one on another site is not fetched."""
    return "://" not in src and image_type(src) in _DRAWABLE


@frozen(kw_only=True)
class Sources:
    """Pictures and fonts that a card needs, and where they are."""

    folder: Path | None
    """The content folder."""
    given: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    """Pictures that a program gave, by path."""
    fonts: tuple[str, ...] = ()
    """Fonts of the content folder."""

    def picture(self, src: str) -> Picture | None:
        """Return a picture, or None if it cannot be published."""
        body = dict(self.given).get(src)
        if body is None and self.folder is not None:
            try:
                body = read_image(self.folder, src)
            except tbh.ContentError:
                return None  # the build warns of it
        media_type = image_type(src)
        return None if body is None or media_type is None else Picture(body, media_type)

    def font_files(self) -> tuple[Path, ...]:
        """Return the files of the fonts.

        Raises:
            FontError: If one of them is missing.
        """
        if self.folder is None:
            return ()
        root = self.folder.resolve()
        files = tuple((root / font).resolve() for font in self.fonts)
        for font, file in zip(self.fonts, files, strict=True):
            if not (file.is_relative_to(root) and file.is_file()):
                raise FontError(font)
        return files

    def digests(self, faces: tuple[str, ...]) -> tuple[str | None, ...]:
        """Return a digest of each picture and font; None for a missing picture."""
        pictures = map(self.picture, faces)
        bodies = [None if picture is None else picture.body for picture in pictures]
        bodies += [file.read_bytes() for file in self.font_files()]
        return tuple(None if body is None else sha256(body).hexdigest() for body in bodies)


class FontError(tbh.TBHError):
    """The content folder has no font of a name."""

    def __init__(self, font: str) -> None:
        super().__init__(font)
        self.font = font

    def __str__(self) -> str:
        """Name the font, and say what to do."""
        return f"the content folder has no font `{self.font}`; correct the option `fonts` of cards"


class MissingGlyphError(tbh.TBHError):
    """No font has some characters of a card."""

    def __init__(self, characters: str, words: str) -> None:
        super().__init__(characters, words)
        self.characters, self.words = characters, words

    hint: ClassVar = (
        "put a font that has it into the content folder, and name it in the option `fonts` of cards"
    )

    @property
    def reason(self) -> str:
        """What is missing, and where."""
        found = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in self.characters)
        return f"no font has {found} of the card {shorten(self.words, 60)!r}"

    def __str__(self) -> str:
        """Name the characters and the card, and say what to do."""
        return f"{self.reason}; {self.hint}"


def missing_glyphs(card: Card, sources: Sources) -> MissingGlyphError | None:
    """Return an error if no font has some of the characters of a card."""
    text = f"{card.words}{card.name or ''}{card.source}{card.head}"
    missing = missing_characters(text, sources.font_files())
    return MissingGlyphError(missing, card.words) if missing else None


Draw = Callable[[Card, Canvas, Colours, str, Sources], str | bytes]
"""Function that draws a card."""


def sources_of(series: tbh.Series, faces: tuple[str, ...], fonts: tuple[str, ...]) -> Sources:
    """Return the sources of a card of a series."""
    given = tuple(
        (file.src, file.body)
        for file in series.image_files
        if file.src in faces and file.refusal is None
    )
    return Sources(folder=series.folder, given=given, fonts=fonts)


def draw_svg(
    card: Card,
    canvas: Canvas,
    colours: Colours,
    alt: str,
    sources: Sources,
) -> str:
    """Return a card as SVG.

    Raises:
        MissingGlyphError: If no font has some of the characters.
        FontError: If one of the fonts is missing.
    """
    pictures = (sources.picture(src) for src in card.faces)
    # twice as many pixels as are shown, for sharp screens
    faces = (thumbnail(picture, 2 * canvas.face) for picture in pictures if picture is not None)
    error = missing_glyphs(card, sources)
    if error is not None:
        raise error
    fonts = sources.font_files()
    design = Design(card=card, canvas=canvas, colours=colours, faces=tuple(faces), fonts=fonts)
    return design.draw(alt)


def draw_png(
    card: Card,
    canvas: Canvas,
    colours: Colours,
    alt: str,
    sources: Sources,
) -> bytes:
    """Return a card as PNG."""
    return png(draw_svg(card, canvas, colours, alt, sources))
