"""An edition as passages of one text: what feeds, newsletters and plain text write down.

The parts come in the order of `outline`, in elements that every reader and mailing service keeps:
who said what can be read without a style sheet.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

from attrs import evolve, frozen

from tbh_model.model import (
    CallsToActionPart,
    CallToAction,
    ChallengePart,
    ChallengersPart,
    CorrectionsPart,
    Edition,
    IntroductionPart,
    Labelled,
    NextTimePart,
    NoticesPart,
    OverviewPart,
    Part,
    PrintedResponse,
    ResultsPart,
    Series,
    SignOffPart,
    TitlePart,
    outline,
    primary,
    written_correction,
)
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Inline,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    ThematicBreak,
    is_prose,
    join,
    map_links,
    paragraphs,
    unwrapped,
    write_html,
)

_DEEPEST = 6


@frozen
class Passage:
    """A stretch of an edition: texts one below the other, set off as a quotation or not."""

    texts: tuple[RichText, ...]
    is_quoted: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The same as blocks of a larger text."""
        blocks = tuple(block for text in self.texts for block in text.read())
        return (BlockQuote(children=blocks),) if self.is_quoted else blocks

    def html(self, base_url: str) -> str:
        """Write it as HTML, the same as its blocks, of which plain prose has no need."""
        written = "\n".join(write_html(text, base_url=base_url) for text in self.texts if text)
        return f"<blockquote>\n{written}\n</blockquote>" if self.is_quoted else written


def entry_tree(
    series: Series, edition: Edition, *, level: int = 1, more_on_web: bool = False
) -> RichText:
    """Give a whole edition as one text: the `passages` of it."""
    return tree_of(passages(series, edition, level=level, more_on_web=more_on_web))


def html_of(passages: Iterable[Passage], base_url: str) -> str:
    """Write passages as HTML, one below the other."""
    return "\n".join(filter(None, (passage.html(base_url) for passage in passages)))


def tree_of(passages: Iterable[Passage]) -> RichText:
    """Give passages as one text."""
    return RichText(blocks=tuple(block for passage in passages for block in passage.blocks))


def passages(
    series: Series, edition: Edition, *, level: int = 1, more_on_web: bool = False
) -> tuple[Passage, ...]:
    """Give a whole edition, all but its title, which every format carries in its own way.

    Args:
        series: The series that it belongs to.
        edition: The edition.
        level: The level of the headings of its sections; headings in its texts lie below.
        more_on_web: Whether to say below the answers that there are more of them on the web.
    """
    language = series.language_of(edition)
    last = ResultsPart if edition.responses else ChallengersPart
    found: list[Passage] = []
    for part in outline(series, edition):
        found += _part(part, language, level)
        if more_on_web and isinstance(part, last):
            found.append(_passage(_more(series.url_of(edition), language)))
    return tuple(_on_its_page(passage, series.url_of(edition)) for passage in found)


def _on_its_page(passage: Passage, page: str) -> Passage:
    """Return a passage whose queries and fragments lead to the page of its edition.

    What has no address leads nowhere.
    """

    def address(url: str) -> str | None:
        return (join(page, url) if url.startswith(("#", "?")) else url) or None

    texts = tuple(map_links(text, address, lambda url: url or None) for text in passage.texts)
    return passage if texts == passage.texts else evolve(passage, texts=texts)


