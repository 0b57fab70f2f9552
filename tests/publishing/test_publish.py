"""From a series to files."""

import json
import os
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen

import tbh_model as tbh
from small import AT, edition, series
from small_exporter import Others, Texts
from tbh_model import Outcome


@frozen(kw_only=True)
class Failing(Texts):
    info: ClassVar = evolve(Texts.info, name="failing")

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        yield tbh.Artifact.lazy("failing.txt", "text/plain", _fail, release.channel)


@frozen(kw_only=True)
class Sometimes(Texts):
    info: ClassVar = evolve(Texts.info, name="sometimes")
    fails: bool = False

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        yield from Texts.export(self, release)
        if self.fails:
            yield tbh.Artifact.lazy("failing.txt", "text/plain", _fail, "web")


def _fail(channel: str) -> str:
    raise ZeroDivisionError(channel)


STRAY = tuple(
    f'{{"files": {{"{path}": {{"digest": "0", "exporter": "texts"}}}}}}'
    for path in ("../old.txt", "/old.txt", "a//b", "old.txt/", r"\u0000", r"\ud800", ".")
)
"""Manifests with a path that no build wrote."""


def files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }


def test_files_are_written_and_reported(tmp_path: Path) -> None:
    """Into a folder that is made if it is not there."""
    report = tbh.publish(series(), tmp_path / "a" / "b", AT, [Texts()])

    assert files(tmp_path / "a" / "b") == {"patience.txt": "What is patience for?"}
    assert report.written == {"patience.txt": Outcome.NEW}
    assert report.exporters == {"texts": 1}
    assert report.is_complete


def test_a_second_build_touches_nothing(tmp_path: Path) -> None:
    """Not even the time of a file."""
    tbh.publish(series(), tmp_path, AT, [Texts()])
    os.utime(tmp_path / "patience.txt", (1, 1))

    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert report.written == {"patience.txt": Outcome.UNCHANGED}
    assert (tmp_path / "patience.txt").stat().st_mtime == 1


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    """One edition of two."""
    both = series(editions=(edition("a"), edition("b")))
    changed = series(editions=(edition("a"), edition("b", title="Other")))
    tbh.publish(both, tmp_path, AT, [Texts()])

    report = tbh.publish(changed, tmp_path, AT, [Texts()])

    assert report.written == {"a.txt": Outcome.UNCHANGED, "b.txt": Outcome.CHANGED}
    assert report.count(Outcome.CHANGED) == 1


def test_what_is_no_longer_made_is_removed(tmp_path: Path) -> None:
    """With the folders that become empty; what we did not write stays."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=("x/y/old.txt", "x/keep.txt"))])
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    report = tbh.publish(series(), tmp_path, AT, [Texts(more=("x/keep.txt",))])

    assert report.removed == ["x/y/old.txt"]
    assert sorted(files(tmp_path)) == ["mine.txt", "patience.txt", "x/keep.txt"]
    assert not (tmp_path / "x/y").exists()


def test_what_somebody_changed_is_kept_and_reported(tmp_path: Path) -> None:
    """It is not ours any more; each build says so until somebody decides."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=("old.txt",))])
    (tmp_path / "old.txt").write_text("by hand", encoding="utf-8")

    tbh.publish(series(), tmp_path, AT, [Texts()])
    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert (report.removed, report.modified_by_hand) == ([], ["old.txt"])
    assert files(tmp_path)["old.txt"] == "by hand"


