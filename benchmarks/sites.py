"""What building a whole site costs, beside Hugo, Pelican and Eleventy, in one run.

    python benchmarks/sites.py [--sizes 10 100 1000 10000] [--only Hugo ...] [--to docs]

All build the same words: a page for each edition, a home page, a list of all, a page for each topic
and each therapist, Open Graph and JSON-LD in each head, RSS and JSON Feed with the newest 50 in
full. Ours runs every built-in exporter there is, so it makes more, and checks content and consent.
What everybody made is looked at, before anything is timed.

They take turns. In each turn everybody builds from nothing, again with nothing new, and again after
an edit of the newest edition. Medians are printed; ratios are medians of those of the turns.
"""

import argparse
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import results
from attrs import evolve, field, frozen
from check_output import Whole, check_edit, check_output, expected
from contestants import HOME, OURS, ROOT, Contestant, peers
from corpus import write_corpus
from measure import cost, import_time, peak_memory
from plot import svg
from results import CLEAN, EDITED, UNCHANGED, Figures, Run, say
from tables import markdown

import tbh_model as tbh

SIZES = (10, 100, 1_000, 10_000)
TURNS = {10: 11, 100: 7, 1_000: 5, 10_000: 3}
"""How often each size is built, where somebody does not say it."""
MANY = 10_000
"""From so many editions on, those without a target have one turn: Pelican needs minutes."""
IMPORTS = 21


@frozen(kw_only=True)
class Place:
    """Where a contestant works on one size."""

    contestant: Contestant
    content: Path
    output: Path
    figures: Figures = field(factory=Figures)

    def command(self) -> tuple[str | Path, ...]:
        """Return what builds the site."""
        return self.contestant.command(self.output)

    def clean(self) -> None:
        """Take away all that a build left behind, caches included."""
        shutil.rmtree(self.output.parent, ignore_errors=True)
        shutil.rmtree(self.content / ".tbh", ignore_errors=True)
        self.output.parent.mkdir()


def places(size: int, contestants: list[Contestant], series: tbh.Series) -> list[Place]:
    """Return everybody a folder with the same words."""
    home = HOME / "sites" / f"{size}"
    found = []
    for each in contestants:
        content = home / each.name.lower()
        each.write(series, content)
        found.append(
            Place(contestant=each, content=content, output=home / f"{each.name}-out" / "public")
        )
    return found


def content(size: int) -> tbh.Series:
    """Write our content folder anew, and load it."""
    home = HOME / "sites" / f"{size}"
    shutil.rmtree(home, ignore_errors=True)
    write_corpus(home / OURS.name, size)
    return tbh.load(home / OURS.name)


def first_turn(place: Place, whole: Whole) -> None:
    """Build once, look at the memory, and see that all is there."""
    place.clean()
    place.figures.peaks.append(peak_memory(place.command(), place.content))
    check_output(place.contestant.name, place.output, whole)


def turn(place: Place, slug: str, words: str, number: int) -> None:
    """Build from nothing, with nothing new, and after an edit; then take the edit back."""
    place.clean()
    turns = place.figures.turns
    turns[CLEAN].append(cost(place.command(), place.content))
    turns[UNCHANGED].append(cost(place.command(), place.content))
    file = place.content / place.contestant.edition.format(slug=slug)
    before, word = file.read_text(encoding="utf-8"), f"Edited{number}"
    file.write_text(before.replace(words, f"{word} {words}", 1), encoding="utf-8")
    turns[EDITED].append(cost(place.command(), place.content))
    check_edit(place.contestant.name, place.output, slug, word)
    file.write_text(before, encoding="utf-8")


def measured(size: int, turns: int, contestants: list[Contestant]) -> dict[str, Figures]:
    """Let everybody build one size."""
    say(f"{size:,} editions: writing the content")
    series = content(size)
    found = places(size, contestants, series)
    slug, words = newest(series)
    for place in found:
        say(f"{size:,} editions: {place.contestant.name}, memory and output")
        first_turn(place, expected(series, place.contestant.place))
    del series
    for number in range(turns):
        say(f"{size:,} editions: turn {number + 1} of {turns}")
        for place in found:
            if number == 0 or size < MANY or place.contestant.is_measured_against:
                turn(place, slug, words, number)
    return {place.contestant.name: place.figures for place in found}


def newest(series: tbh.Series) -> tuple[str, str]:
    """Return the slug of the newest edition, and how its introduction begins."""
    edition = max(series.editions, key=lambda each: str(each.published))
    file = HOME / "sites" / f"{len(series.editions)}" / OURS.name
    text = (file / OURS.edition.format(slug=edition.slug)).read_text(encoding="utf-8")
    introduction = text.partition("introduction: |\n")[2].split()
    return edition.slug, " ".join(introduction[:8])


def benchmark(sizes: list[int], turns: int | None, only: list[str]) -> Iterator[Run]:
    """Measure everything; give what is known after each size."""
    contestants = [OURS, *(each for each in peers() if not only or each.name in only)]
    run = Run(
        machine=results.machine(),
        date=results.today(),
        versions={each.name: each.told_version() for each in contestants},
        import_milliseconds=import_time(IMPORTS),
    )
    for size in sorted(sizes):
        found = measured(size, turns or TURNS.get(size, 3), contestants)
        run = evolve(run, sizes={**run.sizes, size: found})
        yield run


def write(run: Run, folder: Path) -> None:
    """Keep the figures, the table and the picture where the documentation has them."""
    for name in ("performance", "images"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    run.write(folder / "performance" / "run.json")
    (folder / "performance" / "table.txt").write_text(markdown(run) + "\n", encoding="utf-8")
    (folder / "images" / "performance.svg").write_text(svg(run), encoding="utf-8")


def main() -> None:
    """Read what is wanted, measure, print, and keep it if that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--turns", type=int, help="how often each size is built")
    parser.add_argument("--only", nargs="+", default=[], metavar="PEER", help="and no other")
    parser.add_argument("--to", type=Path, help="keep the run below this folder (`docs`)")
    wanted = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT / "src")  # this checkout, whatever is installed
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as where it is installed: compiled once
    text = ""
    for run in benchmark(list(wanted.sizes), wanted.turns, wanted.only):
        text = markdown(run)
        if wanted.to is not None:
            write(run, ROOT / wanted.to)
    print(text)


if __name__ == "__main__":
    main()
