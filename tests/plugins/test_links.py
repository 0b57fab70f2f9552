"""Links and pictures in what every exporter makes: those of the library, and of the packages."""

import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin

import pytest
from attrs import evolve, frozen
from lxml import etree, html
from markdown_it import MarkdownIt

import tbh_model as tbh
from small import AT, PUBLISHER, edition, response, series
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.exporters import Exporter

ROOT = Path(__file__).parents[2]
PACKAGES: Final[Mapping[str, str]] = {
    name: target
    for file in ROOT.glob("plugins/*/pyproject.toml")
    for name, target in tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    .get("entry-points", {})
    .get("tbh_model.exporters", {})
    .items()
}
BUILT_IN: Final = tuple(kind.info.name for kind in tbh.default_registry().built_in())
WITHOUT_LINKS: Final = {"cards", "headers", "opml", "search", "sitemap", "social"}
"""They say nothing of an answer, or its words alone."""
PAGE: Final = "https://example.org/small/editions/patience/"
BOOK: Final = "https://book.example/"
"""Where the files of a book are thought to be."""
URI: Final = re.compile(r"(?:[!$&'()*+,\-./0-9:;=?@A-Z_a-z~]|%[0-9A-Fa-f]{2})*(?:#[^#\[\]|^ ]*)?")
LINKS: Final[Mapping[str, tuple[str, str]]] = {
    "PLACE": ("#r-1", f"{PAGE}#r-1"),
    "QUERY": ("?q=1", f"{PAGE}?q=1"),
    "BELOW": ("ä b/ö?ü=ß#ñ", "https://example.org/small/%C3%A4%20b/%C3%B6?%C3%BC=%C3%9F#%C3%B1"),
    "ABOVE": ("../ä", "https://example.org/%C3%A4"),
    "ROOTED": ("/ä//b", "https://example.org/%C3%A4//b"),
    "HOST": ("https://ünï.example/ä", "https://xn--n-nga1b.example/%C3%A4"),
    "PERCENT": ("https://h.example/100%?a=%C3%A4", "https://h.example/100%25?a=%C3%A4"),
    "MAILBOX": ("mailto:a@b.example?subject=ä b", "mailto:a@b.example?subject=%C3%A4%20b"),
}
"""By its words, what is written, and where it leads."""
ANSWER: Final = " ".join(f"[{words}](<{url}>)" for words, (url, _) in LINKS.items())


@frozen
class Document:
    """Something with links in it, and what relative ones are relative to."""

    url: str
    body: html.HtmlElement

    def links(self, *, only: Mapping[str, object]) -> dict[str, str]:
        """Return the addresses of links, as they are written, by their words."""
        anchors = ((each.text_content(), str(each.get("href"))) for each in self.body.iter("a"))
        return {words: address for words, address in anchors if words in only}


@pytest.fixture
def exporter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Exporter:
    """Return an exporter by its name, with its default options."""
    name = str(request.param)
    if name in BUILT_IN:
        return tbh.default_registry().get(name)()
    module, _, kind = PACKAGES[name].partition(":")
    folder = next(ROOT.glob(f"plugins/*/src/{module}")).parent
    monkeypatch.syspath_prepend(folder)
    made: Exporter = getattr(import_module(module), kind)()
    return made


def documents(made: tbh.Series, exporter: Exporter) -> Iterator[Document]:
    """Read all that an exporter makes as those do who are given it."""
    for artifact in tbh.export(made, exporter, at=AT):
        if artifact.media_type == "application/epub+zip":
            with zipfile.ZipFile(io.BytesIO(artifact.body)) as book:
                for name in book.namelist():
                    yield from _read(f"{BOOK}{name}", name, book.read(name))
        else:
            path = artifact.path.removesuffix("index.html")
            yield from _read(f"{made.url}{path}", artifact.path, artifact.body)


def _read(url: str, name: str, body: bytes) -> Iterator[Document]:
    match name.rpartition(".")[2]:
        case "html" | "xhtml":
            yield Document(url, html.document_fromstring(body))
        case "eml":
            page = message_from_bytes(body, policy=default).get_body(("html",))
            assert page is not None
            yield Document(url, html.document_fromstring(page.get_content()))
        case "md":
            yield Document(url, html.document_fromstring(MarkdownIt().render(body.decode())))
        case "xml":
            texts = etree.fromstring(body).itertext()
            yield from (Document(url, html.fromstring(str(each))) for each in texts if "<p" in each)
        case "json":
            texts = _texts(json.loads(body))
            yield from (Document(url, html.fromstring(each)) for each in texts if "<p" in each)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict() | list():
            for each in value.values() if isinstance(value, dict) else value:
                yield from _texts(each)


@pytest.mark.parametrize("exporter", [*BUILT_IN, *PACKAGES], indirect=True)
def test_a_link_leads_to_one_place_whoever_made_it(exporter: Exporter) -> None:
    """A place alone belongs to the page of its edition; every address is written as a URI."""
    answer = response(quote=None, answer=tbh.markdown(ANSWER))
    publisher = evolve(PUBLISHER, email="post@example.org")
    made = series(publisher=publisher, editions=(edition(responses=(answer,)),))

    read = tuple(documents(made, exporter))
    found = [(each.url, links) for each in read if (links := each.links(only=LINKS))]

    assert bool(found) == (exporter.info.name not in WITHOUT_LINKS)
    for url, links in found:
        assert links.keys() == LINKS.keys()
        assert [each for each in links.values() if not URI.fullmatch(each)] == []
        for words, address in links.items():
            whole = urljoin(url, address)
            if whole.startswith(BOOK):
                assert words == "PLACE"  # the page is in the book as well
                assert "PLACE" in _at(read, whole)
            else:
                assert whole == LINKS[words][1]


def _at(read: tuple[Document, ...], url: str) -> str:
    """Return the words that an address in a book leads to."""
    page, _, place = url.partition("#")
    (body,) = (each.body for each in read if each.url == page)
    (target,) = body.xpath("//*[@id=$place]", place=unquote(place))
    return str(target.text_content())


@pytest.mark.parametrize("exporter", ["html", "epub", "wordpress"], indirect=True)
def test_a_picture_of_any_name_is_where_its_address_leads(
    exporter: Exporter, tmp_path: Path
) -> None:
    """Which is a URI: beside the page, in the book, or on the site."""
    name = "images/wasser kessel ü.svg"
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, name, b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    text = f"introduction: |\n  Look. ![A kettle](<{name}>)\n"
    write(tmp_path, "editions/patience.yaml", EDITION + text)
    made = tbh.load(tmp_path)

    pictures = [
        (each.url, str(image.get("src")))
        for each in documents(made, exporter)
        for image in each.body.iter("img")
        if image.get("alt") == "A kettle"
    ]

    assert pictures
    for url, src in pictures:
        assert URI.fullmatch(src)
        whole = urljoin(url, src)
        if exporter.info.name == "epub":
            assert unquote(whole.removeprefix(BOOK)) in _names(made, exporter)
        else:
            assert whole == "https://example.org/small/images/wasser%20kessel%20%C3%BC.svg"


def _names(made: tbh.Series, exporter: Exporter) -> list[str]:
    (book,) = tbh.export(made, exporter, at=AT)
    return zipfile.ZipFile(io.BytesIO(book.body)).namelist()
