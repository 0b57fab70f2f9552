"""A reader who does what a page says: runs its Python and its commands, writes its files.

Each fenced block is taken by the method named after its language. A block that is a file says so
in its first line, in a comment:

    # therapists/t-1.yaml            the whole file
    # editions/hope.yaml, in part    these keys take the place of those that the file has
    # editions/hope.yaml, TBH110     in part, and `tbh check` must report this and nothing else
    # practice/models.py, imported by Django    a command of the page runs it
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from contextlib import chdir, contextmanager, redirect_stdout
from difflib import unified_diff
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

from sybil import Example
from sybil.parsers.myst import CodeBlockParser

import tbh_model as tbh
from tbh_model.content import check as check_content

ROOT = Path(__file__).parents[2]

_SERIES = """\
id: tag:example.org,2026:series
title: A series
url: https://example.org/
publisher: {name: A publisher}
"""
_GATE = "TBH2"
"""How the codes of the gate begin: pages show drafts, and answers without consent."""
_FILE = re.compile(r"(?:---\n)?(?:#|\{#) (?P<path>[\w./-]+)(?:, (?P<how>[^\n]*?))?(?: #\})?\n")
_TOP_LEVEL_KEY = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)


class Reader:
    """Somebody with an empty folder, the example and the page."""

    def __init__(self, home: Path) -> None:
        self.home = self.folder = home
        self.installed = home / "installed"
        self.editable: list[Path] = []
        self.printed = ""
        for folder in ("examples", "plugins"):
            shutil.copytree(ROOT / folder, home / folder)

    def parsers(self) -> list[CodeBlockParser]:
        """One for each language that the documentation may use."""
        blocks: dict[str, Callable[[Example], str | None]] = {
            "python": self.python,
            "text": self.text,
            "console": self.console,
            "yaml": self.content,
            "markdown": self.content,
            "jinja": self.content,
            "toml": self.toml,
            "ini": self.ini,
            "csv": self.table,
        }
        return [CodeBlockParser(language, evaluator) for language, evaluator in blocks.items()]

    def ini(self, example: Example) -> None:
        """Read a unit of systemd."""
        ConfigParser(interpolation=None).read_string(example.parsed)

    def table(self, example: Example) -> None:
        """Write the answers of a form, which have no place for the name of their file."""
        self._write("answers.csv", example.parsed)

    def python(self, example: Example) -> None:
        """Run it, in the namespace of the page; what it prints is what a `text` block shows."""
        file = _FILE.match(example.parsed)
        if file is not None:
            self._write(file["path"], example.parsed)
            if file["how"] is not None:
                return
        example.namespace.setdefault("__name__", "__main__")
        printed = io.StringIO()
        line = example.line + example.parsed.line_offset
        code = compile("\n" * line + example.parsed, example.path, "exec", dont_inherit=True)
        with chdir(self.folder), importable(self.folder), redirect_stdout(printed):
            exec(code, example.namespace)  # noqa: S102 - it is ours
        self.printed = printed.getvalue()

    def text(self, example: Example) -> str | None:
        """Compare it with what the block of Python before it printed."""
        return _difference(example.parsed, self.printed)

    def console(self, example: Example) -> str | None:
        """Run each line that begins with `$`, and compare what follows it, if anything does."""
        session = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", example.parsed, re.MULTILINE)
        wrong = (self._run(command, expected) for command, expected in session)
        return next(filter(None, wrong), None)

    def content(self, example: Example) -> str | None:
        """Write a file of a content folder, and check the folder."""
        path, how = _file(example.parsed)
        before = self._text(path)
        whole = how is None or example.parsed.startswith("---")
        self._write(path, example.parsed if whole else _replaced(before, example.parsed))
        if how == "with a mistake":
            return None
        if how is None or not how.startswith("TBH"):
            found = self._problems() - {"TBH113"}  # that an image is not there
            return f"the content has problems: {found}" if found else None
        found = self._problems(how)
        self._write(path, before)
        return None if found == {how} else f"expected {how}, found {found or 'no problem'}"

    def toml(self, example: Example) -> None:
        """Write it, if it is TOML at all."""
        tomllib.loads(example.parsed)
        self._write(_file(example.parsed)[0], example.parsed)

    def _problems(self, expected: str = "") -> set[str]:
        """Name what there is to mend in the content folder, and what is expected.

        A page may leave out the series.
        """
        if not (self.folder / "series.yaml").is_file():
            self._write("series.yaml", _SERIES)
        # a template of an earlier block, whose exporter the page does not run
        unread = {"TBH442"} - {expected}
        if not self.installed.is_dir():
            problems = tbh.check(self.folder)
            if not expected.startswith(_GATE):  # which speaks first of what both would say
                problems += check_content(self.folder)
            found = [p.code for p in problems if p.severity is not tbh.Severity.INFO]
            to_mend = {code for code in found if not code.startswith(_GATE)} - unread
            return {*to_mend, *({expected} & {p.code for p in problems})}
        found = json.loads(self._output("tbh check --format json").stdout)  # sees what is installed
        to_mend = {problem["code"] for problem in found if problem["severity"] != "info"}
        return {code for code in to_mend if not code.startswith(_GATE)} - unread

    def _text(self, path: str) -> str:
        file = self.folder / path
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    def _write(self, path: str, text: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if not text:
            file.unlink()

    def _run(self, command: str, expected: str) -> str | None:
        word, *arguments = command.split()
        match word, arguments:
            case "cd", [path]:
                self.folder = self.folder / path
                return None
            case "make", [*targets]:
                return _planned(targets)
            case ("python3", ["-m", "venv", _]) | (".", [_]):  # the tests have their environment
                return None
            case "python3", ["-m", "pip", "install", *what]:
                return self._install(what[-1].strip("'"), editable="--editable" in what)
        done = self._output(command)
        if expected:
            return _difference(expected, done.stdout)
        return None if done.returncode == 0 else f"$ {command}\n{done.stdout}"

    def _output(self, command: str) -> "subprocess.CompletedProcess[str]":
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        modules = (self.installed, *self.editable, os.environ.get("PYTHONPATH", ""))
        found = os.pathsep.join(map(str, modules))
        environment = {"PATH": path, "PYTHONPATH": found, "COLUMNS": "80", "NO_COLOR": "1"}
        return subprocess.run(  # noqa: S602 - a shell, as the reader has one
            command,
            shell=True,
            cwd=self.folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            timeout=60,
        )

    def _install(self, what: str, *, editable: bool) -> str | None:
        """Install a package of the page as pip would, without asking the network for anything."""
        name, _, extra = what.rstrip("]").partition("[")
        source = ROOT if extra else self.folder / name
        project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        if extra:
            known = project["optional-dependencies"]
            unknown = [each for each in extra.split(",") if each not in known]
            return f"there is no extra {unknown[0]!r}" if unknown else None
        folder = f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        metadata = self.installed / folder
        metadata.mkdir(parents=True)
        modules = source / "src" if (source / "src").is_dir() else source
        if editable:
            self.editable.append(modules)
        else:
            shutil.copytree(modules, self.installed, dirs_exist_ok=True)
        head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        (metadata / "METADATA").write_text(head, encoding="utf-8")
        points = "\n".join(_entry_points(project))
        (metadata / "entry_points.txt").write_text(points, encoding="utf-8")
        return None


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Let the modules that a page has written be imported, and forget them afterwards."""
    known = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - known:
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
                del sys.modules[name]


