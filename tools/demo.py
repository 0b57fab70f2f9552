"""Take pictures of the demo if that is possible, and say where to look: `make demo`."""

import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Say it."""
    site, pictures = map(Path, sys.argv[1:3])
    program = Path(__file__).with_name("screenshots.py")
    command = [sys.executable, program, site, pictures]
    taken = subprocess.run(list(map(str, command)), capture_output=True, check=False, text=True)
    print(f"""
The demo is built. Each channel has the same words:

  the site        {site}/index.html
  the feeds       {site}/rss.xml, {site}/atom.xml and {site}/feed.json
  the newsletter  {site}/newsletter/
  pictures        {taken.stdout.strip() or "none could be taken"}

To browse it, run

  python3 -m http.server --directory {site}

and open http://localhost:8000/ in a browser.""")


if __name__ == "__main__":
    main()
