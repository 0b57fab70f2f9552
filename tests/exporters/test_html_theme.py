"""What the options of the site do to its look."""

import re

import pytest
from hypothesis import given, strategies as st

import tbh_model as tbh
from small import AT, series
from tbh_model.exporters import output_warnings

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
# the colours of pages behind text, by scheme
BACKGROUNDS = (("#fefefc", "#eff4f1", "#ffffff"), ("#141816", "#1d2421", "#0d1c18"))


def _files(**options: object) -> dict[str, str]:
    html = tbh.HTML(**options)  # type: ignore[arg-type]  # as a `publish.yaml` has them
    artifacts = tbh.export(series(), html, at=AT)
    return {each.path: each.body.decode() for each in artifacts}


def _added(**options: object) -> str:
    style, plain = (_files(**each)["assets/style.css"] for each in (options, {}))
    assert style.startswith(plain.rstrip())
    return style[len(plain.rstrip()) :].strip()


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@given(colour=COLOURS)
def test_every_accent_can_be_read(colour: str) -> None:
    """On all that may be behind it, in both schemes, as WCAG counts contrast."""
    shades = re.findall(r"--accent: (#\w{6})", _added(accent=colour))

    for shade, backgrounds in zip(shades, BACKGROUNDS, strict=True):
        for background in backgrounds:
            dark, light = sorted(map(_luminance, (shade, background)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_shade_that_is_not_the_one_of_the_author_is_named() -> None:
    """On light pages; on dark ones, every colour that is readable on light ones has another."""
    (problem,) = output_warnings(tbh.HTML(accent="#FFCC00"), _release())

    light, dark = re.findall(r"--accent: (#\w{6})", _added(accent="#FFCC00"))
    assert dark == "#ffcc00"
    assert (problem.code, problem.severity) == ("TBH450", tbh.Severity.WARNING)
    assert problem.message == (
        f"`accent` #FFCC00 cannot be read on light pages: {light} is used there"
    )
    for accent in (light, "#6B3F5C", None):
        assert list(output_warnings(tbh.HTML(accent=accent), _release())) == []


def _release() -> tbh.Release:
    return tbh.release(series(), channel="web", at=AT)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"typeface": "sans"}, ":root { --serif: var(--sans); }"),
        ({"portraits": "square"}, ".portrait { border-radius: 0.5rem; }"),
        ({}, ""),
    ],
    ids=str,
)
def test_options_of_type_and_portraits(options: dict[str, str], rule: str) -> None:
    """One rule each, after those of the style sheet; the page for errors carries it as well."""
    assert _added(**options) == rule
    assert rule in _files(**options)["404.html"]


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#123456; }"])
def test_what_is_no_colour_is_refused(colour: str) -> None:
    """It would end up in the style sheet."""
    with pytest.raises(tbh.InvalidValueError, match="a colour such as #6b3f5c"):
        tbh.HTML(accent=colour)
