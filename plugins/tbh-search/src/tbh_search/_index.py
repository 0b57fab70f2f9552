"""A series -> what is searched: titles, questions, answers, prose, and whose the words are."""

from collections.abc import Iterator
from typing import TypedDict

import tbh_model as tbh
from tbh_model.exporters import base_url
from tbh_model.model import (
    PrintedResponse,
    ResultsPart,
    day_of,
)
from tbh_model.text import (
    Block,
    Code,
    CodeBlock,
    Inline,
    InlineImage,
    LineBreak,
    ListItem,
    RichText,
    Text,
    ThematicBreak,
    uri,
)


class SearchedResponse(TypedDict, total=False):
    """One answer; what is unknown is absent."""

    url: str
    quote: str
    answer: str
    byline: str
    language: str


class SearchedEdition(TypedDict, total=False):
    """One edition; what is unknown is absent."""

    url: str
    title: str
    language: str
    published: str
    """The day, in the time zone of the series."""
    topic: str
    tags: list[str]
    prompt: str
    responses: list[SearchedResponse]
    prose: str


class Index(TypedDict):
    """All that is searched, the newest edition first."""

    version: int
    title: str
    url: str
    language: str
    editions: list[SearchedEdition]


def index_of(series: tbh.Series) -> Index:
    """Return the index of a released series: nothing is in it that the site does not show."""
    return {
        "version": 1,
        "title": series.title,
        "url": uri(base_url(series)),
        "language": series.language,
        "editions": [_edition(series, edition) for edition in sorted(series.editions, key=_age)],
    }


def _age(edition: tbh.Edition) -> tuple[float, str]:
    """Sort the newest first, those without a date last."""
    if edition.published is None:
        return float("inf"), edition.id
    return -edition.published.timestamp(), edition.id


def _edition(series: tbh.Series, edition: tbh.Edition) -> SearchedEdition:
    url, parts = uri(series.url_of(edition)), tbh.outline(series, edition)
    printed = (each for part in parts if isinstance(part, ResultsPart) for each in part.responses)
    found: SearchedEdition = {
        "url": url,
        "title": edition.title,
        "language": series.language_of(edition),
        "topic": edition.challenge.topic,
        "tags": list(edition.tags),
        "prompt": edition.challenge.prompt,
        "responses": [_response(each, url) for each in printed],
        "prose": " ".join(filter(None, _prose(edition))),
    }
    if edition.published is not None:
        found["published"] = day_of(edition.published, series.time_zone).isoformat()
    return found


def _response(printed: PrintedResponse, url: str) -> SearchedResponse:
    """Return an answer; its address is that of the edition, and its id the fragment."""
    response = printed.response
    found: SearchedResponse = {
        "url": uri(f"{url}#{response.id}"),
        "language": printed.language,
    }
    if response.quote is not None:
        found["quote"] = response.quote
    if response.answer:
        found["answer"] = bare_words(response.answer)
    if printed.byline is not None:
        found["byline"] = printed.byline
    return found


def _prose(edition: tbh.Edition) -> Iterator[str | None]:
    """Yield what the editors wrote; standing words are in every edition, and left out."""
    challenge, challengers = edition.challenge, edition.challengers
    yield bare_words(edition.introduction)
    yield challenge.heading
    yield bare_words(challenge.background)
    if challengers is not None:
        yield challengers.heading
        yield bare_words(challengers.introduction)
    yield edition.results_heading
    yield from (correction.text for correction in edition.corrections)


def bare_words(text: RichText) -> str:
    """Return the words of a rich text on one line, without marks, bullets and addresses."""
    said = "".join(piece for block in text.blocks for piece in _said(block))
    return " ".join(said.split())


def _said(node: Block | Inline | ListItem) -> Iterator[str]:
    match node:
        case Text(value=value) | Code(value=value):
            yield value
        case CodeBlock(value=value):
            yield f"{value} "
        case InlineImage(alt=alt):
            yield alt
        case LineBreak():
            yield " "
        case ThematicBreak():
            return
        case _:
            for child in node.children:
                yield from _said(child)
            if not isinstance(node, Inline):
                yield " "  # a block ends a word
