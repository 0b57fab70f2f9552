"""A series published into a store far away, which in these tests is in memory."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

import tbh_model as tbh
from small import AT, edition, series
from small_exporter import Many, Others, Texts
from tbh_model import Outcome
from tbh_model.publishing._remote import http_headers

NOW = datetime(2026, 11, 20, tzinfo=UTC)
URL = "memory://bucket/site"
ROOT = "/bucket/site/"
MANIFEST, JOURNAL = ".tbh-manifest.json", ".tbh-journal.json"


def files() -> dict[str, str]:
    """Return what is in the store, but for the manifest."""
    return {
        path.removeprefix(ROOT): file.getvalue().decode()
        for path, file in MemoryFileSystem.store.items()
        if not path.endswith(MANIFEST)
    }


class Calls(list[str]):
    """What is sent (a path) and removed (a path behind a hyphen), and what of it fails."""

    failing: str = ""

    def add(self, mark: str, path: str) -> None:
        name = f"{mark}{path.removeprefix(ROOT)}"
        if name == self.failing:
            raise PermissionError(name)
        self.append(name)


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Watch the store."""
    made = Calls()
    pipe, remove = MemoryFileSystem.pipe_file, MemoryFileSystem.rm_file

    def piped(self: Any, path: str, value: bytes) -> None:
        made.add("", path)
        pipe(self, path, value)

    def removed(self: Any, path: str) -> None:
        made.add("-", path)
        remove(self, path)

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", piped)
    monkeypatch.setattr(MemoryFileSystem, "rm_file", removed)
    return made


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_store_holds_what_a_folder_would(tmp_path: Path, example: tbh.Series, jobs: int) -> None:
    """Every file of every exporter, the manifest included, whoever makes them."""
    tbh.publish(example, tmp_path, NOW)

    report = tbh.publish(example, f"{URL}/", NOW, jobs=jobs)

    found = {
        path.removeprefix(ROOT): each.getvalue() for path, each in MemoryFileSystem.store.items()
    }
    assert found == {
        file.relative_to(tmp_path).as_posix(): file.read_bytes()
        for file in tmp_path.rglob("*")
        if file.is_file()
    }
    assert report.count(Outcome.NEW) == len(report.written) == len(found) - 1


def test_a_second_build_sends_nothing(calls: Calls) -> None:
    """Not even a manifest."""
    tbh.publish(series(), URL, AT, [Texts()])
    calls.clear()

    report = tbh.publish(series(), URL, AT, [Texts()])

    assert report.written == {"patience.txt": Outcome.UNCHANGED}
    assert calls == []


def test_only_what_changed_is_sent(calls: Calls) -> None:
    """After a journal that lists it, and before the manifest."""
    both = [edition("a"), edition("b")]
    tbh.publish(series(editions=both), URL, AT, [Texts(more=("old.txt",))])
    calls.clear()
    both[1] = edition("b", title="Other")

    report = tbh.publish(series(editions=both), URL, AT, [Texts()])

    assert calls == [JOURNAL, "b.txt", "-old.txt", MANIFEST, f"-{JOURNAL}"]
    assert report.written == {"a.txt": Outcome.UNCHANGED, "b.txt": Outcome.CHANGED}
    assert report.removed == ["old.txt"]
    assert files() == {"a.txt": "What is patience for?", "b.txt": "Other"}


def test_what_no_build_wrote_is_never_touched(calls: Calls) -> None:
    """Nor what an exporter wrote that does not run."""
    tbh.publish(series(), URL, AT, [Texts(), Others(more=("other.txt",))])
    MemoryFileSystem().pipe_file(f"{ROOT}mine.txt", b"mine")

    tbh.publish(series(editions=()), URL, AT, [Texts()])

    assert files() == {"mine.txt": "mine", "other.txt": "more"}


