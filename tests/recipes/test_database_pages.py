"""The pages on databases: short mappings, and nothing but the core for `sqlite3`."""

import re
from pathlib import Path

import pytest

from machine import Machine

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "how-to").glob("export-from-*.md"))
LIMIT = 40
"""Lines of a mapping, blank ones left out."""


def blocks(text: str, language: str) -> list[str]:
    """Return the blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_mapping_is_short(page: Path) -> None:
    """Without comments that squeeze it: as the page shows it."""
    text = page.read_text(encoding="utf-8")
    _, _, section = text.partition("## The mapping\n")
    mapping = blocks(section, "python")[0]

    assert len(list(filter(None, mapping.splitlines()))) <= LIMIT
    assert '"rss", "atom", "json-feed", "html", "newsletter"' in section


@pytest.mark.heavy
def test_the_page_on_sqlite_needs_the_core_alone(tmp_path: Path) -> None:
    """In a fresh environment; only pydantic, at the end of the page, is another package."""
    page = (ROOT / "docs" / "how-to" / "export-from-a-database.md").read_text(encoding="utf-8")
    shown, _, _ = page.partition("## pydantic")
    machine = Machine(tmp_path)
    machine.pip("install", str(machine.wheel(ROOT)))
    (tmp_path / "page.py").write_text("".join(blocks(shown, "python")), encoding="utf-8")

    printed = machine.shell("python page.py 2>/dev/null")  # without what is logged
    assert printed == "".join(blocks(shown, "text"))
