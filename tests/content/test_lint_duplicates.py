"""Lint: tags that are spelled in two ways, and former addresses of other sites."""

from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write

SECOND = EDITION.replace("e-1", "e-2").replace("patience", "rest").replace("r-1", "r-2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Self care", "self-care"),
        ("Self care", "SelfCare"),
        ("Parenté", "parente"),
        ("Self care", "Self  Care"),
    ],
)
def test_a_tag_that_is_spelled_in_two_ways_is_named(folder: Path, first: str, second: str) -> None:
    """With the other spelling and where it is, at the edition that differs."""
    write(folder, "editions/patience.yaml", f"{EDITION}tags: [{first}]\n")
    write(folder, "editions/rest.yaml", f"{SECOND}tags: [{second}]\n")

    (problem,) = (each for each in tbh.check(folder) if each.code == "TBH443")

    assert (problem.file, problem.path) == ("editions/rest.yaml", "tags[0]")
    assert f"`{second}` is written `{first}` at editions/patience.yaml:15" in problem.message
    assert problem.hint == f"write `{first}`"


def test_the_spelling_that_most_editions_have_is_offered(folder: Path) -> None:
    """Though another one is written first."""
    write(folder, "editions/patience.yaml", f"{EDITION}tags: [self-care]\n")
    for name in ("rest", "sleep"):
        other = SECOND.replace("rest", name).replace("e-2", f"e-{name}").replace("r-2", name)
        write(folder, f"editions/{name}.yaml", f"{other}tags: [Self care]\n")

    (problem,) = (each for each in tbh.check(folder) if each.code == "TBH443")

    assert (problem.file, problem.hint) == ("editions/patience.yaml", "write `Self care`")


def test_tags_that_differ_by_more_are_two_topics(folder: Path) -> None:
    """A sign tells them apart, and so does a letter."""
    write(folder, "editions/patience.yaml", f"{EDITION}tags: ['C#', C, C++, cat, cats]\n")

    assert "TBH443" not in {each.code for each in tbh.check(folder)}


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://old.example/patience/", "it is not under https://example.org/small/"),
        ("https://example.org/patience/", "it is not under https://example.org/small/"),
        ("https://example.org/small/?p=12", "no file can lie there"),
        ("https://example.org/small/topics/", "another page of the site is there"),
        ("https://example.org/small/therapists/t-1/", "another page of the site is there"),
    ],
)
def test_a_former_address_from_which_nothing_leads_on_is_named(
    folder: Path, url: str, words: str
) -> None:
    """It is worth knowing: only the server of that address can lead on."""
    write(folder, "editions/patience.yaml", f"{EDITION}former_urls: ['{url}']\n")

    (problem,) = (each for each in tbh.check(folder) if each.code == "TBH445")

    assert problem.message == f"nothing leads on from the former address {url}: {words}"
    assert (problem.path, problem.line) == ("former_urls[0]", 15)
    assert problem.severity is tbh.Severity.INFO


def test_an_address_that_leads_to_itself_is_named_however_it_is_written(folder: Path) -> None:
    """A page cannot be where readers are sent away to that very page."""
    url = "https://example.org/small/editions/patience/index.html"
    write(folder, "editions/patience.yaml", f"{EDITION}former_urls: ['{url}']\n")

    (problem,) = (each for each in tbh.check(folder) if each.code == "TBH404")

    assert problem.message == "the address of the edition is one of its own former addresses"


@pytest.mark.parametrize("path", ["old/patience", "été/", "%C3%A9t%C3%A9.html"])
def test_a_former_address_below_the_series_leads_on(folder: Path, path: str) -> None:
    """A page is made for it, in whatever alphabet it is, and in that of the series."""
    write(folder, "series.yaml", SERIES.replace("org/small", "org/où"))
    url = f"https://example.org/où/{path}"
    write(folder, "editions/patience.yaml", f"{EDITION}former_urls: ['{url}']\n")

    assert "TBH445" not in {each.code for each in tbh.check(folder)}
