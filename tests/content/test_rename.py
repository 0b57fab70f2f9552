"""Ids: where they stand, and how they get another name everywhere at once."""

import os
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings

import tbh_model as tbh
from strategies_model import SERIES as ANY_SERIES
from tbh_model.content import RenameError, Renaming, references, rename

SERIES = """\
id: tag:example.org,2026:small
title: Small Talk
url: https://example.org/small/
publisher: {name: The Small Practice}
calls_to_action:
  - {key: book, kind: book, text: Book.}   # ours
"""
THERAPIST = "id: 't-1'  # opaque\nname: Dana Okafor\n"
EDITION = """\
id: e-1
slug: patience
title: What is patience for?
status: ready
published: 2026-05-01T09:00:00-04:00
challenge: {topic: Patience, prompt: What is patience for?}
challengers: {name: Psychotherapists}
responses:
  - id: r-1
    therapist: t-1 # who else
    quote: t-1 says nothing.
  - {id: r-2, therapist: "t-1", quote: "Second."}
calls_to_action:
  - {key: write, kind: contact, text: Write.}
"""
OTHER = """\
id: e-2
slug: hope
title: Hope
challenge: {topic: Hope, prompt: What for?}
challengers: {name: Psychotherapists}
responses:
  - {id: r-1, byline: A guest, quote: Other words.}
"""


_EDITION = "the edition `patience`"
HOPE, PATIENCE = "editions/hope.yaml", "editions/patience.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    for name, text in (
        ("series.yaml", SERIES),
        ("therapists/t-1.yaml", THERAPIST),
        ("therapists/t-2.yaml", "id: t-2\nname: Jonah Reyes\n"),
        ("editions/patience.yaml", EDITION),
        ("editions/hope.yaml", OTHER),
    ):
        write(tmp_path, name, text)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode())


def contents(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes().decode()
        for file in folder.rglob("*")
        if file.is_file()
    }


def places(folder: Path, name: str) -> list[str]:
    return [str(each) for each in references(folder, name)]


def test_every_place_of_a_therapist_is_found(folder: Path) -> None:
    """Where it is defined first, then where it is used."""
    assert places(folder, "t-1") == [
        "therapists/t-1.yaml:1:5: a therapist is defined here",
        f"{PATIENCE}:10:16: the response `r-1` of the edition `e-1` is by this therapist",
        f"{PATIENCE}:12:26: the response `r-2` of the edition `e-1` is by this therapist",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("e-1", ["editions/patience.yaml:1:5: an edition is defined here"]),
        ("hope", ["editions/hope.yaml:2:7: the edition `e-2` has this slug"]),
        ("r-2", ["editions/patience.yaml:12:10: a response of the edition `e-1` is defined here"]),
        ("book", ["series.yaml:6:11: a call to action of the series is defined here"]),
        (
            "write",
            ["editions/patience.yaml:14:11: a call to action of the edition `e-1` is defined here"],
        ),
    ],
)
def test_each_kind_of_id_is_found(folder: Path, name: str, expected: list[str]) -> None:
    """Editions, slugs, responses and calls to action."""
    assert places(folder, name) == expected


def test_content_with_mistakes_is_searched_too(folder: Path) -> None:
    """Whatever stands where something else belongs."""
    write(
        folder, "editions/patience.yaml", "responses: [x, {therapist: t-1}]\ncalls_to_action: 1\n"
    )
    write(folder, "editions/hope.yaml", "slug: hope\nresponses: [{therapist: t-1, id: [1]}]\n")

    assert places(folder, "t-1")[1:] == [
        f"{HOPE}:2:25: the response without an id of the edition `hope` is by this therapist",
        f"{PATIENCE}:1:28: the response without an id of {_EDITION} is by this therapist",
    ]


def test_lists_in_the_series_itself_are_searched(folder: Path) -> None:
    """Items that are no groups are passed over."""
    write(folder, "series.yaml", SERIES + "therapists: [x, {id: t-7, name: Jonah Reyes}]\n")

    assert places(folder, "t-7") == ["series.yaml:7:22: a therapist is defined here"]


def test_files_that_cannot_be_read_are_all_named(folder: Path) -> None:
    """An answer without them would be half of one."""
    write(folder, "editions/patience.yaml", "a: [\n")
    write(folder, "editions/hope.yaml", "- a\n")

    with pytest.raises(tbh.ContentError) as caught:
        references(folder, "t-1")

    assert {each.file for each in caught.value.problems} == {
        "editions/hope.yaml",
        "editions/patience.yaml",
    }


def test_an_unknown_id_comes_with_the_nearest(folder: Path) -> None:
    """Of whatever kind."""
    with pytest.raises(tbh.UnknownIdError, match=r"no id 'hoppe' .*did you mean 'hope'\?"):
        references(folder, "hoppe")


