"""The views of docs/how-to/serve-feeds.md, each run by the test client of its framework."""

import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import feedparser
import pytest
from attrs import evolve, frozen

import tbh_model as tbh
from small import edition, series

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "serve-feeds.md"
FOLDER = Path("examples/therapists-being-human")
MEDIA_TYPES = {
    "rss.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    "feeds.opml": "text/x-opml; charset=utf-8",
}


@frozen(kw_only=True)
class Answer:
    """What came back, whatever framework it came from."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    """By name, in small letters."""


Ask = Callable[..., Answer]
"""Ask for a file: its name, the headers of the request, and the method."""


def recipe(name: str, folder: Path) -> ModuleType:
    """Take the block out of the page that begins with the name of its file, and import it."""
    blocks = re.findall(
        r"^```python\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    (source,) = (block for block in blocks if block.startswith(f"# {name}.py\n"))
    (folder / f"{name}.py").write_text(source, encoding="utf-8")
    sys.modules.pop(name, None)  # an earlier test had one of its own
    return import_module(name)


def lowered(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@contextmanager
def ask_django(folder: Path) -> Iterator[Ask]:
    from django.conf import settings
    from django.test import Client, override_settings

    if not settings.configured:
        settings.configure()
    recipe("django_series", folder)

    def ask(path: str, headers: Mapping[str, str], method: str) -> Answer:
        found: Any = Client().generic(method, path, headers=dict(headers))
        return Answer(status=found.status_code, body=found.content, headers=lowered(found.headers))

    with override_settings(ROOT_URLCONF="django_series"):
        yield ask


@contextmanager
def ask_flask(folder: Path) -> Iterator[Ask]:
    client = recipe("flask_series", folder).app.test_client()

    def ask(path: str, headers: Mapping[str, str], method: str) -> Answer:
        found = client.open(path, method=method, headers=headers)
        return Answer(
            status=found.status_code, body=found.data, headers=lowered(dict(found.headers))
        )

    yield ask


@contextmanager
def ask_fastapi(folder: Path) -> Iterator[Ask]:
    with warnings.catch_warnings():  # Starlette prefers a successor of httpx that few have yet
        warnings.filterwarnings("ignore", message="Using `httpx`")
        from fastapi.testclient import TestClient
    client = TestClient(recipe("fastapi_series", folder).app)

    def ask(path: str, headers: Mapping[str, str], method: str) -> Answer:
        found = client.request(method, path, headers=dict(headers))
        return Answer(status=found.status_code, body=found.content, headers=lowered(found.headers))

    yield ask


@pytest.fixture(params=[ask_django, ask_flask, ask_fastapi], ids=["django", "flask", "fastapi"])
def ask(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ask]:
    """Yield a way to ask a recipe, which serves a small series from a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    write()

    with request.param(tmp_path) as asked:

        def ask_for(name: str, /, method: str = "GET", **headers: str) -> Answer:
            given = {header.replace("_", "-"): value for header, value in headers.items()}
            answer: Answer = asked(f"/therapists-being-human/{name}", given, method)
            return answer

        yield ask_for


def write(**fields: Any) -> None:
    """Write the content; the recipes ask the clock, so the edition has been out for long."""
    published = datetime(2020, 5, 1, 9, tzinfo=UTC)
    tbh.save(series(editions=(edition(**{"published": published, **fields}),)), FOLDER)


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_a_feed_is_served_as_it_is_exported(ask: Ask, name: str) -> None:
    """Whole, with its media type and its entity tag."""
    answer = ask(name)
    artifacts = [
        each
        for exporter in ("rss", "atom", "json-feed", "opml")
        for each in tbh.export(tbh.load(FOLDER), exporter)
    ]
    (artifact,) = (each for each in artifacts if each.path == name)

    assert (answer.status, answer.body) == (200, artifact.body)
    assert answer.headers["content-type"] == MEDIA_TYPES[name]
    assert answer.headers["etag"] == artifact.etag


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_who_has_it_is_told_so(ask: Ask, name: str, form: str) -> None:
    """By the tag: alone, made weak on the way, one of several, or any."""
    tag = ask(name).headers["etag"]
    answer = ask(name, If_None_Match=form.format(tag))

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag


