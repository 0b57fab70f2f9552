"""The file `_headers`: what static hosts send with feeds and assets."""

from collections import defaultdict
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

import pytest

import tbh_model as tbh
from small import AT, edition, series
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST
from tbh_model.exporters._paths import path_problem


def text(made: tbh.Series, **options: Any) -> str:
    (artifact,) = tbh.export(made, "headers", at=AT, **options)
    return artifact.body.decode()


def rules(written: str) -> Mapping[str, Mapping[str, str]]:
    """Read the file as the hosts do: a path, and below it, indented, its headers."""
    found: dict[str, dict[str, str]] = {}
    path = ""
    for line in filter(None, written.split("\n")):
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            assert name not in found[path]
            found[path][name] = value
        else:
            path = line
            assert path not in found
            found[path] = {}
    return found


def sent(written: str, path: str) -> Mapping[str, str]:
    """Return the headers that a host sends with a path: those of every rule that matches it."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for pattern, headers in rules(written).items():
        if fnmatchcase(path, pattern):
            for name, value in headers.items():
                values[name].append(value)
    return {name: ", ".join(several) for name, several in values.items()}


SMALL: Final = """\
/*
  X-Content-Type-Options: nosniff
  Content-Usage: search=y, train-ai=n
  Content-Security-Policy: default-src 'self'; img-src * data:; media-src *; style-src 'self' \
'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'

/images/*
  Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
font-src data:; sandbox

/rss.xml
  Content-Type: application/rss+xml; charset=utf-8
  Cache-Control: public, max-age=900, must-revalidate

/atom.xml
  Content-Type: application/atom+xml; charset=utf-8
  Cache-Control: public, max-age=900, must-revalidate

/feed.json
  Content-Type: application/feed+json; charset=utf-8
  Cache-Control: public, max-age=900, must-revalidate
  Access-Control-Allow-Origin: *

/feeds.opml
  Content-Type: text/x-opml; charset=utf-8
  Cache-Control: public, max-age=900, must-revalidate

/assets/*
  Cache-Control: public, max-age=3600, must-revalidate
"""


def test_the_whole_file() -> None:
    """As Netlify and Cloudflare Pages read it."""
    (artifact,) = tbh.export(series(), tbh.Headers(), at=AT)

    assert (artifact.path, artifact.media_type) == ("_headers", "text/plain")
    assert artifact.body.decode() == SMALL


@pytest.mark.parametrize("name", ["rss", "atom", "json-feed", "opml", "html"])
def test_each_file_of_a_build_is_sent_as_what_it_is(name: str) -> None:
    """No header comes from two rules, because a host would join the two with a comma."""
    for artifact in tbh.export(series(), name, at=AT):
        headers = sent(SMALL, f"/{artifact.path}")
        expected = f"{artifact.media_type}; charset=utf-8"

        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers.get("Content-Type", expected) == expected
        assert headers.get("Cache-Control", "max-age").count("max-age") == 1


def test_scripts_of_other_sites_may_read_the_json_feed_alone() -> None:
    """It is the one that they ask for."""
    paths = [
        path for path, lines in rules(SMALL).items() if lines.get("Access-Control-Allow-Origin")
    ]

    assert paths == ["/feed.json"]


def test_nothing_is_immutable() -> None:
    """A changed style sheet has the same name, and must reach readers."""
    assert "immutable" not in SMALL


def test_ages_and_folder_can_be_set() -> None:
    """For a site that is a part of a larger one, and for editors who wish to be quick."""
    written = text(series(), feed_age=60, asset_age=86400, folder="/a-series/")

    assert (
        sent(written, "/a-series/rss.xml")["Cache-Control"] == "public, max-age=60, must-revalidate"
    )
    assert (
        sent(written, "/a-series/assets/style.css")["Cache-Control"]
        == "public, max-age=86400, must-revalidate"
    )
    assert [path for path in rules(written) if not path.startswith("/a-series/")] == []


@pytest.mark.parametrize("folder", ["", "a", "/a", "a/", "//", "/a b/", "/*/", "/\n/", "/é/"])
def test_a_folder_is_a_path_on_the_host(folder: str) -> None:
    """Nothing else gets into the file: no pattern, no second line."""
    with pytest.raises(tbh.OptionError, match="a path that begins and ends with a slash"):
        tbh.export(series(), "headers", at=AT, folder=folder)


def test_atom_has_no_rule_where_there_is_no_atom_feed() -> None:
    """A page that says that nothing is there would be sent as Atom."""
    assert "/atom.xml" not in text(series(editions=(edition(published=None),)))


def test_the_file_can_be_written_everywhere(tmp_path: Path) -> None:
    """Its path is one that every system has."""
    report = tbh.publish(series(), tmp_path, AT, ["headers"])

    assert path_problem("_headers") is None
    assert list(report.written) == ["_headers"]
    assert (tmp_path / "_headers").read_text(encoding="utf-8") == SMALL


def test_it_runs_only_where_it_is_named(tmp_path: Path) -> None:
    """A build that nobody told anything writes no file that only some hosts read."""
    report = tbh.publish(series(), tmp_path, AT)

    assert set(report.exporters) == set(BUILT_IN_NAMES)
    assert "headers" in NAMES_ON_REQUEST
    assert not (tmp_path / "_headers").exists()
