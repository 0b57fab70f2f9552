"""Words for models: `llms.txt`, and a copy of each edition in Markdown."""

from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

from tbh_model._attrs import evolve, frozen
from tbh_model.exporters._contract import Artifact, ExporterInfo
from tbh_model.exporters._edition_body import (
    edition_sections,
    enclosure_section,
    to_rich_text,
    web_page_section,
)
from tbh_model.exporters._images import published_release
from tbh_model.exporters._paths import address
from tbh_model.exporters._site import Site, build_site
from tbh_model.exporters._urls import base_url
from tbh_model.exporters.feeds._entry import summary
from tbh_model.i18n import language_for
from tbh_model.model import AIChannel, Edition, Series, validate_on_init
from tbh_model.rights import Release
from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Heading,
    Link,
    ListItem,
    Paragraph,
    RichText,
    Text,
    paragraphs,
    shorten,
    write_markdown,
)

# Path of the index, in the root of the site.
PATH: Final = "llms.txt"
_MEDIA_TYPE: Final = "text/markdown"
# Length of the description of an edition in the index.
_DESCRIPTION: Final = 300


@frozen(kw_only=True)
@validate_on_init
class LLMsTxt:
    """File `llms.txt`, and a copy in Markdown beside the page of each edition.

    It follows the proposal at llmstxt.org (September 2024). The copies hold the answers of those
    who consent to `ai-input`, and the series allows it with `rights.ai`. Otherwise there is no
    file. They are made only where the exporter is named.
    """

    info: ClassVar = ExporterInfo(
        name="llms-txt",
        channel=AIChannel.INPUT,
        summary="llms.txt and Markdown pages for models",
    )

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return the copies and the index, each made on demand."""
        release = published_release(release)
        series = release.series
        site = build_site(series)
        # without the other editions, a change to one makes no other copy anew
        shared = evolve(series, editions=(), therapists=())
        for edition in site.editions:
            is_more = edition.id in release.more_on_web
            yield Artifact.lazy(
                f"{site.edition_paths[edition.id]}.md",
                _MEDIA_TYPE,
                _copy,
                series,
                edition.id,
                is_more,
                depends_on=(shared, series.therapists, edition, is_more),
            )
        if site.editions:
            yield Artifact.lazy(PATH, "text/plain", _index, site, depends_on=(series,))


def _copy(series: Series, edition_id: str, more_on_web: bool) -> str:  # noqa: FBT001 - an artifact passes its arguments by place
    edition = series.edition(edition_id)
    title = Heading(level=1, children=(Text(value=edition.title),))
    enclosure = enclosure_section(series, edition)
    sections = (
        web_page_section(series, edition),
        *([] if enclosure is None else [enclosure]),
        *edition_sections(series, edition, level=2, more_on_web=more_on_web),
    )
    body = to_rich_text(sections)
    return _markdown(series, (title, *body.blocks))


def _index(site: Site) -> str:
    series = site.series
    description = series.description
    blocks: tuple[Block, ...] = (
        Heading(level=1, children=(Text(value=series.title),)),
        *([BlockQuote(children=paragraphs(description))] if description else []),
        Heading(level=2, children=(Text(value=language_for(series.language).all_editions),)),
        BulletList(children=tuple(_items(site))),
    )
    return _markdown(series, blocks)


def _items(site: Site) -> Iterator[ListItem]:
    for edition in site.editions:
        link = Link(url=_copy_url(site, edition), children=(Text(value=edition.title),))
        words = " ".join(shorten(summary(edition), _DESCRIPTION).split())
        description = (Text(value=f": {words}"),) if words else ()
        yield ListItem(children=(Paragraph(children=(link, *description)),))


def _copy_url(site: Site, edition: Edition) -> str:
    path = site.edition_paths[edition.id]
    # the address that the proposal gives to the copy of a page whose address is a folder
    return f"{site.root}{address(path)}.md"


def _markdown(series: Series, blocks: tuple[Block, ...]) -> str:
    return write_markdown(RichText(blocks=blocks), base_url=base_url(series))