def test_who_has_only_the_date_is_told_so_too(ask: Ask) -> None:
    """The date is that of the content."""
    first = ask("feeds.opml")
    answer = ask("feeds.opml", If_Modified_Since=first.headers["last-modified"])

    assert first.headers["last-modified"] == "Fri, 01 May 2020 09:00:00 GMT"
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_changed_content_is_served_at_once(ask: Ask, name: str) -> None:
    """Whether the reader asks by tag or by date."""
    first = ask(name)
    write(title="What was patience for?", updated=datetime(2021, 5, 1, tzinfo=UTC))
    by_tag = ask(name, If_None_Match=first.headers["etag"])
    by_date = ask(name, If_Modified_Since="Fri, 01 May 2020 09:00:00 GMT")

    assert (by_tag.status, by_date.status) == (200, 200)
    assert by_tag.body == by_date.body != first.body
    assert by_tag.headers["etag"] != first.headers["etag"]


def test_the_tag_decides_where_both_are_sent(ask: Ask) -> None:
    """A change without a new `updated` leaves the date as it was."""
    first = ask("feeds.opml")
    changed = evolve(tbh.load(FOLDER), title="Smaller Talk")
    tbh.save(changed, FOLDER)
    answer = ask(
        "feeds.opml",
        If_None_Match=first.headers["etag"],
        If_Modified_Since=first.headers["last-modified"],
    )

    assert answer.status == 200
    assert answer.headers["last-modified"] == first.headers["last-modified"]


def test_content_without_a_date_has_a_tag_alone(ask: Ask) -> None:
    """No date is made up, and nobody is told that they have what they may not have."""
    tbh.save(series(editions=(), therapists=()), FOLDER)
    first = ask("feeds.opml")

    assert first.status == 200
    assert "last-modified" not in first.headers
    assert ask("feeds.opml", If_Modified_Since="Fri, 01 May 2020 09:00:00 GMT").status == 200
    assert ask("feeds.opml", If_None_Match=first.headers["etag"]).status == 304


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_the_head_alone_can_be_asked_for(ask: Ask, name: str) -> None:
    """With the same headers, without the body, and conditionally as well."""
    whole = ask(name)
    head = ask(name, "HEAD")
    known = ask(name, "HEAD", If_None_Match=whole.headers["etag"])

    assert (head.status, head.body) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert (known.status, known.body) == (304, b"")


@pytest.mark.parametrize("name", ["", "editions/patience/"])
def test_a_page_is_served_as_it_is_exported(ask: Ask, name: str) -> None:
    """The home page and the page of an edition, conditionally as well."""
    answer = ask(name)
    path = f"{name}index.html"
    (artifact,) = (each for each in tbh.export(tbh.load(FOLDER), "html") if each.path == path)
    again = ask(name, If_None_Match=answer.headers["etag"])

    assert (answer.status, answer.body) == (200, artifact.body)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert (again.status, again.body) == (304, b"")
    assert again.headers.get("content-type") in {None, answer.headers["content-type"]}


def test_the_files_of_a_page_are_served(ask: Ask) -> None:
    """Its style sheet, with the media type."""
    answer = ask("assets/style.css")

    assert (answer.status, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")


def test_nothing_else_is_served(ask: Ask) -> None:
    """What no exporter makes is not there, and nothing can be sent."""
    assert ask("series.yaml").status == 404
    assert ask("rss.xml", "POST").status == 405


def test_a_feed_reader_reads_what_is_served(ask: Ask) -> None:
    """As feedparser does."""
    found = feedparser.parse(ask("rss.xml").body)

    assert [entry.title for entry in found.entries] == ["What is patience for?"]


@pytest.mark.parametrize(
    ("name", "path"),
    [("rss.xml", "rss.xml"), ("editions/patience/", "editions/patience/index.html")],
)
def test_a_body_is_rendered_once_while_nothing_has_changed(
    ask: Ask, name: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is asked for; an answer of 304 renders nothing."""
    rendered: list[str] = []
    chunks = tbh.Artifact.chunks

    def counted(artifact: tbh.Artifact) -> Iterator[bytes]:
        rendered.append(artifact.path)
        return chunks(artifact)

    monkeypatch.setattr(tbh.Artifact, "chunks", counted)
    first = ask(name)
    assert rendered == [path]
    assert ask(name, If_None_Match=first.headers["etag"]).status == 304
    assert ask(name).body == first.body
    assert rendered == [path]

    write(title="What was patience for?", updated=datetime(2021, 5, 1, tzinfo=UTC))
    assert ask(name, If_None_Match=first.headers["etag"]).body != first.body
    assert rendered == [path, path]