def test_what_is_gone_already_is_no_trouble(tmp_path: Path) -> None:
    """Somebody tidied up."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=("old.txt",))])
    (tmp_path / "old.txt").unlink()

    assert tbh.publish(series(), tmp_path, AT, [Texts()]).removed == ["old.txt"]


def test_running_one_exporter_leaves_the_files_of_others(tmp_path: Path) -> None:
    """`--only rss` is no reason to delete the site."""
    other = evolve(Texts.info, name="other")
    second = type("Second", (Texts,), {"info": other, "__slots__": ()})
    tbh.publish(series(), tmp_path, AT, [Texts(), frozen(second)(prefix="other-")])

    tbh.publish(series(), tmp_path, AT, [Texts()])

    assert sorted(files(tmp_path)) == ["other-patience.txt", "patience.txt"]


def test_a_failing_exporter_stops_no_other(tmp_path: Path) -> None:
    """It is named with the file it was making; its earlier files stay."""
    (tmp_path / "failing.txt").write_text("earlier", encoding="utf-8")

    report = tbh.publish(series(), tmp_path, AT, [Failing(), Texts()])

    assert [str(failure) for failure in report.failures] == [
        (
            f"exporter 'failing' of {__name__} failed, in {__file__}:40, "
            "making failing.txt: ZeroDivisionError: web"
        )
    ]
    assert files(tmp_path) == {"failing.txt": "earlier", "patience.txt": "What is patience for?"}


def test_nothing_of_a_failing_exporter_is_removed(tmp_path: Path) -> None:
    """A half-made site is worse than an old one; what others no longer make goes."""
    both = [Texts(more=("old.txt",)), Sometimes(more=("older.txt",), prefix="s-")]
    tbh.publish(series(), tmp_path, AT, both)

    tbh.publish(series(), tmp_path, AT, [Texts(), Sometimes(prefix="s-", fails=True)])

    assert sorted(files(tmp_path)) == ["older.txt", "patience.txt", "s-patience.txt"]


def test_a_retracted_edition_goes_whatever_else_fails(tmp_path: Path) -> None:
    """Nobody has to wait for a template to be mended."""
    tbh.publish(series(), tmp_path, AT, [Texts()])
    retracted = series(editions=(edition(status="retracted"),))

    report = tbh.publish(retracted, tmp_path, AT, [Texts(), Failing()])

    assert report.removed == ["patience.txt"]


def test_a_build_that_was_killed_is_remembered(tmp_path: Path) -> None:
    """What it wrote is ours: the next build removes what it no longer makes."""

    def kill(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    both = series(editions=(edition("a"), edition("b"), edition("c")))
    with pytest.raises(KeyboardInterrupt):
        tbh.publish(both, tmp_path, AT, [Texts()], progress=kill)

    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert report.removed == ["a.txt", "b.txt"]
    assert list(files(tmp_path)) == ["patience.txt"]


def test_a_build_killed_in_the_middle_of_a_change_is_remembered(tmp_path: Path) -> None:
    """Old bytes or new ones, the file is ours; half a line in the journal is no trouble."""
    tbh.publish(series(), tmp_path, AT, [Texts()])
    with (tmp_path / ".tbh-journal.jsonl").open("w") as journal:
        journal.write('["patience.txt", "0000", "texts"]\n["patience.t')

    report = tbh.publish(series(editions=(edition("b"),)), tmp_path, AT, [Texts()])

    assert report.removed == ["patience.txt"]
    assert not (tmp_path / ".tbh-journal.jsonl").exists()


def test_a_journal_that_cannot_be_written_stops_the_file(tmp_path: Path) -> None:
    """Nothing is written that would be forgotten."""
    (tmp_path / ".tbh-journal.jsonl").mkdir()

    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert "there is a folder of that name" in str(report.failures[0])
    assert files(tmp_path) == {}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("../out.txt", "it holds an empty part, `.` or `..`"),
        ("/etc/passwd", "it is not relative"),
        ("a//b", "it holds an empty part"),
        ("a\\b", "holds a character that file names cannot have"),
        ("a:b", "holds a character"),
        ("con.txt", "'con.txt' is reserved on Windows"),
        ("a/LPT1", "'LPT1' is reserved on Windows"),
        ("a.", "Windows drops"),
        (" a", "Windows drops"),
        ("x" * 256, "longer than 255 bytes"),
        ("é" * 128, "longer than 255 bytes"),
        ("\ud800", "holds a character"),
        ("a/" * 600 + "b", "it is longer than 1024 bytes"),
        (".tbh-manifest.json", "names that begin with `.tbh-` are kept for what a build remembers"),
        ("a/.TBH-1.partial", "kept for what a build remembers"),
        ("PATIENCE.txt", "'patience.txt' of exporter 'texts' has the same name"),
        ("patience.txt/a", "'patience.txt' of exporter 'texts' is a file"),
    ],
)
def test_a_path_that_cannot_be_is_refused(tmp_path: Path, path: str, words: str) -> None:
    """Whatever system the files go to; the other files of that exporter are written."""
    report = tbh.publish(series(), tmp_path, AT, [Texts(more=(path,))])

    (failure,) = report.failures
    assert isinstance(failure, tbh.PathError)
    assert words in str(failure)
    assert files(tmp_path).keys() == {"patience.txt"}


def test_a_file_cannot_take_the_place_of_a_folder(tmp_path: Path) -> None:
    """The other way round is a collision too."""
    report = tbh.publish(series(), tmp_path, AT, [Texts(more=("a/b", "a"))])

    assert "'a/b' of exporter 'texts' lies below it" in str(report.failures[0])


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    """And it is not touched."""
    (tmp_path / "patience.txt").mkdir()

    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert str(report.failures[0]) == (
        f"cannot write {tmp_path / 'patience.txt'}: there is a folder of that name; "
        "remove the folder"
    )


def test_a_file_in_the_place_of_a_folder_is_said(tmp_path: Path) -> None:
    """And it is not touched either."""
    (tmp_path / "x").write_text("mine", encoding="utf-8")

    report = tbh.publish(series(), tmp_path, AT, [Texts(more=("x/y.txt",))])

    assert "a file stands where a folder must be" in str(report.failures[0])
    assert files(tmp_path)["x"] == "mine"


@pytest.mark.parametrize(("before", "after"), [("x", "x/y"), ("x/y", "x"), ("x/y/z", "x/y")])
def test_a_file_of_ours_makes_way_for_a_folder(tmp_path: Path, before: str, after: str) -> None:
    """And a folder with nothing but files of ours for a file."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=(before,))])

    report = tbh.publish(series(), tmp_path, AT, [Texts(more=(after,))])

    assert (report.failures, report.removed) == ([], [before])
    assert files(tmp_path).keys() == {"patience.txt", after}


