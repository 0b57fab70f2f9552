"""An edition -> the blocks of its post, in the order that `outline` gives."""

from collections.abc import Iterator
from typing import assert_never

from attrs import evolve, frozen

import tbh_model as tbh
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
    format_correction,
)
from tbh_model.text import (
    BulletList,
    Inline,
    Link,
    ListItem,
    Paragraph,
    RichText,
    Strong,
    Text,
    paragraphs,
)
from tbh_wordpress._blocks import Nodes, Writer, group, markup, quote, separator


def content(
    series: tbh.Series, edition: tbh.Edition, base_url: str, anchor: str | None = None
) -> str:
    """Write a whole edition, all but its title, which is that of the post.

    With an anchor, all of it is in a group that has it, as the editor of WordPress writes one.
    """
    language = series.language_of(edition)
    # a post has no language of its own: what is not in that of the series says so
    post = _Post(
        writer=Writer(
            base_url=base_url,
            page=series.url_of(edition),
            language=_other(language, series.language),
        ),
        language=language,
        site_language=series.language,
    )
    blocks = [nodes for part in tbh.outline(series, edition) for nodes in post.part(part)]
    return markup(blocks if anchor is None else [group(blocks, anchor)])


def _other(language: str, around: str) -> str | None:
    return None if language.lower() == around.lower() else language


@frozen(kw_only=True)
class _Post:
    writer: Writer
    language: str
    site_language: str

    def part(self, part: Part) -> Iterator[Nodes]:
        match part:
            case TitlePart():
                return
            case IntroductionPart(text=text):
                yield from self.writer.blocks(text)
            case OverviewPart(heading=label, items=items):
                yield self.writer.block(_paragraph(Strong(children=(Text(value=label),))))
                yield self.writer.block(BulletList(children=tuple(map(_item, items))))
            case ChallengePart(heading=labelled, background=background):
                yield self.heading(str(labelled))
                yield from self.writer.blocks(background)
            case ChallengersPart(heading=labelled, introduction=introduction, prompt=prompt):
                yield self.heading(str(labelled))
                yield from self.writer.blocks(introduction)
                yield from self.prompt(prompt)
            case ResultsPart(heading=labelled, responses=responses):
                yield self.heading(str(labelled))
                for printed in responses:
                    yield from self.response(printed)
            case CorrectionsPart(corrections=corrections):
                for each in corrections:
                    yield from self.plain(format_correction(each, self.language), self.language)
            case (
                SignOffPart(text=text, language=language)
                | NextTimePart(text=text, language=language)
            ):
                yield from self.plain(text, language)
            case CallsToActionPart():
                yield from self.calls(part)
            case NoticesPart(notices=notices, language=language):
                yield separator()
                for notice in notices:
                    yield from self.within(language).blocks(notice.text)
            case _:
                assert_never(part)

    def within(self, language: str) -> Writer:
        """Return the writer of words in a language."""
        return evolve(self.writer, language=_other(language, self.site_language))

    def heading(self, words: str) -> Nodes:
        return self.writer.heading((Text(value=words),), self.writer.level)

    def prompt(self, prompt: LabelledValue) -> Iterator[Nodes]:
        """Yield the question, behind its label."""
        label = Strong(children=(Text(value=prompt.label),))
        first, *others = paragraphs(prompt.value or "")
        yield self.writer.block(_paragraph(label, Text(value=" "), *first.children))
        yield from map(self.writer.block, others)

    def response(self, printed: PrintedResponse) -> Iterator[Nodes]:
        """Yield a quote of the printed words, or else of the answer, that says whose it is.

        The answer that the words are taken from follows them.
        """
        writer, answer = self.within(printed.language), printed.response.answer or RichText()
        words = [writer.block(each) for each in paragraphs(printed.quote or "")]
        rest = list(writer.blocks(answer))
        citation = None if printed.byline is None else self.writer.cite(_byline(printed))
        yield quote(words or rest, anchor=printed.response.id, citation=citation)
        yield from rest if words else ()

    def calls(self, part: CallsToActionPart) -> Iterator[Nodes]:
        """Yield each group of calls as a paragraph."""
        if part.heading is not None:
            yield self.heading(part.heading)
        for paragraph in part.paragraphs:
            words = [inline for call in paragraph for inline in (Text(value=" "), *_call(call))]
            yield self.within(part.language).block(_paragraph(*words[1:]))

    def plain(self, text: str, language: str) -> Iterator[Nodes]:
        """Return plain text."""
        return map(self.within(language).block, paragraphs(text))


def _byline(printed: PrintedResponse) -> Inline:
    """Return whose words they are, linked where they have a page of their own."""
    name = Text(value=printed.byline or "")
    url = None if printed.therapist is None else printed.therapist.url
    return name if url is None else Link(url=url, children=(name,))


def _call(call: tbh.CallToAction) -> Iterator[Inline]:
    before, link, after = call.split
    if before:
        yield Text(value=before)
    words = Text(value=link)
    yield words if call.url is None else Link(url=call.url, children=(words,))
    if after:
        yield Text(value=after)


def _item(labelled: LabelledValue) -> ListItem:
    return ListItem(children=(_paragraph(Text(value=str(labelled))),))


def _paragraph(*inlines: Inline) -> Paragraph:
    return Paragraph(children=inlines)
