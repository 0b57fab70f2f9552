"""What an earlier build made is not made again, wherever it went."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import pytest
from attrs import evolve, field, frozen

import tbh_model as tbh
from small import AT, edition, series
from tbh_model import Outcome
from tbh_model.publishing._destination import JOURNAL, MANIFEST

_MADE: list[str] = []


@frozen(kw_only=True)
class Titles:
    """A file for each edition, which shows its title, and one that says nothing of itself."""

    info: ClassVar = tbh.ExporterInfo(name="titles", channel=tbh.Channel.WEB, summary="Titles")
    ending: str = "."
    fails: bool = False
    needs: tuple[object, ...] = field(default=(), eq=False)

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        for each in release.series.editions:
            yield tbh.Artifact.lazy(
                f"{each.slug}.txt",
                "text/plain",
                _title,
                each.title,
                self.ending,
                "yes" if self.fails else "",
                depends_on=(each, *self.needs),
            )
        yield tbh.Artifact.lazy("always.txt", "text/plain", _title, "always", "", "")


def _title(title: str, ending: str, fails: str) -> str:
    _MADE.append(title)
    if fails:
        raise ZeroDivisionError
    return f"{title}{ending}"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    _MADE.clear()
    yield tmp_path / "content"
    _MADE.clear()


def _content(folder: Path, *titles: str) -> tbh.Series:
    editions = (
        edition(id=f"e-{number}", slug=f"s-{number}", title=title)
        for number, title in enumerate(titles)
    )
    return series(editions=tuple(editions), folder=folder)


def _build(
    content: tbh.Series, to: str | Path, exporter: Titles | None = None
) -> tuple[list[str], tbh.PublishReport]:
    """Build, and give what was made."""
    _MADE.clear()
    report = tbh.publish(content, to, AT, [exporter or Titles()], jobs=1, cache=True)
    return list(_MADE), report


@pytest.mark.parametrize("where", ["folder", "memory"])
def test_only_what_changed_is_made_again(folder: Path, where: str) -> None:
    """In a folder and in a store far away."""
    to = folder.parent / "out" if where == "folder" else f"memory://{uuid4()}"
    first, _ = _build(_content(folder, "One", "Two"), to)
    again, report = _build(_content(folder, "One", "Two"), to)
    after, changed = _build(_content(folder, "One", "Three"), to)

    assert first == ["One", "Two", "always"]
    assert again == ["always"]
    assert set(report.written.values()) == {Outcome.UNCHANGED}
    assert report.exporters == {"titles": 3}
    assert after == ["Three", "always"]
    assert changed.written == {
        "s-0.txt": Outcome.UNCHANGED,
        "s-1.txt": Outcome.CHANGED,
        "always.txt": Outcome.UNCHANGED,
    }


def test_content_is_the_same_by_whatever_path_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exporter may need the whole series, which says where it lies."""
    folder.mkdir()
    monkeypatch.chdir(folder)
    for named in (folder, Path(), Path("..", "content")):
        content = _content(named, "One")
        made, _ = _build(content, folder.parent / "out", Titles(needs=(content,)))
        assert made == (["One", "always"] if named == folder else ["always"])


def test_two_places_are_remembered_apart(folder: Path) -> None:
    """What is in one is not in the other."""
    content = _content(folder, "One")
    _build(content, folder.parent / "a")

    assert _build(content, folder.parent / "b")[0] == ["One", "always"]
    assert _build(content, folder.parent / "a")[0] == ["always"]


def test_a_build_of_some_exporters_forgets_nothing_of_the_others(folder: Path) -> None:
    """What they made is still there."""
    content, to = _content(folder, "One"), folder.parent / "out"
    _build(content, to)
    tbh.publish(content, to, AT, ["newsletter"], jobs=1, cache=True)

    assert _build(content, to)[0] == ["always"]


