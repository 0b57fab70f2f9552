"""JSON, as strict as its standard."""

import json
from pathlib import Path

import pytest

import tbh_model as tbh

START = '{\n  "id": "tag:example.org,2026:x",\n  "title": "T",\n  "url": "https://example.org/",\n'
PUBLISHER = '  "publisher": {"name": "P"}'


def problem(text: str) -> tuple[str, int | None, int | None, str]:
    with pytest.raises(tbh.ContentError) as caught:
        tbh.loads(text)
    (only,) = caught.value.problems
    return only.code, only.line, only.column, only.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("TBH103", 1, 1, "this is not a JSON value")),
        (START + PUBLISHER, ("TBH103", 5, 29, "a group is not closed")),
        (START + PUBLISHER + ",}", ("TBH103", 5, 30, "a key in quotation marks is missing")),
        (START + PUBLISHER + "} x", ("TBH103", 5, 31, "found more after the end of the document")),
        (START + '  "format" 1}', ("TBH103", 5, 12, "a colon is missing after the key `format`")),
        (START + '  "format": NaN}', ("TBH103", 5, 13, "this is not a JSON value")),
        (START + '  "format": 01}', ("TBH103", 5, 14, "a group is not closed")),
        (START + '  "format": [1 2]}', ("TBH103", 5, 16, "a list is not closed")),
        (START + '  "title": "U"' + "}", ("TBH105", 5, 3, "the key `title` is written twice")),
        (START + '  "x": "a\nb"}', ("TBH103", 5, 10, "this text is not valid JSON")),
        ("[]", ("TBH108", 1, 1, "found a list where a group of keys belongs")),
        ("4", ("TBH108", 1, 1, "found a text that may be private where a group of keys belongs")),
    ],
)
def test_what_is_not_json_is_said_at_its_place(
    text: str, expected: tuple[str, int, int, str]
) -> None:
    """One problem, with line and column."""
    assert problem(text) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"1"', "found `1` where a whole number belongs"),
        ("1.5", "found the number 1.5 where a whole number belongs"),
        ("true", "found true where a whole number belongs"),
        ("[1]", "found a list where a whole number belongs"),
        ("{}", "found a group of keys where a whole number belongs"),
    ],
)
def test_values_of_another_kind_are_not_coerced(value: str, message: str) -> None:
    """The same words as for YAML."""
    found = problem(START + PUBLISHER + f',\n  "format": {value}\n}}')

    assert found == ("TBH108", 6, 13, message)


@pytest.mark.parametrize("value", ["null", "12", "true", "[]"])
def test_text_is_text(value: str) -> None:
    """`null` is not the word "None"."""
    code, line, *_ = problem(START.replace('"T"', value) + PUBLISHER + "}")

    assert (code, line) == ("TBH108", 3)


def test_null_means_that_an_optional_key_has_no_value() -> None:
    """As an empty key does in YAML."""
    text = START + PUBLISHER + ', "description": null, "editions": [],'
    text += ' "therapists": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}] }'

    assert tbh.loads(text).description is None
    assert len(tbh.loads(text).therapists) == 2


def test_escapes_are_undone() -> None:
    """All that the standard has."""
    text = START.replace('"T"', r'"\u00e9 \ud83d\ude00 \/ \" tab"') + PUBLISHER + "}"

    assert tbh.loads(text).title == 'é 😀 / " tab'


def test_half_a_character_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    """JSON can write a lone surrogate, and a slug that holds one leads nowhere."""
    challenge = {"topic": "a", "prompt": "b"}
    one = {"id": "e-\ud800", "slug": "a\ud800b", "title": "T", "challenge": challenge}
    publisher = {"name": "P"}
    series = {"id": "tag:example.org,2026:x", "title": "T", "url": "https://example.org/"}
    document = {
        **series,
        "publisher": publisher,
        "editions": [{**one, "challengers": {"name": "c"}}],
    }
    (tmp_path / "series.json").write_text(json.dumps(document), encoding="utf-8")

    paths = {problem.path for problem in tbh.check(tmp_path / "series.json")}
    assert {"editions[0].slug", "editions[0].id"} <= paths


def test_an_unknown_key_is_like_none() -> None:
    """All that are known are listed."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.loads('{"zzz": 1}')

    (problem,) = [each for each in caught.value.problems if each.code == "TBH107"]
    assert problem.message == "unknown key `zzz` in a series"
    assert str(problem.hint).startswith("known keys: ")