def test_a_file_that_cannot_be_sent_is_named_and_the_others_are(calls: Calls) -> None:
    """Its exporter removes nothing, and the next build sends it again."""
    tbh.publish(series(), URL, AT, [Texts(more=("b", "old"))])
    calls.failing = "patience.txt"
    changed = series(editions=(edition(title="New"),))

    report = tbh.publish(changed, URL, AT, [Texts(more=("b", "c"))])

    (failure,) = report.failures
    assert str(failure) == (
        "cannot write memory://bucket/site/patience.txt: it may not be done with these "
        "credentials; check what they allow"
    )
    assert files().keys() == {"b", "c", "old", "patience.txt"}
    calls.failing = ""
    again = tbh.publish(series(), URL, AT, [Texts(more=("b", "c"))])
    assert again.written["patience.txt"] is Outcome.CHANGED
    assert again.removed == ["old"]


def test_a_file_that_cannot_be_removed_is_a_failure(calls: Calls) -> None:
    """Words that were taken back are still there; the next build tries again."""
    tbh.publish(series(), URL, AT, [Texts(more=("old",))])
    calls.failing = "-old"

    report = tbh.publish(series(), URL, AT, [Texts()])

    assert str(report.failures[0]).startswith("cannot remove memory://bucket/site/old: it may not")
    calls.failing = ""
    assert tbh.publish(series(), URL, AT, [Texts()]).removed == ["old"]


@pytest.mark.parametrize("failing", [MANIFEST, f"-{JOURNAL}"])
def test_a_manifest_that_cannot_be_sent_is_a_failure(calls: Calls, failing: str) -> None:
    """The next build makes up for it."""
    tbh.publish(series(), URL, AT, [Texts(more=("old",))])
    calls.failing = failing

    report = tbh.publish(series(), URL, AT, [Texts()])

    assert failing.removeprefix("-") in str(report.failures[0])
    calls.failing = ""
    tbh.publish(series(), URL, AT, [Texts()])
    assert files() == {"patience.txt": "What is patience for?"}


def test_a_build_that_was_killed_is_remembered(calls: Calls) -> None:
    """Nobody can tell what is there: it is sent again, and what is no longer made is removed."""

    def kill(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    tbh.publish(series(), URL, AT, [Texts()])
    changed = series(editions=(edition(title="New"), edition("b")))
    with pytest.raises(KeyboardInterrupt):
        tbh.publish(changed, URL, AT, [Texts()], progress=kill)
    assert files().keys() == {JOURNAL, "b.txt", "patience.txt"}

    report = tbh.publish(series(), URL, AT, [Texts()])

    assert report.written == {"patience.txt": Outcome.CHANGED}
    assert report.removed == ["b.txt"]
    assert files() == {"patience.txt": "What is patience for?"}


def test_what_was_removed_already_is_no_trouble(calls: Calls) -> None:
    """Somebody tidied up."""
    tbh.publish(series(), URL, AT, [Texts(more=("old",))])
    MemoryFileSystem().rm_file(f"{ROOT}old")

    assert tbh.publish(series(), URL, AT, [Texts()]).removed == ["old"]


def test_a_manifest_never_leads_out_of_the_address(calls: Calls) -> None:
    """Whoever wrote into it: nothing beside the files of a build is removed."""
    MemoryFileSystem().pipe_file("/bucket/mine", b"mine")
    listed = {path: {"digest": "0", "exporter": "texts"} for path in ("../mine", "/bucket/mine")}
    MemoryFileSystem().pipe_file(f"{ROOT}{MANIFEST}", json.dumps({"files": listed}).encode())

    report = tbh.publish(series(), URL, AT, [Texts()])

    assert report.removed == []
    assert MemoryFileSystem().cat_file("/bucket/mine") == b"mine"


def test_files_go_side_by_side_where_a_store_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are reported in the order of the plan all the same."""
    monkeypatch.setattr(MemoryFileSystem, "async_impl", True)

    report = tbh.publish(series(), URL, AT, [Many(count=300)], jobs=2)
    again = tbh.publish(series(), URL, AT, [Many(count=0)])

    assert list(report.written)[:3] == ["0/0.txt", "1/1.txt", "2/2.txt"]
    assert report.count(Outcome.NEW) == 300
    assert len(again.removed) == 300
    assert files() == {}


def test_an_executor_makes_what_a_store_is_sent(tmp_path: Path) -> None:
    """Bodies come back, and this process sends them."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as executor:
        report = tbh.publish(series(), URL, AT, [Many(count=50)], executor=executor)

    assert report.count(Outcome.NEW) == 50
    assert report.executor_failures == {}


def test_the_address_of_a_folder_is_the_folder(tmp_path: Path) -> None:
    """And that of an archive the archive."""
    (tmp_path / "a b").mkdir()

    tbh.publish(series(), (tmp_path / "a b").as_uri(), AT, [Texts()])
    tbh.publish(series(), (tmp_path / "site.zip").as_uri(), AT, [Texts()])

    assert (tmp_path / "a b/patience.txt").is_file()
    assert (tmp_path / "site.zip").is_file()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sr://bucket", "no kind of store is called 'sr'; see the list of fsspec"),
        ("sfpt://host", "no kind of store is called 'sfpt'; did you mean sftp://?; see the list"),
        ("gs://bucket", "the package for it is missing; fsspec says: Please install gcsfs"),
        ("sr://me:se/cr@et@host/x", "cannot publish to sr://me:***@host/x: no kind of store"),
        ("file://me:secret@host/x", "cannot publish to file://me:***@host/x: it names a computer"),
        ("sftp://me:secret@host/x", "cannot publish to sftp://me:***@host/x: the package for it"),
        ("dropbox://x", 'is missing; fsspec says: DropboxFileSystem requires "dropboxdrivefs"'),
        ("https://example.org/", "that is an address to read from; give that of the store"),
        ("s3://", "it names no bucket; write s3://BUCKET or more"),
        ("file://host/x", "it names a computer, 'host'; write file:///PATH, or the path alone"),
    ],
)
def test_an_address_that_cannot_be_used_is_explained(url: str, words: str) -> None:
    """In our words, and before anything is made."""
    with pytest.raises(tbh.DestinationError) as caught:
        tbh.publish(series(), url, AT, [Texts()])

    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_without_its_package_a_store_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "fsspec.core", None)

    with pytest.raises(tbh.DestinationError, match=r"install 'tbh-model\[remote\]'"):
        tbh.publish(series(), URL, AT, [Texts()])


