from pathlib import Path

import pytest
from lxml import etree

import talk
import tbh_model as tbh
from reader import Book, book, books, select, tag
from tbh_epub import EPUB, Season
from tbh_model.testing import corpus

EVERY = [*(name for name, one in corpus().items() if one.editions), "awkward"]


@pytest.fixture(params=EVERY)
def any_book(request: pytest.FixtureRequest, tmp_path: Path) -> Book:
    if request.param == "awkward":
        return book(talk.awkward(tmp_path), EPUB(season=Season.ALL))
    return book(corpus()[request.param], EPUB(season=Season.ALL))


def test_the_manifest_names_every_file_once(any_book: Book) -> None:
    """All but what the container itself needs."""
    listed = [path for path, _ in any_book.manifest.values()]

    assert sorted([*listed, any_book.path, "META-INF/container.xml", "mimetype"]) == sorted(
        any_book.names
    )


def test_every_page_is_in_the_spine_once(any_book: Book) -> None:
    """So that no page can be reached by links alone."""
    pages = [path for path, kind in any_book.manifest.values() if kind == "application/xhtml+xml"]

    assert sorted(f"EPUB/{name}" for name in any_book.spine) == sorted(pages)


def test_every_link_leads_somewhere(any_book: Book) -> None:
    """Inside the book to a page and a place on it; nothing is fetched from outside."""
    assert [*any_book.missing()] == []


def test_ids_are_unique(any_book: Book) -> None:
    """On each page, and in the package document."""
    for page in (any_book.package, *map(any_book.page, any_book.spine)):
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_headings_skip_no_level(any_book: Book) -> None:
    """Each page begins with level 1, and goes down one by one."""
    for name in any_book.spine:
        levels = [int(tag(each)[-1]) for each in _headings(any_book, name)]
        steps = zip([0, *levels], levels, strict=False)
        assert [step for step in steps if step[1] > step[0] + 1] == []


def test_no_page_has_a_script(any_book: Book) -> None:
    """Neither as an element nor in an attribute."""
    for name in any_book.spine:
        page = any_book.page(name)
        assert select(page, "//h:script | //@*[starts-with(name(), 'on')] | //h:svg") == []
        assert [each for each in page.xpath("//@href") if each.startswith("javascript")] == []


def test_the_table_of_contents_follows_the_spine(any_book: Book) -> None:
    """It lists each edition and the panel, in their order."""
    page = any_book.page("nav.xhtml")
    listed = select(page, "//h:nav[@role='doc-toc']//h:a/@href")

    assert listed == [name for name in any_book.spine if name.startswith(("edition-", "panel"))]


def test_landmarks_name_the_parts_of_the_book() -> None:
    """Reading systems offer them as places to go."""
    page = book(talk.series(talk.edition("tea"))).page("nav.xhtml")

    assert select(page, "//h:nav[@hidden]//h:a/@href") == [
        "title.xhtml",
        "nav.xhtml",
        "edition-tea.xhtml",
    ]


def test_authors_are_bylines_and_contributors_are_the_panel_by_name() -> None:
    """Who may not be named in full is not named in the metadata."""
    hidden = talk.response(2, attribution=tbh.Attribution.FIRST_NAME)
    tea = talk.edition("tea", responses=(talk.response(1), hidden))
    ink = talk.edition("ink", byline=("Al", "Nell Editor"), responses=(talk.response(1),))
    made = book(talk.series(tea, ink))

    assert made.said("dc:creator") == ["Al", "Nell Editor"]
    assert made.said("dc:contributor") == ["Ines Moreau"]
    assert made.said("role") == ["aut", "aut", "ctb"]


def test_without_a_byline_the_publisher_is_the_author() -> None:
    """It is never the panel, who are quoted."""
    made = book(talk.series(talk.edition("tea", byline=())))

    assert made.said("dc:creator") == ["A Practice"]


def test_the_metadata_says_what_is_known() -> None:
    """Title with its year, publisher, rights, description, tags, languages, dates."""
    tea = talk.edition("tea", tags=("leaves", "milk"))
    ink = talk.edition("ink", tags=("milk",), language="fr")
    made = book(talk.series(tea, ink, description="Questions & answers."), EPUB(title="Collected"))

    assert made.said("dc:title") == ["Collected, 2026"]
    assert made.said("dc:publisher") == ["A Practice"]
    assert made.said("dc:rights") == ["A Practice Ltd."]
    assert made.said("dc:description") == ["Questions & answers."]
    assert made.said("dc:subject") == ["milk", "leaves"]
    assert made.said("dc:language") == ["en", "fr"]
    assert made.said("dc:date") == ["2026-05-04"]
    assert made.said("dcterms:modified") == ["2026-05-04T09:00:00Z"]
    assert made.said("belongs-to-collection") == ["Small Talk"]


def test_accessibility_is_described() -> None:
    """A book of text says so, and what it offers."""
    made = book(talk.series(talk.edition("tea")))

    assert made.said("schema:accessMode") == ["textual"]
    assert made.said("schema:accessModeSufficient") == ["textual"]
    assert "structuralNavigation" in made.said("schema:accessibilityFeature")
    assert "alternativeText" not in made.said("schema:accessibilityFeature")
    assert made.said("schema:accessibilityHazard") == ["none"]
    assert made.said("schema:accessibilitySummary")[0].startswith("All of the book is text")


def test_a_book_from_right_to_left_says_so() -> None:
    """Pages are turned the other way."""
    made = book(talk.series(talk.edition("tea"), language="he"))

    assert made.find("o:spine/@page-progression-direction") == ["rtl"]
    assert made.page("title.xhtml").get("dir") == "rtl"


def test_the_example_is_one_book() -> None:
    """Its editions are of one year."""
    example = Path(__file__).parents[3] / "examples" / "therapists-being-human"

    assert [*books(tbh.load(example))] == ["therapists-being-human-2026.epub"]


def _headings(made: Book, name: str) -> list[etree._Element]:
    return select(made.page(name), "//*[self::h:h1 or self::h:h2 or self::h:h3 or self::h:h4"
                  " or self::h:h5 or self::h:h6]")  # fmt: skip
