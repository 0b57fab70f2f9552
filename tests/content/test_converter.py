"""The strict converter, on classes that are not ours."""

from datetime import date
from pathlib import Path
from typing import ClassVar, Literal

import pytest
from attrs import frozen

import tbh_model as tbh
from tbh_model.content import read_image, read_settings, read_tree, structure


@frozen(kw_only=True)
class Options:
    info: ClassVar = tbh.ExporterInfo(name="mine", channel=tbh.Channel.WEB, summary="Mine")
    flag: bool = False
    since: date | None
    names: tuple[str, ...] = ()


def problem(*settings: str) -> tuple[str, int | None, int | None, str, str | None]:
    with pytest.raises(tbh.ContentError) as caught:
        structure(read_settings(settings), Options)
    (only,) = caught.value.problems
    return only.code, only.line, only.column, only.message, only.hint


def test_settings_are_read_as_their_fields_say() -> None:
    """A flag, a day, nothing, a list."""
    made = structure(read_settings(("flag=true", "since=2026-01-31", "names=[a, b]")), Options)

    assert made == Options(flag=True, since=date(2026, 1, 31), names=("a", "b"))
    assert structure(read_settings(("since=",)), Options) == Options(since=None)
    assert structure(read_settings(("since=null", "flag=false")), Options) == Options(since=None)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("flag=yes", ("found `yes` where true or false belongs", "write true or false")),
        (
            'flag="true"',
            ("found `true` where true or false belongs", "write it without quotation marks"),
        ),
        ("flag=[a]", ("found a list where true or false belongs", "write true or false")),
        (
            "names=a",
            (
                "found `a` where a list belongs",
                "write each item on a line of its own, after `- `",
            ),
        ),
        (
            "fleg=true",
            ("unknown key `fleg` in exporter `mine`", "did you mean `flag`?"),
        ),
    ],
)
def test_a_wrong_setting_is_answered(setting: str, expected: tuple[str, str]) -> None:
    """In the words of the exporter."""
    *_, message, hint = problem("since=2026-01-01", setting)

    assert (message, hint) == expected


def test_an_option_that_must_be_given_is_missed() -> None:
    """By name."""
    *_, message, _ = problem("flag=true")

    assert message == "the key `since` is missing from exporter `mine`"


def test_a_key_that_is_a_list_is_refused(tmp_path: Path) -> None:
    """YAML allows it, content does not."""
    (tmp_path / "a.yaml").write_text("? [a, b]\n: c\nd: e\n", encoding="utf-8")

    with pytest.raises(tbh.ContentError, match="a key must be a word, not a list") as caught:
        read_tree(tmp_path / "a.yaml", tmp_path)
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (1, 3)


def test_an_empty_file_is_an_empty_group(tmp_path: Path) -> None:
    """Its keys are missing, and that is what is said."""
    (tmp_path / "a.yaml").write_text("# nothing yet\n", encoding="utf-8")

    with pytest.raises(tbh.ContentError, match="the key `name` is missing from a publisher"):
        structure(read_tree(tmp_path / "a.yaml", tmp_path), tbh.Publisher)


def test_images_are_read_from_inside_the_folder_only(tmp_path: Path) -> None:
    """A link that leads out is refused, and a missing image named."""
    folder = tmp_path / "content"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "a.png").write_bytes(b"image")
    (folder / "out.png").symlink_to(tmp_path / "secret.png")

    assert read_image(folder, "a.png") == b"image"
    with pytest.raises(tbh.ContentError, match=r"`out\.png` leads out of the content folder"):
        read_image(folder, "out.png")
    with pytest.raises(tbh.ContentError, match="there is no such image"):
        read_image(folder, "b.png")


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    """Between the list and the reading."""
    with pytest.raises(tbh.ContentError, match="there is no such file"):
        read_tree(tmp_path / "a.yaml", tmp_path)


@frozen(kw_only=True)
class Folder:
    kind: Literal["folder"] = "folder"
    path: str


@frozen(kw_only=True)
class Bucket:
    kind: Literal["bucket", "s3"] = "bucket"
    name: str
    mode: Literal["fast", "safe"] = "safe"


@frozen(kw_only=True)
class Target:
    to: Folder | Bucket
    then: Folder | Bucket | None = None


def target(tmp_path: Path, text: str) -> Target:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    return structure(read_tree(tmp_path / "a.yaml", tmp_path), Target)


def test_a_union_is_told_apart_by_its_kind(tmp_path: Path) -> None:
    """By the key `kind` and by nothing else."""
    made = target(tmp_path, "to: {kind: s3, name: a, mode: fast}\nthen: {kind: folder, path: b}\n")

    assert made == Target(to=Bucket(kind="s3", name="a", mode="fast"), then=Folder(path="b"))
    assert target(tmp_path, "to: {kind: folder, path: b}\nthen:\n").then is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("to: {path: a}\n", ("TBH106", 5, "to.kind", "add `kind: folder`")),
        ("to: {kind: foldr, path: a}\n", ("TBH109", 12, "to.kind", "did you mean `folder`?")),
        ("to: here\n", ("TBH108", 5, "to", "begin with `kind: folder`")),
        (
            "to: {kind: s3, name: a, mode: x}\n",
            ("TBH109", 31, "to.mode", "write one of fast, safe"),
        ),
        ("to: {kind: s3, path: a}\n", ("TBH107", 16, "to.path", "known keys: kind, name, mode")),
    ],
)
def test_a_kind_that_is_missing_or_wrong_is_said_with_the_kinds(
    tmp_path: Path, text: str, expected: tuple[str, int, str, str]
) -> None:
    """At the tag, which is what must be mended."""
    with pytest.raises(tbh.ContentError) as caught:
        target(tmp_path, text)

    problem = caught.value.problems[0]
    code, column, path, hint = expected
    assert (problem.code, problem.column, problem.path) == (code, column, path)
    assert problem.hint == hint
