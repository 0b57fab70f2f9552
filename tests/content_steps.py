"""What happens to a content folder between two builds."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import evolve

import tbh_model as tbh
from conftest import EXAMPLE

Step = Callable[[Path, Path, random.Random], object]
"""Is given the content, what was made of it, and chance."""


def edit(content: Path, _: Path, pick: random.Random) -> None:
    """Write another word into a file: a title, an answer, a name, a line of the series."""
    file = pick.choice(sorted([*content.rglob("*.yaml"), *content.rglob("*.md")]))
    words = ["the", "silence", "family", "Okafor", "practice", "of", "a "]
    text, word = file.read_text(), pick.choice(words)
    file.write_text(text.replace(word, f"{word.strip()}s ", 1))


def remove(content: Path, _: Path, pick: random.Random) -> None:
    """Remove an edition."""
    editions = sorted((content / "editions").iterdir())
    if len(editions) > 1:
        pick.choice(editions).unlink()


def bring_back(content: Path, _: Path, pick: random.Random) -> None:
    """Take an edition from where it was removed."""
    file = pick.choice(sorted((EXAMPLE / "editions").iterdir()))
    shutil.copy(file, content / "editions" / file.name)


def rename(content: Path, _: Path, pick: random.Random) -> None:
    """Return an edition another address."""
    series = tbh.load(content)
    edition = pick.choice(series.editions)
    renamed = evolve(edition, slug=f"{edition.slug}-{pick.randrange(9)}")
    rest = tuple(each for each in series.editions if each is not edition)
    tbh.save(evolve(series, editions=(*rest, renamed)), content)


def change_options(content: Path, _: Path, pick: random.Random) -> None:
    """Ask for other files, and for other things in them."""
    rss = pick.choice(["{}", "{limit: 2, archive: true}", "{content: summary}"])
    html = pick.choice(["{}", "{structured_data: false}", "{file_links: true}"])
    (content / "publish.yaml").write_text(
        f"exporters:\n  rss: {rss}\n  json-feed: {{}}\n  newsletter: {{limit: 2}}\n  html: {html}\n"
    )


def change_templates(content: Path, _: Path, pick: random.Random) -> None:
    """Look at something else on a page, near or far."""
    shown = pick.choice(["{{ page.edition.title }}", "{{ context.site.series.editions[0].title }}"])
    file = content / "templates/html/edition.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        '{% extends "tbh/html/edition.html" %}{% block tags %}' + shown + "{% endblock %}"
    )


def take_templates_away(content: Path, _: Path, __: random.Random) -> None:
    shutil.rmtree(content / "templates", ignore_errors=True)


def change_a_picture(content: Path, _: Path, pick: random.Random) -> None:
    """Take one away, or add a line to it."""
    pictures = sorted((content / "images").rglob("*.svg"))
    if pictures and pick.random() < 0.5:
        pick.choice(pictures).unlink()
    for picture in pictures[:1]:
        picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>\n")


def tamper(_: Path, out: Path, pick: random.Random) -> None:
    """Change, empty or remove a file of the output."""
    files = [file for file in sorted(out.rglob("*.*ml")) if file.is_file()]
    for file in files[:: pick.randrange(1, 9)]:
        if pick.random() < 0.5:
            file.unlink()
        else:
            file.write_text("by hand")


def lose_the_cache(content: Path, _: Path, pick: random.Random) -> None:
    """Remove it, or spoil it."""
    for file in sorted((content / ".tbh/cache").glob("*[!e]")):
        if pick.random() < 0.5:
            file.unlink()
        else:
            file.write_bytes(b"[1, {}]")


STEPS: Final[tuple[Step, ...]] = (
    edit,
    edit,
    remove,
    bring_back,
    rename,
    change_options,
    change_templates,
    take_templates_away,
    change_a_picture,
    tamper,
    lose_the_cache,
)
