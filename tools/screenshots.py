"""Take pictures of a built site with Chromium, if there is one: `make demo`, `make picture`."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
    """One picture to take."""

    name: str
    page: str
    width: int
    height: int
    scheme: str
    top: int = 0
    """Where on the page it begins, in pixels."""


def demo_shots() -> Iterator[Shot]:
    """An edition and the index, on a telephone and on a desk, in light and dark."""
    for name, page in (("edition", EDITION), ("index", "index.html")):
        for width, height in ((360, 1800), (1440, 1800)):
            for scheme in _SCHEMES:
                title = f"{name}-{width}-{scheme}"
                yield Shot(name=title, page=page, width=width, height=height, scheme=scheme)


def picture_shots() -> Iterator[Shot]:
    """The pictures of the README: the top of an edition, and its first answers."""
    yield Shot(name="edition", page=EDITION, width=1280, height=1105, scheme="light")
    yield Shot(name="answers", page=EDITION, width=1280, height=960, scheme="dark", top=2278)


def take(browser: str, site: Path, to: Path, shot: Shot) -> Path:
    """Take one picture."""
    file = to / f"{shot.name}.png"
    with tempfile.TemporaryDirectory() as scratch:
        # a window has a least width, a frame has none: the page is shown in one
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


def main() -> int:
    """Take the pictures, or say why there are none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("to", type=Path)
    parser.add_argument("--picture", action="store_true", help="those of the README")
    asked = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("no Chromium was found, so no pictures were taken")
        return 1 if asked.picture else 0
    asked.to.mkdir(parents=True, exist_ok=True)
    shots = tuple(picture_shots() if asked.picture else demo_shots())
    try:
        for shot in shots:
            take(browser, asked.site, asked.to, shot)
    except (subprocess.SubprocessError, OSError) as error:
        print(f"Chromium could not take the pictures: {type(error).__name__}")
        return 1 if asked.picture else 0
    print(f"{len(shots)} pictures in {asked.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
