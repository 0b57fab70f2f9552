"""Data of a user beside the fields: kept by every round trip, and public only where a key is."""

import json
import math
import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

import small_folder
import tbh_model as tbh
from small import AT, edition, response, series, therapist
from strategies_model import values
from tbh_model import Extra

DATA: dict[str, Any] = {
    "crm": {"id": 4711, "tags": ["a", "b c"], "score": 0.5, "old": None, "is_vip": True},
    "public": "Words: *kept* as they are # all of them",
    "no": "no",
    "7": "7",
}


def with_extra(data: dict[str, Any] = DATA, **rights: Any) -> tbh.Series:
    """Make a series whose parts all have the same data."""
    return series(
        extra=data,
        rights=tbh.RightsPolicy(**rights),
        therapists=(therapist(extra=data),),
        editions=(edition(extra=data, responses=(response(extra=data),)),),
    )


def extras(made: tbh.Series) -> list[Extra]:
    (one,), (person,) = made.editions, made.therapists
    return [made.extra, person.extra, one.extra, *(answer.extra for answer in one.responses)]


def test_extra_is_a_value() -> None:
    """Deeply frozen, equal by its JSON, hashable, picklable, in one order."""
    extra = Extra(DATA)

    assert extra == Extra(dict(reversed(DATA.items()))) == DATA
    assert list(extra) == sorted(DATA)
    assert pickle.loads(pickle.dumps(extra)) == extra  # noqa: S301 - made here
    assert len({extra, Extra(DATA)}) == 1
    crm = extra["crm"]
    assert isinstance(crm, Extra)
    assert crm["tags"] == ("a", "b c")
    assert json.loads(json.dumps(extra.to_dict())) == DATA
    assert "4711" not in repr(extra)
    with pytest.raises(AttributeError, match="cannot be changed"):
        extra._items = {}


@pytest.mark.parametrize(
    ("left", "right"), [(1, True), (1, 1.0), (0, False), (0.0, -0.0), ([], {}), ("1", 1)]
)
def test_what_json_tells_apart_is_not_equal(left: object, right: object) -> None:
    """Unlike in Python."""
    assert Extra({"a": left}) != Extra({"a": right})
    assert Extra({"a": left}) != {"a": right}
    assert Extra({"a": left}) != left


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (math.nan, "a number or a text that not every program can read"),
        (10**4001, "a number or a text that not every program can read"),
        ("\ud800", "a number or a text that not every program can read"),
        (date(2026, 1, 1), "2026-01-01"),
        ({1, 2}, "a set"),
        (b"", "a bytes"),
    ],
)
def test_what_json_does_not_have_is_refused_with_its_place(value: object, found: str) -> None:
    """In Python and in plain data, and without showing a text that may be private."""
    with pytest.raises(tbh.InvalidValueError) as refused:
        therapist(extra={"a": [{"b": value}]})
    (violation,) = refused.value.violations
    assert (violation.field, violation.value) == ("extra.a[0].b", found)
    with pytest.raises(tbh.ContentError) as caught:
        tbh.from_dict(tbh.Therapist, {"id": 1, "name": "A", "extra": {"a": [{"b": value}]}})
    (problem,) = caught.value.problems
    assert problem.path == "extra.a[0].b"
    assert Extra() != {"a": value}


@pytest.mark.parametrize("key", [7, "", "a\nb", "x" * 101, " a"])
def test_a_key_that_cannot_be_written_is_refused(key: Any) -> None:
    """It would be lost, or read as something else."""
    with pytest.raises(tbh.InvalidValueError, match="a key of one line"):
        Extra({"a": {key: 1}})
    with pytest.raises(tbh.InvalidValueError, match=r"Edition\.extra"):
        edition(extra={key: 1})


def test_extra_is_a_mapping_of_limited_depth() -> None:
    """A file could not hold more."""
    with pytest.raises(tbh.InvalidValueError, match="a dictionary with keys of your own"):
        series(extra=["a"])
    deep: Any = "x"
    for _ in range(25):
        deep = Extra({"a": deep}) if not isinstance(deep, Extra) or deep else deep
        if _ == 18:
            break
    assert Extra({"a": deep})
    with pytest.raises(tbh.InvalidValueError, match="more than 20 levels"):
        Extra({"a": Extra({"a": deep})})