def test_what_somebody_changed_makes_no_way(tmp_path: Path) -> None:
    """It is reported, once, and so is the file that has no place."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=("x",))])
    (tmp_path / "x").write_text("mine", encoding="utf-8")

    report = tbh.publish(series(), tmp_path, AT, [Others(more=("x/y",)), Texts()])

    assert (report.modified_by_hand, report.removed) == (["x"], [])
    assert "a file stands where a folder must be" in str(report.failures)
    assert files(tmp_path)["x"] == "mine"


@pytest.mark.parametrize("links", [(), ("z.txt",)])
def test_a_link_never_leads_out_of_the_folder(tmp_path: Path, links: tuple[str, ...]) -> None:
    """Not for writing, and not for removing; nor where a link stands at its other end."""
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    tbh.publish(series(), inside, AT, [Texts(more=("x/y.txt",))])
    (inside / "x/y.txt").rename(outside / "y.txt")
    (inside / "x").rmdir()
    (inside / "x").symlink_to(outside)
    for name in links:
        (outside / name).symlink_to("y.txt")

    written = tbh.publish(series(), inside, AT, [Texts(more=("x/z.txt",))])
    removed = tbh.publish(series(), inside, AT, [Texts()])

    assert "`x` leads out of the folder" in str(written.failures[0])
    assert removed.modified_by_hand == ["x/y.txt"]
    assert files(outside) == dict.fromkeys(("y.txt", *links), "more")


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole, and without a rest of the new one."""
    tbh.publish(series(), tmp_path, AT, [Texts()])

    def fill(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fill)
    report = tbh.publish(series(editions=(edition(title="New"),)), tmp_path, AT, [Texts()])

    assert "the disk is full; free some space and try again" in str(report.failures[0])
    assert files(tmp_path) == {"patience.txt": "What is patience for?"}
    assert not list(tmp_path.glob("*.partial"))