def test_a_store_that_may_not_be_written_to_is_said_at_once(calls: Calls) -> None:
    """Not once for each of a thousand files."""
    calls.failing = MANIFEST

    with pytest.raises(tbh.DestinationError, match="it may not be done with these credentials"):
        tbh.publish(series(), URL, AT, [Texts()])

    assert files() == {}


def test_a_store_that_fails_in_another_way_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first line tells most."""
    odd = "odd s3://me:secret@host\nand long"

    def fail(*_: object) -> None:
        raise ArithmeticError(odd)

    monkeypatch.setattr(MemoryFileSystem, "cat_file", fail)
    with pytest.raises(
        tbh.DestinationError, match=r"\(ArithmeticError: odd s3://me:\*{3}@host\); try"
    ):
        tbh.publish(series(), URL, AT, [Texts()])


def test_the_ledger_is_not_written_where_nothing_goes_out(tmp_path: Path, calls: Calls) -> None:
    """The address is looked at first."""
    calls.failing = MANIFEST
    with pytest.raises(tbh.DestinationError):
        tbh.publish(series(folder=tmp_path), URL, AT, [Texts()], ledger=True)

    assert tbh.read_ledger(tmp_path) == ()


def test_each_kind_of_store_takes_headers_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the names that their packages have for them."""
    azure = ModuleType("azure.storage.blob")
    monkeypatch.setattr(azure, "ContentSettings", SimpleNamespace, raising=False)
    monkeypatch.setitem(sys.modules, "azure.storage.blob", azure)
    type_, cache = "text/html; charset=utf-8", "public, max-age=60, must-revalidate"

    assert http_headers("s3", "text/html") == {"ContentType": type_, "CacheControl": cache}
    assert http_headers("gs", "text/html") == {
        "content_type": type_,
        "fixed_key_metadata": {"cache_control": cache},
    }
    assert http_headers("az", "text/html") == {
        "content_settings": SimpleNamespace(content_type=type_, cache_control=cache)
    }
