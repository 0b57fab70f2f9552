"""The templates of the library, compiled once."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2.bccache import bc_magic

from tbh_model.exporters._jinja_environment import BUILT_IN, make_environment
from tbh_model.exporters._template_filters import Filters

PROGRAM = """
import sys
import logging
import jinja2
sys.path.insert(0, {tests!r})
from pathlib import Path
from small import AT, series
import tbh_model as tbh
logging.disable()  # it has no record of consent
compiled = []
compile_ = jinja2.Environment.compile
def counted(self, source, name=None, *others, **options):
    compiled.append(name)
    return compile_(self, source, name, *others, **options)
jinja2.Environment.compile = counted
made = tbh.export(series(folder={folder}), "html", at=AT)
page = next(each.body for each in made if each.path == "index.html")
print(*sorted(set(compiled)), sep="\\n", file=sys.stderr)
sys.stdout.buffer.write(page)
"""


class Machine:
    """Programs that keep their byte code in one place."""

    def __init__(self, kept: Path) -> None:
        self.kept = kept

    def export(self, folder: Path | None = None) -> tuple[bytes, list[str]]:
        """Return the home page, and the names of the templates that had to be compiled for it."""
        where = "None" if folder is None else f"Path({str(folder)!r})"
        code = PROGRAM.format(tests=str(Path(__file__).parents[1]), folder=where)
        command = [sys.executable, "-X", f"pycache_prefix={self.kept}", "-c", code]
        done = subprocess.run(
            command, capture_output=True, check=True, env={"PYTHONPATH": ":".join(sys.path)}
        )
        return done.stdout, done.stderr.decode().split()

    @property
    def files(self) -> list[Path]:
        """Byte code of templates."""
        return sorted(self.kept.rglob("templates.*"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "kept")


def test_the_second_program_compiles_no_template(machine: Machine) -> None:
    """What the first one compiled is there, and makes the same page."""
    first, compiled = machine.export()

    assert "html/index.html" in compiled
    assert machine.export() == (first, [])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda _: b"something else",
        lambda data: data[:40],
        lambda data: data[:200],
        lambda data: data[: len(bc_magic)] + b"c" + data,
    ],
    ids=["empty", "other", "no-checksum", "no-code", "no-pickle"],
)
def test_byte_code_that_cannot_be_used_is_made_again(
    machine: Machine, spoil: Callable[[bytes], bytes]
) -> None:
    """Be it cut off, or of something else."""
    first, compiled = machine.export()
    for file in machine.files:
        file.write_bytes(spoil(file.read_bytes()))

    assert machine.export() == (first, compiled)
    assert machine.export() == (first, [])


def test_a_place_where_nothing_can_be_written_is_no_obstacle(machine: Machine) -> None:
    """Each program compiles for itself then."""
    machine.kept.write_text("a file where a folder would be", encoding="utf-8")
    first, compiled = machine.export()

    assert machine.export() == (first, compiled)


def test_templates_of_a_content_folder_are_never_kept_as_code(
    machine: Machine, tmp_path: Path
) -> None:
    """Whoever sends a folder of content does not send code with it."""
    machine.export()
    before = machine.files
    own = tmp_path / "content" / "templates" / "html" / "index.html"
    own.parent.mkdir(parents=True)
    own.write_text("{% extends 'tbh/html/index.html' %}", encoding="utf-8")

    assert machine.export(tmp_path / "content")[1] == ["html/index.html"]
    assert machine.files == before


def test_what_a_template_is_compiled_to_is_the_same_for_every_series() -> None:
    """Jinja2 computes at once what it can: that may be nothing that a series has a say in."""
    one = Filters(language="en", time_zone="UTC", base_url="https://example.org/")
    other = Filters(language="fr", time_zone="Europe/Paris", base_url="https://example.com/")
    first, second = (
        make_environment(BUILT_IN, None, each.by_name(), is_markup=True) for each in (one, other)
    )

    for name in first.list_templates():
        assert first.loader is not None
        source, *_ = first.loader.get_source(first, name)
        assert first.compile(source, name, raw=True) == second.compile(source, name, raw=True)
