"""Laws of every built-in exporter, for any series."""

import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import html5lib
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from lxml import etree
from markdown_it import MarkdownIt

import tbh_model as tbh
from strategies_model import INSTANTS, SERIES
from tbh_model.exporters import BUILT_IN_NAMES, NAMES_ON_REQUEST
from tbh_model.exporters._paths import path_problem

CALM = settings(suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", [*BUILT_IN_NAMES, *NAMES_ON_REQUEST])
@CALM
@given(SERIES, INSTANTS)
def test_any_series_can_be_exported(name: str, series: tbh.Series, at: datetime) -> None:
    """Twice to the same bytes, under paths that can be, as what its media type says.

    Atom needs dates, and letters a sender; where they are missing, other tests look.
    """
    given_dates = dated(series) if name == "atom" else series
    options: dict[str, Any] = {"draft": True} if name == "newsletter" else {}
    artifacts = tbh.export(given_dates, name, at=at, **options)
    again = tbh.export(given_dates, name, at=at, **options)

    assert [each.path for each in artifacts] == [each.path for each in again]
    for artifact, same in zip(artifacts, again, strict=True):
        assert path_problem(artifact.path) is None
        assert artifact.body == same.body
        well_formed(artifact)


def dated(series: tbh.Series) -> tbh.Series:
    """Return each edition that has no date one that is earlier than any other."""
    early = datetime(2019, 1, 1, tzinfo=UTC)
    return evolve(
        series,
        editions=tuple(
            each if each.published else evolve(each, published=early) for each in series.editions
        ),
    )


def well_formed(artifact: tbh.Artifact) -> None:
    match artifact.media_type:
        case "application/xml":
            assert str(etree.fromstring(artifact.body).tag).endswith("}urlset")
        case "application/rss+xml" | "application/atom+xml":
            etree.fromstring(artifact.body)
            assert not feedparser.parse(artifact.body).bozo
        case "text/x-opml":
            assert etree.fromstring(artifact.body).tag == "opml"
        case "application/feed+json":
            json.loads(artifact.body)
        case "text/html":
            html5lib.HTMLParser(strict=True).parse(artifact.body.decode())
        case "text/markdown":
            MarkdownIt("commonmark").render(artifact.body.decode())
        case "text/css" | "image/svg+xml" | "text/plain":
            assert artifact.body.decode()
        case other:
            raise AssertionError(other)