@given(values(Extra))
def test_every_extra_survives_every_form(extra: Extra) -> None:
    """As JSON, as plain data, and pickled."""
    made = with_extra(extra.to_dict())

    assert extras(tbh.loads(tbh.dumps(made))) == [extra] * 4
    assert extras(tbh.from_dict(tbh.Series, tbh.to_dict(made))) == [extra] * 4
    assert pickle.loads(pickle.dumps(extra)) == extra  # noqa: S301 - made here


@given(values(Extra), values(Extra), st.sampled_from(["", "extra: {old: 1, b: [c]}\n"]))
def test_every_extra_survives_saving(first: Extra, second: Extra, text: str) -> None:
    """In a new folder, and over what was there, in the form that it had."""
    from tempfile import TemporaryDirectory  # hypothesis and tmp_path do not go together

    with TemporaryDirectory() as name:
        folder = Path(name)
        small_folder.write(folder, "series.yaml", small_folder.SERIES + text)
        small_folder.write(folder, "therapists/t-1.yaml", small_folder.THERAPIST)
        small_folder.write(folder, "editions/patience.yaml", small_folder.EDITION)
        for extra in (first, second):
            made = evolve(tbh.load(folder), extra=extra)
            made = evolve(made, editions=tuple(evolve(one, extra=extra) for one in made.editions))
            tbh.save(made, folder)
            again = tbh.load(folder)
            assert [again.extra, again.editions[0].extra] == [extra] * 2


def test_extra_is_changed_in_braces(tmp_path: Path) -> None:
    """Where a file is written on one line, it stays so."""
    small_folder.write(tmp_path, "series.yaml", small_folder.SERIES)
    small_folder.write(tmp_path, "editions/patience.yaml", small_folder.EDITION)
    small_folder.write(tmp_path, "therapists/t-1.yaml", "{id: t-1, name: Dana, extra: {a: 1}}\n")
    loaded = tbh.load(tmp_path)
    person = evolve(loaded.therapists[0], extra=Extra({"a": {"b": [1, None]}}))
    tbh.save(evolve(loaded, therapists=(person,)), tmp_path)

    text = (tmp_path / "therapists" / "t-1.yaml").read_text()
    assert text == '{id: t-1, name: Dana, extra: {"a": {"b": [1, null]}}}\n'
    assert tbh.load(tmp_path).therapists == (person,)


def test_extra_in_yaml_is_read_as_json(tmp_path: Path) -> None:
    """A scalar without quotation marks is what JSON makes of it, and else text."""
    written = """\
extra:
  none:
  yes: yes
  truth: true
  count: 7
  ratio: -1.5e2
  code: 007
  text: "7"
  list: [1, two, {three: null}]
  block: |
    Lines.
"""
    small_folder.write(tmp_path, "series.yaml", small_folder.SERIES + written)
    made = tbh.load(tmp_path)

    assert made.extra.to_dict() == {
        "none": None,
        "yes": "yes",
        "truth": True,
        "count": 7,
        "ratio": -150.0,
        "code": "007",
        "text": "7",
        "list": [1, "two", {"three": None}],
        "block": "Lines.\n",
    }
    before = small_folder.digests(tmp_path)
    tbh.save(made, tmp_path)
    assert small_folder.digests(tmp_path) == before
    tbh.save(evolve(made, extra={**made.extra, "list": [1.0]}), tmp_path)
    assert tbh.load(tmp_path).extra["list"] == (1.0,)


@pytest.mark.parametrize("text", ["[a]", "a", "{a: 1e999}", "{a: b, a: c}"])
def test_a_wrong_extra_is_reported_where_it_stands(tmp_path: Path, text: str) -> None:
    """Without a traceback, and on its line."""
    small_folder.write(tmp_path, "series.yaml", f"{small_folder.WITHOUT_SENDER}extra: {text}\n")
    with pytest.raises(tbh.ContentError) as caught:
        tbh.load(tmp_path)
    assert [problem.line for problem in caught.value.problems] == [6]


@pytest.mark.parametrize("channel", list(tbh.Channel))
def test_only_keys_that_are_public_pass_the_gate(channel: tbh.Channel) -> None:
    """Of the series and of all its parts."""
    assert extras(tbh.release(with_extra(), channel, AT).series) == [Extra()] * 4
    public = tbh.release(with_extra(public_extra=["public", "absent"]), channel, AT)
    assert extras(public.series) == [Extra({"public": DATA["public"]})] * 4
    assert tbh.release(public.series, channel, AT).series == public.series


