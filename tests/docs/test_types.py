"""The Python that the documentation shows has types: its readers start with it."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import define, field
from sybil import Sybil
from sybil.parsers.myst import CodeBlockParser

import tbh_model
from docs.reader import ROOT, file_of
from docs.test_pages import PAGES

pytestmark = pytest.mark.heavy

SOURCES = [
    str(folder) for folder in (Path(tbh_model.__file__).parents[1], *ROOT.glob("plugins/*/src"))
]
MYPY = """\
[mypy]
strict = True
explicit_package_bases = True
untyped_calls_exclude = distributed
[mypy-wagtail.*]
ignore_missing_imports = True
[mypy-home.models]
disallow_subclassing_any = False
"""
"""What Dask and Wagtail give has no types of its own."""


@define
class Programs:
    """The blocks of all pages as modules: each line stands where it stands on its page.

    A block that is a file is a module of that name, so that others can import it. Those behind it
    go on with it, and with what the page had before, as they do where they are run.
    """

    home: Path
    pages: dict[Path, Path] = field(factory=dict)
    """Of each module its page."""

    def add(self, page: Path) -> None:
        """Add what a page shows."""
        parsers = [CodeBlockParser("python", lambda _: None)]
        name = re.sub(r"\W", "_", str(page.relative_to(ROOT)))
        module = self.home / f"{name}.py"
        lines: list[str] = []
        for example in Sybil(parsers=parsers, pattern="*.md").parse(page).examples():
            file, code = file_of(example.parsed), ast.parse(example.parsed).body
            if file is not None and len(code) > 1:  # and no docstring alone
                self._write(page, module, lines)
                before = [f"from {name} import *"] if (self.home / f"{name}.py").exists() else []
                module, lines = self.home / _importable(file), before
            start = example.line + example.parsed.line_offset
            lines += [""] * (start - len(lines))
            lines += example.parsed.splitlines()
        self._write(page, module, lines)

    def _write(self, page: Path, module: Path, lines: list[str]) -> None:
        if lines:
            assert module not in self.pages, f"{page} and {self.pages[module]} have one module"
            self.pages[module] = page
            module.parent.mkdir(parents=True, exist_ok=True)
            module.write_text("\n".join((*lines, "")), encoding="utf-8")

    def place(self, file: str, line: int) -> str:
        """Return the place on the page of a line of a module."""
        return f"{self.pages[self.home / file].relative_to(ROOT)}:{line}"


def _importable(name: str) -> str:
    """Return the part of a path by which a module is imported."""
    *folders, file = name.rpartition("src/")[2].split("/")
    return "/".join((*(folder for folder in folders if folder.isidentifier()), file))


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    made = Programs(tmp_path_factory.mktemp("programs"))
    for page in PAGES:
        made.add(page)
    return made


def _said(checker: str, home: Path, *options: str) -> str:
    command = [str(Path(sys.executable).with_name(checker)), *options]
    environment = {
        **os.environ,
        "MYPYPATH": os.pathsep.join(SOURCES),
        "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1",
    }
    done = subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False, env=environment
    )
    assert not done.stderr, done.stderr
    return done.stdout


def test_mypy_finds_nothing_in_what_is_shown(programs: Programs, tmp_path: Path) -> None:
    """As strict as it can be."""
    settings = tmp_path / "mypy.ini"
    settings.write_text(MYPY, encoding="utf-8")
    options = (f"--config-file={settings}", f"--cache-dir={tmp_path}", "--output=json", ".")
    said = map(json.loads, filter(None, _said("mypy", programs.home, *options).splitlines()))

    found = [(programs.place(each["file"], each["line"]), each["message"]) for each in said]

    assert found == [], "\n".join(map(str, found))


def test_pyright_finds_nothing_in_what_is_shown(programs: Programs) -> None:
    """As an editor shows it while somebody types it."""
    settings = {"include": ["."], "extraPaths": SOURCES}
    (programs.home / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    said = json.loads(
        _said("pyright", programs.home, "--outputjson", "--pythonpath", sys.executable)
    )

    found = [
        (programs.place(each["file"], each["range"]["start"]["line"] + 1), each["message"])
        for each in said["generalDiagnostics"]
    ]

    assert said["summary"]["filesAnalyzed"] == len(programs.pages)
    assert found == [], "\n".join(map(str, found))
