"""The site as files: what there is, at which paths, and that every link leads somewhere."""

import pickle
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from attrs import evolve, frozen
from lxml import etree

import tbh_model as tbh
from site_reader import Site, site, target
from small import AT, edition, response, series, therapist
from tbh_model.exporters import SearchProvider, connect_exporters
from tbh_model.exporters.html import HTML

EXAMPLE = Path(__file__).parents[2] / "examples" / "therapists-being-human"
EMPTY = tbh.Series(
    id="tag:example.org,2026:empty",
    title="Nothing Yet",
    url="https://example.org/",
    publisher=tbh.Publisher(name="The Small Practice"),
)
MANY = series(
    editions=tuple(
        edition(f"n-{number}", published=AT - timedelta(days=number), tags=(f"topic {number % 7}",))
        for number in range(120)
    )
)


def test_the_pages_of_a_series() -> None:
    """One page for each edition, therapist and topic, and those that every site has."""
    made = site(series(editions=(edition(tags=("Waiting rooms",)),)))

    assert sorted(made.artifacts) == [
        "404.html",
        "assets/icon.svg",
        "assets/style.css",
        "editions/patience/index.html",
        "index.html",
        "subscribe/index.html",
        "therapists/index.html",
        "therapists/t-1/index.html",
        "topics/index.html",
        "topics/waiting-rooms/index.html",
    ]


@pytest.mark.parametrize("page", ["index", "therapists/index", "topics/index", "subscribe/index"])
def test_a_list_is_described_to_search_engines(page: str) -> None:
    """In the words of the series."""
    made = site(series(description="One question, many answers.", editions=MANY.editions[:2]))

    assert '<meta name="description" content="One question, many answers.">' in made.text(
        f"{page}.html"
    )


def test_an_empty_series_is_a_site() -> None:
    """No list of nothing: therapists and topics have no page, and the home page says so."""
    made = site(EMPTY)

    assert made.pages == ("index.html", "subscribe/index.html", "404.html")
    assert "Nothing has been published yet." in made.text("index.html")


@pytest.mark.parametrize("file_links", [False, True])
@pytest.mark.parametrize("content", [EMPTY, series(), MANY], ids=["empty", "small", "many"])
def test_every_relative_link_leads_to_a_file(content: tbh.Series, file_links: bool) -> None:  # noqa: FBT001
    """From every page, with and without a web server."""
    made = site(content, file_links=file_links)

    for page in made.pages[:40]:
        for address in made.relative_links(page):
            assert target(page, address) in made.artifacts, f"{page}: {address}"


def test_links_name_the_file_when_asked() -> None:
    """So that the site can be read from a disk."""
    made = site(series(), file_links=True)

    links = list(made.relative_links("editions/patience/index.html"))

    assert "../../index.html" in links
    assert not [address for address in links if address.endswith("/")]


def test_the_lost_page_works_at_any_address() -> None:
    """A server shows it in the place of any page, so that nothing on it is relative."""
    made = site(series())

    assert list(made.relative_links("404.html")) == []
    assert "https://example.org/small/assets/style.css" in made.text("404.html")
    assert made.text("assets/style.css").strip() in made.text("404.html")


@pytest.mark.parametrize(
    ("permalink", "path"),
    [
        ("{url}editions/{slug}/", "editions/été/index.html"),
        ("{url}{slug}.html", "été.html"),
        ("{url}2026/{slug}", "2026/été.html"),
        ("{url}{id}/", "e-été/index.html"),
        ("https://example.org/small/by-id/{id}/", "by-id/e-été/index.html"),
        ("{url}?edition={slug}", "editions/été/index.html"),
        ("https://elsewhere.example/{slug}/", "editions/été/index.html"),
        ("{url}subscribe/?{slug}", "editions/été/index.html"),
        ("{url}../{slug}/", "editions/été/index.html"),
    ],
)
def test_an_edition_is_where_its_permalink_says(permalink: str, path: str) -> None:
    """Below the home page at that path; a page elsewhere has a copy here that says where it is."""
    content = series(permalink=permalink, editions=(edition("été"),))
    made = site(content)

    canonical = made.page(path).xpath("string(//link[@rel='canonical']/@href)")

    assert canonical == content.url_of(content.editions[0])


