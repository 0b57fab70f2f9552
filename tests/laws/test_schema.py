"""A schema accepts what the loader accepts, but for the rules that are named in a table."""

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, strategies as st
from hypothesis.strategies import DataObject
from jsonschema import Draft202012Validator

import tbh_model as tbh
from laws.semantic_rules import MINIMAL, RULES, Rule
from strategies_model import SERIES
from tbh_model import model
from tbh_model.content import ContentError, schema, structure, unstructure
from tbh_model.content._node import Source
from tbh_model.content._yaml_reader import read_yaml
from tbh_model.model import field_types

Data = dict[str, Any]

POOL: tuple[Any, ...] = (
    *(None, "", " ", "\t\n", 0, 1, 7, -7, 7.0, 7.5, 10**18, 10**18 - 1, True, False, [], {}),
    *([None], ["a"], [7], [{}], {"a": 1}, "a", "A b", " a", "a\n", "a\nb", "x" * 100, "x" * 101),
    *("con", "Lpt1.txt", "a.", ".a", "-a", "a~", "é", "e\u0301", "→", "عربي", "_", "a_b", "7"),
    *("https://a.example", "http://a:0/", "https://a:65536/x", "https://a:080/", "https://"),
    *("https://u:p@a.example:8080/b?c#d", "https://[::1]/", "https://[x]/", "HTTP://A", "//a"),
    *("https://a b/", "https://a/{b}", "https://℀.example/", "https:/a", "https://a:b/", "ftp://a"),
    *("https:///a", "https://@/a", "https://:80/", "//", "///a", "https://a@b@/", "//a/b"),
    *("\u200b", "\ufe0f\u200d", "\u200b \u200f", "\u200ba", "\u2764\ufe0f", "\u3164"),
    *("https://a.example?b", "https://a.example/#b", "https://a@b.example/", "https://a/@b/"),
    *("mailto:a@b.example", "javascript:alert(1)", "tel:1", "a:b", "../a", "#a", "a@b", "a@b.c"),
    *("images/a.svg", "../a.svg", "/a", "a//b", "a/./b", "a\\b", "a/..b", "a/b ", "C:/a"),
    *("{url}{slug}/", "{slug}", "https://a/{id}", "{url}{slug", "{url}{{slug}", "{url}{name}{id}"),
    *("tag:a,2026:b", "tag:a,26:b", "urn:a:b", "urn:a:", "tag:é,2026:b", "en", "en-CA", "english"),
    *("fr-ca-x-a", "en_CA", "UTC", "America/Toronto", "Nowhere/Land", "Am erica", "true", "null"),
    *("2026-03-31", "2026-02-30", "2026-13-01", "0000-01-01", "2026-3-1", "2026-03-31\n"),
    *("2026-03-31T09:00:00-04:00", "2026-03-31 09:00z", "2026-03-31T09:00:00", "2026-03-31T9:00Z"),
    *("2026-03-31T24:00:00Z", "2026-03-31T09:00:00.5Z", "2026-03-31T09:00:00+24:00"),
    *("2026-02-30T09:00:00Z", "٢٠٢٦-٠٣-٣١", "draft", "Draft", "full", "web", ["web", "web"]),
    *("required", "closing", "both", "explicit", "book", "other", "active", "update", "\ud800a"),
    *(
        "<b>a</b>",
        "[a](javascript:b)",
        "# A\n\n- b",
        "\x00",
        "a\x00",
        "\u2028a",
        "\u3000",
        "a\x85b",
    ),
)
"""Values that are right for some field, wrong for most, or nearly right."""


@cache
def validator(kind: str, name: str) -> Draft202012Validator:
    """Return a validator for a kind of file, or for one class in it."""
    made = schema(kind)
    owner = {"series": "Series", "document": "Series", "edition": "Edition"}.get(kind, "Therapist")
    if name != owner:
        made = {"$ref": f"#/$defs/{name}", "$defs": made["$defs"]}
    return Draft202012Validator(made)


def written(data: Any) -> str:
    """Write data as JSON that is YAML as well."""
    text = json.dumps(data, ensure_ascii=False)
    return re.sub(
        r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]",
        lambda match: f"\\u{ord(match[0]):04x}",
        text,
    )


def errors(kind: str, name: str, data: Any) -> tuple[tbh.Problem, ...]:
    """Return what the loader refuses."""
    try:
        if kind == "document":
            tbh.loads(json.dumps(data))
        elif name == "Series":
            with TemporaryDirectory() as folder:
                Path(folder, "series.yaml").write_text(written(data), encoding="utf-8")
                tbh.load(folder)
        else:
            structure(read_yaml(Source(None, written(data))), getattr(model, name))
    except ContentError as error:
        return tuple(each for each in error.problems if each.severity is tbh.Severity.ERROR)
    return ()


