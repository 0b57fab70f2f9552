"""An edition as one rich text: what feeds, newsletters and plain text write down.

The parts come in the order of `outline`, in elements that every reader and mailing service keeps:
who said what can be read without a style sheet.
"""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from attrs import evolve

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
    Emphasis,
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
    paragraphs,
)

_DEEPEST = 6


def entry_tree(
    series: Series, edition: Edition, *, level: int = 1, more_on_web: bool = False
) -> RichText:
    """Give a whole edition, all but its title, which every format carries in its own way.

    Args:
        series: The series that it belongs to.
        edition: The edition.
        level: The level of the headings of its sections; headings in its texts lie below.
        more_on_web: Whether to say below the answers that there are more of them on the web.
    """
    language = series.language_of(edition)
    parts = outline(series, edition)
    last = ResultsPart if edition.responses else ChallengersPart
    blocks: list[Block] = []
    for part in parts:
        blocks += _part(part, language, level)
        if more_on_web and isinstance(part, last):
            blocks.append(_more(series.url_of(edition), language))
    return RichText(blocks=tuple(blocks))


def _part(part: Part, language: str, level: int) -> Iterator[Block]:
    match part:
        case TitlePart():
            return
        case IntroductionPart(text=text):
            yield from _below(text, level)
        case OverviewPart(heading=heading, items=items):
            yield Paragraph(children=(Strong(children=(Text(value=heading),)),))
            yield BulletList(children=tuple(map(_item, items)))
        case ChallengePart(heading=labelled, background=background):
            yield _heading(str(labelled), level)
            yield from _below(background, level)
        case ChallengersPart(heading=labelled, introduction=introduction, prompt=prompt):
            yield _heading(str(labelled), level)
            yield from _below(introduction, level)
            yield from _prompt(prompt)
        case ResultsPart(heading=labelled, responses=responses):
            yield _heading(str(labelled), level)
            for printed in responses:
                yield from _response(printed, level)
        case CorrectionsPart(corrections=corrections):
            for correction in corrections:
                yield from paragraphs(written_correction(correction, language))
        case SignOffPart(text=words) | NextTimePart(text=words):
            yield from paragraphs(words)
        case CallsToActionPart(heading=heading, paragraphs=calls):
            if heading is not None:
                yield _heading(heading, level)
            yield from map(_calls, calls)
        case NoticesPart(notices=notices):
            yield ThematicBreak()
            for notice in notices:
                yield from _below(notice.text, level)
        case _:
            assert_never(part)


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


def _response(printed: PrintedResponse, level: int) -> Iterator[Block]:
    answer = printed.response.answer or RichText()
    quote = paragraphs(printed.quote or "")
    if answer:  # the quote leads into the answer that it is taken from
        quote = tuple(Paragraph(children=(Strong(children=block.children),)) for block in quote)
    yield BlockQuote(children=(*quote, *_below(answer, level)))
    if printed.byline is not None:
        byline = Strong(children=(Text(value=printed.byline),))
        yield Paragraph(children=(Text(value="— "), byline))


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


def _below(text: RichText, level: int) -> tuple[Block, ...]:
    return tuple(_laid_out(block, level) for block in text.read())


def _laid_out(block: Block, by: int) -> Block:
    """Put headings below the one that the text stands under, and each paragraph on one line.

    Where a source was wrapped means nothing, but some mailing services print it as a line break.
    """
    match block:
        case Heading(level=level, children=inlines):
            return evolve(block, level=min(level + by, _DEEPEST), children=_unwrapped(inlines))
        case Paragraph(children=inlines):
            return Paragraph(children=_unwrapped(inlines)) if _is_wrapped(inlines) else block
        case BlockQuote(children=children):
            return evolve(block, children=tuple(_laid_out(child, by) for child in children))
        case BulletList(children=items) | OrderedList(children=items):
            return evolve(block, children=tuple(_laid_out_item(item, by) for item in items))
        case _:
            return block


def _laid_out_item(item: ListItem, by: int) -> ListItem:
    return evolve(item, children=tuple(_laid_out(child, by) for child in item.children))


def _is_wrapped(inlines: tuple[Inline, ...]) -> bool:
    return any(
        "\n" in inline.value if isinstance(inline, Text) else _is_wrapped_inside(inline)
        for inline in inlines
    )


def _is_wrapped_inside(inline: Inline) -> bool:
    return isinstance(inline, Emphasis | Strong | Link) and _is_wrapped(inline.children)


def _unwrapped(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    return tuple(map(_unwrapped_inline, inlines))


def _unwrapped_inline(inline: Inline) -> Inline:
    match inline:
        case Text(value=value):
            return Text(value=value.replace("\n", " "))
        case Emphasis(children=children) | Strong(children=children) | Link(children=children):
            return evolve(inline, children=_unwrapped(children))
        case _:
            return inline