def test_no_exporter_prints_what_is_not_public() -> None:
    """Nor what is: only an exporter that asks for it does."""
    for exporter in ("html", "rss", "atom", "json-feed", "newsletter", "opml", "headers"):
        bodies = [file.body for file in tbh.export(with_extra(), exporter, at=AT)]
        assert bodies
        assert bodies == [file.body for file in tbh.export(with_extra({}), exporter, at=AT)]


def test_a_former_name_is_in_no_public_extra() -> None:
    """It is replaced in texts; what holds it in another form is left out."""
    data = {
        "public": [
            "By Dana Oldname, in May",
            "https://a.example/dana-oldname",
            {"Dana Oldname": 1, "dana-oldname": 2, "kept": 3},
            7,
        ]
    }
    made = series(
        rights=tbh.RightsPolicy(public_extra=("public",)),
        therapists=(therapist(former_names=("Dana Oldname",)),),
        editions=(edition(extra=data), edition("other", extra={"public": "Nothing."})),
    )
    first, other = tbh.release(made, "web", AT).series.editions

    assert first.extra == {"public": ["By Dana Okafor, in May", None, {"kept": 3}, 7]}
    assert other.extra == {"public": "Nothing."}


@pytest.mark.parametrize(("key", "is_withheld"), [("public", True), ("note", False)])
def test_a_hidden_name_in_extra_counts_if_it_is_public(key: str, is_withheld: bool) -> None:  # noqa: FBT001
    """An anonymous answer is kept back if the edition or an answer says whose it is."""
    hidden = response(attribution=tbh.Attribution.ANONYMOUS)
    told = {key: "Dana Okafor"}
    for one in (
        edition(extra=told, responses=(hidden,)),
        edition(responses=(evolve(hidden, extra=told),)),
    ):
        made = series(rights=tbh.RightsPolicy(public_extra=("public",)), editions=(one,))
        reasons = {held.reason for held in tbh.release(made, "web", AT).withheld}
        assert (tbh.Reason.NAME_IN_TEXT in reasons) is is_withheld


def test_an_exporter_and_a_template_read_public_extra() -> None:
    """As a mapping."""
    released = tbh.release(with_extra(public_extra=("public",)), "web", AT)
    (one,) = released.series.editions
    assert one.extra.get("public") == DATA["public"]
    assert one.extra.get("crm") is None


def test_extra_may_be_given_as_any_mapping_and_changes_with_it_no_more() -> None:
    """A dictionary that is changed later changes nothing."""
    data = {"list": [1]}
    made = therapist(extra=data)
    data["list"].append(2)

    assert made.extra == {"list": [1]}
    assert tbh.Therapist(id="t", name="N", extra=made.extra).extra is made.extra


def test_a_cattrs_converter_knows_extra() -> None:
    """In a class of its user, too."""
    from cattrs import Converter  # as its user imports it

    converter = Converter()
    tbh.configure_converter(converter)
    assert converter.structure({"a": [1]}, Extra) == Extra({"a": [1]})
    assert converter.unstructure(Extra({"a": [1]})) == {"a": [1]}


def test_a_message_shows_no_line_of_extra() -> None:
    """Its keys may be named like public ones; nothing below it is shown, in YAML and in JSON."""
    from tbh_model.content._private_lines import hidden_lines  # there is no public door to it

    yaml = "title: A\nextra:\n  title: Zqx\n  list:\n    - name: Zqx\nurl: https://a.example/\n"
    assert hidden_lines(yaml, "series.yaml").private >= {2, 3, 4, 5}
    assert not hidden_lines(yaml, "series.yaml").private & {1, 6}
    text = json.dumps(
        {"title": "A", "extra": {"title": "Zqx]", "a": [{"name": "Zqx"}]}, "url": "b"}, indent=0
    )
    shown = [
        line
        for number, line in enumerate(text.split("\n"), start=1)
        if number not in hidden_lines(text, "a.json").private
    ]
    assert "Zqx" not in "".join(shown)
    assert '"url": "b"' in shown


def test_the_schema_takes_any_keys() -> None:
    """It cannot know them."""
    schema = tbh.schema("edition")
    assert schema["$defs"]["Extra"]["type"] == "object"
    assert schema["properties"]["extra"]["writeOnly"]


def test_dates_are_written_as_text_by_whoever_keeps_them() -> None:
    """What the words of the refusal advise."""
    when = datetime(2026, 1, 1, tzinfo=UTC)
    assert Extra({"at": str(when)})["at"] == "2026-01-01 00:00:00+00:00"
