"""The version of the file format, which the content says in `series.yaml`."""

from pathlib import Path

import pytest

import tbh_model as tbh

SERIES = """\
id: tag:example.org,2026:small
title: Small Talk
url: https://example.org/small/
publisher: {name: The Small Practice}
"""


@pytest.mark.parametrize("version", ["2", "+9", "999999999999999999"])
def test_a_newer_format_is_named(tmp_path: Path, version: str) -> None:
    """With what to do: whoever wrote it has a newer version of the library."""
    (tmp_path / "series.yaml").write_text(f"{SERIES}format: {version}\n", encoding="utf-8")

    (problem, *_) = [each for each in tbh.check(tmp_path) if each.code == "TBH112"]

    assert problem.line == 5
    assert problem.hint == "install a newer tbh-model"


@pytest.mark.parametrize("version", ["0", "-1", "new", "1.0"])
def test_a_format_that_there_never_was_is_an_error(tmp_path: Path, version: str) -> None:
    """And no newer one."""
    (tmp_path / "series.yaml").write_text(f"{SERIES}format: {version}\n", encoding="utf-8")

    problems = tbh.check(tmp_path)

    assert "format" in {problem.path for problem in problems}
    assert "TBH112" not in {problem.code for problem in problems}


def test_content_may_say_its_format_or_not(tmp_path: Path) -> None:
    """It means the same."""
    (tmp_path / "series.yaml").write_text(SERIES, encoding="utf-8")
    silent = tbh.load(tmp_path)
    (tmp_path / "series.yaml").write_text(f"{SERIES}format: 1\n", encoding="utf-8")

    assert tbh.load(tmp_path) == silent