def test_an_edition_cannot_take_the_place_of_another_page() -> None:
    """Its own URL is that of the page on subscribing: it goes to its slug."""
    made = site(series(editions=(edition(url="https://example.org/small/subscribe/"),)))

    assert "editions/patience/index.html" in made.artifacts


def test_two_editions_with_one_permalink_have_two_pages() -> None:
    """Which is a mistake, but no reason to lose one of them."""
    url = "https://example.org/small/same/"

    made = site(series(editions=(edition("a", url=url), edition("b", url=url))))

    assert {"same/index.html", "editions/b/index.html"} <= made.artifacts.keys()


def test_topics_that_would_collide_are_told_apart() -> None:
    """On every file system, and for tags that have no letter."""
    tags = ("Family", "family", "família", "家族", "😀", "con", "a/b", "a b", "x" * 300)

    made = site(series(editions=(edition(tags=tags),)))

    assert sorted(path for path in made.artifacts if path.startswith("topics/")) == [
        "topics/a-b-c14cdd/index.html",
        "topics/a-b/index.html",
        "topics/con-/index.html",
        "topics/family-d34a56/index.html",
        "topics/family/index.html",
        "topics/família/index.html",
        "topics/index.html",
        "topics/topic-f0443a/index.html",
        f"topics/{'x' * 60}/index.html",
        "topics/家族/index.html",
    ]


def test_marks_that_make_a_letter_stay_in_a_slug() -> None:
    """A word in Hindi is one word."""
    made = site(series(editions=(edition(tags=("हिन्दी",)),)))

    assert "topics/हिन्दी/index.html" in made.artifacts


def test_the_home_page_lists_the_newest_first() -> None:
    """Those without a date last; ties by id."""
    day = datetime(2026, 5, 1, tzinfo=UTC)
    made = site(
        series(
            editions=(
                edition("undated", published=None),
                edition("b", published=day),
                edition("a", published=day),
                edition("newest", published=day + timedelta(days=1)),
            )
        )
    )

    links = made.page("index.html").xpath("//h3/a/@href")

    assert links == ["editions/newest/", "editions/a/", "editions/b/", "editions/undated/"]


def test_an_archive_has_the_editions_of_the_first_year() -> None:
    """Also where the clocks of the series show no such year."""
    first = edition("first", published=datetime(1, 1, 1, tzinfo=UTC))
    made = site(evolve(MANY, editions=(*MANY.editions, first), time_zone="America/Toronto"))

    years = made.page("archive/index.html").xpath("//main//h2/text()")
    assert years == ["2026", "1"]


def test_more_than_ten_editions_have_an_archive() -> None:
    """The home page lists ten, the archive all of them by year, with what was asked."""
    made = site(MANY)

    assert len(made.page("index.html").xpath("//main//article")) == 10
    assert len(made.page("archive/index.html").xpath("//main//li")) == 120
    assert made.page("archive/index.html").xpath("//main//h2/text()") == ["2026"]
    assert len(made.page("archive/index.html").xpath("//li/span[@class='question']")) == 120
    assert "archive/" in list(made.relative_links("index.html"))


def test_ten_editions_have_none() -> None:
    """The home page holds them."""
    assert "archive/index.html" not in site(evolve(MANY, editions=MANY.editions[:10])).artifacts


def test_only_the_images_that_a_release_mentions_are_copied() -> None:
    """With their media types; portraits of people who are not named stay where they are."""
    content = tbh.load(EXAMPLE)
    named_once = evolve(content, editions=content.editions[:1])

    made = {path for path in site(named_once).artifacts if path.startswith("images/")}

    assert "images/series.svg" in made
    assert made < {path for path in site(content).artifacts if path.startswith("images/")}
    assert site(content).artifacts["images/series.svg"].media_type == "image/svg+xml"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.PNG", "image/png"),
        ("a.jpeg", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.avif", "image/avif"),
        ("a.gif", "image/gif"),
        ("ä b.jpg", "image/jpeg"),
    ],
)
def test_an_image_in_a_text_is_copied(tmp_path: Path, name: str, media_type: str) -> None:
    """It is found where the home page of the series would find it."""
    (tmp_path / name).write_bytes(b"image")
    address = name.replace(" ", "%20")
    text = tbh.markdown(f"![A door.]({address})")

    made = site(series(folder=tmp_path, editions=(edition(introduction=text),)))

    (link,) = made.page("editions/patience/index.html").xpath("//main//img/@src")
    assert target("editions/patience/index.html", link) == name
    assert made.artifacts[name].media_type == media_type
    assert made.artifacts[name].body == b"image"