def at(data: Any, path: str) -> Any:
    """Return the value at a path, as far as there is one."""
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        try:
            data = data[int(index)] if index else data[name]
        except (KeyError, IndexError, TypeError):
            return data
    return data


def difference(kind: str, name: str, data: Any) -> str | None:
    """Describe how schema and loader differ over some data in a way that no rule explains."""
    found = errors(kind, name, data)
    is_accepted = validator(kind, name).is_valid(data)
    if not found:
        return None if is_accepted else f"only the schema refuses {data!r}"
    if not is_accepted:
        return None
    unexplained = [
        problem
        for problem in found
        if not any(rule.explains(problem, at(data, problem.path)) for rule in RULES)
    ]
    return f"only the loader refuses {data!r}: {unexplained}" if unexplained else None


FIELDS = [
    (owner, name)
    for owner in MINIMAL
    for name in (*field_types(getattr(model, owner)), "no_such_key")
]


@pytest.mark.parametrize(("owner", "name"), FIELDS, ids=[f"{a}.{b}" for a, b in FIELDS])
def test_every_field_takes_in_yaml_what_the_loader_takes(owner: str, name: str) -> None:
    """Each value of the pool in each field of each class: no difference that has no name."""
    found = [difference("series", owner, {**MINIMAL[owner], name: value}) for value in POOL]

    assert [each for each in found if each is not None] == []


@pytest.mark.parametrize("name", field_types(tbh.Series))
def test_every_field_of_a_document_takes_what_the_loader_takes(name: str) -> None:
    """In JSON a number is no text, and a text is no number."""
    least = MINIMAL["Series"]

    found = [difference("document", "Series", {**least, name: value}) for value in POOL]

    assert [each for each in found if each is not None] == []


@pytest.mark.parametrize("owner", MINIMAL)
def test_a_key_that_is_missing_is_missing_for_both(owner: str) -> None:
    """Each key that the least document has, left out in turn."""
    least = MINIMAL[owner]
    shorter = [{k: v for k, v in least.items() if k != left_out} for left_out in least]

    candidates: tuple[Any, ...] = (least, *shorter, None, [], "a", 7)

    found = [difference("series", owner, data) for data in candidates]

    assert [each for each in found if each is not None] == []


@pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])
def test_every_rule_of_the_table_is_a_difference(rule: Rule) -> None:
    """The schema accepts its example, and the loader refuses it for this rule and nothing else."""
    kind = "document" if rule.kind == "Series" else "series"

    found = errors(kind, rule.kind, rule.example)

    assert validator(kind, rule.kind).is_valid(rule.example)
    assert found
    assert all(rule.explains(problem, at(rule.example, problem.path)) for problem in found)


@given(SERIES)
def test_every_series_is_accepted_as_it_is_written(series: tbh.Series) -> None:
    """What `dumps` writes is valid, as one document and file by file."""
    data = json.loads(tbh.dumps(series))

    assert [*validator("document", "Series").iter_errors(data)] == []
    for edition in data.get("editions", ()):
        assert [*validator("edition", "Edition").iter_errors(edition)] == []
    for therapist in data.get("therapists", ()):
        assert [*validator("therapist", "Therapist").iter_errors(therapist)] == []


@given(SERIES, st.data())
def test_no_mutation_comes_between_schema_and_loader(series: tbh.Series, data: DataObject) -> None:
    """A key removed, added or misspelled, a value of another kind, an item more: both agree."""
    kind, name, whole = data.draw(st.sampled_from(list(_parts(unstructure(series)))))
    mutated = copy.deepcopy(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        _mutate(mutated, data)

    assert difference(kind, name, mutated) is None


def _parts(document: Data) -> Iterator[tuple[str, str, Data]]:
    document = json.loads(json.dumps(document))
    yield "document", "Series", document
    yield "series", "Series", {**document, "therapists": [], "editions": []}
    yield "therapist", "Therapist", document["therapists"][0]
    yield "edition", "Edition", document["editions"][0]


def _mutate(whole: Data, data: DataObject) -> None:
    holder = data.draw(st.sampled_from(list(_holders(whole))))
    value = copy.deepcopy(data.draw(st.one_of(st.sampled_from(POOL), st.text(max_size=20))))
    if isinstance(holder, list):
        holder.insert(data.draw(st.integers(0, len(holder))), value)
        return
    key = data.draw(st.sampled_from([*holder, "no_such_key"]))
    match data.draw(st.sampled_from(["remove", "misspell", "replace", "replace", "replace"])):
        case "remove":
            holder.pop(key, None)
        case "misspell":
            holder[f"{key[:-1]}x"] = holder.pop(key, value)
        case _:
            holder[key] = value


def _holders(node: Any) -> Iterator[Data | list[Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _holders(value)
    elif isinstance(node, list):
        yield node
        for value in node:
            yield from _holders(value)
