"""The content of a letter: an edition as passages, which the page and the plain text print."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, assert_never

from attrs import evolve, field, frozen

import tbh_model as tbh
from tbh_model.exporters import base_url
from tbh_model.i18n import lang_attributes, language_for, primary_language
from tbh_model.model import (
    CallsToActionPart,
    CallToAction,
    ChallengePart,
    ChallengersPart,
    CorrectionsPart,
    IntroductionPart,
    NextTimePart,
    NoticesPart,
    OverviewPart,
    PrintedResponse,
    ResultsPart,
    SignOffPart,
    TitlePart,
    format_correction,
)
from tbh_model.text import Block, RichText, join, map_links, paragraphs, unwrap_lines, uri

Attributes = Mapping[str, str]
"""`lang` and `dir`, where a passage has another language than the letter."""


@frozen(kw_only=True)
class Heading:
    """The heading of a part."""

    kind: ClassVar = "heading"
    label: str
    value: str | None = None


@frozen(kw_only=True)
class Prose:
    """Rich text; small print is set apart."""

    kind: ClassVar = "prose"
    text: RichText
    is_small: bool = False
    attributes: Attributes = field(factory=dict)


@frozen(kw_only=True)
class Overview:
    """The list of the parts at the top."""

    kind: ClassVar = "overview"
    heading: str
    items: tuple[tuple[str, str | None], ...]


@frozen(kw_only=True)
class Question:
    """The question as it was put to the panel."""

    kind: ClassVar = "question"
    label: str
    text: RichText


@frozen(kw_only=True)
class Answer:
    """What one person said: the name comes before the words."""

    kind: ClassVar = "answer"
    name: str | None
    titles: str
    """What follows the name in the byline."""
    url: str | None
    quote: RichText
    text: RichText
    attributes: Attributes = field(factory=dict)


@frozen(kw_only=True)
class Invitation:
    """A sentence that invites, with its link inside; of some, the link is a button below."""

    before: str
    link: str
    after: str
    url: str | None
    is_button: bool

    @property
    def button(self) -> str:
        """The text of the button, which begins like a sentence."""
        return f"{self.link[:1].upper()}{self.link[1:]}"


@frozen(kw_only=True)
class Invitations:
    """The calls to action of one place, by paragraph."""

    kind: ClassVar = "invitations"
    paragraphs: tuple[tuple[Invitation, ...], ...]
    attributes: Attributes = field(factory=dict)


@frozen(kw_only=True)
class More:
    """The link to further answers on the web."""

    kind: ClassVar = "more"
    words: str
    url: str
    attributes: Attributes = field(factory=dict)


Passage = Heading | Prose | Overview | Question | Answer | Invitations | More


@frozen(kw_only=True)
class Letter:
    """An edition as a letter."""

    series: tbh.Series
    edition: tbh.Edition
    language: str
    url: str
    """The page of the edition."""
    passages: tuple[Passage, ...]


def letter_of(
    series: tbh.Series,
    edition: tbh.Edition,
    tracking: tbh.Tracking | None,
    *,
    more_on_web: bool,
) -> Letter:
    """Return an edition as a letter, with absolute addresses."""
    language, url = series.language_of(edition), uri(series.url_of(edition))
    builder = _Builder(
        series=series, page=series.url_of(edition), language=language, tracking=tracking
    )
    last = ResultsPart if edition.responses else ChallengersPart
    passages: list[Passage] = []
    for part in tbh.outline(series, edition):
        passages += builder.part(part)
        if more_on_web and isinstance(part, last):
            passages.append(builder.more(url))
    return Letter(
        series=series, edition=edition, language=language, url=url, passages=tuple(passages)
    )


@frozen(kw_only=True)
class _Builder:
    series: tbh.Series
    page: str
    language: str
    tracking: tbh.Tracking | None

    def part(self, part: tbh.model.Part) -> Iterator[Passage]:
        match part:
            case TitlePart():
                return
            case IntroductionPart(text=text):
                yield self.prose(text)
            case OverviewPart(heading=heading, items=items):
                pairs = tuple((item.label, item.value) for item in items)
                yield Overview(heading=heading, items=pairs)
            case ChallengePart(heading=heading, background=text):
                yield Heading(label=heading.label, value=heading.value)
                yield self.prose(text)
            case ChallengersPart(heading=heading, introduction=text, prompt=prompt):
                yield Heading(label=heading.label, value=heading.value)
                yield self.prose(text)
                yield Question(label=prompt.label, text=_rich(prompt.value or ""))
            case ResultsPart(heading=heading, responses=responses):
                yield Heading(label=heading.label, value=heading.value)
                yield from map(self.answer, responses)
            case CorrectionsPart(corrections=corrections):
                lines = (format_correction(correction, self.language) for correction in corrections)
                yield Prose(text=_rich("\n\n".join(lines)), is_small=True)
            case (
                SignOffPart(text=words, language=language)
                | NextTimePart(text=words, language=language)
            ):
                yield Prose(text=_rich(words), attributes=self.attributes(language))
            case CallsToActionPart(heading=heading_, paragraphs=calls, language=language):
                if heading_ is not None:
                    yield Heading(label=heading_)
                yield self.invitations(calls, language, is_closing=heading_ is not None)
            case NoticesPart(notices=notices, language=language):
                blocks = tuple(block for notice in notices for block in notice.text.blocks)
                small = self.prose(RichText(blocks=blocks))
                yield evolve(small, is_small=True, attributes=self.attributes(language))
            case _:
                assert_never(part)

    def prose(self, text: RichText) -> Prose:
        return Prose(text=map_links(unwrap_lines(text), self.link, self.image))

    def answer(self, printed: PrintedResponse) -> Answer:
        therapist, byline = printed.therapist, printed.byline
        name = byline if therapist is None else therapist.name
        return Answer(
            name=name if byline is not None else None,
            titles=(byline or "").removeprefix(name or ""),
            url=None if therapist is None or therapist.url is None else self.link(therapist.url),
            quote=_rich(printed.quote or ""),
            text=self.prose(printed.response.answer or RichText()).text,
            attributes=self.attributes(printed.language),
        )

    def invitations(
        self, calls: tuple[tuple[CallToAction, ...], ...], language: str, *, is_closing: bool
    ) -> Invitations:
        # one button in a letter: several would be none
        first = next((call for group in calls for call in group if call.url), None)
        return Invitations(
            paragraphs=tuple(
                tuple(
                    self.invitation(call, is_button=is_closing and call is first) for call in group
                )
                for group in calls
            ),
            attributes=self.attributes(language),
        )

    def invitation(self, call: CallToAction, *, is_button: bool) -> Invitation:
        before, link, after = call.split
        url = None if call.url is None else self.link(call.url, call.key)
        return Invitation(before=before, link=link, after=after, url=url, is_button=is_button)

    def more(self, url: str) -> More:
        strings = language_for(self.language)
        is_own = strings.code == primary_language(self.language)
        attributes = {} if is_own else self.attributes(strings.code)
        return More(words=strings.more_answers, url=url, attributes=attributes)

    def link(self, url: str, key: str | None = None) -> str | None:
        """Return the address of a link, with UTM parameters where they are wished."""
        address = join(base_url(self.series), url, self.page)
        if not url or self.tracking is None or address.partition("#")[0] == self.page:
            return uri(address) if url else None
        return uri(self.tracking.add_utm(address, key))

    def image(self, url: str) -> str | None:
        return uri(join(base_url(self.series), url))

    def attributes(self, language: str) -> Attributes:
        return lang_attributes(language, self.language)


def _rich(words: str) -> RichText:
    return RichText(blocks=tuple[Block, ...](paragraphs(words)))
