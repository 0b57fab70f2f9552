"""What a page says of itself, and what it asks a browser for: head, microformats, colours."""

import re
from datetime import datetime

import pytest

import tbh_model as tbh
from site_reader import Site, site
from small import AT, edition, series

EDITION = "editions/patience/index.html"
FULL = edition(
    summary="In short.",
    tags=("patience",),
    byline=("Nell",),
    image=tbh.Image(src="https://example.org/a.png", alt="A door.", width=1200, height=630),
)


def test_the_head_says_what_the_page_is() -> None:
    """Canonical URL, description, feeds with RSS first, Open Graph."""
    head = site(series(language="en-CA", editions=(FULL,))).page(EDITION).find("head")
    assert head is not None

    assert head.xpath("string(link[@rel='canonical']/@href)") == (
        "https://example.org/small/editions/patience/"
    )
    assert head.xpath("link[@rel='alternate']/@href") == [
        "https://example.org/small/rss.xml",
        "https://example.org/small/atom.xml",
        "https://example.org/small/feed.json",
    ]
    assert head.xpath("string(meta[@name='description']/@content)") == "In short."
    said = {meta.get("property"): meta.get("content") for meta in head.xpath("meta[@property]")}
    assert said == {
        "og:type": "article",
        "og:title": "What is patience for?",
        "og:url": "https://example.org/small/editions/patience/",
        "og:site_name": "Small Talk",
        "og:locale": "en_CA",
        "og:description": "In short.",
        "og:image": "https://example.org/a.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "A door.",
        "article:published_time": "2026-05-01T09:00:00Z",
        "article:modified_time": "2026-05-01T09:00:00Z",
        "article:tag": "patience",
    }


@pytest.mark.parametrize(
    ("dates", "announced"),
    [
        ({"published": None}, False),
        ({"published": None, "updated": AT}, True),
        ({}, True),
    ],
    ids=["undated", "updated", "published"],
)
def test_a_feed_that_cannot_be_is_not_announced(
    dates: dict[str, datetime | None],
    announced: bool,  # noqa: FBT001 - as the parametrization gives it
) -> None:
    """Atom needs a date of every edition; what has been updated has one."""
    made = site(series(editions=(edition("a"), edition("b", **dates), edition("c", **dates))))

    for path, links in (("index.html", "//head/link"), ("subscribe/index.html", "//dl//a")):
        addresses = made.page(path).xpath(f"{links}/@href")
        assert ("https://example.org/small/atom.xml" in addresses) is announced
        assert "https://example.org/small/rss.xml" in addresses


def test_a_drawing_is_not_shared() -> None:
    """No other site shows SVG beside a link."""
    image = tbh.Image(src="https://example.org/a.svg")

    page = site(series(editions=(edition(image=image),))).page(EDITION)

    assert page.xpath("//meta[@property='og:image']") == []


def test_a_description_is_cut_between_words() -> None:
    """At 160 characters at most, with a mark where it was cut."""
    one = edition(introduction=tbh.markdown("A sentence of some words. " * 20))

    said = (
        site(series(editions=(one,)))
        .page(EDITION)
        .xpath("string(//meta[@name='description']/@content)")
    )

    assert said.endswith("some words. A…")
    assert len(said) <= 160


def test_microformats_name_the_parts() -> None:
    """An entry on its page, a feed at home, a card for a person."""
    made = site(series(editions=(FULL,)))

    page, home = made.page(EDITION), made.page("index.html")
    (entry,) = page.xpath("//*[contains(@class, 'h-entry')]")
    classes = set(" ".join(entry.xpath(".//@class")).split())
    assert {"p-name", "u-url", "u-uid", "dt-published", "p-author", "h-cite"} <= classes
    assert entry.xpath(".//*[@class='u-uid']/@value") == ["tag:example.org,2026:small/e-patience"]
    assert home.xpath("//*[@class='h-feed']//article[contains(@class, 'h-entry')]") != []
    assert made.page("therapists/t-1/index.html").xpath("//article[@class='h-card']") != []


def test_nothing_is_loaded_that_a_strict_policy_refuses() -> None:
    """No script that runs, no third party, and no style but that of the page for errors.

    That page links to the style sheet as well, for servers whose policy refuses styles in pages.
    """
    made = site(series(editions=(FULL,)))

    for path in made.pages:
        page = made.page(path)
        assert page.xpath("//script[not(@type='application/ld+json')] | //@style") == []
        assert bool(page.xpath("//style")) == (path == "404.html")
        assert page.xpath("//iframe | //object | //embed | //form | //video | //audio") == []
    assert "url(" not in made.text("assets/style.css")
    assert "@import" not in made.text("assets/style.css")


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _schemes(made: Site) -> list[dict[str, str]]:
    blocks = re.findall(
        r"^ *:root \{$(.*?)\}", made.text("assets/style.css"), re.MULTILINE | re.DOTALL
    )
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in blocks[:2])
    return [light, {**light, **dark}]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("letters", ["ink", "quiet", "accent"])
def test_every_colour_of_text_stands_out(scheme: int, ground: str, letters: str) -> None:
    """By 4.5 to 1 at least, as WCAG 2.2 asks for."""
    colours = _schemes(site(series()))[scheme]

    low, high = sorted((_luminance(colours[ground]), _luminance(colours[letters])))

    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("profiles", "account"),
    [
        ((), []),
        (("https://social.example/@practice",), ["@practice@social.example"]),
        (("https://video.example/x", "https://a.example/@b/"), ["@b@a.example"]),
        (("https://www.youtube.com/@practice", "https://medium.com/@practice"), []),
    ],
)
def test_the_publisher_is_known_elsewhere(profiles: tuple[str, ...], account: list[str]) -> None:
    """Profiles verify the site, and the fediverse names the account beside a shared page."""
    publisher = tbh.Publisher(name="The Small Practice", profiles=profiles)
    head = site(series(publisher=publisher, editions=(edition(),))).page("index.html")

    assert head.xpath("//head/link[@rel='me']/@href") == list(profiles)
    assert head.xpath("//head/meta[@name='fediverse:creator']/@content") == account
