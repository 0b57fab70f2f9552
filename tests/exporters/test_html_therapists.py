"""Who is shown as one of the panel, and who as somebody who was."""

import pytest
from lxml.etree import _Element

import tbh_model as tbh
from site_reader import Site, site
from small import edition, response, series, therapist

LIST = "therapists/index.html"
ALUMNI = tbh.TherapistStatus.ALUMNI


def site_of(*people: tbh.Therapist, language: str = "en") -> Site:
    """Make the site of a series in which everybody has answered."""
    answers = tuple(response(f"r-{each.id}", therapist=each.id) for each in people)
    return site(
        series(therapists=people, editions=(edition(responses=answers),), language=language)
    )


def lists(page: _Element) -> list[tuple[str, list[str]]]:
    """Return the names in each list of people, under the heading before it."""
    return [
        (
            faces.xpath("string(preceding::*[self::h1 or self::h2][1])"),
            [" ".join(name.itertext()) for name in faces.xpath(".//span[@class='p-name']")],
        )
        for faces in page.xpath("//ul[contains(@class, 'faces')]")
    ]


MIXED = site_of(
    therapist("t-1", name="Ada"),
    therapist("t-2", name="Bo", status=ALUMNI),
    therapist("t-3", name="Cy"),
    therapist("t-4", name="Di", status=ALUMNI),
)


def test_those_who_have_left_stand_under_a_heading_of_their_own() -> None:
    """By name, like the others; nobody is called a therapist who may have stopped being one."""
    assert lists(MIXED.page(LIST)) == [
        ("Therapists", ["Ada", "Cy"]),
        ("Former members of the panel", ["Bo", "Di"]),
    ]


def test_the_home_page_shows_those_who_are_there() -> None:
    """And no others."""
    assert lists(MIXED.page("index.html")) == [("Therapists", ["Ada", "Cy"])]


def test_those_who_have_left_keep_their_page() -> None:
    """What they said stays theirs, and their answers lead to it."""
    page = MIXED.page("therapists/t-2/index.html")

    assert page.xpath("string(//h1)") == "Bo"
    assert page.xpath("//h3/a/@href") == ["../../editions/patience/#r-t-2"]
    links = MIXED.page("editions/patience/index.html").xpath("//figcaption//a/@href")
    assert "../../therapists/t-2/" in links


def test_without_anybody_who_has_left_there_is_no_such_heading() -> None:
    """No list of nobody."""
    assert lists(site_of(therapist()).page(LIST)) == [("Therapists", ["Dana Okafor"])]


def test_everybody_may_have_left() -> None:
    """The home page names nobody then, and the page of therapists is still found."""
    made = site_of(therapist(status=ALUMNI))

    assert lists(made.page("index.html")) == []
    assert lists(made.page(LIST)) == [("Former members of the panel", ["Dana Okafor"])]
    assert "therapists/" in list(made.relative_links("index.html"))


def test_the_home_page_leads_to_the_rest_of_a_large_panel() -> None:
    """Those who have left do not make it large."""
    panel = [therapist(f"t-{number}", name=f"N {number:02}") for number in range(12)]
    more = therapist("t-x", name="O")
    left = therapist("t-y", name="A", status=ALUMNI)

    with_left = site_of(*panel, left).page("index.html")
    with_more = site_of(*panel, more, left).page("index.html")

    assert with_left.xpath("//section[@class='people']/p//a") == []
    assert with_more.xpath("//section[@class='people']/p//a/@href") == ["therapists/"]
    for page in (with_left, with_more):
        assert lists(page) == [("Therapists", [f"N {number:02}" for number in range(12)])]


@pytest.mark.parametrize(
    ("language", "heading"),
    [("fr-CA", "Ont fait partie du panel"), ("cy", "Former members of the panel")],
)
def test_the_heading_is_in_a_language_that_we_speak(language: str, heading: str) -> None:
    """That of the series, or English."""
    page = site_of(therapist(), therapist("t-2", status=ALUMNI), language=language).page(LIST)

    assert lists(page)[1] == (heading, ["Dana Okafor"])
