"""An edition -> CommonMark with front matter, for a mailing service."""

from collections.abc import Iterable
from typing import Any, ClassVar

from attrs import evolve, frozen

from tbh_model.exporters._addresses import base_url, published_image
from tbh_model.exporters._artifact import Artifact
from tbh_model.exporters._contract import ExporterInfo
from tbh_model.exporters._feed_entry import newest_first, summary
from tbh_model.exporters._passages import entry_tree
from tbh_model.model import Channel, Count, Edition, Series, check, shortened
from tbh_model.rights import Release
from tbh_model.text import (
    Block,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    Paragraph,
    RichText,
    Text,
    ThematicBreak,
    mailto,
    uri,
    write_markdown,
)

_PREHEADER = 90
"""Code points of the line that mail programs show beside the subject."""


@frozen(kw_only=True)
class Newsletter:
    """One Markdown file for each of the newest editions.

    The text is CommonMark in the dialect that mailing services agree on: no HTML, no tables, no
    bare URLs. Every URL is absolute. The front matter is YAML.
    """

    info: ClassVar = ExporterInfo(
        name="newsletter",
        channel=Channel.NEWSLETTER,
        summary="A Markdown newsletter for each edition",
    )

    limit: Count = 50
    """How many editions at most, the newest first."""
    front_matter: bool = True
    """Whether the file begins with subject, preheader, address and so on."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        check(self)

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Give a file for each edition, each made on demand."""
        around = evolve(release.series, editions=(), therapists=())
        for edition in newest_first(release.series)[: self.limit]:
            is_more = edition.id in release.more_on_web
            yield Artifact.deferred(
                f"newsletter/{edition.slug}.md",
                "text/markdown",
                _letter,
                release.series,
                edition.id,
                self.front_matter,
                is_more,
                depends_on=(around, release.series.therapists, edition, is_more),
            )


def _letter(series: Series, edition_id: str, has_front_matter: bool, more_on_web: bool) -> str:  # noqa: FBT001 - an artifact passes its arguments by place
    edition = series.edition(edition_id)
    body = RichText(
        blocks=(
            Heading(level=1, children=(Text(value=edition.title),)),
            *_picture(series, edition),
            *entry_tree(series, edition, level=2, more_on_web=more_on_web).blocks,
            *_sender(series),
        )
    )
    text = write_markdown(body, base_url=base_url(series))
    return f"{_front_matter(series, edition)}\n{text}" if has_front_matter else text


def _picture(series: Series, edition: Edition) -> tuple[Block, ...]:
    image = edition.image
    if image is None:
        return ()
    shown = published_image(series, image)
    return (Paragraph(children=(Image(url=shown.src, alt=shown.alt),)),)


def _sender(series: Series) -> tuple[Block, ...]:
    """Say who sends it and how to stop it, as far as the publisher tells: laws ask for both."""
    publisher = series.publisher
    lines: list[tuple[Inline, ...]] = [(Text(value=publisher.legal_name or publisher.name),)]
    if publisher.postal_address is not None:
        address = publisher.postal_address.splitlines()
        lines += [(Text(value=line),) for line in address if line.strip()]
    if publisher.email is not None:
        lines.append((Link(url=mailto(publisher.email), children=(Text(value=publisher.email),)),))
    if publisher.unsubscribe_url is not None:
        lines.append((_unsubscribe(series, publisher.unsubscribe_url),))
    inlines = [inline for line in lines for inline in (LineBreak(), *line)][1:]
    return (ThematicBreak(), Paragraph(children=tuple(inlines)))


def _unsubscribe(series: Series, url: str) -> Link:
    words = "Se désabonner" if series.language.lower().startswith("fr") else "Unsubscribe"
    return Link(url=url, children=(Text(value=words),))


def _front_matter(series: Series, edition: Edition) -> str:
    import yaml  # only for those who export newsletters

    image = None if edition.image is None else published_image(series, edition.image)
    fields: dict[str, Any] = {
        "subject": edition.title,
        "preheader": shortened(" ".join(summary(edition).split()), _PREHEADER),
        "slug": edition.slug,
        "date": None if edition.published is None else edition.published.isoformat(),
        "language": series.language_of(edition),
        "canonical_url": uri(series.url_of(edition)),
        "image": None if image is None else image.src,
        "image_alt": None if image is None else image.alt,
        "tags": list(edition.tags) or None,
        "series": series.title,
        "edition": series.entry_id(edition),
    }
    known = {key: value for key, value in fields.items() if value is not None}
    text = yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=2**16)
    return f"---\n{text}---\n"
