"""A build that would change nothing reads no series, and is equal to one that does."""

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from attrs import frozen
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, example, given, settings, strategies as st

import tbh_model as tbh
from conftest import EXAMPLE
from content_steps import STEPS, Step, bring_back, edit, rename
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model._entry_points import PLUGIN_PREFIX
from tbh_model._regular_files import read_regular
from tbh_model.cli import build as command
from tbh_model.cli._main import tbh as tbh_command
from tbh_model.content import ContentCache, FileIndex, _folder
from tbh_model.publishing import LEDGER
from tbh_model.publishing._destination import JOURNAL

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
EDITED = "editions/patience.yaml"


@frozen
class Place:
    """A content folder and what is made of it."""

    folder: Path

    @property
    def content(self) -> Path:
        return self.folder / "content"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def build(self, *options: str, at: datetime = AT, to: str = "out") -> str:
        """Build, and return all that the command says."""
        places = [str(self.content), "--to", str(self.folder / to), "--jobs", "1"]
        arguments = ["build", *places, "--at", at.isoformat(), *options]
        done = CliRunner().invoke(tbh_command, arguments)
        said = f"{done.exit_code}\n{done.stdout}\n{done.stderr}"
        return said.replace(str(self.folder), "FOLDER")


@pytest.fixture(autouse=True)
def no_plugin_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget exporters that another test has loaded from a file: they may do anything."""
    for name in [name for name in sys.modules if name.startswith(PLUGIN_PREFIX)]:
        monkeypatch.delitem(sys.modules, name)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A content folder with one edition, a picture and a template, which has been built."""
    made = Place(tmp_path)
    write(made.content, "series.yaml", f"{SERIES}image: {{src: images/a.svg, alt: A}}\n")
    write(made.content, "therapists/t-1.yaml", THERAPIST)
    write(made.content, EDITED, EDITION)
    write(made.content, "images/a.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    write(made.content, "templates/newsletter/neutral.md", "{{ edition.title }}\n")
    assert made.build().startswith("0\n")
    return made


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The content that is loaded."""
    loaded: list[Path] = []

    def load(content: Path, jobs: int = 1, cache: ContentCache | None = None) -> tbh.Series:
        loaded.append(content)
        return tbh.load(content, jobs=jobs, cache=cache)

    monkeypatch.setattr(command, "load_content", load)
    return loaded


@pytest.mark.parametrize("options", [(), ("--json",), ("--quiet",), ("--only", "rss,html")])
def test_nothing_new_is_said_without_loading(
    place: Place, loads: list[Path], options: tuple[str, ...]
) -> None:
    """In the same words."""
    place.build(*options)
    said = place.build(*options, "--no-cache")
    loads.clear()

    assert place.build(*options) == said
    assert loads == []


def test_what_is_withheld_is_said_again(place: Place, loads: list[Path]) -> None:
    """With its place in the file."""
    draft = EDITION.replace("ready", "draft").replace("e-1", "e-2").replace("slug: p", "slug: q")
    write(place.content, "editions/draft.yaml", draft)
    place.build()
    said = place.build("--no-cache")
    loads.clear()

    assert "editions/draft.yaml:4: edition e-2 is a draft" in said
    assert place.build() == said
    assert loads == []


def test_another_instant_of_the_same_period_changes_nothing(
    place: Place, loads: list[Path]
) -> None:
    """Whether it is earlier or later; it is printed."""
    for at in (AT - timedelta(days=100), AT + timedelta(days=4000)):
        assert f"as of {at.isoformat()}" in place.build(at=at)
    assert loads == []


def _replace(name: str, old: str, new: str) -> Callable[[Place], object]:
    def replace(place: Place) -> None:
        file = place.folder / name
        before = file.stat()
        file.write_text(file.read_text().replace(old, new))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_mtime_ns == before.st_mtime_ns

    return replace


CHANGES = {
    "an edit of the same length and time": _replace(f"content/{EDITED}", "long room", "wide room"),
    "a name": _replace("content/therapists/t-1.yaml", "Dana", "Dona"),
    "the series": _replace("content/series.yaml", "Small Talk", "Small Task"),
    "a picture": _replace("content/images/a.svg", "/>", "> "),
    "a template": _replace("content/templates/newsletter/neutral.md", "title", "slug"),
    "options": lambda place: write(place.content, "publish.yaml", "exporters: {rss: {}}\n"),
    "a new edition": lambda place: write(
        place.content,
        "editions/new.yaml",
        EDITION.replace("e-1", "e-2").replace("slug: p", "slug: q"),
    ),
    "a file with another name": lambda place: (place.content / EDITED).rename(
        place.content / "editions/other.yaml"
    ),
    "an edition that is gone": lambda place: (place.content / EDITED).unlink(),
    "a misnamed folder": lambda place: write(place.content, "Edition/a.yaml", EDITION),
    "a link": lambda place: (
        (place.content / EDITED).rename(place.content / "a.yaml"),
        (place.content / EDITED).symlink_to(place.content / "a.yaml"),
    ),
    "a linked folder": lambda place: (
        (place.content / "editions").rename(place.folder / "editions"),
        (place.content / "editions").symlink_to(place.folder / "editions"),
    ),
    "output by hand": lambda place: write(place.out, "index.html", "by hand"),
    "output that is gone": lambda place: (place.out / "assets/style.css").unlink(),
    "no output": lambda place: shutil.rmtree(place.out),
    "another manifest": lambda place: write(place.out, ".tbh-manifest.json", "{}"),
    "a killed build": lambda place: write(place.out, JOURNAL, '["a.html", "", "html"]\n'),
    "the ledger": lambda place: (place.content / LEDGER).unlink(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_seen(
    place: Place, loads: list[Path], change: Callable[[Place], object]
) -> None:
    """And the build is equal to one without a cache."""
    shutil.copytree(place.folder, place.folder / "other", symlinks=True)
    other = Place(place.folder / "other")
    place.build()
    assert loads == []
    change(place)
    change(other)

    said = place.build()

    assert loads == [place.content]
    assert said == other.build("--no-cache")
    assert digests(place.out) == digests(other.out)


@pytest.mark.parametrize("options", [("--only", "rss"), ("--no-ledger",), ("--no-cache",)])
def test_other_options_are_another_build(
    place: Place, loads: list[Path], options: tuple[str, ...]
) -> None:
    """And two destinations are two builds."""
    place.build(*options)
    place.build(to="elsewhere")
    assert loads == [place.content] * 2

    place.build(to="elsewhere")
    assert loads == [place.content] * 2


def test_a_consent_that_ends_is_seen_and_the_time_before_it_too(
    place: Place, loads: list[Path]
) -> None:
    """The clock may go forward and back."""
    consent = "{uses: [web, feed, newsletter], granted: 2026-01-01, expires: 2026-12-01}"
    write(place.content, EDITED, f"{EDITION}    consents: [{consent}]\n")
    ends = datetime(2026, 12, 1, tzinfo=UTC)
    place.build()
    loads.clear()

    assert "has too few answers left" not in place.build(at=ends - timedelta(microseconds=1))
    assert loads == []
    assert "has too few answers left" in place.build(at=ends)
    assert len(loads) == 1
    assert "has too few answers left" in place.build(at=ends + timedelta(days=1))
    assert len(loads) == 1
    assert "has too few answers left" not in place.build(at=AT)
    assert len(loads) == 2


def test_a_touched_file_is_read_and_nothing_else_is_done(place: Place, loads: list[Path]) -> None:
    """It says what it said."""
    os.utime(place.content / EDITED, (0, 0))
    place.build()

    assert loads == []


@pytest.mark.parametrize("where", ["code_fingerprint", "_installed_packages", "allows_plugins"])
def test_other_code_is_another_build(
    place: Place, loads: list[Path], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Ours, that of a package which has been installed, or plugins that come with the content."""
    monkeypatch.setattr(f"tbh_model.publishing._last_build.{where}", lambda *_: "other")
    place.build()

    assert loads == [place.content]


DAMAGES = [b"", b"null", b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["last-", "index", "content", "built-"])
def test_a_cache_that_is_damaged_is_none(place: Place, name: str, damage: bytes) -> None:
    """Whatever stands there; the next build makes it anew."""
    said = place.build("--no-cache")
    for file in (place.content / ".tbh/cache").glob(f"{name}*"):
        file.write_bytes(damage)

    assert place.build() == said
    assert place.build() == said


def test_a_field_that_is_missing_or_of_another_kind_is_damage(place: Place) -> None:
    """In the file of the last build, one after the other."""
    said = place.build("--no-cache")
    (file,) = (place.content / ".tbh/cache").glob("last-*")
    whole = json.loads(file.read_bytes())
    for name in whole:
        values: tuple[object, ...] = (None, 7, "x", [], {})
        for value in values:
            file.write_text(json.dumps(whole | {name: value}))
            if name not in {"data", "notes", "title"}:  # which it says, and decides nothing by
                assert place.build() == said


def test_a_file_that_changes_while_it_is_read_is_not_taken_for_known(
    place: Place, loads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build may have read either."""
    publish = tbh.publish

    def edit_and_publish(*arguments: object, **options: object) -> tbh.PublishReport:
        write(place.content, EDITED, EDITION.replace("long", "wide"))
        return publish(*arguments, **options)  # type: ignore[arg-type]  # as they were given

    write(place.content, EDITED, EDITION.replace("long", "tall"))
    monkeypatch.setattr("tbh_model.publishing.publish", edit_and_publish)
    place.build()
    monkeypatch.undo()
    place.build()

    page = place.out / "editions/patience/index.html"
    assert "wide room" in page.read_text()


def test_a_file_of_the_last_moment_is_read_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later change may leave it the same time; an older file is known by its time."""
    reads: list[str] = []
    read = read_regular

    def count(folder: Path, name: str, largest: int) -> bytes:
        reads.append(name)
        return read(folder, name, largest)

    monkeypatch.setattr(_folder, "read_regular", count)
    assert FileIndex.of(place.content).digest(EDITED) is not None
    assert reads == [EDITED]

    monkeypatch.setattr(_folder, "_CLOCK_TICK", 0)
    assert FileIndex.of(place.content).digest(EDITED) is not None
    assert reads == [EDITED]
    write(place.content, EDITED, EDITION.replace("long", "wide"))
    assert FileIndex.of(place.content).digest(EDITED) is not None
    assert reads == [EDITED] * 2


@frozen(kw_only=True)
class Stamped:
    """A file that says when it was made."""

    info: ClassVar = tbh.ExporterInfo(name="stamped", channel=tbh.Channel.WEB, summary="A stamp")
    depends: bool = True

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        text = release.at.isoformat()
        yield tbh.Artifact.lazy(
            "stamp.txt", "text/plain", str, text, depends_on=(text,) if self.depends else None
        )


@pytest.mark.parametrize("depends", [True, False])
def test_an_exporter_of_somebody_else_may_print_the_instant(
    place: Place, loads: list[Path], *, depends: bool
) -> None:
    """And one that does not say what its files rest on runs in each build."""
    write(
        place.content, "publish.yaml", f"exporters:\n  stamped: {{depends: {depends!s}}}\n".lower()
    )
    with tbh.default_registry().overlay(Stamped):
        place.build()
        loads.clear()

        place.build()
        assert loads == ([] if depends else [place.content])
        place.build(at=AT + timedelta(seconds=1))
    assert (place.out / "stamp.txt").read_text() == "2026-11-20T12:00:01+00:00"


PLUGIN = """
import tbh_model as tbh
from attrs import frozen

@frozen(kw_only=True)
class Other:
    info = tbh.ExporterInfo(name="other", channel=tbh.Channel.WEB, summary="Nothing")

    def export(self, release, /):
        return ()

tbh.HTML.export = lambda *_: [tbh.Artifact.text("index.html", "by a plugin")]
"""


def test_a_plugin_may_change_anything(place: Place) -> None:
    """So nothing is taken for known where one is loaded."""
    write(place.folder, "plugin.py", PLUGIN)
    arguments = ["-m", "tbh_model", "build", str(place.content), "--to", str(place.out)]
    at = ["--at", AT.isoformat()]
    subprocess.run([sys.executable, *arguments, *at], check=True)
    plugin = ["--plugin", str(place.folder / "plugin.py")]
    subprocess.run([sys.executable, *arguments, *at, *plugin], check=True)

    assert (place.out / "index.html").read_text() == "by a plugin"


def test_an_exporter_that_is_switched_off_is_another_build(
    place: Place, loads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it then cannot run."""
    monkeypatch.setenv("TBH_EXPORTERS", "-stamped")
    place.build()

    assert loads == [place.content]


def _touch(content: Path, _: Path, pick: random.Random) -> None:
    """Give a file another time, and leave its words."""
    os.utime(pick.choice(sorted(content.rglob("*.md"))), (pick.random(), pick.random()))


def _edit_unseen(content: Path, _: Path, pick: random.Random) -> None:
    """Change a letter, and neither size nor time."""
    file = pick.choice(sorted(content.rglob("*.md")))
    before = file.stat()
    file.write_text(file.read_text().replace("the ", "thy ", 1))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _leave_a_journal(_: Path, out: Path, __: random.Random) -> None:
    """As a build does that is killed."""
    write(out, JOURNAL, '["index.html", "00", "html"]\n["x')


_STEPS: tuple[Step, ...] = (*STEPS, _touch, _edit_unseen, _leave_a_journal)
_OPTIONS = ((), (), (), ("--json",), ("--only", "rss,newsletter"), ("--no-ledger",))


def _lives(folder: Path, steps: Iterable[Step], seed: int) -> None:
    """Do the same to two folders, and build one of them with a cache."""
    cached, plain = places = (Place(folder / "cached"), Place(folder / "plain"))
    pick = random.Random(seed)  # noqa: S311 - reproducible on purpose
    for place in places:
        shutil.copytree(EXAMPLE, place.content, ignore=shutil.ignore_patterns(".tbh"))
    for step in (_touch, *steps):
        chance = pick.random()
        for place in places:
            with suppress(tbh.ContentError):  # an edition that came back may be there twice
                step(place.content, place.out, random.Random(chance))  # noqa: S311 - as above
        for _ in range(2):
            options, days = pick.choice(_OPTIONS), pick.choice([0, 0, 1, -1, 90])
            at, to = AT + timedelta(days=days), pick.choice(["out", "out", "other"])
            said = cached.build(*options, at=at, to=to)
            assert said == plain.build("--no-cache", *options, at=at, to=to)
            assert digests(cached.folder / to) == digests(plain.folder / to)
            assert _ledger(cached) == _ledger(plain)


def _ledger(place: Place) -> str:
    file = place.content / LEDGER
    return file.read_text() if file.exists() else ""


@pytest.mark.parametrize("tick", [0, _folder._CLOCK_TICK], ids=["trusted", "read"])
@settings(
    max_examples=2,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.sampled_from(_STEPS), min_size=2, max_size=3), seed=st.integers(0, 2**16))
def test_whatever_happens_the_command_says_and_does_what_it_does_without_a_cache(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    steps: list[Step],
    seed: int,
    tick: int,
) -> None:
    """Words, files, manifest and ledger."""
    monkeypatch.setattr(_folder, "_CLOCK_TICK", tick)
    _lives(tmp_path_factory.mktemp("life"), steps, seed)


@pytest.mark.heavy
@example(steps=[rename, bring_back, edit, edit, _touch, edit, rename, edit, edit], seed=1119)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from(_STEPS), min_size=3, max_size=9), seed=st.integers(0, 2**16))
def test_whatever_happens_over_and_over(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step], seed: int
) -> None:
    """The same, with many more lives."""
    _lives(tmp_path_factory.mktemp("life"), steps, seed)
