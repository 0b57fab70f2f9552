"""Where an edition was that has been taken down: a page that says so, and nothing else of it."""

from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from attrs import evolve

import tbh_model as tbh
from site_reader import Site, site, target
from small import AT, edition, response, series, therapist

ROOT = "https://example.org/small/"
GONE = "editions/secret/index.html"
WORDS = (
    "An introduction that nobody reads any more.",
    "A title that went too far",
    "hush",
    "A summary of it.",
    "Words that were taken back.",
    "Zelda Quist",
    "A topic of its own",
    "What was it about?",
    "https://images.example/secret.png",
)
RETRACTED = edition(
    "secret",
    status=tbh.EditionStatus.RETRACTED,
    title=WORDS[1],
    introduction=tbh.markdown(WORDS[0]),
    tags=(WORDS[2],),
    summary=WORDS[3],
    byline=("Zelda Quist",),
    challenge=tbh.Challenge(topic=WORDS[6], prompt=WORDS[7]),
    image=tbh.Image(src=WORDS[8]),
    responses=(response("r-9", therapist="t-9", quote=WORDS[4]),),
)


def gone(url: str = f"{ROOT}editions/secret/", id: str = "e-secret") -> tbh.Tombstone:  # noqa: A002 - the field's own name
    return tbh.Tombstone(
        id=id,
        entry_id=f"tag:example.org,2026:small/{id}",
        url=url,
        since=AT - timedelta(days=1),
        announce_until=AT + timedelta(days=1),
    )


def site_with(*taken_down: tbh.Tombstone, **fields: Any) -> Site:
    """Make the site of a series from which editions were taken down."""
    return site(series(**fields), taken_down)


def test_the_page_says_that_the_edition_is_no_longer_available() -> None:
    """And leads to all the others, the newest ones first of all."""
    page = site_with(gone()).page(GONE)

    assert page.xpath("string(//h1)") == "This edition is no longer available"
    assert page.xpath("string(//title)") == "This edition is no longer available · Small Talk"
    assert page.xpath("//main//a/@href") == ["../../", "../../editions/patience/"]


def test_the_page_speaks_the_language_of_the_series() -> None:
    """French, or English with its language named where we do not speak that of the series."""
    french = site_with(gone(), language="fr-CA").page(GONE)
    welsh = site_with(gone(), language="cy").page(GONE)

    assert french.get("lang") == "fr-CA"
    assert french.xpath("string(//h1)") == "Cette édition n’est plus disponible"
    assert french.xpath("//main//p/text()") == ["Elle a été publiée à cette adresse, puis retirée."]
    assert welsh.xpath("string(//main/div/@lang)") == "en"


def test_nobody_finds_the_page_by_search() -> None:
    """It asks not to be listed, and describes nothing: no address of its own, no data, no tags."""
    head = site_with(gone()).page(GONE).find("head")
    assert head is not None

    assert head.xpath("meta[@name='robots']/@content") == ["noindex"]
    assert head.xpath("link[@rel='canonical' or @rel='prev' or @rel='next']") == []
    assert head.xpath("script | meta[@name='description']") == []
    said = head.xpath("meta[starts-with(@property, 'og:')]/@content")
    assert said == ["website", "This edition is no longer available", "Small Talk"]


def test_nothing_leads_to_the_page() -> None:
    """No list, no neighbour, no topic: whoever has the old address finds it, and nobody else."""
    made = site_with(gone(), editions=(edition("a"), edition("b", tags=("patience",))))

    links = chain.from_iterable(
        (target(path, address) for address in made.relative_links(path)) for path in made.pages
    )
    assert GONE in made.artifacts
    assert GONE not in set(links)
    assert all("editions/secret" not in made.text(path) for path in made.artifacts)


def test_nothing_of_a_retracted_edition_is_left() -> None:
    """Not a word of it is in any file, not even on the page that says that it is gone."""
    people = (therapist(), therapist("t-9", name="Zelda Quist"))
    content = series(therapists=people, editions=(edition(), RETRACTED))
    before = site(
        evolve(content, editions=(edition(), evolve(RETRACTED, status=tbh.EditionStatus.READY)))
    )
    after = site(content, (gone(),))

    for words in WORDS:
        assert words in before.text(GONE), "a test that looks for the wrong words finds nothing"
        assert all(words.encode() not in made.body for made in after.artifacts.values())


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (f"{ROOT}secret.html", "secret.html"),
        (f"{ROOT}2026/secret", "2026/secret.html"),
        (f"{ROOT}editions/%C3%A9t%C3%A9/", "editions/été/index.html"),
    ],
)
def test_the_page_is_where_the_edition_was(url: str, path: str) -> None:
    """At whatever path its permalink had."""
    assert path in site_with(gone(url)).artifacts


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/editions/secret/",
        f"{ROOT}?edition=secret",
        f"{ROOT}../secret/",
        ROOT,
    ],
)
def test_what_was_never_on_the_site_has_no_page(url: str) -> None:
    """Its address is not ours, or that of another page."""
    assert site_with(gone(url)).artifacts.keys() == site(series()).artifacts.keys()


@pytest.mark.parametrize(
    "path",
    ["editions/patience/", "Editions/PATIENCE/", "subscribe/", "therapists/t-1/", "404.html"],
)
def test_no_other_page_gives_way(path: str) -> None:
    """An edition that has the address now keeps it, on every file system; so does any page."""
    made = site_with(gone(f"{ROOT}{path}"))

    assert made.artifacts.keys() == site(series()).artifacts.keys()
    assert all("no longer available" not in made.text(page) for page in made.pages)


def test_two_that_were_at_one_address_have_one_page() -> None:
    """One after the other."""
    made = site_with(gone(), gone(id="e-other"))

    assert [path for path in made.pages if path == GONE] == [GONE]


def test_the_link_leads_to_the_archive_where_there_is_one() -> None:
    """Because the home page does not list them all then."""
    many = tuple(
        edition(f"n-{number}", published=AT - timedelta(days=number)) for number in range(11)
    )

    page = site_with(gone(), editions=many).page(GONE)

    assert page.xpath("//main//p/a/@href") == ["../../archive/"]
    assert page.xpath("//main//li/a/@href") == [
        f"../../editions/n-{number}/" for number in range(3)
    ]


def test_every_edition_may_be_gone() -> None:
    """Then that is all there is."""
    made = site_with(gone(), editions=(), therapists=())

    assert made.pages == ("index.html", "subscribe/index.html", "404.html", GONE)