def _part(part: Part, language: str, level: int) -> Iterator[Passage]:
    match part:
        case TitlePart():
            return
        case IntroductionPart(text=text):
            yield Passage((_below(text, level),))
        case OverviewPart(heading=heading, items=items):
            yield _passage(Paragraph(children=(Strong(children=(Text(value=heading),)),)))
            yield _passage(BulletList(children=tuple(map(_item, items))))
        case ChallengePart(heading=labelled, background=background):
            yield _passage(_heading(str(labelled), level))
            yield Passage((_below(background, level),))
        case ChallengersPart(heading=labelled, introduction=introduction, prompt=prompt):
            yield _passage(_heading(str(labelled), level))
            yield Passage((_below(introduction, level),))
            yield _passage(*_prompt(prompt))
        case ResultsPart(heading=labelled, responses=responses):
            yield _passage(_heading(str(labelled), level))
            for printed in responses:
                yield from _response(printed, level)
        case CorrectionsPart(corrections=corrections):
            for correction in corrections:
                yield _passage(*paragraphs(written_correction(correction, language)))
        case SignOffPart(text=words) | NextTimePart(text=words):
            yield _passage(*paragraphs(words))
        case CallsToActionPart(heading=heading, paragraphs=calls):
            if heading is not None:
                yield _passage(_heading(heading, level))
            yield _passage(*map(_calls, calls))
        case NoticesPart(notices=notices):
            yield _passage(ThematicBreak())
            yield Passage(tuple(_below(notice.text, level) for notice in notices))
        case _:
            assert_never(part)


def _passage(*blocks: Block) -> Passage:
    return Passage((RichText(blocks=blocks),))


def _more(url: str, language: str) -> Paragraph:
    words = _MORE.get(primary(language), _MORE["en"])
    return Paragraph(children=(Link(url=url, children=(Text(value=words),)),))


_MORE: Final[Mapping[str, str]] = {
    "en": "There are more answers on the web page of this edition.",
    "fr": "La page web de cette édition contient d’autres réponses.",
}


def _heading(words: str, level: int) -> Heading:
    return Heading(level=level, children=(Text(value=words),))


def _item(labelled: Labelled) -> ListItem:
    return ListItem(children=(Paragraph(children=(Text(value=str(labelled)),)),))


def _prompt(prompt: Labelled) -> Iterator[Block]:
    label = Strong(children=(Text(value=prompt.label),))
    first, *others = paragraphs(prompt.value or "")
    yield Paragraph(children=(label, Text(value=" "), *first.children))
    yield from others


def _response(printed: PrintedResponse, level: int) -> Iterator[Passage]:
    answer = printed.response.answer or RichText()
    quote = paragraphs(printed.quote or "")
    if answer:  # the quote leads into the answer that it is taken from
        quote = tuple(Paragraph(children=(Strong(children=block.children),)) for block in quote)
    yield Passage((RichText(blocks=quote), _below(answer, level)), is_quoted=True)
    if printed.byline is not None:
        byline = Strong(children=(Text(value=printed.byline),))
        yield _passage(Paragraph(children=(Text(value="— "), byline)))


def _calls(calls: tuple[CallToAction, ...]) -> Paragraph:
    inlines: list[Inline] = []
    for call in calls:
        before, link, after = call.split
        words: Inline = Text(value=link)
        linked = words if call.url is None else Link(url=call.url, children=(words,))
        spaced = f" {before}" if inlines else before
        inlines += [*_text(spaced), linked, *_text(after)]
    return Paragraph(children=tuple(inlines))


def _text(words: str) -> tuple[Text, ...]:
    return (Text(value=words),) if words else ()


def _below(text: RichText, level: int) -> RichText:
    """Put each paragraph on one line, and headings below the one that the text stands under."""
    on_lines = unwrapped(text)
    if is_prose(on_lines):
        return on_lines
    return RichText(blocks=tuple(_lowered(block, level) for block in on_lines.read()))


def _lowered(block: Block, by: int) -> Block:
    match block:
        case Heading(level=level):
            return evolve(block, level=min(level + by, _DEEPEST))
        case BlockQuote(children=children):
            return evolve(block, children=tuple(_lowered(child, by) for child in children))
        case BulletList(children=items) | OrderedList(children=items):
            return evolve(block, children=tuple(_lowered_item(item, by) for item in items))
        case _:
            return block


def _lowered_item(item: ListItem, by: int) -> ListItem:
    return evolve(item, children=tuple(_lowered(child, by) for child in item.children))
