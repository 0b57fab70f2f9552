"""The schema of publish.yaml, put together from the exporters that there are."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import frozen
from jsonschema import Draft202012Validator

import tbh_model as tbh
from conftest import EXAMPLE
from installed import Packages, exporter
from small import series
from tbh_model.content import schema as schema_of_content
from tbh_model.exporters import (
    BUILT_IN_NAMES,
    NAMES_ON_REQUEST,
    ExporterRegistry,
)
from tbh_model.publishing import publish_problems, publish_schema, schema


@frozen(kw_only=True)
class Cards:
    """One card for each answer."""

    info: ClassVar = tbh.ExporterInfo(
        name="cards", channel=tbh.Channel.SOCIAL, summary="A card for each answer"
    )
    width: int
    """Pixels."""
    image: tbh.Image | None = None

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        return ()


RSS: tuple[Any, ...] = (
    *({}, None, [], "x", {"limit": 1}, {"limit": 0}, {"limit": "1"}, {"limit": 7.5}),
    *({"limit": None}, {"limit": True}, {"content": "full"}, {"content": "Full"}, {"no_such": 1}),
)
DOCUMENTS: tuple[Any, ...] = (
    *({}, {"exporters": {}}, {"exporters": None}, {"exporters": []}, {"exporters": {"rsss": {}}}),
    *({"exporters": {}, "other": 1}, {"exporters": {"html": {"file_links": "true"}}}),
    *({"exporters": {"html": {"file_links": True}}}, {"exporters": {"rss@tbh_model": {}}}),
    *({"exporters": {"rss@tbh-model": {"limit": 3}}}, {"exporters": {"rss@tbh-model": 3}}),
    *[{"exporters": {"rss": options}} for options in RSS],
)


def test_it_is_a_schema_by_the_metaschema() -> None:
    """With an id of its own, and every built-in exporter offered by name."""
    made = schema("publish")

    Draft202012Validator.check_schema(made)
    assert made["$id"] == "tag:tbh-model,2026:format-1/publish"
    offered = {*made["properties"]["exporters"]["properties"]}
    assert offered >= {*BUILT_IN_NAMES, *NAMES_ON_REQUEST}


@pytest.mark.parametrize("data", DOCUMENTS, ids=str)
def test_it_accepts_what_a_build_accepts(data: Any, tmp_path: Path) -> None:
    """Names, addresses, options, and nothing else."""
    (tmp_path / "publish.yaml").write_text(json.dumps(data), encoding="utf-8")

    is_accepted = Draft202012Validator(schema("publish")).is_valid(data)

    assert is_accepted == (publish_problems(tmp_path) == ())


def test_the_example_is_valid(tmp_path: Path) -> None:
    """As another program reads it."""
    (tmp_path / "schema.json").write_text(json.dumps(schema("publish")), encoding="utf-8")
    command = Path(sys.executable).with_name("check-jsonschema")

    subprocess.run(
        [command, "--schemafile", tmp_path / "schema.json", EXAMPLE / "publish.yaml"], check=True
    )


def test_an_exporter_of_somebody_else_brings_its_options() -> None:
    """With the words under them; one that must be given keeps the exporter from being empty."""
    registry = ExporterRegistry()
    registry.register(Cards)

    made = publish_schema(registry)
    cards = made["properties"]["exporters"]["properties"]["cards"]

    assert cards["title"] == "cards"
    assert cards["properties"]["width"]["description"] == "Pixels."
    assert cards["required"] == ["width"]
    assert "Image" in made["$defs"]
    validator = Draft202012Validator(made)
    assert validator.is_valid({"exporters": {"cards": {"width": 3}}})
    assert not validator.is_valid({"exporters": {"cards": None}})


def test_one_name_of_two_packages_is_known_by_its_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what cannot be imported is not offered."""
    packages = Packages(tmp_path)
    packages.install("one", "twice = one:It", exporter("twice"))
    packages.install("two", "twice = two:It", exporter("twice"))
    packages.install("three", "broken = no_such_module:Nothing")
    monkeypatch.syspath_prepend(tmp_path)
    validator = Draft202012Validator(publish_schema(ExporterRegistry()))

    def is_valid(name: str) -> bool:
        return validator.is_valid({"exporters": {name: {}}})

    assert [is_valid(name) for name in ("twice", "twice@one", "twice@two", "twice@three")] == [
        False,
        True,
        True,
        False,
    ]
    assert not is_valid("broken")


def test_other_kinds_come_from_the_content() -> None:
    """With or without the ids of a series."""
    assert schema("edition") == schema_of_content("edition")
    assert schema("edition", series())["$id"].endswith("/project")
    assert schema("publish", series()) == schema("publish")
