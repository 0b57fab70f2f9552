"""Take screenshots of a built site with Chromium: `make demo`, `make picture`."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
EDITION: Final = "editions/what-makes-an-apology-work/index.html"
_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
_SCHEMES: Final = {"light": "preferredColorScheme=1", "dark": "preferredColorScheme=0"}


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One screenshot: a page, the size of the window, and the colour scheme."""

    name: str
    page: str
    width: int
    height: int
    scheme: str
    top: int = 0
    """Distance from the top of the page, in pixels."""


def demo_shots() -> Iterator[Shot]:
    """Yield an edition on a wide and on a narrow screen."""
    # no more than two: Chromium takes a second for each, and `make demo` should be quick
    yield Shot(name="edition-wide", page=EDITION, width=1440, height=1800, scheme="light")
    yield Shot(name="edition-narrow", page=EDITION, width=360, height=1800, scheme="dark")


def picture_shots() -> Iterator[Shot]:
    """Yield the images of the README: the top of an edition, and its first answers."""
    yield Shot(name="edition", page=EDITION, width=1280, height=1105, scheme="light")
    yield Shot(name="answers", page=EDITION, width=1280, height=960, scheme="dark", top=2790)


def take(browser: str, site: Path, to: Path, shot: Shot) -> Path:
    """Take one screenshot, and return its file."""
    file = to / f"{shot.name}.png"
    with tempfile.TemporaryDirectory() as scratch:
        # Chromium enforces a minimum window width but no minimum frame width
        frame = Path(scratch) / "frame.html"
        frame.write_text(_frame((site / shot.page).resolve().as_uri(), shot), encoding="utf-8")
        subprocess.run(
            [
                browser,
                *_FLAGS,
                f"--user-data-dir={scratch}/profile",
                f"--blink-settings={_SCHEMES[shot.scheme]}",
                f"--window-size={shot.width},{shot.height}",
                f"--screenshot={file.resolve()}",
                frame.as_uri(),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
    return file


def _frame(address: str, shot: Shot) -> str:
    size = f"width:{shot.width}px;height:{shot.top + shot.height}px;margin-top:-{shot.top}px"
    return (
        "<!doctype html><meta charset=utf-8><meta name=color-scheme content='light dark'>"
        "<style>body { margin: 0; overflow: hidden } iframe { border: 0; display: block }</style>"
        f"<iframe scrolling=no src='{address}' style='{size}'></iframe>"
    )


def find_browser() -> str | None:
    """Return the path of a Chromium, or None where none is installed."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def take_all(browser: str, site: Path, to: Path, shots: tuple[Shot, ...]) -> list[Path]:
    """Take screenshots, as many at a time as there are processors."""
    to.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda shot: take(browser, site, to, shot), shots))


def main() -> None:
    """Take the screenshots of the README."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("to", type=Path)
    options = parser.parse_args()
    browser = find_browser()
    if browser is None:
        sys.exit(f"error: none of {', '.join(BROWSERS)} is installed")
    files = take_all(browser, options.site, options.to, tuple(picture_shots()))
    print(f"{len(files)} screenshots in {options.to}")


if __name__ == "__main__":
    main()
