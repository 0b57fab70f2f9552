"""`tbh new series --jurisdiction`: the crisis notice that we know, to be checked by an editor."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from tbh_model.cli._main import tbh as command
from tbh_model.model import NoticeKind
from tbh_model.text import write_plain


def new_series(folder: Path, *more: str) -> Result:
    arguments = ["new", "series", str(folder), "--title", "T", "--publisher", "P", *more]
    return CliRunner().invoke(command, arguments)


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        ("CA-ON", "en", "call or text 9-8-8"),
        ("ca-on", "fr-CA", "appelez ou textez le 9-8-8"),
        ("CA", "ar", "call or text 9-8-8"),
        ("CA-YT", "en-CA", "call or text 9-8-8"),
    ],
)
def test_a_series_in_canada_begins_with_a_crisis_notice(
    tmp_path: Path, code: str, language: str, words: str
) -> None:
    """In its language, English otherwise, with nothing left to mend."""
    done = new_series(tmp_path, "--jurisdiction", code, "--language", language)

    series = tbh.load(tmp_path)
    (notice,) = series.notices
    assert done.exit_code == 0
    assert tbh.check(tmp_path) == ()
    assert series.publisher.jurisdiction == code.upper()
    assert notice.kind is NoticeKind.CRISIS
    assert words in write_plain(notice.text)


def test_a_comment_says_as_of_when_and_that_it_is_to_be_checked(tmp_path: Path) -> None:
    """It is no legal advice."""
    new_series(tmp_path, "--jurisdiction", "CA-ON")

    text = (tmp_path / "series.yaml").read_text(encoding="utf-8")
    comment = text.partition("\nnotices:")[0].rpartition("\n\n")[2]
    assert comment == (
        "# The crisis line as it was known on 2026-11-23, which is no legal advice: check the "
        "number and\n# the words before you publish."
    )


def test_elsewhere_only_the_jurisdiction_is_written(tmp_path: Path) -> None:
    """Nothing is invented where nothing is known."""
    new_series(tmp_path, "--jurisdiction", "FR")

    series = tbh.load(tmp_path)
    assert (series.publisher.jurisdiction, series.notices) == ("FR", ())


def test_without_the_option_nothing_is_assumed(tmp_path: Path) -> None:
    """The starter has neither."""
    new_series(tmp_path)

    series = tbh.load(tmp_path)
    assert (series.publisher.jurisdiction, series.notices) == (None, ())


@pytest.mark.parametrize("code", ["Ontario", "", "CA-", "CA_ON", "CA-ONTA"])
def test_what_is_no_code_is_wrong_usage(tmp_path: Path, code: str) -> None:
    """Exit status 2, and nothing is written."""
    done = new_series(tmp_path, "--jurisdiction", code)

    assert done.exit_code == 2
    assert "is not an ISO 3166 code, such as CA-ON or CA" in " ".join(done.stderr.split())
    assert [*tmp_path.iterdir()] == []
