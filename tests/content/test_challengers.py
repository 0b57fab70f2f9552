"""The panel of a series, for every edition without its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

import small_folder
import tbh_model as tbh
from small import AT, edition, response, series, therapist
from tbh_model import Challengers, Reason, markdown

OWN = "challengers:\n  name: Psychotherapists\n"
PANEL = Challengers(name="Developers", introduction=markdown("Who *build* it."))


def standing(**fields: Any) -> tbh.Series:
    """Make a series whose one edition has the panel of the series."""
    return series(challengers=PANEL, editions=(edition(challengers=None, **fields),))


def folder(path: Path, *, of_series: str = "", of_edition: str = OWN) -> Path:
    small_folder.write(path, "series.yaml", small_folder.SERIES + of_series)
    small_folder.write(path, "therapists/t-1.yaml", small_folder.THERAPIST)
    text = small_folder.EDITION.replace(OWN, of_edition)
    small_folder.write(path, "editions/patience.yaml", text)
    return path


def test_an_edition_has_its_own_panel_or_that_of_the_series() -> None:
    """Its own comes first."""
    own = edition("own")
    both = series(challengers=PANEL, editions=(edition(challengers=None), own))

    assert both.challengers_of(both.editions[0]) is PANEL
    assert both.challengers_of(own) is own.challengers


def test_an_edition_without_any_panel_is_refused() -> None:
    """The violation says what to add, in Python and in data."""
    with pytest.raises(tbh.InvalidValueError, match=r"editions\[0\]\.challengers: found nothing"):
        series(editions=(edition(challengers=None),))
    data = tbh.to_dict(standing())
    del data["challengers"]
    with pytest.raises(tbh.ContentError) as caught:
        tbh.from_dict(tbh.Series, data)
    assert [problem.path for problem in caught.value.problems] == ["editions[0].challengers"]
    with pytest.raises(tbh.InvalidValueError, match=r"Edition\.challengers"):
        series().challengers_of(edition(challengers=None))


def test_a_file_without_any_panel_is_named(tmp_path: Path) -> None:
    """The problem is in the edition, and says both remedies."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.load(folder(tmp_path, of_edition=""))
    (problem,) = caught.value.problems

    assert (problem.code, problem.file) == ("TBH106", "editions/patience.yaml")
    assert problem.path == "challengers"
    assert problem.hint == "add `challengers: ...`, here or in the series, for all its editions"


def test_another_mistake_in_a_file_is_no_missing_panel(tmp_path: Path) -> None:
    """Where the series has one, an edition with an error of its own needs none either."""
    folder(tmp_path, of_series=OWN, of_edition="number: first\n")
    problems = tbh.check(tmp_path)

    assert [problem.path for problem in problems if problem.code != "TBH133"] == ["number"]


@pytest.mark.parametrize(
    "written", ["challengers: Developers\n", "challengers: {name: Developers}\n"]
)
def test_a_name_alone_is_short_for_a_panel(tmp_path: Path, written: str) -> None:
    """In the series and in an edition; saving changes neither form."""
    path = folder(tmp_path, of_series=written, of_edition=written)
    loaded = tbh.load(path)
    (own,) = loaded.editions

    assert loaded.challengers == own.challengers == Challengers(name="Developers")
    before = small_folder.digests(path)
    tbh.save(loaded, path)
    assert small_folder.digests(path) == before
    tbh.save(evolve(loaded, challengers=PANEL, editions=(evolve(own, challengers=None),)), path)
    again = tbh.load(path)
    assert again.challengers == PANEL
    assert again.editions[0].challengers is None


@pytest.mark.parametrize("name", ["''", "[a]", "' '"])
def test_a_short_panel_is_checked_as_a_name(tmp_path: Path, name: str) -> None:
    """A text that is no line, or no text."""
    with pytest.raises(tbh.ContentError):
        tbh.load(folder(tmp_path, of_edition=f"challengers: {name}\n"))


def test_the_schema_has_both_forms() -> None:
    """No edition must have a panel of its own."""
    schema = tbh.schema("edition")
    assert "challengers" not in schema["required"]
    group, short = schema["$defs"]["Challengers"]["anyOf"]
    assert group["required"] == ["name"]
    assert short == {"$ref": "#/$defs/line"}


def test_every_round_trip_keeps_the_panel_of_the_series() -> None:
    """As JSON, and as plain data."""
    made = standing()
    assert tbh.loads(tbh.dumps(made)) == made
    assert tbh.from_dict(tbh.Series, tbh.to_dict(made)) == made


@pytest.mark.parametrize("exporter", ["html", "rss", "atom", "json-feed", "newsletter"])
def test_every_exporter_prints_the_panel_of_the_series(exporter: str) -> None:
    """It is printed as if each edition had it."""
    own = series(editions=(edition(challengers=PANEL),))
    given, expected = (
        {file.path: file.body for file in tbh.export(made, exporter, at=AT)}
        for made in (standing(), own)
    )

    assert any(b"Developers" in body for body in given.values())
    if exporter == "html":  # its panel is a standing text, which is not counted as reading time
        return
    assert given == expected


def test_json_feed_names_the_panel_of_the_series() -> None:
    """In the data of an entry."""
    (feed,) = tbh.export(standing(), "json-feed", at=AT)
    assert json.loads(feed.body)["items"][0]["_tbh"]["challengers"] == "Developers"


def test_a_placeholder_as_panel_keeps_back_what_prints_it() -> None:
    """An edition with its own panel goes out, and takes no placeholder along."""
    unnamed = series(
        challengers=Challengers(name="TODO", introduction=markdown("TODO")),
        editions=(edition(challengers=None), edition("own")),
    )
    web = tbh.release(unnamed, "web", AT)

    assert [(held.id, held.detail) for held in web.withheld if held.kind == "edition"] == [
        ("e-patience", "series.challengers.name")
    ]
    assert web.withheld[0].reason is Reason.PLACEHOLDER
    assert [one.id for one in web.series.editions] == ["e-own"]
    assert web.series.challengers is None
    preview = tbh.release(unnamed, "web", AT, unfinished=True)
    assert preview.series.challengers == Challengers(name="TODO")


def test_a_hidden_person_in_the_standing_introduction_keeps_the_answer_back() -> None:
    """Where the panel of the series names who gave an anonymous answer."""
    named = Challengers(name="Developers", introduction=markdown("Ask Dana Okafor."))
    hidden = response(attribution=tbh.Attribution.ANONYMOUS)
    made = series(
        challengers=named,
        therapists=(therapist(),),
        editions=(edition(challengers=None, responses=(hidden,)),),
    )

    reasons = {held.reason for held in tbh.release(made, "web", AT).withheld}
    assert Reason.NAME_IN_TEXT in reasons
