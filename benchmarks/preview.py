"""What a writer waits for: from a saved file to the page in the browser that shows it.

    python benchmarks/preview.py [EDITIONS] [ROUNDS]

`tbh serve` runs as it does for everybody. A page listens; a word of an edition is changed and the
file saved; the clock runs until the page was told, has asked for itself anew, and has all of the
answer, with the new word in it. So it is for the example and for a generated series.
"""

import http.client
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import write_corpus

EXAMPLE = Path(__file__).parents[1] / "examples" / "therapists-being-human"
TARGETS = {"example": 150, "generated": 300}
"""Milliseconds that a change may take."""


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """Serve a content folder, and give the port."""
    command = [sys.executable, "-m", "tbh_model", "serve", str(folder), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None  # noqa: S101 - it was asked for
        port = 0
        for line in server.stderr:
            found = re.search(r"site +http://127\.0\.0\.1:(\d+)/", line)
            port = int(found[1]) if found else port
            if line.startswith("Stop it"):
                break
        try:
            yield port
        finally:
            server.terminate()


class Page:
    """A page that is open in a browser."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address = port, address
        self.reading = http.client.HTTPConnection("127.0.0.1", port)
        listening = http.client.HTTPConnection("127.0.0.1", port)
        listening.request("GET", "/_tbh/events")
        self.events = listening.getresponse()
        self.wait()

    def wait(self) -> None:
        """Wait until there is another version."""
        while (line := self.events.readline()) and line != b"event: version\n":
            pass
        self.events.readline()

    def text(self) -> str:
        """Return the page as it is now."""
        self.reading.request("GET", self.address)
        return self.reading.getresponse().read().decode()


def measured(folder: Path, slug: str, rounds: int) -> list[float]:
    """Return the milliseconds of each round, the first of which is not counted."""
    file = next(folder.glob(f"editions/{slug}.*"))
    text = file.read_text(encoding="utf-8")
    title = re.search(r"^title: (.*)$", text, re.MULTILINE)
    assert title is not None  # noqa: S101 - every edition has one
    times: list[float] = []
    with served(folder) as port:
        page = Page(port, f"/editions/{slug}/")
        page.text()
        for number in range(rounds + 1):
            time.sleep(1.0)
            word = f"Changed{number}"
            changed = text.replace(title[0], f"title: {word}", 1)
            start = time.perf_counter()
            file.write_text(changed, encoding="utf-8")
            page.wait()
            if word not in page.text():
                sys.exit(f"{word} is not on the page")
            times.append((time.perf_counter() - start) * 1000)
    return times[1:]


def main(editions: int, rounds: int) -> None:
    """Measure both, and print medians."""
    with tempfile.TemporaryDirectory() as name:
        example, generated = Path(name, "example"), Path(name, "generated")
        shutil.copytree(EXAMPLE, example)
        write_corpus(generated, editions)
        for label, folder, slug in (
            ("example", example, "what-is-silence-for"),
            ("generated", generated, f"edition-{editions // 2}"),
        ):
            times = measured(folder, slug, rounds)
            median, worst = statistics.median(times), max(times)
            print(f"{label:10} {median:8.1f} ms  worst {worst:8.1f}  (target {TARGETS[label]})")


if __name__ == "__main__":
    given = [*map(int, sys.argv[1:])]
    main(*(given + [10_000, 10][len(given) :]))
