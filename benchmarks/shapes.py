"""Measure that a text of any size and depth costs time in proportion.

Each shape is read, checked, built and written with a thousand, ten thousand and a hundred thousand
lines: as the introduction of an edition and as an answer with a quote, in YAML, in front matter
and in JSON. Printed are the seconds of each, and by how much they grew where the text grew
tenfold: what is near 10 is linear. Run it with `python benchmarks/shapes.py [LINES ...]`.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

import tbh_model as tbh
from tbh_model.content import report
from tbh_model.text import read_markdown, write_html, write_markdown, write_plain

SERIES = """\
id: tag:example.org,2026:shapes
title: Shapes
url: https://example.org/shapes/
publisher: {name: P}
"""
THERAPIST = "id: t-1\nname: T\n"
EDITION = """\
id: e-1
slug: shape
title: Shape
status: ready
published: 2026-05-01T09:00:00Z
challenge: {topic: T, prompt: P}
challengers: {name: N}
"""
ANSWER = """\
responses:
- id: r-1
  therapist: t-1
  quote: Words of one line, which the answer has too.
"""
CONSENT = "consents: [{uses: [web, feed, newsletter], granted: 2026-04-01}]\n"
AT = datetime(2026, 6, 1, tzinfo=UTC)
MARKDOWN: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "Words of one line.\n\n" * (n // 2),
    "lines of one paragraph": lambda n: "Words of one line.\n" * n,
    "paragraphs with a link": lambda n: "See [it](https://example.org/).\n\n" * (n // 2),
    "relative links": lambda n: "See [it](page).\n\n" * (n // 2),
    "wrong links": lambda n: "See [it](javascript:x).\n\n" * (n // 2),
    "raw HTML": lambda n: "A <b>word</b>.\n\n" * (n // 2),
    "list items": lambda n: "- item\n" * n,
    "loose list items": lambda n: "- item\n\n" * (n // 2),
    "numbered items": lambda n: "1. item\n" * n,
    "emphasis": lambda n: "*a* **b** _c_\n" * n,
    "emphasis that never closes": lambda n: "*a **b\n" * n,
    "brackets": lambda n: "[[[[\n" * n,
    "brackets and parentheses": lambda n: "[a](\n" * n,
    "images": lambda n: "![a\n" * n,
    "backticks": lambda n: "".join(f"{'`' * (1 + i % 50)} a\n" for i in range(n)),
    "entities": lambda n: "&amp;&lt;&#65;&x\n" * n,
    "angle brackets": lambda n: "a < b <c\n" * n,
    "comments": lambda n: "a <!-- b\n" * n,
    "spaces": lambda n: " " * (8 * n) + "a",
    "a line of hyphens": lambda n: "-" * (8 * n),
    "a line of stars": lambda n: "*" * (8 * n) + "a",
    "quotes": lambda n: "> a\n" * n,
    "one line of quotes": lambda n: ">" * (8 * n) + "a",
    "one line of list marks": lambda n: "- " * (4 * n) + "a",
    "tables": lambda n: "| a | b |\n|---|---|\n" * (n // 2),
    "definitions": lambda n: "".join(f"[a{i}]: https://example.org/{i}\n" for i in range(n)),
    "used definitions": lambda n: "".join(
        f"[a{i}]\n\n[a{i}]: https://example.org/{i}\n\n" for i in range(n // 4)
    ),
    "headings": lambda n: "# a\n\n" * (n // 2),
    "rules": lambda n: "***\n\n" * (n // 2),
    "code": lambda n: "```\n" + "a\n" * n + "```\n",
    "hard breaks": lambda n: "a\\\n" * n + "b",
    "control characters": lambda n: "a\x01b\n" * n,
    "nested images": lambda n: "![" * n + "a" + "](b)" * n,
    "nested links": lambda n: "[" * n + "a" + "](b)" * n,
    "nested emphasis": lambda n: "*a " * n + "b*" * n,
    "links with accents": lambda n: "é [è](https://example.org/).\n\n" * (n // 2),
}
YAML: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda n: "".join(f"key{i}: a\n" for i in range(n)),
    "one key": lambda n: "summary: a\n" * n,
    "levels": lambda n: "".join(f"{' ' * i}a:\n" for i in range(min(n, 3000))),
    "brackets": lambda n: f"tags: {'[' * n}\n",
    "braces": lambda n: f"image: {'{a: ' * n}\n",
    "wrong tags": lambda n: "tags:\n" + "- ''\n" * n,
    "unknown therapists": lambda n: (
        "responses:\n" + "".join(f"- {{id: r-{i}, therapist: x-{i}, quote: q}}\n" for i in range(n))
    ),
    "comments": lambda n: "summary: a #b\n" + "# a # b\n" * n,
    "a hyphen line and an error": lambda n: f"summary: {'-' * 8 * n}: a: b\n",
    "spaces and an error": lambda n: f"summary: a{' ' * 8 * n}: b\n",
    "a block and an error": lambda n: "summary: |\n" + "  a: b\n" * n + "x\n",
    "plain lines and an error": lambda n: "summary:\n" + "  words\n" * n + "  a: b\n",
    "quotes and an error": lambda n: 'summary: "' + "a\n  " * n + "\n",
    "private lines": lambda n: "responses:\n- verbatim: |\n" + "    a\n" * n + "x\n",
    "folded": lambda n: "introduction: >\n" + "  a\n\n" * (n // 2),
    "escapes": lambda n: 'introduction: "' + "\\u00e9" * n + '<b>"\n',
    "next lines": lambda n: 'summary: "' + "a\x85" * n + '"\n',
    "JSON on one line": lambda n: '{"a": [' + "1, " * n + "x]}",
    "JSON of wrong values": lambda n: '{"editions": [' + "1, " * n + "1]}",
}


def measured(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def markdown_times(text: str) -> dict[str, float]:
    """Measure reading a text, and each way of writing it."""
    trees: list[tbh.RichText] = []
    times = {"read": measured(lambda: trees.append(read_markdown(text).tree))}
    for name, write in (
        ("html", write_html),
        ("markdown", write_markdown),
        ("plain", write_plain),
    ):
        times[name] = measured(partial(write, trees[0]))
    for carrier, files in carriers(text).items():
        times |= {f"{step} {carrier}": time for step, time in content_times(files).items()}
    return times


def carriers(text: str) -> dict[str, dict[str, str]]:
    """Write a content folder for each place and format that a text can stand in."""
    block = "".join(f"  {line}\n" for line in text.split("\n"))
    deeper = "".join(f"    {line}\n" for line in text.split("\n"))
    introduction = f"{EDITION}{ANSWER}  {CONSENT}introduction: |\n{block}"
    answer = f"{EDITION}{ANSWER}  {CONSENT}  answer: |\n{deeper}"
    front_matter = f"---\n{EDITION}{ANSWER}  {CONSENT}---\n{text}\n"
    return {
        "introduction": folder_of("editions/shape.yaml", introduction),
        "answer": folder_of("editions/shape.yaml", answer),
        ".md": folder_of("editions/shape.md", front_matter),
        "JSON": {"series.json": json.dumps(series_of(text))},
    }


def folder_of(path: str, edition: str) -> dict[str, str]:
    """Return the files of a content folder with one edition."""
    return {"series.yaml": SERIES, "therapists/t-1.yaml": THERAPIST, path: edition}


def series_of(text: str) -> Mapping[str, object]:
    """Return a whole series, as JSON has it, whose introduction and answer are a text."""
    answer = {"id": "r-1", "therapist": "t-1", "quote": "Words of one line.", "answer": text}
    consent = {"uses": ["web", "feed", "newsletter"], "granted": "2026-04-01"}
    edition = {
        "id": "e-1",
        "slug": "shape",
        "title": "Shape",
        "status": "ready",
        "published": "2026-05-01T09:00:00Z",
        "challenge": {"topic": "T", "prompt": "P"},
        "challengers": {"name": "N"},
        "introduction": text,
        "responses": [{**answer, "consents": [consent]}],
    }
    return {
        "id": "tag:example.org,2026:shapes",
        "title": "Shapes",
        "url": "https://example.org/shapes/",
        "publisher": {"name": "P"},
        "therapists": [{"id": "t-1", "name": "T"}],
        "editions": [edition],
    }


def content_times(files: Mapping[str, str]) -> dict[str, float]:
    """Measure all that `tbh check` does with content, and all that `tbh build` does."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "content"
        for path, text in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        content = folder / "series.json" if "series.json" in files else folder

        def check() -> None:
            report(tbh.check(content, AT), lambda path: files.get(path or "", ""))

        def build() -> None:
            with suppress(tbh.ContentError):
                tbh.publish(tbh.load(content), to=Path(name) / "site", at=AT, ledger=False)

        return {"check": measured(check), "build": measured(build)}


def rows(sizes: list[int]) -> Iterator[tuple[str, list[dict[str, float]]]]:
    """Measure every shape in every size."""
    for name, make in MARKDOWN.items():
        yield f"Markdown: {name}", [markdown_times(make(size)) for size in sizes]
    for name, make in YAML.items():
        yield f"files: {name}", [content_times(broken(name, make(size))) for size in sizes]


def broken(name: str, text: str) -> dict[str, str]:
    """Return the files of a content folder, or of JSON, with something that is wrong."""
    if name.startswith("JSON"):
        return {"series.json": text}
    return folder_of("editions/shape.yaml", f"{EDITION}{text}")


def main() -> None:
    """Print a line for each shape and each thing that is done with it."""
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]
    for name, times in rows(sizes):
        for step in times[0]:
            seconds = [time[step] for time in times]
            shown = "  ".join(f"{second:9.4f}" for second in seconds)
            growth = [after / max(before, 1e-3) for before, after in pairwise(seconds)]
            factors = "  ".join(f"x{factor:5.1f}" for factor in growth)
            print(f"{name:42} {step:18} {shown}   {factors}", flush=True)


if __name__ == "__main__":
    main()
