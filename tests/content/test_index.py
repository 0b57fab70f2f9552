"""Where the parts of a series are written: found by id, in whatever file they are."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, THERAPIST, WITHOUT_SENDER as SERIES, write
from tbh_model import Problem
from tbh_model.content import content_index

SAID = Problem(code="TBH204", message="it is a draft")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def place(
    path: Path | None,
    kind: str,
    id_: str,
    edition: str | None,
    *paths: str,
    loaded: Path | None = None,
) -> tuple[str | None, int | None, str]:
    series = tbh.load(loaded or path or Path())
    found = content_index(series, path).locate(SAID, kind, id_, edition, paths)
    return found.file, found.line, found.path


def test_the_first_field_that_is_written_is_the_place(folder: Path) -> None:
    """Of none of them, the id."""
    assert place(folder, "edition", "e-1", None, "embargo_until", "published") == (
        *("editions/patience.yaml", 5),
        "published",
    )
    assert place(folder, "edition", "e-1", None, "nothing") == ("editions/patience.yaml", 1, "id")
    assert place(folder, "response", "r-1", "e-1", "quote") == (
        *("editions/patience.yaml", 14),
        "responses[0].quote",
    )
    assert place(folder, "therapist", "t-1", None, "name") == ("therapists/t-1.yaml", 2, "name")
    assert place(folder, "series", "", None, "publisher.name") == (
        "series.yaml",
        5,
        "publisher.name",
    )


def test_a_part_that_is_not_there_is_its_edition(folder: Path) -> None:
    """What cannot be found is pointed at as nearly as can be."""
    assert place(folder, "response", "r-9", "e-1", "quote") == ("editions/patience.yaml", 1, "id")
    assert place(folder, "edition", "e-1", None, "responses[4].quote")[1] == 1
    assert place(folder, "edition", "e-1", None, "responses[0]")[1] == 12


def test_what_has_become_no_group_of_keys_since_is_passed_over(folder: Path) -> None:
    """The part that is meant is found behind it."""
    series = tbh.load(folder)
    changed = EDITION.replace("responses:\n", "responses:\n  - words alone\n")
    write(folder, "editions/patience.yaml", changed)

    found = content_index(series, folder).locate(SAID, "response", "r-1", "e-1", ("quote",))

    assert (found.line, found.path) == (15, "responses[1].quote")


def test_what_has_no_id_any_more_is_pointed_at_as_a_whole(folder: Path) -> None:
    """Where none of the fields is written, and no id."""
    file = folder / "all.json"
    file.write_text(tbh.dumps(tbh.load(folder)))
    index = content_index(tbh.load(folder), file)
    write(folder, "all.json", '{"title": "Small Talk"}')

    found = content_index(tbh.load(folder), file).locate(SAID, "series", "", None, ("language",))

    assert (found.file, found.line, found.path) == ("all.json", 1, "")
    assert index.locate(SAID, "series", "", None, ("id",)).path == "id"


def test_a_notice_without_a_kind_is_one_of_kind_other(folder: Path) -> None:
    write(folder, "editions/patience.yaml", EDITION + "notices: [{text: Hm.}]\n")

    assert place(folder, "notice", "other", "e-1", "text")[1] == 15


def test_an_edition_is_found_in_a_file_of_another_name(folder: Path) -> None:
    """Files that cannot be read are passed over."""
    (folder / "editions/patience.yaml").rename(folder / "editions/zebra.yaml")
    series = tbh.load(folder)
    write(folder, "editions/apple.yaml", "- broken")
    write(folder, "editions/bear.yaml", "[")
    write(folder, "editions/cat.yaml", EDITION.replace("e-1", "e-3"))
    index = content_index(series, folder)

    for _ in range(2):
        found = index.locate(SAID, "edition", "e-1", None, ("title",))
        assert (found.file, found.line) == ("editions/zebra.yaml", 3)


def test_what_is_written_in_the_series_is_found_there(folder: Path) -> None:
    """A therapist in `series.yaml`, or everything in one document."""
    (folder / "therapists/t-1.yaml").unlink()
    write(folder, "series.yaml", SERIES + "therapists: [{id: t-1, name: Dana Okafor}]\n")

    assert place(folder, "therapist", "t-1", None, "name") == (
        *("series.yaml", 6),
        "therapists[0].name",
    )
    file = folder / "all.json"
    file.write_text(tbh.dumps(tbh.load(folder)))
    name, _, path = place(file, "response", "r-1", "e-1", "quote", loaded=folder)
    assert (name, path) == ("all.json", "editions[0].responses[0].quote")


def test_what_is_no_longer_there_has_no_place(folder: Path) -> None:
    """Nor has a series that never was in a folder."""
    series = tbh.load(folder)
    (folder / "editions/patience.yaml").unlink()

    assert content_index(series, folder).locate(SAID, "edition", "e-1", None, ()) == SAID
    write(folder, "series.yaml", "- broken")
    assert content_index(series, folder).locate(SAID, "series", "", None, ()) == SAID
    write(folder, "series.yaml", "[")
    assert content_index(series, folder).locate(SAID, "series", "", None, ()) == SAID
    assert content_index(series, None).locate(SAID, "edition", "e-1", None, ()) == SAID