def test_an_unknown_trouble_is_said_in_the_words_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Better than nothing."""

    def fail(_: Path, __: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", fail)
    report = tbh.publish(series(), tmp_path, AT, [Texts()])

    assert "Input/output error; check the folder and try again" in str(report.failures[0])


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """Before anything is written."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")

    with pytest.raises(tbh.WriteError, match="choose another folder"):
        tbh.publish(series(), tmp_path / "file" / "x", AT, [Texts()])


def test_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    """They have the permissions that a new file has."""
    (tmp_path / "plain").write_text("", encoding="utf-8")
    tbh.publish(series(), tmp_path, AT, [Texts()])

    mode = stat.S_IMODE((tmp_path / "patience.txt").stat().st_mode)
    assert mode == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"files": {"patience.txt": 3}}', "\xff", "[" * 100_000, *STRAY],
    ids=lambda text: text[:40],
)
def test_a_broken_manifest_counts_as_none(tmp_path: Path, text: str) -> None:
    """Nothing is removed that is not known to be ours."""
    tbh.publish(series(), tmp_path, AT, [Texts(more=("old.txt",))])
    (tmp_path / ".tbh-manifest.json").write_text(text, encoding="latin-1")

    assert tbh.publish(series(), tmp_path, AT, [Texts()]).removed == []
    assert "old.txt" in files(tmp_path)


def test_a_broken_journal_counts_as_none(tmp_path: Path) -> None:
    """Whatever stands in it."""
    for text in ("[1, 2, 3]\n", "[" * 100_000, '["..", "0", "texts"]\n', '["\\u0000", "", ""]\n'):
        (tmp_path / ".tbh-journal.jsonl").write_text(text, encoding="utf-8")

        assert tbh.publish(series(), tmp_path, AT, [Texts()]).is_complete


def test_a_folder_whose_name_no_system_can_hold_is_said() -> None:
    """Such as one with a zero in it."""
    with pytest.raises(tbh.WriteError, match="cannot be made; choose another folder"):
        tbh.publish(series(), "a\0b", AT, [Texts()])


@pytest.mark.parametrize("jobs", [0, -1])
def test_somebody_has_to_do_it(tmp_path: Path, jobs: int) -> None:
    """Before anything is written."""
    with pytest.raises(ValueError, match=f"jobs is {jobs}; give at least 1"):
        tbh.publish(series(), tmp_path, AT, [Texts()], jobs=jobs)

    assert list(tmp_path.iterdir()) == []


def test_an_exporter_that_is_a_class_stops_no_other(tmp_path: Path) -> None:
    """Its name says what to write."""
    kind: Any = Others
    report = tbh.publish(series(), tmp_path, AT, [kind, Texts()])

    assert [str(each) for each in report.failures] == [
        "Others is not an exporter: it is the class of one; write Others()"
    ]
    assert files(tmp_path).keys() == {"patience.txt"}


def test_exporters_may_be_given_by_name(tmp_path: Path) -> None:
    """Or not at all: then those run that suit every host."""
    assert list(tbh.publish(series(), tmp_path / "a", AT, ["rss"]).written) == ["rss.xml"]
    every = tbh.publish(series(), tmp_path / "b", AT)
    assert set(every.exporters) == {
        *("atom", "html", "json-feed", "newsletter", "opml", "rss", "sitemap")
    }


def test_progress_is_told(tmp_path: Path) -> None:
    """How many files of how many."""
    told: list[tuple[int, int]] = []
    both = series(editions=(edition("a"), edition("b")))

    tbh.publish(both, tmp_path, AT, [Texts()], progress=lambda *told_: told.append(told_))

    assert told == [(1, 2), (2, 2)]


