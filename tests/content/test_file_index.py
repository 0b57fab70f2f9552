"""The index of files: what an earlier run saw, and no more than that."""

import json
from pathlib import Path

import pytest

from tbh_model._cache_dir import CACHE
from tbh_model.content import FileIndex, _folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, and an index of it."""
    (tmp_path / "a.yaml").write_text("a: 1\n")
    index = FileIndex.of(tmp_path)
    assert index.digest("a.yaml") is not None
    index.keep()
    return tmp_path


@pytest.mark.parametrize(("newer", "is_believed"), [(0, True), (1, False)])
def test_an_index_of_another_version_says_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, newer: int, *, is_believed: bool
) -> None:
    """A newer program may have meant something else by it."""
    monkeypatch.setattr(_folder, "_CLOCK_TICK", -(10**12))  # the file is new, and yet trusted
    file = folder / CACHE / "index.json"
    version, age, files = json.loads(file.read_text())
    files["a.yaml"][1] = "another"
    file.write_text(json.dumps([version + newer, age, files]))

    assert (FileIndex.of(folder).digest("a.yaml") == "another") is is_believed


def test_a_file_that_cannot_be_read_has_no_digest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is too large, for instance."""
    (folder / "b.yaml").write_text("b: 2\n")
    monkeypatch.setattr(_folder, "_MAX_BYTES", 1)

    assert FileIndex.of(folder).digest("b.yaml") is None
