"""An edition as passages of one text: what feeds, newsletters and plain text write down.

The parts come in the order of `outline`, in elements that every reader and mailing service keeps:
who said what can be read without a style sheet.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import assert_never

from tbh_model._attrs import evolve, frozen
from tbh_model.exporters._urls import page_link, resolve_page_links
from tbh_model.i18n import lang_attributes, language_for, primary_language
from tbh_model.model import (
    CallsToActionPart,
    CallToAction,
    ChallengePart,
    ChallengersPart,
    CorrectionsPart,
    Edition,
    IntroductionPart,
    LabelledValue,
    NextTimePart,
    NoticesPart,
    OverviewPart,
    Part,
    PrintedResponse,
    ResultsPart,
    Series,
    SignOffPart,
    TitlePart,
    format_correction,
    outline,
)
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Inline,
    Link,
    ListItem,
    Paragraph,
    RichText,
    Strong,
    Text,
    ThematicBreak,
    headings,
    map_text,
    paragraphs,
    unwrap_lines,
    write_html,
)

_MAX_HEADING_LEVEL = 6


@frozen
class Section:
    """A stretch of an edition: texts one below the other, set off as a quotation or not."""

    texts: tuple[RichText, ...]
    is_quoted: bool = False
    attributes: tuple[tuple[str, str], ...] = ()
    """`lang` and `dir`, where its language is not that of the edition."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The same as blocks of a larger text."""
        blocks = tuple(block for text in self.texts for block in text.parse())
        return (BlockQuote(children=blocks),) if self.is_quoted else blocks

    def html(self, base_url: str) -> str:
        """Write it as HTML, the same as its blocks, of which plain prose has no need."""
        markup = "\n".join(write_html(text, base_url=base_url) for text in self.texts if text)
        if not (self.is_quoted or (markup and self.attributes)):
            return markup
        name = "blockquote" if self.is_quoted else "div"
        return f"<{name}{attributes_of(self.attributes)}>\n{markup}\n</{name}>"


def attributes_of(attributes: Iterable[tuple[str, str]]) -> str:
    """Write attributes of an element whose values need no escape, such as language tags."""
    return "".join(f' {name}="{value}"' for name, value in attributes)


def to_html(sections: Iterable[Section], base_url: str) -> str:
    """Write passages as HTML, one below the other."""
    return "\n".join(filter(None, (section.html(base_url) for section in sections)))


def to_rich_text(sections: Iterable[Section]) -> RichText:
    """Return passages as one text."""
    return RichText(blocks=tuple(block for section in sections for block in section.blocks))


def edition_sections(
    series: Series,
    edition: Edition,
    *,
    level: int = 1,
    more_on_web: bool = False,
) -> tuple[Section, ...]:
    """Return a whole edition, all but its title, which every format carries in its own way.

    Args:
        series: The series that it belongs to.
        edition: The edition.
        level: The level of the headings of its sections; headings in its texts lie below.
        more_on_web: Whether to say below the answers that there are more of them on the web.
    """
    builder = _builder(series, edition, level)
    # without answers here, there is no part of results to stand below
    last = ResultsPart if edition.responses else ChallengersPart
    sections: list[Section] = []
    for part in outline(series, edition):
        sections += builder.part(part)
        if more_on_web and isinstance(part, last):
            sections.append(builder.more_link())
    return tuple(sections)


def enclosure_section(series: Series, edition: Edition) -> Section | None:
    """Return a link to the enclosure of an edition, for formats without a place of their own."""
    if edition.enclosure is None:
        return None
    strings = language_for(series.language_of(edition))
    words = strings.enclosure_links[edition.enclosure.kind]
    return _builder(series, edition).link(words, edition.enclosure.url)


def web_page_section(series: Series, edition: Edition) -> Section:
    """Return a link to the page of an edition, for formats that leave the web."""
    language = series.language_of(edition)
    words = language_for(language).read_on_web
    return _builder(series, edition).link(words, series.url_of(edition))


def _builder(series: Series, edition: Edition, level: int = 1) -> "_SectionBuilder":
    return _SectionBuilder(series.language_of(edition), level, series.url_of(edition))


