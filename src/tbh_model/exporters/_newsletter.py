"""An edition -> CommonMark with front matter, for a mailing service."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import ClassVar, Final

from attrs import evolve, frozen

from tbh_model._arguments import check_arguments
from tbh_model._problems import Problem, Severity
from tbh_model.exporters._contract import Artifact, Exporter, ExporterInfo
from tbh_model.exporters._edition_body import Section, edition_sections, enclosure_section
from tbh_model.exporters._images import published_release
from tbh_model.exporters._urls import base_url, published_image
from tbh_model.exporters.feeds._entry import summary
from tbh_model.i18n import direction, lang_attributes, language_for
from tbh_model.model import Channel, Count, Edition, Series, newest_first, validate_on_init
from tbh_model.rights import Release
from tbh_model.text import (
    Block,
    Dialect,
    Heading,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    Paragraph,
    RichText,
    Text,
    ThematicBreak,
    mailto,
    replace_unencodable,
    shorten,
    uri,
    write_markdown,
)

# Length of the preview text that mail programs show beside the subject.
_PREHEADER: Final = 90


class NewsletterProfile(StrEnum):
    """The mailing service that a letter is for."""

    NEUTRAL = "neutral"
    """Any service that accepts Markdown."""
    BUTTONDOWN = "buttondown"
    """Buttondown."""
    GHOST = "ghost"
    """Ghost."""
    MAILCHIMP = "mailchimp"
    """Mailchimp."""
    KIT = "kit"
    """Kit."""
    LISTMONK = "listmonk"
    """Listmonk."""

    @property
    def dialect(self) -> Dialect:
        """Dialect for escaping: each service applies a template engine to the HTML."""
        return Dialect.PORTABLE if self is NewsletterProfile.NEUTRAL else Dialect.TEMPLATED

    def subject(self, words: str) -> str:
        """Return a text escaped for the subject or the preview line of this service."""
        return _BRACE.sub('{{ "{" }}', words) if self in _SUBJECT_TEMPLATE_PROFILES else words


# Profiles whose subject is a template of Django, Liquid or Go, which can print a quoted text.
_SUBJECT_TEMPLATE_PROFILES: Final = frozenset(
    {NewsletterProfile.BUTTONDOWN, NewsletterProfile.KIT, NewsletterProfile.LISTMONK}
)
_BRACE: Final = re.compile(r"\{(?=[{%#])")


# Merge tag of Mailchimp, which has no escape in a subject.
_MERGE_TAG: Final = re.compile(r"\*\|[^|\n]+\|\*")
# Profiles for newsletters that Mailchimp may send.
_MERGE_TAG_PROFILES: Final = frozenset({NewsletterProfile.NEUTRAL, NewsletterProfile.MAILCHIMP})


@frozen(kw_only=True)
@validate_on_init
class Newsletter:
    """Newsletter in Markdown for each of the newest editions.

    The text is CommonMark in the dialect that all renderers read alike: no tables, no bare URLs,
    and no HTML but for what tells the language of words. What a template engine would run is
    written so that it stays text. Every URL is absolute. The front matter is YAML.
    """

    info: ClassVar = ExporterInfo(
        name="newsletter",
        channel=Channel.NEWSLETTER,
        summary="A Markdown newsletter for each edition",
    )

    limit: Count = 50
    """The maximum number of editions, newest first."""
    front_matter: bool = True
    """Whether the file begins with subject, preheader, address and so on."""
    profile: NewsletterProfile = NewsletterProfile.NEUTRAL
    """The service that the letter is for: it decides how what its template engine would run is
    written."""

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return a file for each edition, each made on demand."""
        release = published_release(release)
        # without the other editions, a change to one makes no other letter anew
        shared = evolve(release.series, editions=(), therapists=())
        for edition in newest_first(release.series.editions)[: self.limit]:
            is_more = edition.id in release.more_on_web
            yield Artifact.lazy(
                f"newsletter/{edition.slug}.md",
                "text/markdown",
                _letter,
                release.series,
                edition.id,
                self,
                is_more,
                depends_on=(shared, release.series.therapists, edition, self, is_more),
            )


@check_arguments
def edition_markdown(
    release: Release,
    edition: Edition | str,
    *,
    profile: NewsletterProfile = NewsletterProfile.NEUTRAL,
) -> str:
    """Return an edition of a release as Markdown, as the newsletter prints it.

    It begins with the title, ends with the sender, and has no front matter.

    Args:
        release: The release. What it withholds is not printed.
        edition: The edition, or its id or slug.
        profile: The service that the Markdown is for.

    Raises:
        UnknownIdError: If the release has no such edition.

    >>> letters = tbh.release(series, channel="newsletter", at=at)
    >>> tbh.edition_markdown(letters, "what-makes-an-apology-work").splitlines()[0]
    '# What Makes an Apology Work?'
    """
    series = published_release(release).series
    id_ = series.edition(edition if isinstance(edition, str) else edition.id).id
    options = Newsletter(profile=profile, front_matter=False)
    return _letter(series, id_, options, id_ in release.more_on_web)