@pytest.mark.parametrize("src", ["gone.png", "series.yaml", "./a/../gone.png"])
def test_an_image_that_is_not_there_leaves_its_description(tmp_path: Path, src: str) -> None:
    """And no broken image; what is no image is never copied."""
    (tmp_path / "series.yaml").write_text("private")
    text = tbh.markdown(f"Look: *![A door.]({src})*\n\n![]({src})")

    made = site(series(folder=tmp_path, editions=(edition(introduction=text),)))

    page = made.page("editions/patience/index.html")
    assert page.xpath("//main//img") == []
    assert page.xpath("string(//main//em)") == "A door."
    assert "series.yaml" not in made.artifacts


def test_an_image_outside_the_content_folder_is_not_copied(tmp_path: Path) -> None:
    """Not through a link of the file system either; whoever asks for it is told."""
    (tmp_path / "outside.png").write_text("private")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "inside.png").symlink_to(tmp_path / "outside.png")
    text = tbh.markdown("![One.](../outside.png) ![Two.](inside.png)")

    made = site(series(folder=tmp_path / "content", editions=(edition(introduction=text),)))

    assert [path for path in made.artifacts if path.endswith(".png")] == ["inside.png"]
    with pytest.raises(tbh.ContentError, match="leads out of the content folder"):
        made.artifacts["inside.png"].body  # noqa: B018 - it is made when it is asked for


def test_a_series_without_a_folder_shows_no_image_of_it() -> None:
    """Remote ones are shown."""
    remote = tbh.Image(src="https://example.org/door.png", alt="A door.")
    made = site(series(image=tbh.Image(src="images/series.png"), editions=(edition(image=remote),)))

    assert "images/series.png" not in "".join(map(made.text, made.pages))
    assert made.page("editions/patience/index.html").xpath("//main//img/@src") == [remote.src]


def test_the_same_bytes_twice_and_in_another_process() -> None:
    """Every artifact pickles, and says the same when it is read back."""
    released = tbh.release(series(), channel="web", at=AT)

    first = {made.path: made.body for made in HTML().export(released)}
    copies = pickle.loads(pickle.dumps(tuple(HTML().export(released))))  # noqa: S301 - our own

    assert {made.path: made.body for made in copies} == first


def test_a_page_does_not_depend_on_the_instant_of_the_build() -> None:
    """What is out is out: a build a month later has the same bytes."""
    later = tbh.release(series(), channel="web", at=AT + timedelta(days=30))

    bodies = {made.path: made.body for made in HTML().export(later)}

    assert bodies == {path: made.body for path, made in site(series()).artifacts.items()}


def test_nothing_is_written_before_it_is_asked_for() -> None:
    """A template that cannot be read is no trouble to those who only plan the site."""
    released = tbh.release(series(folder=Path("/nowhere")), channel="web", at=AT)

    assert len(list(HTML().export(released))) == 8


def test_a_template_of_the_user_extends_ours(tmp_path: Path) -> None:
    """And changes one block of it."""
    write(
        tmp_path / "templates/html/edition.html",
        '{% extends "tbh/html/edition.html" %}\n'
        "{% block tags %}<p class=mine>{{ page.edition.title }}</p>{% endblock %}",
    )

    page = site(series(folder=tmp_path)).page("editions/patience/index.html")

    assert page.xpath("string(//p[@class='mine'])") == "What is patience for?"
    assert page.xpath("string(//h1)") == "What is patience for?"


