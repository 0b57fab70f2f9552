"""Feeds and pages of the rows: as they are exported, rendered once, and gone when withdrawn."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import tbh_model as tbh
from rows import consent, edition, response, roundup, series, therapist
from tbh_django.models import Response, Series


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the paths of bodies, as often as they are rendered."""
    paths: list[str] = []
    chunks = tbh.Artifact.chunks

    def counted(artifact: tbh.Artifact) -> Iterator[bytes]:
        paths.append(artifact.path)
        return chunks(artifact)

    monkeypatch.setattr(tbh.Artifact, "chunks", counted)
    return paths


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("rss.xml", "application/rss+xml; charset=utf-8"),
        ("atom.xml", "application/atom+xml; charset=utf-8"),
        ("feed.json", "application/feed+json; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
        ("editions/running-late/", "text/html; charset=utf-8"),
    ],
)
def test_a_response_goes_out(client: Client, path: str, media_type: str) -> None:
    """In feeds and on pages."""
    roundup()
    answer = client.get(f"/off-the-clock/{path}")

    assert (answer.status_code, answer["Content-Type"]) == (200, media_type)
    assert "Running Late" in answer.content.decode()


@pytest.mark.parametrize("path", ["rss.xml", "editions/running-late/"])
def test_a_body_is_rendered_once(client: Client, rendered: list[str], path: str) -> None:
    """And not at all for a client that has it, while no row has changed."""
    answer = roundup()
    first = client.get(f"/off-the-clock/{path}")
    again = client.get(f"/off-the-clock/{path}", headers={"If-None-Match": first["ETag"]})

    assert len(rendered) == 1
    assert (again.status_code, again.content) == (304, b"")

    Response.objects.filter(pk=answer.pk).update(quote="Not at all.")
    changed = client.get(f"/off-the-clock/{path}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "Not at all." in changed.content.decode()
    assert len(rendered) == 2


def test_a_request_compares_rows_and_reads_no_series(client: Client) -> None:
    """One query for each table, as long as nothing has changed."""
    roundup()
    first = client.get("/off-the-clock/rss.xml")
    with CaptureQueriesContext(connection) as queries:
        client.get("/off-the-clock/rss.xml", headers={"If-None-Match": first["ETag"]})

    assert len(queries) == 6


def test_what_is_withdrawn_is_gone(client: Client) -> None:
    """With the next request, also for who has it."""
    answer = roundup()
    first = client.get("/off-the-clock/rss.xml")
    answer.withdraw(timezone.localdate())
    again = client.get("/off-the-clock/rss.xml", headers={"If-None-Match": first["ETag"]})

    assert b"How late I am." in first.content
    assert again.status_code == 200
    assert b"How late I am." not in again.content


def test_nothing_goes_out_without_consent(client: Client) -> None:
    """A draft does not, a scheduled edition does not, and an answer without consent does not."""
    parent, person = series(), therapist()
    soon = timezone.now() + timedelta(days=1)
    for slug, fields in {
        "draft": {"status": "draft"},
        "soon": {"published": soon},
        "out": {},
    }.items():
        row = edition(parent, slug=slug, title=slug.title(), **fields)
        answer = response(row, person, quote=f"Words of {slug}.")
        if slug != "out":
            consent(answer)
    feed = client.get("/off-the-clock/rss.xml").content.decode()

    assert "Words of" not in feed


def test_nothing_else_is_there(client: Client) -> None:
    """No other path, no other series, and nothing can be sent."""
    assert client.get("/off-the-clock/rss.xml").status_code == 404
    roundup()

    assert client.get("/off-the-clock/other.xml").status_code == 404
    assert client.post("/off-the-clock/rss.xml").status_code == 405
    assert client.get("/another/named/rss.xml").status_code == 404


def test_several_series_are_named(client: Client) -> None:
    """Without a name it must be the only one."""
    edition(series(key="first"), title="The first")
    edition(series(key="another"), title="The second")

    assert client.get("/off-the-clock/feed.json").status_code == 404
    assert client.get("/another/named/feed.json").status_code == 200
    assert client.get("/first/named/feed.json").status_code == 200


def series_of_ours(key: str | None) -> tbh.Series:
    """Return a series that a project keeps elsewhere."""
    parent = Series(title=f"Of {key}", url="https://a.example/", publisher="A", challengers="B")
    parent.uri = "tag:a.example,2026:a"
    return tbh.from_dict(tbh.Series, parent.data())


def test_a_mapping_of_the_project_is_served(client: Client) -> None:
    """With exporters of its own choice, and their options."""
    chosen = {"SERIES": "test_serving.series_of_ours", "EXPORTERS": [tbh.HTML()]}
    with override_settings(TBH=chosen):
        page = client.get("/ours/named/")
        feed = client.get("/ours/named/rss.xml")

    assert "Of ours" in page.content.decode()
    assert feed.status_code == 404


def test_the_dates_of_consent_are_obeyed(client: Client) -> None:
    """Consent that has run out is none."""
    answer = response(edition(series()), therapist())
    consent(answer, expires=date(2020, 4, 1))

    assert b"How late" not in client.get("/off-the-clock/rss.xml").content
    assert datetime.now(UTC).date() > date(2020, 4, 1)
