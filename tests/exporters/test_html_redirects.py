"""Former addresses of an edition lead on to its page, and to no other one."""

from typing import Any

import pytest
from lxml import html

import tbh_model as tbh
from small import AT, edition, series

ROOT = "https://example.org/small/"


def exported(made: tbh.Series, exporter: str = "html", **options: Any) -> dict[str, bytes]:
    return {each.path: each.body for each in tbh.export(made, exporter, at=AT, **options)}


def moved(*former: str, **fields: Any) -> tbh.Series:
    return series(editions=(edition(former_urls=former, **fields),))


def test_a_former_address_has_a_page_that_leads_on() -> None:
    """At once, by itself, with a link to be seen, and not for search engines."""
    files = exported(moved(f"{ROOT}editions/waiting/"))
    page = html.fromstring(files["editions/waiting/index.html"])

    assert page.xpath("//meta[@http-equiv='refresh']/@content") == [
        "0; url=../../editions/patience/"
    ]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{ROOT}editions/patience/"]
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//main//a/@href") == ["../../editions/patience/"]
    assert page.xpath("//h1/text()") == ["This page has moved"]
    assert page.xpath("//main//a/text()") == ["What is patience for?"]


def test_the_site_can_be_read_without_a_server() -> None:
    files = exported(moved(f"{ROOT}old.html"), file_links=True)

    assert b'url=editions/patience/index.html"' in files["old.html"]


@pytest.mark.parametrize("root", ["https://example.org/thé/", "https://exämple.org/"])
def test_a_former_address_is_below_a_series_of_any_alphabet(root: str) -> None:
    """Both are compared as the URIs that they are."""
    made = series(url=root, editions=(edition(former_urls=(f"{root}old/", f"{root}vén/")),))

    assert {"old/index.html", "vén/index.html"} <= exported(made).keys()
    assert "/old/ /editions/patience/ 301\n" in exported(made, "headers")["_redirects"].decode()


@pytest.mark.parametrize(
    "former",
    [
        f"{ROOT}editions/patience/",
        f"{ROOT}editions/patience",
        ROOT,
        f"{ROOT}404.html",
        f"{ROOT}editions/patience/index.html/deeper/",
        "https://example.com/elsewhere/",
        f"{ROOT}con/",
    ],
)
def test_no_page_takes_the_place_of_another(former: str) -> None:
    """Its own, the home page, what lies below a file or elsewhere, what no system can hold."""
    plain, files = exported(series()), exported(moved(former))

    assert files.keys() - {"editions/patience.html"} == plain.keys()
    assert files["index.html"] == plain["index.html"]


def test_two_editions_of_one_former_address_have_one_page() -> None:
    """That of the newer one."""
    newer = edition("tea", former_urls=(f"{ROOT}old/",), published=AT)
    made = series(editions=(edition(former_urls=(f"{ROOT}old/",)), newer))

    assert b"url=../editions/tea/" in exported(made)["old/index.html"]


def test_an_edition_that_is_not_out_leads_nowhere() -> None:
    """Nothing of it is told."""
    draft = moved(f"{ROOT}old/", status=tbh.EditionStatus.DRAFT)

    assert "old/index.html" not in exported(draft)


@pytest.mark.parametrize(
    ("folder", "line"),
    [
        ("/", "/editions/caf%C3%A9/ /editions/patience/ 301\n"),
        ("/small/", "/small/editions/caf%C3%A9/ /small/editions/patience/ 301\n"),
    ],
)
def test_static_hosts_are_told_too(folder: str, line: str) -> None:
    """In `_redirects`, from where the site lies on the host."""
    files = exported(moved(f"{ROOT}editions/café/"), "headers", folder=folder)

    assert files["_redirects"].decode() == line


def test_an_edition_that_lies_elsewhere_is_led_to_there() -> None:
    """And without a former address there is no such file."""
    made = moved(f"{ROOT}tea/", url="https://example.com/tea/")

    assert exported(made, "headers")["_redirects"] == b"/tea/ https://example.com/tea/ 301\n"
    assert exported(series(), "headers").keys() == {"_headers"}
