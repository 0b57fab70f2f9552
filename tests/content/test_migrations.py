"""Older formats: understood as they are, said to be old, and written anew when asked for.

There has been one format yet. An older one, which never was, stands in for those to come: it called
the title of an edition `headline`, the name of a therapist `called`, and that of a series `name`.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

import tbh_model as tbh
from tbh_model.content import MappingNode, migrate
from tbh_model.content import _migrations as migrations

SERIES = """\
# the oldest
format: 0
id: tag:example.org,2026:small
name: Small Talk
url: https://example.org/small/
publisher:
  name: The Small Practice
"""
THERAPIST = "id: t-1\ncalled: Dana Okafor  # Dr.\nrole: Cook\n"
EDITION = """\
id: e-1
slug: patience
headline: What is patience for?
# the topic
challenge:
  topic: Patience
  prompt: What is patience for?
challengers:
  name: Psychotherapists
responses:
  - id: r-1
    therapist: t-1
    quote: A long room.
"""


def renamed(old: str, new: str) -> Callable[[MappingNode], MappingNode]:
    """Make a step that calls a key by another name."""

    def change(node: MappingNode) -> MappingNode:
        pairs = {new if key == old else key: pair for key, pair in node.pairs.items()}
        return MappingNode(node.source, node.line, node.column, pairs)

    return change


@pytest.fixture(autouse=True)
def _older(monkeypatch: pytest.MonkeyPatch) -> None:
    step = migrations.MigrationStep(
        to=1,
        series=renamed("name", "title"),
        therapist=renamed("called", "name"),
        edition=renamed("headline", "title"),
    )
    monkeypatch.setattr(migrations, "STEPS", {0: step})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Content of the format that never was."""
    for name, text in (
        ("series.yaml", SERIES),
        ("therapists/t-1.yaml", THERAPIST),
        ("editions/patience.yaml", EDITION),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_an_older_format_is_understood(folder: Path) -> None:
    """All of its files, and the series is of the newest format then."""
    series = tbh.load(folder)

    assert (series.title, series.format) == ("Small Talk", 1)
    assert series.therapists[0].name == "Dana Okafor"
    assert series.editions[0].title == "What is patience for?"


def test_an_older_format_is_said_once(folder: Path) -> None:
    """With the command that brings it up to date."""
    (problem,) = tbh.check(folder)

    assert (problem.code, problem.severity) == ("TBH114", tbh.Severity.INFO)
    assert (problem.file, problem.line, problem.column) == ("series.yaml", 2, 9)
    assert problem.message == "this is format 0; it is read as format 1"
    assert problem.hint == "run `tbh migrate` to write it so"


def test_problems_point_at_what_was_written(folder: Path) -> None:
    """At the line of the author, under the name of today."""
    edition = EDITION.replace("What is patience for?\n#", "' x'\n#")
    (folder / "editions/patience.yaml").write_text(edition, encoding="utf-8")

    _, problem = sorted(tbh.check(folder), key=lambda each: each.code, reverse=True)

    assert (problem.code, problem.line, problem.column, problem.path) == ("TBH110", 3, 11, "title")


def test_lists_in_the_series_itself_are_migrated_too(folder: Path) -> None:
    """In a folder as in a JSON file; what is no group is left to whoever reports it."""
    text = tbh.dumps(tbh.load(folder)).replace('"What is', '"No: what is', 1)
    old = (
        text.replace('"title": "Small', '"name": "Small')
        .replace('"name": "Dana', '"called": "Dana')
        .replace('"title": "No', '"headline": "No')
    )
    old = '{"format": 0,' + old[1:]
    assert tbh.loads(old).editions[0].title == "No: what is patience for?"

    with pytest.raises(tbh.ContentError) as caught:
        tbh.loads('{"format": 0, "therapists": ["x"], "editions": 3}')
    assert {"therapists[0]", "editions"} < {each.path for each in caught.value.problems}


def test_content_that_does_not_say_its_format_is_of_the_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once there is a second, it is an older one."""
    series = SERIES.replace("format: 0\n", "")
    (folder / "series.yaml").write_text(series.replace("\nname", "\ntitle"), encoding="utf-8")
    step = migrations.MigrationStep(
        to=2, therapist=renamed("called", "name"), edition=renamed("headline", "title")
    )
    monkeypatch.setattr(migrations, "FORMAT", 2)
    monkeypatch.setattr(migrations, "STEPS", {1: step})
    monkeypatch.setattr("tbh_model.content._load.FORMAT", 2)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.line, problem.column) == ("TBH114", 2, 1)


def test_a_format_that_no_step_begins_with_is_not_understood(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows what it was."""
    monkeypatch.setattr(migrations, "STEPS", {})

    assert {"TBH107", "TBH110"} <= {each.code for each in tbh.check(folder)}
    assert "TBH114" not in {each.code for each in tbh.check(folder)}


def test_a_format_that_is_no_number_is_not_understood(folder: Path) -> None:
    """Nor does it count as an older one."""
    for version in ("-1", "new", "1.0"):
        text = SERIES.replace("format: 0", f"format: {version}")
        (folder / "series.yaml").write_text(text, encoding="utf-8")

        assert "format" in {each.path for each in tbh.check(folder)}
        assert "TBH114" not in {each.code for each in tbh.check(folder)}


def test_migrating_writes_what_has_changed(folder: Path) -> None:
    """Comments and everything else stay; the second time there is nothing to do."""
    before = tbh.load(folder)

    changed = migrate(folder)

    assert changed == ("editions/patience.yaml", "series.yaml", "therapists/t-1.yaml")
    assert (folder / "therapists/t-1.yaml").read_text(encoding="utf-8") == (
        "id: t-1\nname: Dana Okafor\nrole: Cook\n"
    )
    assert (folder / "editions/patience.yaml").read_text(encoding="utf-8") == EDITION.replace(
        "headline:", "title:"
    )
    assert (folder / "series.yaml").read_text(encoding="utf-8").startswith("# the oldest\nid:")
    assert tbh.load(folder) == before
    assert tbh.check(folder) == ()
    assert migrate(folder) == ()


def test_a_json_file_is_migrated_as_a_whole(folder: Path) -> None:
    """It has no comments to keep."""
    series = tbh.load(folder)
    file = folder / "all.json"
    old = tbh.dumps(series).replace('"title": "Small', '"format": 0, "name": "Small')
    old = old.replace('"name": "Dana', '"called": "Dana').replace(
        '"title": "What', '"headline": "What'
    )
    file.write_text(old, encoding="utf-8")

    assert migrate(file) == ("all.json",)
    assert file.read_text(encoding="utf-8") == tbh.dumps(series)
