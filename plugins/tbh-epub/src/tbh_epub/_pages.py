"""The pages around the editions: cover, title page, panel."""

from collections.abc import Iterator

from lxml.etree import _Element

import tbh_model as tbh
from tbh_epub._edition_page import figure
from tbh_epub._places import Places, page_of, person_id, response_id
from tbh_epub._prose import prose
from tbh_epub._words import words
from tbh_epub._xhtml import EPUB_TYPE, Child, element, lines, ours, page, spoken


def cover_page(series: tbh.Series, path: str, alt: str) -> bytes:
    """Write the page that shows the cover."""
    name = words(series.language).cover
    shown = element("img", attributes={"src": path, "alt": alt or name})
    return page(name, series.language, [element("section", [shown], {EPUB_TYPE: "cover"})])


def title_page(places: Places, title: str) -> bytes:
    """Write the page that says what the book is, and who answers for it."""
    series = places.series
    children: list[_Element] = [element("h1", [title])]
    if series.description is not None:
        children += lines(series.description)
    children += _publisher(places)
    section = element("section", children, {EPUB_TYPE: "titlepage", "class": "title-page"})
    return page(title, series.language, [section])


def _publisher(places: Places) -> Iterator[_Element]:
    publisher = places.series.publisher
    name = publisher.legal_name or publisher.name
    yield element("p", [linked(places, name, publisher.url)], {"class": "publisher"})
    if publisher.postal_address is not None:
        yield from lines(publisher.postal_address)
    home = places.series.url
    yield element("p", [linked(places, home, home)])


def linked(places: Places, text: str, url: str | None) -> Child:
    """Return a text as a link, if it can lead somewhere."""
    address = None if url is None else places.address(url)
    return text if address is None else element("a", [text], {"href": address})


def panel(series: tbh.Series) -> tuple[tbh.Therapist, ...]:
    """Return those who are named in full, in the order in which they first speak."""
    spoke = (
        series.profile(response) for edition in series.editions for response in edition.responses
    )
    return tuple({person.id: person for person in spoke if person is not None}.values())


def panel_page(places: Places) -> bytes:
    """Write the page on those who are named in full."""
    series, name = places.series, words(places.series.language).panel
    heading = element("h1", [name], ours(series.language))
    people = (_person(places, person) for person in panel(series))
    section = element("section", [heading, *people], {EPUB_TYPE: "contributors"})
    return page(name, series.language, [section])


def _person(places: Places, person: tbh.Therapist) -> _Element:
    children: list[_Element] = [element("h2", [person.name])]
    if person.portrait is not None:
        children += figure(places, person.portrait, places.series.language)
    facts = " · ".join(filter(None, (person.pronouns, person.role, person.location)))
    if facts:
        children.append(element("p", [facts]))
    if person.credentials:
        titles = (", ".join(filter(None, (each.title, each.issuer))) for each in person.credentials)
        children.append(element("ul", (element("li", [title]) for title in titles)))
    children += prose(person.bio, places, 3)
    if person.url is not None:
        shown = places.on_the_web(person.url)
        children.append(element("p", [linked(places, shown, person.url)]))
    children += _answers(places.series, person)
    return element("section", children, {"id": person_id(person), "class": "person"})


def _answers(series: tbh.Series, person: tbh.Therapist) -> Iterator[_Element]:
    """Link each edition in which a person is named, at their first answer in it."""
    links: list[_Element] = []
    for edition in series.editions:
        given = next((each for each in edition.responses if series.profile(each) is person), None)
        if given is not None:
            place = f"{page_of(edition)}#{response_id(given)}"
            tongue = spoken(series.language_of(edition), series.language)
            link = element("a", [edition.title], {"href": place, **tongue})
            links.append(element("li", [link]))
    yield element("p", [words(series.language).answers], ours(series.language))
    yield element("ul", links)