def subject_warnings(exporter: Exporter, release: Release) -> Iterator[Problem]:
    """Yield a problem for each subject of a newsletter that has one, with the path of its field.

    >>> letters = tbh.release(series, channel=tbh.Channel.NEWSLETTER, at=at)
    >>> list(exporters.subject_warnings(tbh.Newsletter(), letters))
    []
    """
    if not isinstance(exporter, Newsletter) or not exporter.front_matter:
        return
    if exporter.profile not in _MERGE_TAG_PROFILES:
        return
    for edition in newest_first(release.series.editions)[: exporter.limit]:
        for field, words in (("title", edition.title), ("summary", edition.summary or "")):
            tag = _MERGE_TAG.search(words)
            if tag is not None:
                location = "the subject" if field == "title" else "the line beside the subject"
                message = (
                    f"Mailchimp fills in `{tag[0]}` in {location} of a letter: it knows no escape"
                )
                yield Problem(
                    code="TBH440",
                    message=f"{message} (the {field} of edition {edition.id})",
                    severity=Severity.WARNING,
                    path=f"{edition.id}.{field}",
                    hint="write it in other words, or choose the `profile` of the service you use",
                )


def _letter(series: Series, edition_id: str, options: Newsletter, more_on_web: bool) -> str:  # noqa: FBT001 - an artifact passes its arguments by place
    edition = series.edition(edition_id)
    title = Heading(level=1, children=(Text(value=edition.title),))
    language = series.language_of(edition)
    sender_attributes = tuple(lang_attributes(series.language, language).items())
    sections = (
        Section((RichText(blocks=(title,)),)),
        Section((RichText(blocks=_picture(series, edition)),)),
        enclosure_section(series, edition) or Section(()),
        *edition_sections(series, edition, level=2, more_on_web=more_on_web),
        Section((RichText(blocks=_sender(series)),), attributes=sender_attributes),
    )
    directed_sections = (_with_direction(section, language) for section in sections)
    texts = (
        _write_section(series, section, options.profile.dialect) for section in directed_sections
    )
    text = "\n".join(filter(None, texts))
    if not options.front_matter:
        return text
    return f"{_front_matter(series, edition, options.profile)}\n{text}"


def _with_direction(section: Section, language: str) -> Section:
    """Return a passage that says which way it runs where that is not what mail programs expect."""
    # Each passage does, and no `div` around all: Python-Markdown reads no Markdown inside one.
    if section.attributes or direction(language) == "ltr":
        return section
    return evolve(section, attributes=(("lang", language), ("dir", direction(language))))


def _write_section(series: Series, section: Section, dialect: Dialect) -> str:
    return write_markdown(
        RichText(blocks=section.blocks),
        base_url=base_url(series),
        dialect=dialect,
        attributes=section.attributes,
    )


def _picture(series: Series, edition: Edition) -> tuple[Block, ...]:
    image = edition.image
    if image is None:
        return ()
    public_image = published_image(series, image)
    return (Paragraph(children=(InlineImage(url=public_image.src, alt=public_image.alt),)),)


def _sender(series: Series) -> tuple[Block, ...]:
    """Yield the sender and the link to unsubscribe, which laws require."""
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
    words = language_for(series.language).unsubscribe
    return Link(url=url, children=(Text(value=words),))


def _front_matter(series: Series, edition: Edition, profile: NewsletterProfile) -> str:
    from tbh_model.content import write_front_matter  # only for those who export newsletters

    image = None if edition.image is None else published_image(series, edition.image)
    preheader = shorten(summary(edition), _PREHEADER)
    fields = {
        "subject": profile.subject(replace_unencodable(edition.title)),
        "preheader": profile.subject(replace_unencodable(preheader)),
        "slug": edition.slug,
        "date": None if edition.published is None else edition.published.isoformat(),
        "language": series.language_of(edition),
        "canonical_url": uri(series.url_of(edition)),
        "image": None if image is None else image.src,
        "image_alt": None if image is None else replace_unencodable(image.alt),
        "tags": tuple(map(replace_unencodable, edition.tags)) or None,
        "series": replace_unencodable(series.title),
        "edition": series.entry_id(edition),
    }
    return write_front_matter({key: value for key, value in fields.items() if value is not None})