def test_an_archive_is_put_together_from_everything(folder: Path) -> None:
    """It is one file, and there only when all of it is."""
    content, to = _content(folder, "One"), folder.parent / "out.zip"
    _build(content, to)
    before = to.read_bytes()

    assert _build(content, to)[0] == ["One", "always"]
    assert to.read_bytes() == before


def test_other_options_make_other_files(folder: Path) -> None:
    """They are a part of what a file follows from."""
    content, to = _content(folder, "One"), folder.parent / "out"
    _build(content, to)

    assert _build(content, to, Titles(ending="!"))[0] == ["One", "always"]
    assert (to / "s-0.txt").read_text() == "One!"


def test_a_template_that_changes_changes_every_file(folder: Path) -> None:
    """Nobody knows which of them it is for."""
    content, to = _content(folder, "One"), folder.parent / "out"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates/a.txt").write_text("a")
    _build(content, to)
    assert _build(content, to)[0] == ["always"]
    (folder / "templates/a.txt").write_text("b")

    assert _build(content, to)[0] == ["One", "always"]


def test_a_file_that_somebody_touched_is_looked_at(folder: Path) -> None:
    """Be it changed, or written anew, or gone."""
    content, to = _content(folder, "One", "Two", "Three"), folder.parent / "out"
    _build(content, to)
    (to / "s-0.txt").write_text("One,")
    (to / "s-1.txt").write_text("Two.")
    (to / "s-2.txt").unlink()
    made, report = _build(content, to)

    assert made == ["One", "Two", "Three", "always"]
    assert list(report.written.values()) == [
        Outcome.CHANGED,
        Outcome.UNCHANGED,
        Outcome.NEW,
        Outcome.UNCHANGED,
    ]


def test_a_link_in_the_place_of_a_file_is_no_file_of_ours(folder: Path) -> None:
    """What it leads to may change unseen."""
    content, to = _content(folder, "One"), folder.parent / "out"
    _build(content, to)
    (to / "s-0.txt").rename(folder.parent / "elsewhere.txt")
    (to / "s-0.txt").symlink_to(folder.parent / "elsewhere.txt")

    assert _build(content, to)[0] == ["One", "always"]


def test_a_file_that_failed_is_made_again(folder: Path) -> None:
    """As it was never made."""
    content, to = _content(folder, "One"), folder.parent / "out"
    _, report = _build(content, to, Titles(fails=True))
    assert not report.is_complete

    assert _build(content, to, Titles(fails=True))[0] == ["One", "always"]


def test_what_cannot_be_written_down_is_made_each_time(folder: Path) -> None:
    """It could change without anybody seeing it."""
    content, to = _content(folder, "One"), folder.parent / "out"
    exporter = Titles(needs=(lambda: None,))
    _build(content, to, exporter)

    assert _build(content, to, exporter)[0] == ["One", "always"]


@frozen(kw_only=True)
class Lost(Titles):
    """Fails where it looks for what a file depends on."""

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        for artifact in Titles.export(self, release):
            yield evolve(artifact, depends_on=_lost)


def _lost() -> tuple[object, ...]:
    raise ZeroDivisionError


def test_what_is_not_found_ends_no_build(folder: Path) -> None:
    """The file can be made all the same, and is made each time."""
    content, to = _content(folder, "One"), folder.parent / "out"
    _build(content, to, Lost())
    made, report = _build(content, to, Lost())

    assert made == ["One", "always"]
    assert report.is_complete


SCRIPT = """
import sys
sys.path[:0] = sys.argv[2:]
import tbh_model as tbh
from pathlib import Path
from attrs import evolve, frozen
from small import AT, edition, series
from typing import ClassVar

def made(word):
    print("made", flush=True)
    return word

@frozen(kw_only=True)
class Words:
    info: ClassVar = tbh.ExporterInfo(name="words", channel=tbh.Channel.WEB, summary="Words")

    def export(self, release, /):
        yield tbh.Artifact.lazy("a.txt", "text/plain", made, "one", depends_on=())

def build(exporter):
    content = series(folder=Path(sys.argv[1]))
    tbh.publish(content, content.folder / "out", AT, [exporter], jobs=1, cache=True)

"""
ITSELF = SCRIPT + "build(Words())"
OTHERS = "import sys\nsys.path[:0] = sys.argv[2:]\nfrom words import Words, build\nbuild(Words())"
HEIR = OTHERS.replace("build(Words())", "class Heir(Words): pass\nbuild(Heir())")


