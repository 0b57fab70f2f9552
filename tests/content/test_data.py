"""Plain data of a program: dictionaries and rows become values of the model, and back."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve
from cattrs import BaseConverter, Converter
from cattrs.preconf.json import make_converter as json_converter
from cattrs.preconf.orjson import make_converter as orjson_converter
from hypothesis import given

import tbh_model as tbh
from conftest import EXAMPLE
from strategies_model import SERIES

PUBLISHED = datetime(2026, 5, 1, 9, tzinfo=UTC)
CHALLENGE = {"topic": "Patience", "prompt": "What is patience for?"}
EDITION = {
    "id": "e-1",
    "slug": "patience",
    "title": "Patience",
    "challenge": CHALLENGE,
    "challengers": {"name": "Psychotherapists"},
    "responses": [{"id": "r-1", "quote": "A long room."}],
}


def problems(kind: type, data: Mapping[Any, object]) -> list[tuple[str, str]]:
    """Return path and code of each problem."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.from_dict(kind, data)
    assert all(
        (problem.file, problem.line, problem.column) == (None, None, None)
        for problem in caught.value.problems
    )
    return [(problem.path, problem.code) for problem in caught.value.problems]


@given(SERIES)
def test_what_is_written_is_read_back(series: tbh.Series) -> None:
    """Also by way of JSON."""
    assert tbh.from_dict(tbh.Series, tbh.to_dict(series)) == series
    assert tbh.from_dict(tbh.Series, json.loads(json.dumps(tbh.to_dict(series)))) == series


def test_data_may_hold_objects_of_python_and_of_the_model() -> None:
    """Datetimes, days, integers and UUIDs as ids, any iterable, and finished values."""
    number, answer = UUID(int=7), tbh.Response(id="r-2", quote="Yes.")
    data = {
        **EDITION,
        "id": 12,
        "published": PUBLISHED,
        "introduction": None,
        "tags": (tag for tag in ("a", "b")),
        "corrections": [{"kind": "correction", "on": date(2026, 5, 2), "text": "This was that."}],
        "responses": iter(({"id": number, "therapist": 3, "quote": "No."}, answer)),
    }

    edition = tbh.from_dict(tbh.Edition, data)

    assert edition.id == "12"
    assert edition.published == PUBLISHED
    assert edition.tags == ("a", "b")
    assert edition.corrections[0].on == date(2026, 5, 2)
    assert [response.id for response in edition.responses] == [str(number), "r-2"]
    assert edition.responses[0].therapist == "3"


def test_every_problem_has_its_path_in_the_data() -> None:
    """All at once, those of parts too."""
    data = {
        "id": "x",
        "title": "Small",
        "url": "https://example.org/",
        "publisher": {"nam": "P"},
        "therapists": [{"id": 2, "name": None}, "Dana"],
        "editions": [
            {**EDITION, "status": "redy", "published": date(2026, 1, 1), "responses": [{"id": 1}]},
        ],
    }

    assert sorted(problems(tbh.Series, data)) == [
        ("editions[0].published", "TBH110"),
        ("editions[0].responses[0].quote", "TBH110"),
        ("editions[0].status", "TBH110"),
        ("id", "TBH110"),
        ("publisher.nam", "TBH107"),
        ("therapists[0].name", "TBH110"),
        ("therapists[1]", "TBH108"),
    ]


def test_a_problem_names_the_row() -> None:
    """By its id, in words that say nothing of files."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.from_dict(tbh.Edition, {**EDITION, "responses": [{"id": "r-9", "quote": 5}]})

    assert str(caught.value) == (
        "responses[0].quote: error[TBH110]: found the number 5 in the response `r-9` "
        "(allowed: text that is not blank)"
    )


@pytest.mark.parametrize(
    ("published", "found"),
    [
        ("2026-05-01T09:00:00", "found 2026-05-01T09:00:00, which has no time zone"),
        ("soon", "found the text 'soon'"),
        (date(2026, 5, 1), "found 2026-05-01"),
        (1_777_000_000, "found the number 1777000000"),
        ({}, "found a dict"),
    ],
)
def test_what_is_no_instant_is_refused(published: object, found: str) -> None:
    """In words of ours, with what is allowed."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.from_dict(tbh.Edition, {**EDITION, "published": published})

    (problem,) = caught.value.problems
    assert problem.message.startswith(found)
    assert problem.hint == "allowed: an instant with a time zone"


def test_what_is_private_is_not_repeated() -> None:
    """An error may be logged."""
    person = {"id": "t-1", "name": "Dana", "email": "dana.okafor"}
    with pytest.raises(tbh.ContentError) as caught:
        tbh.from_dict(tbh.Therapist, person)

    assert "dana.okafor" not in str(caught.value)


def test_markdown_that_cannot_be_is_refused_at_its_field() -> None:
    """With what is wrong in it."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.from_dict(tbh.Edition, {**EDITION, "introduction": "A line.\n\nA <b>bold</b> one."})

    (problem, *_) = caught.value.problems
    assert (problem.path, problem.line) == ("introduction", None)
    assert problem.message.endswith("on line 3 of the text")


def test_what_is_missing_or_unknown_is_said_once() -> None:
    """A key that looks like the missing one is one mistake; a key may be anything."""
    assert problems(tbh.Challenge, {"topic": "A"}) == [("prompt", "TBH106")]
    assert problems(tbh.Challenge, {"topic": "A", "promt": "B?"}) == [("promt", "TBH107")]
    assert problems(tbh.Challenge, {**CHALLENGE, 5: "B?"}) == [("", "TBH107")]


MAKERS: dict[str, Callable[..., BaseConverter]] = {
    "plain": Converter,
    "json": json_converter,
    "orjson": orjson_converter,
}


@pytest.mark.parametrize("detailed", [True, False])
@pytest.mark.parametrize("name", MAKERS)
def test_a_converter_learns_the_classes(name: str, *, detailed: bool) -> None:
    """In both directions, inside containers too."""
    converter = MAKERS[name](detailed_validation=detailed)
    series = evolve(tbh.load(EXAMPLE), folder=None)
    tbh.configure_converter(converter)

    data = converter.unstructure({"all": [series]}, dict[str, list[tbh.Series]])
    back = converter.structure(json.loads(json.dumps(data)), dict[str, list[tbh.Series]])

    assert back == {"all": [series]}
    assert converter.structure({"src": "a.png"}, tbh.Image) == tbh.Image(src="a.png")


def test_what_is_no_list_or_text_is_refused() -> None:
    """A text is not taken for a list of its letters."""
    data = {**EDITION, "tags": "patience", "introduction": 5, "responses": 7}

    assert problems(tbh.Edition, data) == [
        ("introduction", "TBH110"),
        ("responses", "TBH110"),
        ("tags", "TBH110"),
    ]


def test_only_a_converter_can_be_configured() -> None:
    """The class of one is none."""
    with pytest.raises(tbh.ArgumentError, match=r"give a converter of cattrs"):
        tbh.configure_converter(Converter)  # type: ignore[arg-type]  # on purpose
