"""Fonts: which one has a character, and the outlines of its glyphs."""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import regex
from attrs import field, frozen

# Its names are made at run time: type checkers know none of them.
_HARFBUZZ: Final[Any] = import_module("uharfbuzz")

_FOLDER: Final = files("tbh_cards") / "fonts"
_NOTO_SERIF: Final = (
    *("Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi"),
    *("Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Sinhala", "Tamil", "Telugu"),
    *("Thai", "Tibetan"),
)
_TEXT_FONTS: Final = (
    "SourceSerif4",
    "Amiri",
    "FrankRuhlLibre",
    *(f"NotoSerif{script}" for script in _NOTO_SERIF),
)
_EMOJI: Final = "NotoEmoji"
# Each has its own forms of the same characters: that of the language comes first.
_HAN_FONTS: Final = {
    "zh": "NotoSerifSC",
    "zh-hant": "NotoSerifTC",
    "ja": "NotoSerifJP",
    "ko": "NotoSerifKR",
}
TRADITIONAL: Final = frozenset({"hant", "tw", "hk", "mo"})
"""Subtags of languages that are written in traditional Chinese characters."""
_IS_EMOJI: Final = regex.compile(r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\u20E3")
# They have no glyph of their own, and need none.
_IGNORED: Final = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Z}]")

# Pixels of a card are seen at about half their size: cards are wider than the phones.
_SEEN_SIZE: Final = 0.5
_OPTICAL_SIZES: Final = (8, 60)
# Ascender and descender of Source Serif, in em.
_LATIN_HEIGHT: Final = 1.37


# Less space where marks of Chinese, Japanese and Korean meet.
_FEATURES: Final = {"chws": True}


@frozen
class GlyphPosition:
    """Glyph, and its place in units of its font."""

    index: int
    x: int
    y: int
    advance: int


@frozen
class Font:
    """Font at one weight and optical size."""

    file: Path
    """The file, of the package or of the content folder."""
    variations: tuple[tuple[str, float], ...] = ()
    """The values of its axes."""

    @property
    def shaper(self) -> Any:
        """The font of HarfBuzz."""
        return _load(self)

    @property
    def units_per_em(self) -> float:
        """The units of its outlines in one em."""
        return float(_face(self.file).upem)

    @property
    def spacing(self) -> float:
        """The space between its lines, as a multiple of that of a Latin font."""
        extents = self.shaper.get_font_extents("ltr")
        height = (extents.ascender - extents.descender) / self.units_per_em
        return float(min(1.3, max(1, height / _LATIN_HEIGHT)))

    def has(self, text: str) -> bool:
        """Return whether it has all characters of a text."""
        return all(ord(sign) in _coverage(self.file) for sign in _IGNORED.sub("", text))

    def shape(self, text: str, language: str, *, rtl: bool) -> Iterator[GlyphPosition]:
        """Yield the glyphs of a text of one direction, from left to right."""
        buffer = _HARFBUZZ.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.language = language
        _HARFBUZZ.shape(self.shaper, buffer, _FEATURES)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            offset = (position.x_offset, position.y_offset)
            yield GlyphPosition(info.codepoint, *offset, position.x_advance)

    def outline(self, glyph: int) -> str:
        """Return the outline of a glyph as the path data of SVG, in units, upwards."""
        return _outline(self, glyph)


@frozen
class Typeface:
    """The fonts of one text, the preferred one first."""

    language: str
    own_fonts: tuple[Path, ...] = ()
    """Fonts of the content folder."""
    size: float = field(kw_only=True)
    """Pixels of one em."""
    weight: float = field(kw_only=True, default=400)
    """From 200 to 900, for the fonts that have several."""

    def font_for(self, cluster: str) -> Font:
        """Return the first font that has a cluster of characters, or else the first of all."""
        fonts = self._fonts()
        chosen = _font_file(fonts, cluster)
        return Font(chosen, self._variations(chosen))

    def _fonts(self) -> tuple[Path, ...]:
        main, *subtags = self.language.lower().split("-")
        is_traditional = main == "zh" and not TRADITIONAL.isdisjoint(subtags)
        return (*self.own_fonts, *_own_files("zh-hant" if is_traditional else main))

    def _variations(self, file: Path) -> tuple[tuple[str, float], ...]:
        smallest, largest = _OPTICAL_SIZES
        values = {
            "opsz": min(largest, max(smallest, round(self.size * _SEEN_SIZE))),
            "wght": self.weight,
        }
        return tuple((tag, values[tag]) for tag in _axes(file) if tag in values)


def is_emoji(cluster: str) -> bool:
    """Return whether a cluster of characters is shown as an emoji."""
    return _IS_EMOJI.search(cluster) is not None


def missing_characters(text: str, own_fonts: tuple[Path, ...] = ()) -> str:
    """Return the characters of a text that no font has."""
    signs = dict.fromkeys(_IGNORED.sub("", text))
    return "".join(sign for sign in signs if not _is_covered(sign, own_fonts))


@lru_cache(maxsize=10_000)
def _is_covered(sign: str, own_fonts: tuple[Path, ...]) -> bool:
    return any(Font(file).has(sign) for file in (*own_fonts, *_own_files("en")))


@cache
def _own_files(language: str) -> tuple[Path, ...]:
    first = _HAN_FONTS.get(language)
    han = sorted(_HAN_FONTS.values(), key=lambda name: name != first)
    names = (*_TEXT_FONTS, *han, _EMOJI)
    return tuple(Path(str(_FOLDER / f"{name}.ttf")) for name in names)


@lru_cache(maxsize=10_000)
def _font_file(fonts: tuple[Path, ...], cluster: str) -> Path:
    order = sorted(fonts, key=lambda file: file.stem != _EMOJI) if is_emoji(cluster) else fonts
    return next((file for file in order if Font(file).has(cluster)), order[0])


@cache
def _face(file: Path) -> Any:
    return _HARFBUZZ.Face(_HARFBUZZ.Blob(file.read_bytes()))


@cache
def _axes(file: Path) -> tuple[str, ...]:
    return tuple(axis.tag for axis in _face(file).axis_infos)


@cache
def _coverage(file: Path) -> frozenset[int]:
    return frozenset(_face(file).unicodes)


@cache
def _load(font: Font) -> Any:
    shaper = _HARFBUZZ.Font(_face(font.file))
    if font.variations:
        shaper.set_variations(dict(font.variations))
    return shaper


@lru_cache(maxsize=20_000)
def _outline(font: Font, glyph: int) -> str:
    parts: list[str] = []
    font.shaper.draw_glyph(glyph, _pen(), parts)
    return "".join(parts)


@cache
def _pen() -> Any:
    pen = _HARFBUZZ.DrawFuncs()
    pen.set_move_to_func(_command("M"))
    pen.set_line_to_func(_command("L"))
    pen.set_quadratic_to_func(_command("Q"))
    pen.set_cubic_to_func(_command("C"))
    pen.set_close_path_func(lambda parts: parts.append("Z"))
    return pen


def _command(letter: str) -> Callable[..., None]:
    def add(*arguments: Any) -> None:
        *coordinates, parts = arguments
        parts.append(letter + " ".join(_numbers(coordinates)))

    return add


def _numbers(values: list[float]) -> Iterator[str]:
    return (f"{value:.1f}".removesuffix(".0") for value in values)
