"""Which files some content has, before any of them is read."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import _files, _folder, folder_names, list_content, references


def test_the_files_of_a_collection_are_listed_and_the_series_may_hold_some(tmp_path: Path) -> None:
    """Each by name; what is hidden, a backup or something else is none of them."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    for name in ("b.yaml", "a.md", ".c.yaml", "d.yaml~", "e.txt"):
        write(tmp_path, f"editions/{name}", EDITION)

    names = [file.name for file in list_content(tmp_path).files_of("editions")]

    assert names == ["editions/a.md", "editions/b.yaml", "series.yaml"]


def test_where_there_is_no_series_there_are_no_files(tmp_path: Path) -> None:
    """It is said why; nothing can be edited there either."""
    listing = list_content(tmp_path)

    assert list(listing.files_of("editions")) == []
    assert [problem.code for problem in listing.problems] == ["TBH101"]
    with pytest.raises(tbh.ContentError, match="is empty"):
        references(tmp_path, "t-1")


def test_every_collection_has_its_folder(tmp_path: Path) -> None:
    """What is listed is what is read, and in the same order."""
    assert [name for name, *_ in _files.COLLECTIONS] == [*_folder.COLLECTION_FOLDERS]
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "editions/a.md", EDITION)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)

    assert folder_names(tmp_path).names == ("therapists/t-1.yaml", "editions/a.md")
