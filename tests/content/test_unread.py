"""Files and folders that look like ours and are not read: each is named."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model.cli._main import tbh as command

ERROR, WARNING, INFO = tbh.Severity


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", EDITION)
    return folder


def said(folder: Path) -> list[tuple[str | None, tbh.Severity, str, str | None]]:
    """Return file, weight, words and advice of what is not read."""
    found = (problem for problem in tbh.check(folder) if problem.code == "TBH101")
    return [(each.file, each.severity, each.message, each.hint) for each in found]


@pytest.mark.parametrize(
    "name",
    [
        "publish.yml",
        "Publish.yaml",
        "publish.json",
        "PUBLISH.YML",
        "publish.yaml.txt",
        "publish.yaml~",
    ],
)
def test_a_file_that_is_nearly_publish_yaml_is_an_error(folder: Path, name: str) -> None:
    """Every exporter would run, and channels that are switched off would go out."""
    write(folder, name, "exporters: {rss: {}}")

    message = "this file is not read; what it seems to be is read from `publish.yaml`"
    assert said(folder) == [(name, ERROR, message, "rename it to publish.yaml")]
    with pytest.raises(tbh.ContentError, match=r"is read from `publish\.yaml`"):
        tbh.load(folder)


def test_beside_the_real_one_it_is_a_copy(folder: Path) -> None:
    """Nothing goes out that should not."""
    write(folder, "publish.yaml", "exporters: {rss: {}}")
    write(folder, "publish.yml", "exporters: {html: {}}")

    ((file, severity, _, hint),) = said(folder)
    assert (file, severity) == ("publish.yml", WARNING)
    assert hint == "remove it, or move it into publish.yaml"
    assert len(tbh.load(folder).editions) == 1


@pytest.mark.parametrize("name", ["series.yml", "Series.yaml", "series.yaml.txt"])
def test_a_series_under_another_name_is_named(folder: Path, name: str) -> None:
    """And not that there is none."""
    (folder / "series.yaml").rename(folder / name)

    message = "this file is not read; what it seems to be is read from `series.yaml`"
    assert said(folder) == [(name, ERROR, message, "rename it to series.yaml")]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        *(("editions", name) for name in ("Editions", "edition", "EDITION", "edtions")),
        *(("therapists", name) for name in ("Therapists", "therapist", "therapits")),
    ],
)
def test_a_folder_under_nearly_the_right_name_is_an_error(
    folder: Path, tmp_path: Path, right: str, wrong: str
) -> None:
    """The site would be empty; a build makes nothing, and removes nothing of an earlier one."""
    out = tmp_path / "out"
    tbh.publish(tbh.load(folder), out)
    before = digests(out)
    (folder / right).rename(folder / wrong)
    ((file, severity, message, hint),) = said(folder)
    done = CliRunner().invoke(command, ["build", str(folder), "--to", str(out)])

    assert (file, severity, hint) == (wrong, ERROR, f"rename it to {right}")
    assert message == f"the folder `{wrong}` is not read; the {right} of a series lie in `{right}`"
    assert done.exit_code == 1
    assert message in " ".join(done.stderr.split())
    assert digests(out) == before


def test_a_second_folder_is_to_be_joined_with_the_first(folder: Path) -> None:
    """What lies in it does not go out."""
    write(folder, "Editions/tea.yaml", EDITION)

    ((_, severity, _, hint),) = said(folder)
    assert (severity, hint) == (ERROR, "move its files into editions/")


@pytest.mark.parametrize("name", ["Images", "image", "template", "Templates"])
def test_a_folder_of_pictures_or_templates_under_another_name_is_a_warning(
    folder: Path, name: str
) -> None:
    """The words go out all the same."""
    (folder / name).mkdir()

    assert [severity for _, severity, _, _ in said(folder)] == [WARNING]


def test_a_folder_that_is_the_same_on_this_system_is_read(folder: Path) -> None:
    """Where case makes no difference, `Editions` is `editions`: here a link stands for that."""
    (folder / "Editions").symlink_to(folder / "editions")

    assert said(folder) == []


@pytest.mark.parametrize("name", ["edition", "notes", "editorial", "public", ".git"])
def test_other_folders_are_nobodys_business(folder: Path, name: str) -> None:
    """Nor is an empty one, or what lies beside the content: a README, a licence."""
    (folder / name).mkdir()
    if name != "edition":
        write(folder, f"{name}/a.md", "# Notes")
    for file in ("README.md", "LICENSE", "notes.yaml", ".editorconfig", "series.md"):
        write(folder, file, "x")

    assert said(folder) == []
    assert len(tbh.load(folder).editions) == 1


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("tea.YAML", "name it `tea.yaml`"),
        ("tea.markdown", "name it `tea.md`"),
        ("tea.MD", "name it `tea.md`"),
        ("tea.json", "name it `tea.yaml`"),
        ("tea.yaml~", "remove it, or move it elsewhere"),
        ("tea.yaml.txt", "remove it, or move it elsewhere"),
        ("2026/tea.yaml", "move its files up into editions/"),
    ],
)
def test_an_edition_that_is_not_read_is_an_error(folder: Path, name: str, hint: str) -> None:
    """Its page would be removed."""
    (folder / "editions/2026").mkdir()
    write(folder, f"editions/{name}", EDITION)

    found = [each for each in said(folder) if each[1] is ERROR]
    assert [(file, advice) for file, _, _, advice in found] == [
        (f"editions/{name.partition('/')[0]}", hint)
    ]
    with pytest.raises(tbh.ContentError, match="is not read"):
        tbh.load(folder)


@pytest.mark.parametrize(
    ("name", "severity", "message", "hint"),
    [
        (
            *("tea.docx", WARNING, "a document of a word processor is not read"),
            "save its text as Markdown, in a file `tea.md`",
        ),
        (
            *(
                "notes.txt",
                WARNING,
                "this file is not read: its name does not end with .yaml or .md",
            ),
            "rename it, or move it elsewhere",
        ),
        (
            *("patience.yaml~", INFO, "this copy of a file is not read"),
            "remove it, or move it elsewhere",
        ),
        (
            *("patience.yaml.bak", INFO, "this copy of a file is not read"),
            "remove it, or move it elsewhere",
        ),
    ],
)
def test_what_may_lie_there_is_named_and_in_nobodys_way(
    folder: Path, name: str, severity: tbh.Severity, message: str, hint: str
) -> None:
    """Notes, a manuscript, a copy of what is read."""
    write(folder, f"editions/{name}", "x")
    write(folder, "editions/.gitkeep", "")
    write(folder, "editions/#patience.yaml#~", "")

    assert said(folder) == [(f"editions/{name}", severity, message, hint)]
    assert len(tbh.load(folder).editions) == 1


def test_a_file_in_the_place_of_a_folder_keeps_nothing_from_being_named(folder: Path) -> None:
    """What to do first is to give the series its name."""
    (folder / "editions/patience.yaml").unlink()
    (folder / "editions").rmdir()
    write(folder, "editions", "none yet")
    (folder / "series.yaml").rename(folder / "series.yml")

    (hint,) = {each.hint for each in tbh.check(folder)}

    assert hint == "rename it to series.yaml"