def test_a_therapist_is_renamed_everywhere(folder: Path) -> None:
    """Its file and every reference, in their quotation marks; words that look like it stay."""
    before = tbh.load(folder)

    done = rename(folder, "t-1", "no")

    assert done == Renaming(
        changed_files=("editions/patience.yaml", "therapists/no.yaml"),
        moved_files=(("therapists/t-1.yaml", "therapists/no.yaml"),),
        former_url=None,
    )
    found = contents(folder)
    assert found["therapists/no.yaml"] == THERAPIST.replace("'t-1'", "'no'")
    assert found["editions/patience.yaml"] == EDITION.replace(
        "therapist: t-1 ", 'therapist: "no" '
    ).replace('therapist: "t-1"', 'therapist: "no"')
    assert "therapists/t-1.yaml" not in found
    assert tbh.load(folder) == with_therapist(before, "t-1", "no")


def with_therapist(series: tbh.Series, old: str, new: str) -> tbh.Series:
    """Return a series in which a therapist has another id."""
    therapists = tuple(
        attrs.evolve(each, id=new) if each.id == old else each for each in series.therapists
    )
    editions = tuple(
        attrs.evolve(
            edition,
            responses=tuple(
                attrs.evolve(each, therapist=new) if each.therapist == old else each
                for each in edition.responses
            ),
        )
        for edition in series.editions
    )
    return attrs.evolve(series, therapists=therapists, editions=editions)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_SERIES)