@pytest.mark.parametrize("script", [ITSELF, OTHERS, HEIR])
def test_the_code_of_an_exporter_of_one_file_is_looked_at(folder: Path, script: str) -> None:
    """Be it a module, the script that runs, or what the class of that inherits from."""
    folder.mkdir()
    files = {"run.py": script, "words.py": SCRIPT}

    def run(word: str) -> str:
        for name, text in files.items():
            (folder / name).write_text(text.replace('"one"', repr(word)))
        command = [
            sys.executable,
            "run.py",
            str(folder),
            str(folder),
            str(Path(__file__).parents[1]),
        ]
        return subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True
        ).stdout

    assert run("one") == "made\n"
    assert run("three") == "made\n"
    assert (folder / "out/a.txt").read_text() == "three"


def test_code_that_lies_in_no_file_is_not_remembered(folder: Path) -> None:
    """In a session anything may have been written anew."""
    folder.mkdir()
    command = [sys.executable, "-c", ITSELF, str(folder), str(Path(__file__).parents[1])]
    runs = [subprocess.run(command, check=True, capture_output=True) for _ in range(2)]

    assert [each.stdout for each in runs] == [b"made\n", b"made\n"]


def test_equal_needs_are_one_whatever_they_are_made_of(folder: Path) -> None:
    """Sets have no order, and equal texts may be one object or two."""
    content, to = _content(folder, "One"), folder.parent / "out"
    shared = str(b"ab", "ascii")
    _build(content, to, Titles(needs=(frozenset({"x", "y"}), shared, shared)))
    other = (str(b"ab", "ascii"), str(b"ab", "ascii"))

    assert _build(content, to, Titles(needs=(frozenset({"y", "x"}), *other)))[0] == ["always"]
    assert _build(content, to, Titles(needs=(frozenset({"y"}), *other)))[0] == ["One", "always"]


def test_a_memory_that_is_lost_or_spoiled_costs_nothing_but_time(folder: Path) -> None:
    """The same files are written, and found to be the same."""
    content, to = _content(folder, "One"), folder.parent / "out"
    _build(content, to)
    (kept,) = (folder / ".tbh/cache").glob("built-*.json")
    for data in ("", "[]", "[1, {}]", '[1, {"s-0.txt": ["a", "b"]}]', '[2, {"s-0.txt": 1}]'):
        kept.write_text(data)
        made, report = _build(content, to)
        assert made == ["One", "always"]
        assert set(report.written.values()) == {Outcome.UNCHANGED}


def test_a_series_that_lies_nowhere_has_no_memory(folder: Path) -> None:
    """There is no place to keep it."""
    content, to = evolve(_content(folder, "One"), folder=None), folder.parent / "out"
    _build(content, to)

    assert _build(content, to)[0] == ["One", "always"]
    assert not folder.exists()


def test_a_file_of_a_killed_build_has_its_own_digest_in_the_manifest(folder: Path) -> None:
    """Also if it was killed when it had written into the journal what it never wrote as a file."""
    content, out = _content(folder, "A"), folder.parent / "out"
    tbh.publish(content, out, AT, [Titles()], cache=True)
    manifest, journal = out / MANIFEST, out / JOURNAL
    complete = manifest.read_text("utf-8")
    journal.write_text(json.dumps(["s-0.txt", "0" * 64, "titles"]) + "\n", "utf-8")

    tbh.publish(content, out, AT, [Titles()], cache=True)

    assert manifest.read_text("utf-8") == complete
