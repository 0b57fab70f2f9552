"""Templates of a content folder that no exporter reads."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def unread(folder: Path) -> list[tuple[str | None, str | None]]:
    return [(each.file, each.hint) for each in tbh.check(folder) if each.code == "TBH442"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("html/editon.html", "html/edition.html"),
        ("html/Edition.html", "html/edition.html"),
        ("edition.html", "html/edition.html"),
        ("html/sign_off.html", "html/parts/sign_off.html"),
        ("html/styles.css", "html/style.css"),
    ],
)
def test_a_template_with_a_slip_in_its_name_is_told_what_it_was_to_be(
    folder: Path, name: str, meant: str
) -> None:
    """It would take the place of nothing."""
    write(folder, f"templates/{name}", "Mine.\n")

    assert unread(folder) == [(f"templates/{name}", f"did you mean `templates/{meant}`?")]


def test_a_template_that_means_nothing_is_named(folder: Path) -> None:
    """Without a guess."""
    write(folder, "templates/html/zebra.html", "Mine.\n")

    hint = "give it the name of the template whose place it is to take, or remove it"
    assert unread(folder) == [("templates/html/zebra.html", hint)]


def test_what_another_template_names_is_read(folder: Path) -> None:
    """Be it included or extended, from however far. What people read beside is left alone."""
    write(folder, "templates/html/index.html", "{% extends 'mine/base.html' %}")
    write(folder, "templates/mine/base.html", "{% include 'mine/hall.html' %}")
    write(folder, "templates/mine/hall.html", "Printed copies lie on the table in the hall.\n")
    write(folder, "templates/html/parts/corrections.html", "None yet.\n")
    write(folder, "templates/README.md", "Who wrote these.\n")

    assert unread(folder) == []


def test_a_name_that_is_put_together_may_be_that_of_any_template(folder: Path) -> None:
    """Only a slip is named then."""
    write(folder, "templates/html/index.html", "{% include 'mine/' ~ series.language ~ '.html' %}")
    write(folder, "templates/mine/en.html", "Hello.\n")
    write(folder, "templates/html/editon.html", "Mine.\n")

    assert [file for file, _ in unread(folder)] == ["templates/html/editon.html"]


def test_a_template_of_an_exporter_that_does_not_run_is_named(folder: Path) -> None:
    """The site is not built, so it changes nothing."""
    write(folder, "publish.yaml", "exporters:\n  rss: {}\n")
    write(folder, "templates/html/edition.html", "Mine.\n")

    hint = "let the exporter run that has a template of this name, or remove it"
    assert unread(folder) == [("templates/html/edition.html", hint)]
