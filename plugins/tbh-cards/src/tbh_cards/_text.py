"""Text on a card: shaped, in the order of its directions, in lines that look even."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import groupby
from typing import Any, Final

import regex
from attrs import evolve, frozen

from tbh_cards._fonts import TRADITIONAL, Font, Typeface, is_emoji

_CLUSTERS: Final = regex.compile(r"\X")
_RTL: Final = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}]")
# Words with the spaces behind them. A line may end after a hyphen or a dash between letters, and
# before a dash between spaces it may not.
_SPACE: Final = r"[^\S\u00a0\u202f\u2007]"
_WORDS: Final = regex.compile(
    rf"(?:[^\s\u200b\-–—]|[-–—](?!\p{{L}})|(?<!\S)[-–—])*"
    rf"(?:[-–—]+|(?:{_SPACE}[–—](?=\s))?{_SPACE}+|[\u200b\u00a0\u202f\u2007]|$)"
)
_NO_BREAK: Final = regex.compile(r"[\u00a0\u202f\u2007]$")
_SPACELESS: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]")
_KANA: Final = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_OPENING: Final = regex.compile(r"[\p{Ps}\p{Pi}]$")
_CLOSING: Final = regex.compile(r"^[\p{Pe}\p{Pf}\p{Po}ー々ゝゞヽヾ]")
# What the end of a line costs: nothing after a pause, and much within a word.
_PENALTIES: Final = (
    (regex.compile(r"[.,;:!?…—–،؛؟。、，；：！？।]['\"’”»」』)]*\s*$"), -0.02),
    (regex.compile(r"^\p{L}{1,2}\s+$"), 0.06),
    (regex.compile(r"-$"), 0.3),
)
_MANY_LINES: Final = 3
_LAST_LINE: Final = 0.6
_NEUTRAL: Final = regex.compile(r"[\p{Z}\p{P}\p{Nd}\p{Sm}\p{Sc}]")
_TONES: Final = regex.compile(r"\p{Emoji_Modifier}")
# Opening marks hang in the margin, with the space that French puts behind them.
_HANGING: Final = regex.compile(r"^[“”„«»‹›‘‚\"'「『《〈]+[\u00a0\u202f]?")


@frozen
class Glyph:
    """Glyph at its place in a line."""

    font: Font
    index: int
    x: float
    """Pixels from the beginning of the line."""
    y: float
    """Pixels above the baseline."""


@frozen
class Line:
    """Line of shaped text."""

    glyphs: tuple[Glyph, ...]
    width: float
    """Pixels."""
    size: float
    """Pixels of one em."""
    hanging: "Line | None" = None
    """Marks that hang in the margin."""


@frozen
class TextBlock:
    """Lines of one size."""

    lines: tuple[Line, ...]
    leading: float
    """Pixels from one baseline to the next."""

    @property
    def height(self) -> float:
        """Pixels from the top of the first line to the bottom of the last one."""
        size = self.lines[0].size if self.lines else 0
        return (len(self.lines) - 1) * self.leading + size


def is_rtl(text: str, language: str) -> bool:
    """Return whether a text begins on the right: by its first strong character."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in {"L", "R", "AL"}:
            return kind != "L"
    return language.partition("-")[0].lower() in {"ar", "fa", "he", "ur", "yi"}


def shape(text: str, typeface: Typeface, *, rtl: bool = False, following: str = "") -> Line:
    """Return a text as one line; its marks are in the font of the text that follows."""
    glyphs: list[Glyph] = []
    x = 0.0
    for font, part, is_reversed in _visual_runs(text, typeface, following, rtl=rtl):
        scale = typeface.size / font.units_per_em
        for glyph in font.shape(part, typeface.language, rtl=is_reversed):
            place = (x + glyph.x * scale, glyph.y * scale)
            glyphs.append(Glyph(font, glyph.index, *place))
            x += glyph.advance * scale
    return Line(tuple(glyphs), x, typeface.size)


