"""What the documentation shows is what happens."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from sybil import Sybil

import tbh_model as tbh
from docs.reader import ROOT, Reader
from tbh_model import publishers

PAGES = sorted(
    page
    for page in (
        *ROOT.glob("*.md"),
        *ROOT.glob("plugins/*/*.md"),
        *(ROOT / "docs").rglob("*.md"),
    )
    if "_build" not in page.parts
)
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder of the reader's own, and forget what earlier pages registered."""
    tbh.default_registry.cache_clear()
    publishers.default_registry.cache_clear()
    return tmp_path


@every_page
def test_every_block_does_what_the_page_says(page: Path, home: Path) -> None:
    """Python runs, content has no problems, commands print what is shown."""
    document = Sybil(parsers=Reader(home).parsers(), pattern="*.md").parse(page)

    for example in document.examples():
        example.evaluate()


@every_page
def test_no_block_is_passed_over(page: Path, home: Path) -> None:
    """Each block is run, is a directive of the documentation's own, or fails here."""
    known = {parser.language for parser in Reader(home).parsers()}
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    blocks = [token.info for token in tokens if token.type in {"fence", "code_block"}]

    assert [block for block in blocks if block not in known and not block.startswith("{")] == []


@every_page
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    """A link without a scheme leads to a file that is there."""
    html = MarkdownIt().render(page.read_text(encoding="utf-8"))
    targets = re.findall(r'(?:href|src)="(?!https?:|#|mailto:)([^"#]+)', html)

    assert [target for target in targets if not (page.parent / target).exists()] == []
