"""Options: one definition, from Python, from `publish.yaml`, from the command line."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import attrs
import pytest
from attrs import frozen

import tbh_model as tbh
from small import AT, series
from tbh_model.content import read_settings
from tbh_model.exporters import (
    BUILT_IN_NAMES,
    former_options,
    from_document,
    options_of,
    with_options,
)
from tbh_model.publishing import publish_problems


@frozen(kw_only=True)
class Table:
    """A table for each edition."""

    info: ClassVar = tbh.ExporterInfo(
        name="table", channel=tbh.Channel.WEB, summary="A table for each edition"
    )
    width: Annotated[int, tbh.RenamedFrom("columns"), tbh.RenamedFrom("w")] = 72
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
    with pytest.raises(tbh.OptionError, match="there are: width, border, title"):
        with_options(Table, {"height": 3})


def test_options_are_the_fields_of_the_class() -> None:
    """With type and default, for people to read."""
    assert [(each.name, each.type, each.default) for each in options_of(tbh.RSS)][:3] == [
        ("limit", "whole number", "50"),
        ("content", "full | summary", "full"),
        ("archive", "true | false", "false"),
    ]


def test_what_an_option_is_stands_below_it() -> None:
    """Its description and former names; one without a default must be given."""
    width, border, title = options_of(Table)

    assert width.description == "How many characters a line has."
    assert width.renamed_from == ("columns", "w")
    assert (width.type, border.type, border.default) == ("whole number", "none | thin", "none")
    assert (title.default, title.renamed_from, title.description) == (None, (), "")


def test_a_former_name_works_with_a_warning() -> None:
    """Which names both."""
    with pytest.warns(
        DeprecationWarning, match="^exporter 'table': option 'columns' was renamed to 'width'$"
    ) as caught:
        made = with_options(Table, {"columns": 3, "title": ""})

    assert made == Table(width=3, title="")
    assert len(caught) == 1


def test_the_warning_points_at_whoever_wrote_the_former_name() -> None:
    """The line of the call, not one of ours."""
    with (
        tbh.default_registry().overlay(Table),
        pytest.warns(DeprecationWarning, match="columns") as caught,
    ):
        tbh.export(series(), "table", at=AT, columns=3, title="")

    assert caught[0].filename == __file__


def test_both_names_at_once_are_refused() -> None:
    """In Python as in a document; nobody knows which is meant."""
    with pytest.raises(tbh.OptionError, match="'columns' and 'width' are one option; take away"):
        with_options(Table, {"columns": 3, "width": 3, "title": ""})
    with pytest.raises(tbh.ContentError) as caught:
        from_document(Table, read_settings(("columns=3", "title=x", "width=4")))

    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("TBH306", "take away 'columns', the former name")
    assert problem.message == "exporter `table`: `columns` and `width` are one option"


def test_a_former_name_in_a_document_is_a_warning_at_its_place() -> None:
    """The exporter is made all the same."""
    options = read_settings(("w=3", "title=x"))

    (problem,) = former_options(Table, options)

    assert from_document(Table, options) == Table(width=3, title="x")
    assert problem.severity is tbh.Severity.WARNING
    assert problem.message == "the option `w` of exporter `table` was renamed to `width`"
    assert (problem.code, problem.hint) == ("TBH310", "write `width`")
    assert (problem.line, problem.column, problem.path) == (1, 1, "w")


def test_publish_yaml_is_checked_for_former_names(tmp_path: Path) -> None:
    """With file and line, while the build goes on and says so."""
    text = "exporters:\n  table:\n    columns: 40\n    title: x\n  rss:\n"
    (tmp_path / "publish.yaml").write_text(text, encoding="utf-8")

    with tbh.default_registry().overlay(Table):
        (problem,) = publish_problems(tmp_path)
        report = tbh.publish(attrs.evolve(series(), folder=tmp_path), tmp_path / "out", AT)

    assert (problem.file, problem.line, problem.column) == ("publish.yaml", 3, 5)
    assert problem in report.warnings
    assert report.is_complete


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
