"""Options: one definition, from Python, from `publish.yaml`, from the command line."""

from collections.abc import Iterable
from typing import ClassVar, Literal

import pytest
from attrs import frozen

import tbh_model as tbh
from small import AT, series
from tbh_model.content import read_settings
from tbh_model.exporters import (
    BUILT_IN_NAMES,
    from_document,
    options_of,
    with_options,
)


@frozen(kw_only=True)
class Table:
    """A table for each edition."""

    info: ClassVar = tbh.ExporterInfo(
        name="table", channel=tbh.Channel.WEB, summary="A table for each edition"
    )
    width: int = 72
    """How many characters
    a line has."""
    border: Literal["none", "thin"] = "none"
    title: str

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return nothing."""
        return ()


def test_options_are_checked_by_name_and_value() -> None:
    """An unknown option and a wrong value are both answered."""
    with pytest.raises(tbh.OptionError, match="exporter 'rss': no option 'limt'; did you mean"):
        tbh.export(series(), "rss", at=AT, limt=3)
    with pytest.raises(tbh.OptionError, match="allowed: a whole number from 1"):
        tbh.export(series(), "rss", at=AT, limit=0)
    with pytest.raises(tbh.OptionError, match="options go into the exporter: RSS"):
        tbh.export(series(), tbh.RSS(), at=AT, limit=3)
    with pytest.raises(tbh.OptionError, match="there are width, border, title"):
        with_options(Table, {"height": 3})


def test_options_are_the_fields_of_the_class() -> None:
    """With type and default, for people to read."""
    assert [(each.name, each.type, each.default) for each in options_of(tbh.RSS)][:3] == [
        ("limit", "whole number", "50"),
        ("content", "full | summary", "full"),
        ("archive", "true | false", "false"),
    ]


def test_what_an_option_is_stands_below_it() -> None:
    """Its description; one without a default must be given."""
    width, border, title = options_of(Table)

    assert width.description == "How many characters a line has."
    assert (width.type, border.type, border.default) == ("whole number", "none | thin", "none")
    assert (title.default, title.description) == (None, "")


@pytest.mark.parametrize("kind", [tbh.default_registry().get(each) for each in BUILT_IN_NAMES])
def test_a_default_is_shown_in_the_words_of_publish_yaml(kind: type[tbh.Exporter]) -> None:
    """It can be written there as it stands, and means the same."""
    shown = [f"{each.name}={each.default}" for each in options_of(kind)]

    assert from_document(kind, read_settings(tuple(shown))) == kind()


def test_defaults_of_every_kind_are_shown_as_they_are_written() -> None:
    """Enumerations, sets, lists, groups, texts that need quotation marks, nothing."""

    @frozen(kw_only=True)
    class Shown:
        info: ClassVar = tbh.ExporterInfo(name="shown", channel=tbh.Channel.WEB, summary="Shown")
        needed: str
        nothing: str | None = None
        on: bool = True
        text: str = "no"
        words: tuple[str, ...] = ("a, b", "c")
        formats: frozenset[tbh.FeedFormat] = frozenset(tbh.FeedFormat)
        marks: tbh.Tracking = tbh.Tracking(hosts=("h.example",), source="feed")
        word: Literal["one", "two"] = "one"

        def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
            return ()

    assert {each.name: each.default for each in options_of(Shown)} == {
        "needed": None,
        "nothing": "null",
        "on": "true",
        "text": '"no"',
        "words": '["a, b", c]',
        "formats": "[atom, json-feed, rss]",
        "marks": "{hosts: [h.example], source: feed}",
        "word": "one",
    }
