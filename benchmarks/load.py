"""What loading costs, against the two libraries that it is built on, in one run.

    python benchmarks/load.py [EDITIONS] [ROUNDS]

Ours: `tbh.load` of a generated folder: located trees, strict conversion, rich text, references,
every check. Theirs: `yaml.compose` of the same files, plus cattrs' own structuring of the same
data into the same classes. They take turns; the medians make the ratio.
"""

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cattrs
import yaml
from corpus import write_corpus

import tbh_model as tbh

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def theirs() -> cattrs.Converter:
    """Return a converter of cattrs that takes texts and dates as they are."""
    converter = cattrs.Converter()
    converter.register_structure_hook(tbh.RichText, lambda _, __: tbh.RichText())
    converter.register_structure_hook_func(
        lambda kind: getattr(kind, "__name__", "") in {"date", "datetime"}, lambda value, _: value
    )
    return converter


def yaml_of(file: Path) -> str:
    """Return the YAML of a file: all of it, or its front matter."""
    text = file.read_text(encoding="utf-8")
    return text.split("---\n")[1] if file.suffix == ".md" else text


def compose(files: list[Path]) -> None:
    """Compose every file."""
    for file in files:
        yaml.compose(yaml_of(file), Loader=Loader)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_memory(folder: Path) -> int:
    """Return the kilobytes that a process takes at most to load a folder."""
    code = (
        "import sys, tbh_model as tbh; series = tbh.load(sys.argv[1]); "
        "print([line for line in open('/proc/self/status') if 'VmHWM' in line][0].split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def main(count: int, rounds: int) -> None:
    """Measure, and print ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder, one = Path(name, "many"), Path(name, "one")
        write_corpus(folder, count)
        write_corpus(one, 1)
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        editions: list[Any] = [
            yaml.load(yaml_of(file), Loader=Loader)  # noqa: S506 - a safe one
            for file in sorted(folder.glob("editions/*"))
        ]
        converter = theirs()
        works: dict[str, Callable[[], object]] = {
            "ours": lambda: tbh.load(folder),
            "ours, two jobs": lambda: tbh.load(folder, jobs=2),
            "yaml.compose": lambda: compose(files),
            "cattrs": lambda: [converter.structure(each, tbh.Edition) for each in editions],
        }
        times: dict[str, list[float]] = {label: [] for label in works}
        for _ in range(rounds):
            for label, work in works.items():
                times[label].append(timed(work))
        medians = {label: statistics.median(values) for label, values in times.items()}
        for label, seconds in medians.items():
            print(f"{label:16} {seconds:7.3f} s  {seconds / count * 1e6:7.0f} µs an edition")
        both = medians["yaml.compose"] + medians["cattrs"]
        print(f"ours / (compose + cattrs)   {medians['ours'] / both:.2f}  (target 1.50)")
        gained = medians["ours, two jobs"] / medians["ours"]
        print(f"two jobs / one              {gained:.2f}  (target 0.65)")
        memory = (peak_memory(folder) - peak_memory(one)) / max(1, count - 1)
        print(f"peak memory an edition      {memory:.1f} kB  (target 40)")


if __name__ == "__main__":
    editions, rounds, *_ = [*map(int, sys.argv[1:]), *(10_000, 3)[len(sys.argv) - 1 :]]
    main(editions, rounds)