def test_the_report_is_data(example: tbh.Series, tmp_path: Path) -> None:
    """What was withheld is in it, with reason and remedy."""
    at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    data = tbh.publish(example, tmp_path, at, ["rss"]).as_data()

    assert json.loads(json.dumps(data)) == data
    assert data["withheld"][0] == {
        "reason": "consent-withdrawn",
        "kind": "response",
        "id": "r-n2u5",
        "edition": "e-2026-05",
        "channel": "feed",
        "detail": None,
        "until": None,
        "message": "response r-n2u5 of edition e-2026-05 has been withdrawn",
        "remedy": "nothing but a new consent",
    }


PUBLISH = """\
exporters:
  rss:
    limit: 1
  newsletter:
"""


def configured(tmp_path: Path, text: str) -> tbh.Series:
    (tmp_path / "publish.yaml").write_text(text, encoding="utf-8")
    both = (edition("a"), edition("b"))
    return series(folder=tmp_path, editions=both)


def test_publish_yaml_says_which_exporters_run(tmp_path: Path) -> None:
    """With which options; none at all are all defaults."""
    report = tbh.publish(configured(tmp_path, PUBLISH), tmp_path / "out", AT)

    assert report.exporters == {"rss": 1, "newsletter": 2}
    assert (tmp_path / "out/rss.xml").read_text(encoding="utf-8").count("<item>") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exporters:\n  rss: {limt: 3}\n", ("TBH107", 2, 9, "did you mean `limit`?")),
        (
            "exporters:\n  rss: {limit: many}\n",
            ("TBH108", 2, 16, "write 1 to 18 digits, such as 7"),
        ),
        ("exporters:\n  rss: {content: ful}\n", ("TBH109", 2, 18, "did you mean `full`?")),
        (
            "exporters:\n  rss: [a]\n",
            (
                "TBH108",
                2,
                8,
                (
                    "write keys such as limit, content, archive, only_enclosures, split, hub, "
                    "tracking, url"
                ),
            ),
        ),
        ("exporters:\n  rrs: {}\n", ("TBH301", 2, 3, "see `tbh exporters list`")),
        ("exporters: [rss]\n", ("TBH106", 1, 12, "write `exporters:`, and below it `rss: {}`")),
        ("- rss\n", ("TBH106", 1, 1, "write `exporters:`, and below it `rss: {}`")),
        (
            "exporters: {}\nexporter: {}\n",
            ("TBH107", 2, 1, "known keys: exporters, plugins, publishers"),
        ),
    ],
)
def test_a_mistake_in_publish_yaml_is_at_its_place(
    tmp_path: Path, text: str, expected: tuple[str, int, int, str]
) -> None:
    """As in any other file of the content; nothing is written."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.publish(configured(tmp_path, text), tmp_path / "out", AT)

    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column, problem.hint) == expected
    assert problem.file == "publish.yaml"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("nowhere: {}", "TBH301"),
        ("html: {limt: 3}", "TBH107"),
        ("html: [a]", "TBH108"),
        ("html@nobody: {}", "TBH301"),
    ],
)
def test_one_exporter_that_cannot_be_used_leaves_the_others_to_be_made(
    tmp_path: Path, broken: str, code: str
) -> None:
    """A withdrawal goes out with them; what the broken one had made stays as it was."""
    out = tmp_path / "out"
    tbh.publish(configured(tmp_path, "exporters:\n  rss:\n  html:\n"), out, AT)
    page = (out / "editions/a/index.html").read_bytes()
    before = configured(tmp_path, f"exporters:\n  rss:\n  {broken}\n")
    withdrawn = tbh.withdraw(before, "e-a/r-1", on=AT.date())
    report = tbh.publish(withdrawn, out, AT)

    (failure,) = report.failures
    assert isinstance(failure, tbh.ContentError)
    assert [(each.code, each.file, each.line) for each in failure.problems] == [
        (code, "publish.yaml", 3)
    ]
    assert not report.is_complete
    assert report.exporters == {"rss": 1}
    assert report.removed == []
    assert (out / "editions/a/index.html").read_bytes() == page
    assert (out / "rss.xml").read_text(encoding="utf-8").count("Patience is a long room.") < 4
