import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypedDict
from urllib.parse import unquote

import html5lib
import mistune
import pytest
from markdown_it import MarkdownIt

from tbh_model.text import markdown, read_markdown, write_html, write_markdown

# The source distribution of the renderer that we compare with carries the examples of the
# CommonMark specification; its wheel does not.
_PACKAGE = "markdown-it-py"
_EXAMPLES = "tests/test_cmark_spec/commonmark.json"
_ORDINARY = """\
# How do you rest?

We asked *three* therapists, and **all of them** [answered](https://example.org/a_b?c=d&e=f).
Don't miss `their` words - they're "good" (really); 5 * 3 = 15, snake_case, a < b & c.

> Rest is *not* a reward.
>
> - It is a need.
> - [Ask](https://example.org/ "why") yourself.

1. Sleep.\\
   Then sleep more.
2. Walk:
   - slowly
   - far ![a path](https://example.org/path.png)

3. Stop.

***

```python
print("a < b")
```

A line that begins with a number:
\\1986. was a year. \\# No heading. \\- No item. \\*No\\* emphasis.
"""


class Example(TypedDict):
    """One example of the specification."""

    markdown: str
    html: str
    example: int


@cache
def examples() -> tuple[Example, ...]:
    """All examples; fetched once, and kept in the virtual environment."""
    release = version(_PACKAGE)
    kept = Path(sys.prefix) / f"commonmark-examples-{release}.json"
    if not kept.exists():
        _fetch(f"{_PACKAGE}=={release}", kept)
    return tuple(json.loads(kept.read_text(encoding="utf-8")))


def _fetch(requirement: str, kept: Path) -> None:
    with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
        options = ["--no-deps", "--no-binary", ":all:", "--quiet", "--dest", folder]
        command = [sys.executable, "-m", "pip", "download", *options, requirement]
        got = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if got.returncode:
            pytest.skip(f"SPECIFICATION NOT CHECKED: cannot fetch {requirement}: {got.stderr}")
        with tarfile.open(next(Path(folder).glob("*.tar.gz"))) as archive:
            name = next(name for name in archive.getnames() if name.endswith(_EXAMPLES))
            member = archive.extractfile(name)
            assert member is not None
            fresh = Path(folder) / kept.name
            fresh.write_bytes(member.read())
        # Other test processes may do the same at the same time: the last one wins, whole.
        shutil.move(fresh, kept)


def structure(html: str) -> list[str]:
    """Elements, attributes and words of a page, without what only looks different.

    Space is single, addresses are decoded, and emphasis inside the same emphasis is gone, as it
    is from the tree.
    """
    parts = [""]
    emphases: list[tuple[str, bool]] = []
    for token in html5lib.getTreeWalker("etree")(html5lib.parseFragment(html)):
        kind, name = token["type"], token.get("name", "")
        if kind in {"Characters", "SpaceCharacters"}:
            parts[-1] += token["data"]
        elif kind == "StartTag" and name in {"em", "strong"}:
            emphases.append((name, any(name == other for other, _ in emphases)))
            parts += [] if emphases[-1][1] else [f"<{name}>", ""]
        elif kind == "EndTag" and name in {"em", "strong"}:
            parts += [] if emphases.pop()[1] else [f"</{name}>", ""]
        elif kind == "EndTag":
            parts += [f"</{name}>", ""]
        else:
            attributes = sorted((key[1], unquote(value)) for key, value in token["data"].items())
            parts += [f"<{name} {attributes}>", ""]
    return [" ".join(part.split()) for part in parts if part.strip()]


def holds_html(source: str) -> bool:
    """Whether the reference renderer finds raw HTML."""
    tokens = MarkdownIt("commonmark").parse(source)
    inner = [child for token in tokens for child in token.children or ()]
    return any(token.type in {"html_block", "html_inline"} for token in (*tokens, *inner))


def test_every_example_of_the_specification_has_its_structure() -> None:
    """All 652 examples render as the specification says, or are reported; but for empty links.

    A link without an address is its words alone: it would lead to whatever page it stands on.
    """
    wrong = []
    for example in examples():
        reading = read_markdown(example["markdown"])
        html = write_html(reading.tree, heading_level=1)
        if 'href=""' in example["html"]:
            assert "<a" not in html
            continue
        if not reading.problems and structure(html) != structure(example["html"]):
            wrong.append(example["example"])

    assert wrong == []
    assert len(examples()) == 652


def test_raw_html_is_reported_where_the_reference_renderer_finds_it() -> None:
    """Everywhere there, and nowhere else; the rest is schemes and addresses nothing uses."""
    reported = [
        (example, problem)
        for example in examples()
        for problem in read_markdown(example["markdown"]).problems
    ]
    raw = [example for example, problem in reported if problem.code == "TBH120"]

    assert {problem.code for _, problem in reported} == {"TBH120", "TBH121", "TBH122"}
    assert {example["example"] for example in raw} == {
        example["example"] for example in examples() if holds_html(example["markdown"])
    }


def test_every_example_reads_back_from_what_we_write() -> None:
    """The round trip holds for everything that the specification thought of."""
    wrong = []
    for example in examples():
        tree = read_markdown(example["markdown"]).tree
        reading = read_markdown(write_markdown(tree))
        if (reading.tree, reading.problems) != (tree, ()):
            wrong.append(example["example"])

    assert wrong == []


def test_what_we_write_reads_alike_in_markdown_it() -> None:
    """The reference renderer sees what we see."""
    tree = markdown(_ORDINARY)
    html = MarkdownIt("commonmark").render(write_markdown(tree))

    assert structure(html) == structure(write_html(tree, heading_level=1))


def test_what_we_write_reads_alike_in_mistune() -> None:
    """So does a renderer that goes its own way."""
    tree = markdown(_ORDINARY)
    html = mistune.html(write_markdown(tree))

    assert isinstance(html, str)
    assert structure(html) == structure(write_html(tree, heading_level=1))
