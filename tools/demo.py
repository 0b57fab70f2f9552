"""Take screenshots of the demo, if Chromium is installed, and print its addresses: `make demo`."""

import subprocess
import sys
from pathlib import Path

from screenshots import demo_shots, find_browser, take_all

_NEWSLETTER = "newsletter/what-makes-an-apology-work.md"


def main() -> None:
    """Print the addresses of what was built."""
    site, pictures = map(Path, sys.argv[1:3])
    print(f"""
The demo is built. Each channel has the same words:

  the site        {_url(site / "index.html")}
  the feeds       {_url(site / "rss.xml")}
                  {_url(site / "atom.xml")}
                  {_url(site / "feed.json")}
  the newsletter  {_url(site / _NEWSLETTER)}
  screenshots     {_screenshots(site, pictures)}

To browse it over HTTP, run

  python3 -m http.server --directory {site}

and open http://localhost:8000/ in a browser.""")


def _url(file: Path) -> str:
    # a moved file must not become a link that leads nowhere
    return file.resolve(strict=True).as_uri()


def _screenshots(site: Path, folder: Path) -> str:
    browser = find_browser()
    if browser is None:
        return "none: Chromium is not installed"
    try:
        files = take_all(browser, site, folder, tuple(demo_shots()))
    except (subprocess.SubprocessError, OSError) as error:
        return f"none: Chromium failed with {type(error).__name__}"
    return f"{len(files)} files in {_url(folder)}"


if __name__ == "__main__":
    main()