@frozen
class _SectionBuilder:
    language: str
    level: int
    # The page of the edition, to which the queries and fragments of its texts lead.
    page: str

    def part(self, part: Part) -> Iterator[Section]:
        match part:
            case TitlePart():
                return
            case IntroductionPart(text=text):
                yield self.texts(text)
            case OverviewPart(heading=heading, items=items):
                yield self.blocks(Paragraph(children=(Strong(children=(Text(value=heading),)),)))
                yield self.blocks(BulletList(children=tuple(map(_item, items))))
            case ChallengePart(heading=labelled, background=background):
                yield self.heading(str(labelled))
                yield self.texts(background)
            case ChallengersPart(heading=labelled, introduction=introduction, prompt=prompt):
                yield self.heading(str(labelled))
                yield self.texts(introduction)
                yield self.blocks(*_prompt(prompt))
            case ResultsPart(heading=labelled, responses=responses):
                yield self.heading(str(labelled))
                for printed in responses:
                    yield from self.response(printed)
            case CorrectionsPart(corrections=corrections):
                for correction in corrections:
                    yield self.blocks(*paragraphs(format_correction(correction, self.language)))
            case (
                SignOffPart(text=words, language=language)
                | NextTimePart(text=words, language=language)
            ):
                yield self.blocks(*paragraphs(words), language=language)
            case CallsToActionPart(heading=heading, paragraphs=calls, language=language):
                if heading is not None:
                    yield self.heading(heading)
                yield self.blocks(*map(self.calls, calls), language=language)
            case NoticesPart(notices=notices, language=language):
                yield self.blocks(ThematicBreak())
                yield self.texts(*(notice.text for notice in notices), language=language)
            case _:
                assert_never(part)

    def response(self, printed: PrintedResponse) -> Iterator[Section]:
        """Yield the byline and the text of a response, in the order of the page."""
        if printed.byline is not None:
            person = printed.therapist
            yield Section((_byline(printed.byline, None if person is None else person.url),))
        answer = printed.response.answer or RichText()
        quote = paragraphs(printed.quote or "")
        if answer:  # the quote leads into the answer that it is taken from
            quote = tuple(Paragraph(children=(Strong(children=block.children),)) for block in quote)
        texts = (RichText(blocks=quote), self.text(answer))
        yield Section(texts, is_quoted=True, attributes=self.attributes(printed.language))

    def more_link(self) -> Section:
        return self.link(language_for(self.language).more_answers, self.page)

    def link(self, words: str, url: str) -> Section:
        """Return a paragraph with a link, in words of ours."""
        strings = language_for(self.language)
        link = Link(url=url, children=(Text(value=words),))
        is_own = strings.code == primary_language(self.language)
        language = self.language if is_own else strings.code
        return self.blocks(Paragraph(children=(link,)), language=language)

    def heading(self, words: str) -> Section:
        return Section((_heading(words, self.level),))

    def blocks(self, *blocks: Block, language: str | None = None) -> Section:
        return Section((RichText(blocks=blocks),), attributes=self.attributes(language))

    def texts(self, *texts: RichText, language: str | None = None) -> Section:
        return Section(tuple(map(self.text, texts)), attributes=self.attributes(language))

    def text(self, text: RichText) -> RichText:
        """Return a text with headings below that of its section, and links that lead somewhere."""
        return resolve_page_links(_demote_headings(text, self.level), self.page)

    def calls(self, calls: tuple[CallToAction, ...]) -> Paragraph:
        inlines: list[Inline] = []
        for call in calls:
            prefix, link, suffix = call.split
            label: Inline = Text(value=link)
            url = None if call.url is None else page_link(call.url, self.page)
            target = Link(url=url, children=(label,)) if url else label
            spaced_prefix = f" {prefix}" if inlines else prefix
            inlines += [*_text(spaced_prefix), target, *_text(suffix)]
        return Paragraph(children=tuple(inlines))

    def attributes(self, language: str | None) -> tuple[tuple[str, str], ...]:
        return () if language is None else tuple(lang_attributes(language, self.language).items())


def _item(labelled: LabelledValue) -> ListItem:
    return ListItem(children=(Paragraph(children=(Text(value=str(labelled)),)),))


@lru_cache(maxsize=1024)  # the same in nearly every edition
def _heading(words: str, level: int) -> RichText:
    return RichText(blocks=(Heading(level=level, children=(Text(value=words),)),))


@lru_cache(maxsize=1024)  # the same in each edition that somebody answers in
def _byline(byline: str, url: str | None) -> RichText:
    """Return how a person is named, with a link to their own page where they are named in full."""
    name = Text(value=byline)
    shown: Inline = name if url is None else Link(url=url, children=(name,))
    return RichText(blocks=(Paragraph(children=(Strong(children=(shown,)),)),))


def _prompt(prompt: LabelledValue) -> Iterator[Block]:
    label = Strong(children=(Text(value=prompt.label),))
    first, *others = paragraphs(prompt.value or "")
    yield Paragraph(children=(label, Text(value=" "), *first.children))
    yield from others


def _text(words: str) -> tuple[Text, ...]:
    return (Text(value=words),) if words else ()


def _demote_headings(text: RichText, level: int) -> RichText:
    """Return a text with unwrapped paragraphs, and headings below that of its section."""
    on_lines = unwrap_lines(text)
    if not headings(on_lines):
        return on_lines
    return map_text(on_lines, block=lambda block: _demote_heading(block, level))


def _demote_heading(block: Block, levels: int) -> Block:
    if not isinstance(block, Heading):
        return block
    return evolve(block, level=min(block.level + levels, _MAX_HEADING_LEVEL))
