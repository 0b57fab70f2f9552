"""Several files change together, or none of them does."""

import errno
import os
from pathlib import Path

import pytest

import tbh_model as tbh
from tbh_model._atomic import change_files

CHANGES = {"a.yaml": b"new a", "b.yaml": None, "sub/c.yaml": b"new c"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files."""
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(f"old {name}".encode())
    return tmp_path


def contents(folder: Path) -> dict[str, bytes | None]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() if file.is_file() else None
        for file in folder.rglob("*")
    }


def test_files_are_changed_made_and_removed(folder: Path) -> None:
    """And nothing is left behind."""
    change_files(folder, CHANGES)

    assert contents(folder) == {"a.yaml": b"new a", "sub": None, "sub/c.yaml": b"new c"}


def test_a_file_keeps_its_permissions(folder: Path) -> None:
    """Whoever could read it still can."""
    (folder / "a.yaml").chmod(0o640)

    change_files(folder, CHANGES)

    assert (folder / "a.yaml").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(folder: Path) -> None:
    """What it leads to changes."""
    (folder / "link.yaml").symlink_to(folder / "a.yaml")

    change_files(folder, {"link.yaml": b"new"})

    assert (folder / "link.yaml").is_symlink()
    assert (folder / "a.yaml").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; free some space and try again"),
        (errno.EROFS, "the file system is read-only; choose another folder"),
        (errno.EIO, "Input/output error; check the folder and try again"),
    ],
)
@pytest.mark.parametrize("at", [0, 1])
def test_a_file_that_cannot_be_written_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str, at: int
) -> None:
    """Neither the first nor the second."""
    before = contents(folder)
    calls = iter(range(9))

    def fail(_: int) -> None:
        if next(calls) == at:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(tbh.WriteError, match=words):
        change_files(folder, CHANGES)

    assert contents(folder) == before


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, "no"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [0, 1])
def test_what_was_put_in_place_is_put_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, at: int
) -> None:
    """Where a later file cannot be, or somebody interrupts."""
    before = contents(folder)
    replace, calls = Path.replace, iter(range(9))

    def fail(self: Path, target: Path) -> Path:
        if next(calls) == at:
            raise error
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)

    with pytest.raises((tbh.WriteError, KeyboardInterrupt)):
        change_files(folder, CHANGES)

    assert contents(folder) == before


def test_a_file_that_cannot_be_removed_puts_all_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New files go again."""
    before = contents(folder)
    unlink = Path.unlink

    def fail(self: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - as Path has it
        if self.name == "b.yaml":
            raise PermissionError(errno.EPERM, "no")
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", fail)

    with pytest.raises(tbh.WriteError, match=r"b\.yaml: the folder may not be written to"):
        change_files(folder, CHANGES)

    assert contents(folder) == before


def test_a_folder_in_the_way_is_said(folder: Path) -> None:
    """It is not removed."""
    (folder / "d.yaml").mkdir()
    before = contents(folder)

    with pytest.raises(tbh.WriteError, match="there is a folder of that name"):
        change_files(folder, {**CHANGES, "d.yaml": b"x"})

    assert contents(folder) == before


def test_names_that_are_one_on_some_systems_do_not_lose_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one goes before the new one comes."""
    order: list[str] = []
    replace, unlink = Path.replace, Path.unlink

    def replaced(self: Path, target: Path) -> Path:
        order.append(f"write {target.name}")
        return replace(self, target)

    def unlinked(self: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002 - as Path has it
        if not self.name.startswith("."):
            order.append(f"remove {self.name}")
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)

    change_files(folder, {"A.yaml": b"a", "a.yaml": None, "b.yaml": None})

    assert order == ["remove a.yaml", "write A.yaml", "remove b.yaml"]
