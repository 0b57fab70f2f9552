"""The sitemap: every page that is there, when it last changed, and its translations."""

from datetime import UTC, datetime
from urllib.robotparser import RobotFileParser

import pytest
from attrs import evolve
from lxml import etree

import tbh_model as tbh
from site_reader import site
from small import AT, edition, response, series, therapist
from tbh_model.exporters import _sitemap

HOME = "https://example.org/small/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def files(made: tbh.Series) -> dict[str, str]:
    return {file.path: file.body.decode() for file in tbh.export(made, "sitemap", at=AT)}


def entries(text: str) -> dict[str, str | None]:
    root = etree.fromstring(text.encode())
    return {
        str(url.findtext(f"{SITEMAP}loc")): url.findtext(f"{SITEMAP}lastmod")
        for url in root.iterfind(f"{SITEMAP}url")
    }


def test_every_page_of_the_site_is_in_it_and_nothing_else() -> None:
    """The pages for errors, for what is gone and at former addresses are none to find."""
    made = series(
        therapists=(therapist(),),
        editions=(
            edition(tags=("a&b",), responses=(response(),), former_urls=(f"{HOME}old/",)),
            *(edition(f"more-{number}") for number in range(51)),
        ),
    )
    pages = {
        page.xpath("string(//link[@rel='canonical']/@href)")
        for page in map(site(made).page, site(made).pages)
        if page.xpath("//link[@rel='canonical']") and not page.xpath("//meta[@http-equiv]")
    }

    assert set(entries(files(made)["sitemap.xml"])) == pages
    assert f"{HOME}archive/" in pages


def test_a_page_changed_when_an_edition_on_it_did() -> None:
    """A date that nobody knows is not made up."""
    made = series(
        therapists=(therapist(),),
        editions=(
            edition(updated=datetime(2026, 5, 3, 8, tzinfo=UTC), responses=(response(),)),
            edition("earlier", published=datetime(2026, 1, 2, 8, tzinfo=UTC), tags=("rest",)),
        ),
    )
    found = entries(files(made)["sitemap.xml"])

    assert found[HOME] == found[f"{HOME}editions/patience/"] == "2026-05-03T08:00:00Z"
    assert found[f"{HOME}therapists/t-1/"] == "2026-05-03T08:00:00Z"
    assert found[f"{HOME}topics/rest/"] == "2026-01-02T08:00:00Z"
    assert found[f"{HOME}subscribe/"] is None


def test_an_edition_names_all_its_languages() -> None:
    """Itself included, as search engines ask for it."""
    made = series(
        editions=(edition(), edition("patience-fr", language="fr", translation_of="e-patience"))
    )
    root = etree.fromstring(files(made)["sitemap.xml"].encode())
    links = {
        str(url.findtext(f"{SITEMAP}loc")): {
            link.get("hreflang"): link.get("href") for link in url.iterfind(f"{XHTML}link")
        }
        for url in root.iterfind(f"{SITEMAP}url")
    }
    versions = {"en": f"{HOME}editions/patience/", "fr": f"{HOME}editions/patience-fr/"}

    assert links[versions["en"]] == links[versions["fr"]] == versions
    assert links[HOME] == {}


def test_an_edition_with_an_address_elsewhere_is_in_the_sitemap_there() -> None:
    """A sitemap may name pages of its own host alone."""
    made = series(editions=(edition(url="https://elsewhere.example/patience/"),))

    assert "elsewhere" not in files(made)["sitemap.xml"]


def test_many_pages_go_into_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each within the limit, and an index that names them."""
    made = series(editions=tuple(edition(f"e{number}") for number in range(5)))
    whole = entries(files(made)["sitemap.xml"])
    monkeypatch.setattr(_sitemap, "_MAX_PAGES", 3)
    parts = files(made)
    root = etree.fromstring(parts.pop("sitemap.xml").encode())

    assert [loc.text for loc in root.iter(f"{SITEMAP}loc")] == [HOME + path for path in parts]
    assert {url: date for part in parts.values() for url, date in entries(part).items()} == whole
    assert max(len(entries(part)) for part in parts.values()) == 3


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (tbh.AIUse.NONE, "search=n, train-ai=n"),
        (tbh.AIUse.SEARCH, "search=y, train-ai=n"),
        (tbh.AIUse.INPUT, "search=y, train-ai=n"),
        (tbh.AIUse.TRAIN, "search=y, train-ai=y"),
    ],
)
def test_robots_are_told_what_they_may_do(use: tbh.AIUse, said: str) -> None:
    """In `robots.txt` and in the headers; every page may be visited."""
    made = evolve(
        series(editions=(edition(),)), url="https://example.org/", rights=tbh.RightsPolicy(ai=use)
    )
    text = files(made)["robots.txt"]
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    headers = next(iter(tbh.export(made, "headers", at=AT))).body.decode()

    assert f"Content-Usage: {said}\n" in text
    assert f"/*\n  X-Content-Type-Options: nosniff\n  Content-Usage: {said}\n" in headers
    assert robots.can_fetch("*", "https://example.org/editions/patience/")
    assert robots.site_maps() == ["https://example.org/sitemap.xml"]


def test_a_series_in_a_folder_has_no_file_for_robots() -> None:
    """They look for it in the root of a host alone."""
    assert list(files(series(editions=(edition(),)))) == ["sitemap.xml"]
