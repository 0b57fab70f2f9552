"""Theme of a site: the rules that its options add to the style sheet."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

from tbh_model._attrs import frozen
from tbh_model._problems import Problem, Severity
from tbh_model.model import Constraint

_COLOUR: Final = "#[0-9a-fA-F]{6}"
Colour = Annotated[
    str,
    Constraint(
        "colour",
        "a colour such as #6b3f5c",
        lambda value: re.fullmatch(_COLOUR, value) is not None,
        pattern=_COLOUR,
        examples=("#6b3f5c",),
    ),
]
"""Red, green and blue, two hexadecimal digits each."""

# WCAG 2.2, 1.4.3: text of any size
LEAST_CONTRAST: Final = 4.5


class Typeface(StrEnum):
    """Typeface of texts and headings."""

    SERIF = "serif"
    """With serifs; labels and dates have none."""
    SANS = "sans"
    """Without serifs."""


class PortraitShape(StrEnum):
    """Shape of portraits and monograms."""

    ROUND = "round"
    """A disc."""
    SQUARE = "square"
    """A square with round corners."""


@frozen
class _Scheme:
    """Colours of `style.css` in one colour scheme."""

    backgrounds: tuple[str, ...]
    """`--paper` and `--tint`."""
    ink: str
    """What a colour is mixed with until it is readable: black or white."""
    on_accent: str
    query: str


# on paper the accent is black, as `style.css` has it
_SCHEMES: Final = (
    _Scheme(("#fefefc", "#eff4f1"), "#000000", "#ffffff", "screen"),
    _Scheme(
        ("#141816", "#1d2421"),
        "#ffffff",
        "#0d1c18",
        "screen and (prefers-color-scheme: dark)",
    ),
)


def accent_problems(colour: str) -> Iterator[Problem]:
    """Yield a problem if another shade of a colour is used on light pages.

    On dark ones that is so of every colour that is readable on light ones, which is no problem.
    """
    shade = _readable_shade(colour, _SCHEMES[0])
    if shade != colour.lower():
        yield Problem(
            code="TBH450",
            message=f"`accent` {colour} cannot be read on light pages: {shade} is used there",
            severity=Severity.WARNING,
            hint=f"write {shade}, or another colour",
        )


def theme_css(accent: str | None, typeface: Typeface, portraits: PortraitShape) -> str:
    """Return the rules that differ from the style sheet, each on a line after a line break."""
    rules: list[str] = []
    for scheme in () if accent is None else _SCHEMES:
        shade = _readable_shade(accent or "", scheme)
        colours = f"--accent: {shade}; --on-accent: {scheme.on_accent};"
        rules.append(f"@media {scheme.query} {{ :root {{ {colours} }} }}")
    if typeface is Typeface.SANS:
        rules.append(":root { --serif: var(--sans); }")
    if portraits is PortraitShape.SQUARE:
        rules.append(".portrait { border-radius: 0.5rem; }")
    return "".join(f"\n{rule}" for rule in rules)


def _readable_shade(colour: str, scheme: _Scheme) -> str:
    # the ink itself is readable, so that one of them always is
    shades = (_mix(colour, scheme.ink, percent) for percent in range(101))
    return next(
        shade
        for shade in shades
        if min(contrast(shade, background) for background in scheme.backgrounds) >= LEAST_CONTRAST
    )


def _mix(colour: str, other: str, percent: int) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    mixed = (round(one + (two - one) * percent / 100) for one, two in pairs)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    is_dark = channel <= 0.04045  # noqa: PLR2004 - as WCAG has it
    return channel / 12.92 if is_dark else ((channel + 0.055) / 1.055) ** 2.4


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
