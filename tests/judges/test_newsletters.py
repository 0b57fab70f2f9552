"""Newsletters as renderers show them that are not in Python: marked, commonmark, pandoc, cmark."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from unicodedata import normalize

import pytest
from attrs import evolve

import tbh_model as tbh
from markdown_readers import Seen, seen
from npm import NEEDS_NPM, Packages
from small import PUBLISHER
from tbh_model.model import IntroductionPart, NoticesPart, ResultsPart, SignOffPart, TitlePart
from tbh_model.testing import corpus

VERSIONS: Final = {"commonmark": "0.31.2", "markdown-it": "15.0.3", "marked": "18.2.1"}
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "cmark": ("cmark", "--unsafe"),
    "pandoc": ("pandoc", "--wrap=none", "--from=markdown-smart", "--to=html"),
    "pandoc as GFM": ("pandoc", "--wrap=none", "--from=gfm", "--to=html"),
    "pandoc as CommonMark": ("pandoc", "--wrap=none", "--from=commonmark", "--to=html"),
}
EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "therapists-being-human"
AT: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCRIPT: Final = Path(__file__).with_name("renderers.mjs")
PROFILES: Final = ("neutral", "buttondown")

pytestmark = pytest.mark.heavy


def _series() -> Iterator[tbh.Series]:
    yield tbh.load(EXAMPLE)
    names = ("undated", "everything", "anonymous", "scripts", "hostile")
    yield from (evolve(corpus()[name], publisher=PUBLISHER) for name in names)


def _letters() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the body of each letter, and the words that it should show, in order."""
    for content in _series():
        released = tbh.release(content, "newsletter", AT)
        for edition in released.series.editions:
            expected = tuple(filter(None, _words(released.series, edition)))
            for profile in PROFILES:
                yield tbh.edition_markdown(released, edition, profile=profile), expected


def _words(series: tbh.Series, edition: tbh.Edition) -> Iterator[str]:
    for part in tbh.outline(series, edition):
        match part:
            case TitlePart(text=title):
                yield _folded(title)
            case IntroductionPart(text=text):
                yield seen(tbh.write_html(text)).words
            case ResultsPart(responses=responses):
                for each in responses:
                    yield _folded(each.byline or "")
                    yield _folded(each.quote or "")
                    if each.response.answer is not None:
                        yield seen(tbh.write_html(each.response.answer)).words
            case SignOffPart(text=text):
                yield _folded(text)
            case NoticesPart(notices=notices):
                yield from (seen(tbh.write_html(notice.text)).words for notice in notices)
            case _:
                pass


def _folded(words: str) -> str:
    return " ".join(normalize("NFC", words).split())  # as pandoc writes accents


def _missing(shown: Seen, expected: tuple[str, ...]) -> list[str]:
    """Return what is not shown after what comes before it."""
    words, at, missing = _folded(shown.words), 0, []
    for each in map(_folded, expected):
        found = words.find(each, at)
        if found < 0:
            missing.append(each)
        else:
            at = found + len(each)
    return missing


@NEEDS_NPM
def test_renderers_of_npm_show_the_words_of_the_model_in_order(tmp_path: Path) -> None:
    """Of the example, and of series whose words look like markup."""
    letters = [*_letters()]
    rendered: list[dict[str, str]] = Packages(tmp_path, VERSIONS).asked(
        SCRIPT, [letter for letter, _ in letters]
    )

    assert letters
    for (_, expected), pages in zip(letters, rendered, strict=True):
        assert pages.keys() == {*VERSIONS}
        for name, html in pages.items():
            assert (name, _missing(seen(html), expected)) == (name, [])


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_show_the_words_of_the_model_in_order(name: str) -> None:
    """The same, by the reference implementation and by pandoc."""
    command = COMMANDS[name]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0].upper()} IS NOT INSTALLED: apt install {command[0]}")
    for letter, expected in _letters():
        done = subprocess.run(command, input=letter, capture_output=True, text=True, check=True)
        assert _missing(seen(done.stdout), expected) == []
