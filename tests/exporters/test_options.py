"""Options: one definition, from Python, from `publish.yaml`, from the command line."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import ClassVar, Literal

import pytest
from attrs import field, frozen

import tbh_model as tbh
from small import AT, series
from tbh_model.content import read_settings
from tbh_model.exporters import (
    BUILT_IN_NAMES,
    from_document,
    options_of,
    with_options,
)
from tbh_model.model import validate_on_init
from tbh_model.testing._exporter_checks import options as check_options, schema as check_schema


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


@frozen(kw_only=True)
@validate_on_init
class Measured:
    """Nothing, with an option of each kind that programs use."""

    info: ClassVar = tbh.ExporterInfo(name="measured", channel=tbh.Channel.WEB, summary="None")
    ratio: float = 0.5
    template: Path = Path("page.html")
    sizes: list[int] = field(factory=list)
    weights: dict[str, float] = field(factory=dict)
    width: int | str = "auto"
    since: date | datetime | None = None

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Write what was set."""
        yield tbh.Artifact.text("measured.txt", f"{self.ratio} {self.width} {self.weights}")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        *(("ratio=1", 1.0), ("ratio=2.5e-1", 0.25), ("ratio=-.5", -0.5)),
        *(("template=a/b.html", Path("a/b.html")), ("template=7", Path("7"))),
        *(("sizes=[1, 2]", [1, 2]), ("sizes=[]", [])),
        *(("weights={a: 1, b: 0.5}", {"a": 1.0, "b": 0.5}), ("weights={}", {})),
        *(("width=3", 3), ('width="3"', "3"), ("width=wide", "wide"), ("width=3.5", "3.5")),
        *(("since=2026-05-01", date(2026, 5, 1)), ("since=null", None)),
        ("since=2026-05-01T09:00:00Z", datetime(2026, 5, 1, 9, tzinfo=UTC)),
    ],
)
def test_an_option_is_the_same_from_a_document_and_from_python(setting: str, value: object) -> None:
    """Whatever its type."""
    name = setting.partition("=")[0]
    exporter = from_document(Measured, read_settings((setting,)))

    assert getattr(exporter, name) == value
    assert type(getattr(exporter, name)) is type(value)
    assert exporter == with_options(Measured, {name: value})


@pytest.mark.parametrize(
    ("name", "value", "setting", "said"),
    [
        ("ratio", "much", "much", "a number"),
        ("ratio", True, "true", "a number"),
        ("ratio", float("nan"), ".nan", "a number"),
        ("ratio", "1", '"1"', "a number"),
        ("template", 3, "[a]", "text|a path"),
        ("template", "a\0b", '"a\\0b"', "a path"),
        ("sizes", {"a": 1}, "{a: 1}", "list"),
        ("sizes", ["a"], "[a]", "whole number"),
        ("weights", [1], "[1]", "by name"),
        ("weights", {"a": "b"}, "{a: b}", "a number"),
        ("width", [1], "[1]", "a whole number or text"),
        ("width", True, "[true]", "a whole number or text"),
        ("since", "then", "then", "a day"),
    ],
)
def test_a_wrong_value_is_answered_with_what_is_allowed(
    name: str, value: object, setting: str, said: str
) -> None:
    """In Python and in a document."""
    with pytest.raises(tbh.OptionError, match=rf"{name}.*allowed: .*{said}"):
        with_options(Measured, {name: value})
    with pytest.raises(tbh.ContentError, match=said):
        from_document(Measured, read_settings((f"{name}={setting}",)))


def test_a_path_may_be_given_as_text() -> None:
    """As everywhere in Python."""
    assert with_options(Measured, {"template": "a/b.html"}) == Measured(template=Path("a/b.html"))


def test_a_list_and_a_dict_are_copied() -> None:
    """What was given may be changed later; the exporter may not."""
    sizes, weights = [1], {"a": 1.0}
    exporter = Measured(sizes=sizes, weights=weights)
    sizes.append(2)
    weights["b"] = 2.0

    assert (exporter.sizes, exporter.weights) == ([1], {"a": 1.0})
    with pytest.raises(tbh.InvalidValueError, match="found the key the number 1; allowed: keys"):
        Measured(weights={1: 1.0})  # type: ignore[dict-item]  # the mistake under test


def test_an_exporter_with_such_options_is_published(tmp_path: Path) -> None:
    """The cache of a build knows whether one has changed, and the kit accepts it."""
    for ratio in (0.5, 0.25, 0.25):
        exporter = Measured(ratio=ratio, weights={"a": 1.0}, template=Path("a.html"))
        tbh.publish(series(), tmp_path, at=AT, exporters=[exporter])

        assert (tmp_path / "measured.txt").read_text() == f"{ratio} auto {{'a': 1.0}}"
    check_options(exporter)
    check_schema(exporter)


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
