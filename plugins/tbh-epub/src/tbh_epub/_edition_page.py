"""The page of an edition: its parts, in the order of `tbh.outline`."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from attrs import frozen
from lxml.etree import _Element

import tbh_model as tbh
from tbh_epub._places import PANEL, Places, person_id, response_id
from tbh_epub._prose import prose
from tbh_epub._words import words
from tbh_epub._xhtml import EPUB_TYPE, Child, element, lines, ours, page, spoken
from tbh_model.i18n import localized_date
from tbh_model.model import (
    CallsToActionPart,
    ChallengePart,
    ChallengersPart,
    CorrectionsPart,
    IntroductionPart,
    LabelledValue,
    NextTimePart,
    NoticesPart,
    OverviewPart,
    Part,
    PrintedResponse,
    ResultsPart,
    SignOffPart,
    TitlePart,
    day_of,
    format_correction,
)
from tbh_model.text import RichText


def edition_page(places: Places, edition: tbh.Edition, *, more_on_web: bool) -> bytes:
    """Write the page of an edition.

    Args:
        places: Where things are.
        edition: The edition.
        more_on_web: Whether to say below the answers that there are more of them on the web.
    """
    language = places.series.language_of(edition)
    written = _Page(places=places, edition=edition, language=language, more_on_web=more_on_web)
    return page(edition.title, language, [written.chapter()])


@frozen(kw_only=True)
class _Page:
    places: Places
    edition: tbh.Edition
    language: str
    more_on_web: bool

    @property
    def url(self) -> str:
        """Its page on the web."""
        return self.places.series.url_of(self.edition)

    def chapter(self) -> _Element:
        parts = tbh.outline(self.places.series, self.edition)
        last = ResultsPart if self.edition.responses else ChallengersPart
        children: list[Child] = []
        for part in parts:
            children += self.part(part)
            if self.more_on_web and isinstance(part, last):
                children.append(self.more())
        kind = {EPUB_TYPE: "chapter", "role": "doc-chapter", "aria-labelledby": "title"}
        return element("section", children, kind)

    def part(self, part: Part) -> Iterator[_Element]:
        match part:
            case TitlePart(text=text):
                yield self.opening(text)
            case IntroductionPart(text=text):
                yield _section("introduction", self.prose(text, 2))
            case OverviewPart(heading=heading, items=items):
                listed = element("ul", map(_labelled, items))
                yield _section("overview", [element("h2", [heading]), listed])
            case ChallengePart(heading=heading, background=background):
                title = element("h2", [str(heading)])
                yield _section("challenge", [title, *self.prose(background, 3)])
            case ChallengersPart(heading=heading, introduction=introduction, prompt=prompt):
                title = element("h2", [str(heading)])
                asked = lines(str(prompt), {"class": "prompt"})
                yield _section("challengers", [title, *self.prose(introduction, 3), *asked])
            case ResultsPart(heading=heading, responses=responses):
                title = element("h2", [str(heading)])
                yield _section("results", [title, *map(self.response, responses)])
            case CorrectionsPart(corrections=corrections):
                texts = (format_correction(each, self.language) for each in corrections)
                yield _section("corrections", (line for text in texts for line in lines(text)))
            case SignOffPart(text=text, language=language):
                yield from lines(text, {"class": "sign-off", **self.spoken(language)})
            case NextTimePart(text=text, language=language):
                yield from lines(text, {"class": "next-time", **self.spoken(language)})
            case CallsToActionPart():
                yield element("section", self.calls(part), {"class": "calls"})
            case NoticesPart():
                yield from self.notices(part)
            case _:
                assert_never(part)

    def opening(self, title: str) -> _Element:
        edition, children = self.edition, [element("h1", [title], {"id": "title"})]
        if edition.byline:
            by = element("span", [words(self.language).by], ours(self.language))
            children.append(element("p", [by, f" {', '.join(edition.byline)}"], {"class": "by"}))
        if edition.published is not None:
            day = day_of(edition.published, self.places.series.time_zone)
            said = element("time", [localized_date(day, self.language)], {"datetime": str(day)})
            children.append(element("p", [said], {"class": "day"}))
        if edition.image is not None:
            children += figure(self.places, edition.image, self.language)
        return element("header", children)

    def response(self, printed: PrintedResponse) -> _Element:
        """Write an answer: whose it is stands before it, as much as may be said."""
        said: list[_Element] = []
        if printed.quote is not None:
            said += lines(printed.quote, {"class": "quote"})
        if printed.response.answer:
            said += self.prose(printed.response.answer, 3)
        children = [element("blockquote", said, self.spoken(printed.language))]
        if printed.byline is not None:
            children.insert(0, element("figcaption", [_named(printed, printed.byline)]))
        kind = {"id": response_id(printed.response), "class": "response"}
        return element("figure", children, kind)

    def more(self) -> _Element:
        address = self.places.on_the_web(self.places.series.url_of(self.edition))
        link = element("a", [words(self.language).more], {"href": address})
        return element("p", [link], {"class": "more", **ours(self.language)})

    def calls(self, part: CallsToActionPart) -> Iterator[_Element]:
        if part.heading is not None:
            yield element("h2", [part.heading], self.spoken(part.language))
        for paragraph in part.paragraphs:
            children: list[Child] = []
            for call in paragraph:
                children += [*([" "] if children else []), *self.call(call)]
            yield element("p", children, self.spoken(part.language))

    def call(self, call: tbh.CallToAction) -> Iterator[Child]:
        before, link, after = call.split
        address = None if call.url is None else self.places.address(call.url, self.url)
        yield before
        yield link if address is None else element("a", [link], {"href": address})
        yield after

    def notices(self, part: NoticesPart) -> Iterator[_Element]:
        for notice in part.notices:
            kind = {EPUB_TYPE: "notice", "role": "doc-notice", "class": "notice"}
            written = self.prose(notice.text, 2)
            yield element("section", written, {**kind, **self.spoken(part.language)})

    def prose(self, text: RichText, level: int) -> Iterator[_Element]:
        return prose(text, self.places, level, self.url)

    def spoken(self, language: str) -> dict[str, str]:
        return dict(spoken(language, self.language))


def figure(places: Places, image: tbh.Image, language: str) -> Iterator[_Element]:
    """Write an image with what goes with it; one that is not in the book leaves its description."""
    path = places.picture(image)
    if path is None:
        if image.alt:
            yield element("p", [image.alt], {"class": "left-out"})
        return
    children = [element("img", attributes={"src": path, "alt": image.alt})]
    below: list[Child] = [] if image.caption is None else [f"{image.caption} "]
    if image.credit is not None:
        credit = words(language).image_by.format(image.credit)
        below.append(element("span", [credit], ours(language)))
    if below:
        children.append(element("figcaption", below))
    yield element("figure", children, {"class": "picture"})


def _section(name: str, children: Iterable[Child]) -> _Element:
    return element("section", children, {"class": name})


def _labelled(item: LabelledValue) -> _Element:
    value = [] if item.value is None else [f" {item.value}"]
    return element("li", [element("strong", [item.label]), *value])


def _named(printed: PrintedResponse, byline: str) -> Child:
    """Link a person who is named in full to the page of the panel."""
    if printed.therapist is None:
        return element("bdi", [byline])
    place = f"{PANEL}#{person_id(printed.therapist)}"
    return element("a", [element("bdi", [byline])], {"href": place})