def test_a_renamed_series_is_the_same_but_for_the_id(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, series: tbh.Series
) -> None:
    """In a folder and in a JSON file."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    old, new = series.therapists[0].id, "a-longer-id"
    folder = tmp_path_factory.mktemp("any")
    (folder / "all.json").write_text(tbh.dumps(series), encoding="utf-8", newline="")
    tbh.save(series, folder)
    assume(sum(each.is_definition for each in references(folder, old)) == 1)

    rename(folder, old, new)
    rename(folder / "all.json", old, new)

    assert tbh.load(folder) == tbh.load(folder / "all.json")
    assert tbh.load(folder) == with_therapist(series, old, new)


def test_a_slug_is_renamed_with_its_file_and_leaves_its_address(folder: Path) -> None:
    """Of an edition that is ready, the old permalink is remembered."""
    done = rename(folder, "patience", "waiting")

    assert done.former_url == "https://example.org/small/editions/patience/"
    assert done.moved_files == (("editions/patience.yaml", "editions/waiting.yaml"),)
    assert (
        contents(folder)["editions/waiting.yaml"]
        == EDITION.replace("slug: patience", "slug: waiting")
        + f"former_urls:\n  - {done.former_url}\n"
    )


def test_an_edition_may_get_its_old_slug_back(folder: Path) -> None:
    """Its address is then none of the former ones."""
    rename(folder, "patience", "waiting")
    rename(folder, "waiting", "patience")

    assert tbh.load(folder).edition("e-1").former_urls == (
        "https://example.org/small/editions/waiting/",
    )


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (EDITION.replace("status: ready", "status: draft"), ""),
        (EDITION + "url: https://example.org/elsewhere/\n", ""),
        (EDITION, "permalink: '{url}{id}/'\n"),
    ],
)
def test_an_address_that_nobody_knew_or_that_stays_is_not_a_former_one(
    folder: Path, text: str, pattern: str
) -> None:
    """Of a draft, of an edition published elsewhere, where addresses are made of ids."""
    write(folder, "editions/patience.yaml", text)
    write(folder, "series.yaml", SERIES + pattern)

    assert rename(folder, "patience", "waiting").former_url is None
    assert contents(folder)["editions/waiting.yaml"] == text.replace(
        "slug: patience", "slug: waiting"
    )


def test_a_slug_is_renamed_in_a_markdown_file(folder: Path) -> None:
    """What stands below the keys stays below them."""
    (folder / "editions/patience.yaml").unlink()
    write(folder, "editions/patience.md", f"---\n{EDITION}---\n\nHello, __you__.\n")

    rename(folder, "patience", "waiting")

    assert contents(folder)["editions/waiting.md"].endswith(
        "former_urls:\n  - https://example.org/small/editions/patience/\n---\n\nHello, __you__.\n"
    )


@pytest.mark.parametrize("lead", ["", "\ufeff"])
def test_a_json_file_is_edited_where_it_must_be(folder: Path, lead: str) -> None:
    """Every other byte stays."""
    series = tbh.load(folder)
    before = lead + tbh.dumps(series).replace("\n", "\r\n")
    write(folder, "all.json", before)

    done = rename(folder / "all.json", "patience", "é")

    former = '["https://example.org/small/editions/patience/"]'
    assert done.changed_files == ("all.json",)
    after = before.replace('"slug": "patience"', '"slug": "é"')
    start = after.index('"calls_to_action"', after.index('"slug": "é"'))
    assert contents(folder)["all.json"].startswith(after[: start + 20])
    assert f', "former_urls": {former}' in contents(folder)["all.json"]
    assert tbh.load(folder / "all.json").edition("é").former_urls


def test_a_response_is_renamed(folder: Path) -> None:
    """Where one edition has one of that id."""
    rename(folder, "r-2", "r-9")

    assert contents(folder)["editions/patience.yaml"] == EDITION.replace("r-2", "r-9")


def test_a_call_to_action_is_renamed(folder: Path) -> None:
    """And the comment beside it stays."""
    rename(folder, "book", "book-now")

    assert contents(folder)["series.yaml"] == SERIES.replace("key: book,", "key: book-now,")


def test_an_id_in_a_block_is_renamed(folder: Path) -> None:
    """It stands beside its key afterwards."""
    write(folder, "therapists/t-2.yaml", "id: |-\n  t-2\nname: Jonah Reyes\n")

    rename(folder, "t-2", "t-9")

    assert contents(folder)["therapists/t-9.yaml"] == "id: t-9\nname: Jonah Reyes\n"


def test_a_file_that_has_a_name_of_its_own_keeps_it(folder: Path) -> None:
    """It was not named after the id."""
    (folder / "therapists/t-2.yaml").rename(folder / "therapists/jonah.yaml")

    assert rename(folder, "t-2", "t-9").changed_files == ("therapists/jonah.yaml",)


def test_a_therapist_in_the_series_itself_is_renamed(folder: Path) -> None:
    """There is no file to rename."""
    (folder / "therapists/t-2.yaml").unlink()
    write(folder, "series.yaml", SERIES + "therapists:\n- {id: t-2, name: Jonah Reyes}\n")

    assert rename(folder, "t-2", "t-9").moved_files == ()
    assert tbh.load(folder).therapist("t-9").name == "Jonah Reyes"


def test_a_dry_run_changes_nothing(folder: Path) -> None:
    """And says what would change."""
    before = contents(folder)

    done = rename(folder, "t-1", "t-9", dry_run=True)

    assert done.changed_files == ("editions/patience.yaml", "therapists/t-9.yaml")
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("e-1", "e-9", "it is the id of an edition, the permanent identity of its entry"),
        ("r-1", "r-9", r"several things: response \(editions/hope.yaml:7\), response \(edit"),
        ("t-1", "T-2", r"another therapist has it: therapists/t-2.yaml:1"),
        ("patience", "Hope", r"another slug has it: editions/hope.yaml:2"),
        ("patience", "e-2", r"another edition has it: editions/hope.yaml:1"),
        ("r-2", "r-1", r"another response has it: editions/patience.yaml:9"),
        ("t-1", "t-1", "that is its name already; choose another one"),
        ("t-1", "a.", r"'a.' is not .* not ending with a dot"),
        ("t-1", "a b", r"'a b' is not up to 100 letters"),
        ("t-1", "con", r"'con' is not .* reserves"),
    ],
)
def test_what_cannot_be_renamed_is_said(folder: Path, old: str, new: str, words: str) -> None:
    """And nothing is touched."""
    before = contents(folder)

    with pytest.raises(RenameError, match=words):
        rename(folder, old, new)

    assert contents(folder) == before


def test_an_id_that_several_things_have_is_not_renamed(folder: Path) -> None:
    """Each is named with its place."""
    write(folder, "therapists/t-2.yaml", "id: hope\nname: Jonah Reyes\n")

    with pytest.raises(RenameError, match=r"therapist \(therapists/t-2.yaml:1\), slug \(editions"):
        rename(folder, "hope", "x")


def test_a_slug_that_is_the_id_of_its_edition_can_be_renamed(folder: Path) -> None:
    """The id stays what it is."""
    write(folder, "editions/hope.yaml", OTHER.replace("id: e-2", "id: hope"))

    rename(folder, "hope", "hopes")

    assert tbh.load(folder).edition("hope").slug == "hopes"
    rename(folder, "hopes", "hope")
    assert tbh.load(folder).edition("hope").slug == "hope"


def test_a_file_in_the_way_is_not_replaced(folder: Path) -> None:
    """Even one that nobody reads by that name."""
    (folder / "therapists/t-2.yaml").rename(folder / "therapists/t-9.yaml")
    before = contents(folder)

    with pytest.raises(RenameError, match=r"there is a file therapists/t-9\.yaml already"):
        rename(folder, "t-1", "t-9")

    assert contents(folder) == before


def test_content_with_errors_is_not_renamed_in(folder: Path) -> None:
    """What it means is not known."""
    write(folder, "editions/hope.yaml", OTHER + "zzz: 1\n")

    with pytest.raises(tbh.ContentError):
        rename(folder, "t-1", "t-9")


def test_a_disk_that_is_full_leaves_all_as_it_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file that was written first included."""
    before = contents(folder)
    calls = iter(range(9))

    def fill(_: int) -> None:
        if next(calls) == 1:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fill)

    with pytest.raises(tbh.WriteError, match="the disk is full"):
        rename(folder, "t-1", "t-9")

    assert contents(folder) == before


def test_saving_what_was_renamed_changes_nothing(folder: Path) -> None:
    """Two ways to the same files."""
    rename(folder, "t-1", "t-9")

    assert tbh.save(tbh.load(folder), folder) == ()
