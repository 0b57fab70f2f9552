"""A run as a picture: time, processors and memory over the number of editions, as SVG.

Both axes are logarithmic, so that growth in step with the editions is a straight line that climbs
one decade for each. The colours follow those of the reader's screen, light or dark.
"""

import math
from collections.abc import Callable, Iterator

from attrs import frozen
from results import CLEAN, Figures, Run

WIDTH, HEIGHT, GAP, LEFT, TOP, BOTTOM = 300, 250, 24, 56, 40, 48
PITCH = LEFT + WIDTH + GAP
COLOURS = ("#b3412e", "#1f6fb2", "#3d8b4e", "#8a63b8")
DARK = ("#ff8a73", "#6fb7f2", "#7dcf8e", "#c7a3f2")
PANELS: tuple[tuple[str, str, Callable[[Figures], float]], ...] = (
    ("Wall time of a clean build", "s", lambda figures: figures.wall(CLEAN)),
    ("Processor time", "s", lambda figures: figures.cpu(CLEAN)),
    ("Peak memory of all processes", "MB", lambda figures: figures.peak()),
)


@frozen(kw_only=True)
class Scale:
    """Where a number lies between two ends, by its logarithm."""

    low: float
    high: float
    start: float
    end: float

    def at(self, number: float) -> float:
        """Return the place of a number."""
        part = math.log(number / self.low) / math.log(self.high / self.low)
        return self.start + part * (self.end - self.start)


def decades(numbers: list[float]) -> list[float]:
    """Return the powers of ten around some numbers."""
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    return [10.0**power for power in range(low, max(high, low + 1) + 1)]


def svg(run: Run) -> str:
    """Return the picture."""
    width, height = PITCH * len(PANELS), TOP + HEIGHT + BOTTOM + 24
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            "<title>Time and memory over the number of editions</title>",
            f"<style>{_style()}</style>",
            *_panels(run),
            *_legend(list(_names(run)), height - 8),
            "</svg>\n",
        )
    )


def _style() -> str:
    light = "".join(f".c{index}{{color:{colour}}}" for index, colour in enumerate(COLOURS))
    dark = "".join(f".c{index}{{color:{colour}}}" for index, colour in enumerate(DARK))
    return (
        "text{fill:#222;font:12px system-ui,sans-serif}.title{font-weight:600}"
        ".grid{stroke:#8884}.line{fill:none;stroke:currentColor;stroke-width:2}"
        f".dot,.name{{fill:currentColor}}{light}"
        f"@media (prefers-color-scheme:dark){{text{{fill:#ddd}}.name{{fill:currentColor}}{dark}}}"
    )


def _names(run: Run) -> dict[str, int]:
    """Return the contestants, and the colour of each."""
    names = dict.fromkeys(name for figures in run.sizes.values() for name in figures)
    return {name: index for index, name in enumerate(names)}


def _panels(run: Run) -> Iterator[str]:
    for index, (title, unit, number) in enumerate(PANELS):
        yield f'<g transform="translate({index * PITCH + LEFT} {TOP})">'
        yield f'<text y="-16" class="title">{title}, {unit}</text>'
        yield from _panel(run, number)
        yield "</g>"


def _panel(run: Run, number: Callable[[Figures], float]) -> Iterator[str]:
    found = {
        name: [
            (size, number(figures[name])) for size, figures in run.sizes.items() if name in figures
        ]
        for name in _names(run)
    }
    rows = decades([value for points in found.values() for _, value in points])
    columns = decades([float(size) for size in run.sizes])
    across = Scale(low=columns[0], high=columns[-1], start=0, end=WIDTH)
    up = Scale(low=rows[0], high=rows[-1], start=HEIGHT, end=0)
    yield from _grid(across, up, columns, rows)
    for name, index in _names(run).items():
        places = [(across.at(size), up.at(value)) for size, value in found[name]]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<g class="c{index}"><polyline class="line" points="{line}"/>'
        yield from (f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
        yield "</g>"


def _grid(across: Scale, up: Scale, columns: list[float], rows: list[float]) -> Iterator[str]:
    for row in rows:
        y = up.at(row)
        yield f'<path class="grid" d="M0 {y:.1f}H{WIDTH}"/>'
        yield f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{row:,g}</text>'
    for column in columns:
        x = across.at(column)
        yield f'<path class="grid" d="M{x:.1f} 0V{HEIGHT}"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT + 18}" text-anchor="middle">{column:,.0f}</text>'
    yield f'<text x="{WIDTH / 2}" y="{HEIGHT + 36}" text-anchor="middle">editions</text>'


def _legend(names: list[str], y: int) -> Iterator[str]:
    for index, name in enumerate(names):
        x = LEFT + index * 110
        yield f'<g class="c{index}"><circle class="dot" cx="{x}" cy="{y - 4}" r="4"/>'
        yield f'<text class="name" x="{x + 10}" y="{y}">{name}</text></g>'
