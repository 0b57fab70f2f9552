"""What a fresh process costs, beside an empty one and beside peers, in one run.

    python benchmarks/start.py [ROUNDS]

Commands: `tbh --help`, and with ten editions `tbh check`, a clean `tbh build` and one that finds
nothing new; each beside `python -c pass`. Help: also beside `flask --version`, which imports Flask.
Feed: a program that imports the
library, and writes one RSS feed of ten entries; ours makes a series and passes the gate, the other
fills `feedgen` by hand. Processor time; they take turns, and each ratio is that of the medians.
"""

import os
import statistics
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from corpus import write_corpus
from measure import cost

BIN = Path(sys.executable).parent
OURS = """
from datetime import UTC, datetime
import tbh_model as tbh
at = datetime(2026, 6, 1, tzinfo=UTC)
response = tbh.Response(id="r-1", byline="Ines Moreau", quote="Words that were said.")
challenge = tbh.Challenge(topic="Words", prompt="What do you say?")
series = tbh.Series(
    id="tag:panel.example,2026:x",
    title="Panel",
    url="https://panel.example/",
    publisher=tbh.Publisher(name="Panel"),
    challengers=tbh.Challengers(name="Counsellors"),
    editions=[
        tbh.Edition(id=f"e-{n}", slug=f"e-{n}", title=f"Edition {n}", status="ready", published=at,
                    challenge=challenge, responses=[response])
        for n in range(10)
    ],
)
(feed,) = tbh.export(series, "rss", at=at)
feed.body
"""
THEIRS = """
from datetime import UTC, datetime
from feedgen.feed import FeedGenerator
at = datetime(2026, 6, 1, tzinfo=UTC)
feed = FeedGenerator()
feed.title("Panel")
feed.link(href="https://panel.example/")
feed.description("Panel")
for n in range(10):
    entry = feed.add_entry()
    entry.guid(f"tag:panel.example,2026:x:e-{n}")
    entry.title(f"Edition {n}")
    entry.link(href=f"https://panel.example/editions/e-{n}/")
    entry.published(at)
    entry.description("What do you say?")
    html = "<p>What do you say?</p><blockquote>Words that were said.</blockquote>"
    entry.content(html, type="html")
feed.rss_str()
"""
EMPTY = "python -c pass"
COMMANDS: dict[str, list[str | Path]] = {
    EMPTY: [sys.executable, "-c", "pass"],
    "tbh --help": [BIN / "tbh", "--help"],
    "tbh check": [BIN / "tbh", "check", "content"],
    "tbh build": [BIN / "tbh", "build", "content"],
    "nothing new": [BIN / "tbh", "build", "content"],
    "flask --version": [BIN / "flask", "--version"],
    "one RSS, ours": [sys.executable, "-c", OURS],
    "one RSS, feedgen": [sys.executable, "-c", THEIRS],
}
RATIOS = {("tbh --help", "flask --version"): 1.5, ("one RSS, ours", "one RSS, feedgen"): 1.3}


def measure(rounds: int, folder: Path) -> dict[str, list[float]]:
    """Return the processor time of each command in each round."""
    write_corpus(folder / "content", 10)
    times: dict[str, list[float]] = {label: [] for label in COMMANDS}
    for number in range(rounds + 1):  # the first compiles
        for made in ("public", "content/.tbh"):
            rmtree(folder / made, ignore_errors=True)
        for label, command in COMMANDS.items():
            seconds = cost(command, folder).cpu
            times[label] += [seconds] if number else []
    return times


def main(rounds: int) -> None:
    """Measure, and print ratios."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as where it is installed: compiled once
    with TemporaryDirectory() as name:
        times = measure(rounds, Path(name, "work"))
    medians = {label: statistics.median(values) for label, values in times.items()}
    for label, seconds in medians.items():
        times_empty = seconds / medians[EMPTY]
        print(f"{label:18} {seconds * 1000:6.0f} ms  {times_empty:5.1f} of {EMPTY}")
    for (ours, theirs), target in RATIOS.items():
        print(f"{ours} / {theirs}  {medians[ours] / medians[theirs]:.2f}  (target {target})")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2] or ["11"]))