def test_a_base_of_the_user_is_that_of_every_page(tmp_path: Path) -> None:
    """Because ours extend it by the name that an override takes."""
    write(
        tmp_path / "templates/html/base.html",
        '{% extends "tbh/html/base.html" %}\n{% block foot %}<p id=mine></p>{% endblock %}',
    )
    made = site(series(folder=tmp_path))

    assert all("<p id=mine></p>" in made.text(page) for page in made.pages)


def test_a_part_of_the_user_takes_the_place_of_ours(tmp_path: Path) -> None:
    """One part of an edition, or the style sheet."""
    write(tmp_path / "templates/html/parts/response.html", "<hr>")
    write(tmp_path / "templates/html/style.css", "{% include 'tbh/html/style.css' %}\np {}")
    made = site(series(folder=tmp_path))

    assert made.page("editions/patience/index.html").xpath("//figure") == []
    assert made.text("assets/style.css").endswith("p {}")


def test_a_mistake_in_a_template_is_named_with_its_place(tmp_path: Path) -> None:
    """Where it is, even in a part that another template includes."""
    write(tmp_path / "templates/html/parts/response.html", "<hr>\n{{ response.quote }}")
    made = site(series(folder=tmp_path))

    with pytest.raises(tbh.TemplateError, match=r"html/parts/response\.html:2: .*'response'"):
        made.text("editions/patience/index.html")


def test_no_private_thing_is_on_any_page() -> None:
    """Not what the gate withholds, and not what it empties."""
    content = series(
        therapists=(therapist(email="dana@private.example"), therapist("t-2", name="Not Named")),
        editions=(
            edition(responses=(response(verbatim="as received"),)),
            edition("draft", title="Half-baked", status=tbh.EditionStatus.DRAFT),
        ),
    )
    made = site(content)

    everything = "".join(map(made.text, made.pages))
    for private in ("private.example", "as received", "Half-baked", "Not Named"):
        assert private not in everything


def test_options_are_checked() -> None:
    """Like every value."""
    with pytest.raises(tbh.InvalidValueError, match="file_links"):
        HTML(file_links="yes")  # type: ignore[arg-type]  # the mistake under test


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_the_example_is_a_site_without_a_broken_link() -> None:
    """Every page of it is valid, and every relative link leads to a file."""
    made: Site = site(tbh.load(EXAMPLE))

    for page in made.pages:
        for address in made.relative_links(page):
            assert target(page, address) in made.artifacts, f"{page}: {address}"


def test_topics_of_one_edition_are_listed_while_there_are_no_others() -> None:
    """Their pages are there in any case, for the editions that link to them."""
    first, second = edition("a", tags=("rest", "work")), edition("b", tags=("rest",))
    both, one = site(series(editions=(first, second))), site(series(editions=(first,)))

    for path in ("index.html", "topics/index.html"):
        assert both.page(path).xpath("//main//ul[@class='topics']//a/bdi/text()") == ["rest"]
        assert one.page(path).xpath("//main//ul[@class='topics']//a/bdi/text()") == ["rest", "work"]
    assert "topics/work/index.html" in both.pages


@frozen(kw_only=True)
class _Finder:
    """Writes a search page."""

    info: ClassVar = tbh.ExporterInfo(name="finder", channel=tbh.Channel.WEB, summary="A search")

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        return ()

    def search_page(self) -> str:
        return "find/index.html"


@pytest.mark.parametrize(("file_links", "end"), [(False, ""), (True, "index.html")])
def test_the_navigation_leads_to_the_search_page_of_another_exporter(
    file_links: bool,  # noqa: FBT001 - as the parametrization gives it
    end: str,
) -> None:
    """Of the first one of a build, on every page; without it, there is no link."""
    assert isinstance(_Finder(), SearchProvider)
    html, _ = connect_exporters([tbh.HTML(file_links=file_links), _Finder()])
    made = {each.path: each.body for each in tbh.export(series(), html, at=AT)}

    page = etree.HTML(made["editions/patience/index.html"])
    assert page.xpath("//nav//a[text()='Search']/@href") == [f"../../find/{end}"]
    assert site(series()).page("index.html").xpath("//nav//a[text()='Search']") == []