def set_text(
    text: str, typeface: Typeface, width: float, leading: float, *, hangs: bool = False
) -> TextBlock:
    """Return a text in lines that are as even as can be, in as few as fit into a width."""
    rtl = is_rtl(text, typeface.language)
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        marks = _HANGING.match(paragraph) if hangs and not lines else None
        hanging = marks.group() if marks else ""
        own = [
            shape(line, typeface, rtl=rtl)
            for line in _break_lines(paragraph[len(hanging) :], typeface, width)
        ]
        if hanging and own:
            rest = paragraph[len(hanging) :]
            marks_line = shape(hanging, typeface, rtl=rtl, following=rest)
            own[0] = evolve(own[0], hanging=marks_line)
        lines += own
    fonts = {glyph.font for line in lines for glyph in line.glyphs}
    spacing = max((font.spacing for font in fonts), default=1)
    return TextBlock(tuple(lines), leading * typeface.size * spacing)


def _visual_runs(
    text: str, typeface: Typeface, following: str, *, rtl: bool
) -> Iterator[tuple[Font, str, bool]]:
    """Yield the parts of a text from left to right, each in one font and direction."""
    clusters = [_seen(cluster) for cluster in _CLUSTERS.findall(text)]
    if not rtl and not _RTL.search(text):
        levels = [0] * len(clusters)
    else:
        levels = _levels(clusters, rtl=rtl)
    fonts = _fonts([*clusters, *_CLUSTERS.findall(following)], typeface)[: len(clusters)]
    keyed = zip(levels, fonts, clusters, strict=True)
    runs = [
        (level, font, "".join(cluster for *_, cluster in group))
        for (level, font), group in groupby(keyed, key=lambda item: (item[0], item[1]))
    ]
    for level, font, part in _reorder(runs):
        yield font, part, level % 2 == 1


def _seen(cluster: str) -> str:
    """Return a cluster without tones of skin, which an emoji in one colour has not."""
    return _TONES.sub("", cluster) if len(cluster) > 1 else cluster


def _fonts(clusters: Sequence[str], typeface: Typeface) -> list[Font]:
    """Return the font of each cluster; spaces, marks and digits are in that of the words."""
    fonts: list[Font] = []
    words = (each for each in clusters if not (_NEUTRAL.match(each) or is_emoji(each)))
    last = next((typeface.font_for(word) for word in words), None)
    for cluster in clusters:
        if last is not None and _NEUTRAL.match(cluster) and last.has(cluster):
            fonts.append(last)
        else:
            fonts.append(typeface.font_for(cluster))
            last = last if is_emoji(cluster) else fonts[-1]
    return fonts


def _levels(clusters: Sequence[str], *, rtl: bool) -> list[int]:
    """Return the level of each cluster by the Unicode bidirectional algorithm."""
    from bidi import algorithm  # only for text with two directions

    storage: Any = algorithm.get_empty_storage()
    storage["base_level"] = base = int(rtl)
    storage["base_dir"] = ("L", "R")[base]
    signs = "".join(cluster[0] for cluster in clusters)
    algorithm.get_embedding_levels(signs, storage)
    for position, sign in enumerate(storage["chars"]):
        sign["position"] = position
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    levels = {sign["position"]: sign["level"] for sign in storage["chars"]}
    resolved = [levels.get(position, base) for position in range(len(clusters))]
    # spaces at the end of a line are at its end (L1)
    for position in reversed(range(len(clusters))):
        if not clusters[position].isspace():
            break
        resolved[position] = base
    return resolved


_Run = tuple[int, Font, str]


def _is_at(level: int, run: _Run) -> bool:
    return run[0] >= level


def _reorder(runs: list[_Run]) -> list[_Run]:
    """Return runs in the order in which they are seen (L2)."""
    for level in range(max((run[0] for run in runs), default=0), 0, -1):
        ordered: list[_Run] = []
        for is_deep, group in groupby(runs, key=partial(_is_at, level)):
            deep = [*group]
            ordered += reversed(deep) if is_deep else deep
        runs = ordered
    return runs


