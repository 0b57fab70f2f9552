"""JSON Feed against the schema that others publish for it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import given, settings
from jsonschema import Draft7Validator, FormatChecker

import tbh_model as tbh
from npm import NEEDS_NPM, Packages
from small import AT, series
from strategies_model import INSTANTS, SERIES

VERSIONS: Final = {"jsonfeed-schema": "0.5.0"}
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

pytestmark = [pytest.mark.heavy, NEEDS_NPM]


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Draft7Validator:
    packages = Packages(tmp_path_factory.mktemp("schema"), VERSIONS)
    schema: Any = json.loads(packages.file("jsonfeed-schema/schema-v1.1.json").read_bytes())
    return Draft7Validator(schema, format_checker=FormatChecker())


def messages(validator: Draft7Validator, artifacts: Iterable[tbh.Artifact]) -> list[str]:
    feeds = (json.loads(each.body) for each in artifacts)
    return [error.message for feed in feeds for error in validator.iter_errors(feed)]


def test_the_schema_finds_what_is_wrong(validator: Draft7Validator) -> None:
    """An id that is a number, and an entry without content."""
    (feed,) = tbh.export(series(), "json-feed", at=AT)
    data = json.loads(feed.body)
    data["items"][0]["id"] = 1
    del data["items"][0]["content_html"], data["items"][0]["content_text"]

    assert len(list(validator.iter_errors(data))) == 2


@pytest.mark.parametrize("content", ["full", "summary"])
def test_the_example_fits(validator: Draft7Validator, example: tbh.Series, content: str) -> None:
    """With archives, feeds of topics and therapists, and a hub."""
    made = tbh.export(
        example,
        "json-feed",
        at=NOW,
        content=content,
        archive=True,
        limit=1,
        split=["topic", "therapist"],
        hub=("https://hub.example/",),
    )

    assert messages(validator, made) == []


@settings(deadline=None)
@given(series=SERIES, at=INSTANTS)
def test_any_series_fits(validator: Draft7Validator, series: tbh.Series, at: datetime) -> None:
    """Whatever words are in it."""
    assert messages(validator, tbh.export(series, "json-feed", at=at)) == []