def file_of(text: str) -> str | None:
    """Return the path of the file that a block is; `None` where it is none."""
    match = _FILE.match(text)
    return None if match is None else match["path"]


def _file(text: str) -> tuple[str, str | None]:
    match = _FILE.match(text)
    assert match, "the first line must be a comment that names the file"
    return match["path"], match["how"]


def _replaced(before: str, part: str) -> str:
    """Put the top-level keys of a part in the place of those of a file, or of its front matter."""
    if before.startswith("---\n"):
        front_matter, delimiter, body = before.removeprefix("---\n").partition("---\n")
        return f"---\n{_replaced(front_matter, part)}{delimiter}{body}"
    keys: dict[str, str] = {}
    for chunk in (*_TOP_LEVEL_KEY.split(before), *_TOP_LEVEL_KEY.split(part)[1:]):
        keys[chunk.partition(":")[0]] = chunk if chunk.endswith("\n") else f"{chunk}\n"
    return "".join(keys.values())


def _planned(targets: list[str]) -> str | None:
    done = subprocess.run(
        ["make", "--dry-run", *targets], cwd=ROOT, capture_output=True, check=False, text=True
    )
    return done.stderr if done.returncode else None


def _entry_points(project: dict[str, dict[str, dict[str, str]]]) -> Iterator[str]:
    for group, points in project.get("entry-points", {}).items():
        yield f"[{group}]"
        yield from (f"{name} = {target}" for name, target in points.items())


def _difference(expected: str, found: str) -> str | None:
    if OutputChecker().check_output(expected, found, ELLIPSIS):
        return None
    return "\n".join(unified_diff(expected.splitlines(), found.splitlines(), "shown", "found"))