def pieces(text: str, language: str) -> list[str]:
    """Return the parts of a text between which a line may break."""
    parts: list[str] = []
    for word in _WORDS.findall(text):
        if parts and _NO_BREAK.search(parts[-1]):
            parts[-1] += word
        elif word:
            parts.append(word)
    return [
        piece
        for part in parts
        for piece in (_phrases(part, language) if _SPACELESS.search(part) else [part])
    ]


def _phrases(text: str, language: str) -> list[str]:
    """Return the phrases of a text without spaces; none begins with a mark that closes."""
    phrases: list[str] = []
    for phrase in _phrase_parser(_phrase_model(text, language)).parse(text):
        if phrases and (_CLOSING.match(phrase) or _OPENING.search(phrases[-1])):
            phrases[-1] += phrase
        else:
            phrases.append(phrase)
    return phrases


def _phrase_model(text: str, language: str) -> str:
    subtags = language.lower().split("-")
    if regex.search(r"\p{Thai}", text):
        return "thai"
    if _KANA.search(text) or subtags[0] == "ja":
        return "japanese"
    is_traditional = not TRADITIONAL.isdisjoint(subtags)
    return "traditional_chinese" if is_traditional else "simplified_chinese"


@cache
def _phrase_parser(name: str) -> Any:
    import budoux  # reads its models: only for scripts without spaces

    return getattr(budoux, f"load_default_{name}_parser")()


def _break_lines(text: str, typeface: Typeface, width: float) -> list[str]:
    parts = [
        piece
        for part in pieces(text, typeface.language)
        for piece in _fitting(part, typeface, width)
    ]
    if not parts:
        return []
    widths = [_width(part.rstrip(), typeface) for part in parts]
    spaces = [_width(part, typeface) - own for part, own in zip(parts, widths, strict=True)]
    ends = _even_ends(parts, widths, spaces, width)
    return [
        "".join(parts[start:end]).rstrip() for start, end in zip([0, *ends], ends, strict=False)
    ]


def _fitting(part: str, typeface: Typeface, width: float) -> Iterable[str]:
    """Yield a part, cut between characters where it is wider than a line."""
    if _width(part.rstrip(), typeface) <= width:
        yield part
        return
    line = ""
    for cluster in _CLUSTERS.findall(part):
        if line and _width(line + cluster, typeface) > width:
            yield line
            line = ""
        line += cluster
    yield line


@lru_cache(maxsize=20_000)
def _width(text: str, typeface: Typeface) -> float:
    return shape(text, typeface, rtl=is_rtl(text, typeface.language)).width


def _even_ends(
    parts: Sequence[str], widths: Sequence[float], spaces: Sequence[float], width: float
) -> list[int]:
    """Return where the lines end: as few as possible, and then as even as possible."""
    count, is_long = len(parts), sum(widths) > _MANY_LINES * width
    # the fewest lines, and among those the least cost, from each part to the end
    best: list[tuple[int, float, int]] = [(0, 0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        choices: list[tuple[int, float, int]] = []
        length = 0.0
        for end in range(start + 1, count + 1):
            length += widths[end - 1] + (spaces[end - 2] if end > start + 1 else 0)
            if length > width and end > start + 1:
                break
            lines, cost, _ = best[end]
            own = _raggedness(parts[end - 1], length / width)
            # the last of many lines may be somewhat shorter
            own *= _LAST_LINE if end == count and is_long else 1
            choices.append((lines + 1, cost + own, end))
        best[start] = min(choices)
    ends, position = [], 0
    while position < count:
        position = best[position][2]
        ends.append(position)
    return ends


def _raggedness(last: str, filled: float) -> float:
    """Return the cost of a line: of the space at its end, and of a break in a bad place."""
    penalty = next((cost for pattern, cost in _PENALTIES if pattern.search(last)), 0)
    return float((1 - min(filled, 1)) ** 2 + penalty)
