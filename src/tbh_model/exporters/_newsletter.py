"""An edition -> CommonMark with front matter, for a mailing service."""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar, Final

from tbh_model._arguments import check_arguments
from tbh_model._attrs import evolve, frozen
from tbh_model._plugins import PluginName
from tbh_model._problems import Problem, Severity
from tbh_model.exporters._contract import Artifact, ExporterInfo
from tbh_model.exporters._edition_body import (
    Section,
    attributes_of,
    edition_sections,
    enclosure_section,
    web_page_section,
)
from tbh_model.exporters._images import published_release, without_svg
from tbh_model.exporters._newsletter_profiles import (
    MissingSenderError,
    NewsletterProfile,
    newsletter_profile,
)
from tbh_model.exporters._urls import base_url, published_image
from tbh_model.exporters._utm import Tracking, add_utm_to_sections, with_tracked_calls
from tbh_model.exporters.feeds._entry import summary
from tbh_model.i18n import direction, lang_attributes, language_for
from tbh_model.model import Channel, Count, Edition, Series, newest_first, validate
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


# Merge tag of Mailchimp, which has no escape in a subject.
_MERGE_TAG: Final = re.compile(r"\*\|[^|\n]+\|\*")


@frozen(kw_only=True)
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
    profile: PluginName = "neutral"
    """The mailing service: `neutral`, `buttondown`, `ghost`, `mailchimp`, `kit`, `listmonk`, or one
    of an installed package. It decides on front matter, placeholders and escapes."""
    tracking: Tracking | None = None
    """The UTM parameters of links in the content; none by default."""
    draft: bool = False
    """Whether a letter may lack what laws require of its sender, for a preview."""

    def __attrs_post_init__(self) -> None:
        """Check every option, and that there is such a profile."""
        validate(self)
        newsletter_profile(self.profile)

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return a file for each edition, each made on demand.

        Raises:
            MissingSenderError: If the publisher lacks a postal address or a way to unsubscribe,
                and the service does not fill it in.
        """
        profile = newsletter_profile(self.profile)
        missing = profile.missing_fields(release.series.publisher)
        if missing and not self.draft:
            raise MissingSenderError(missing, self.info.name)
        release = published_release(release)
        newest = newest_first(release.series.editions)[: self.limit]
        release = without_svg(release, {edition.id for edition in newest})
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
                depends_on=(shared, release.series.therapists, edition, self, profile, is_more),
            )

    def warnings(self, release: Release, /) -> Iterator[Problem]:
        """Yield a problem for each subject that has a merge tag, with the path of its field."""
        if not self.front_matter or not newsletter_profile(self.profile).has_merge_tags:
            return
        for edition in newest_first(release.series.editions)[: self.limit]:
            for field, words in (("title", edition.title), ("summary", edition.summary or "")):
                tag = _MERGE_TAG.search(words)
                if tag is not None:
                    yield _merge_tag_problem(edition, field, tag[0])


@check_arguments
def edition_markdown(
    release: Release,
    edition: Edition | str,
    *,
    profile: str = "neutral",
) -> str:
    """Return an edition of a release as Markdown, as the newsletter prints it.

    It begins with the title, ends with the sender, and has no front matter.

    Args:
        release: The release. What it withholds is not printed.
        edition: The edition, or its id or slug.
        profile: The name of the profile of the mailing service.

    Raises:
        UnknownIdError: If the release has no such edition.
        UnknownProfileError: If there is no such profile.

    >>> letters = tbh.release(series, channel="newsletter", at=at)
    >>> tbh.edition_markdown(letters, "what-makes-an-apology-work").splitlines()[0]
    '# What Makes an Apology Work?'
    """
    series = without_svg(published_release(release)).series
    id_ = series.edition(edition if isinstance(edition, str) else edition.id).id
    options = Newsletter(profile=profile, front_matter=False)
    return _letter(series, id_, options, id_ in release.more_on_web)


def _merge_tag_problem(edition: Edition, field: str, tag: str) -> Problem:
    location = "the subject" if field == "title" else "the line beside the subject"
    message = f"Mailchimp fills in `{tag}` in {location} of a letter: it knows no escape"
    return Problem(
        code="TBH440",
        message=f"{message} (the {field} of edition {edition.id})",
        severity=Severity.WARNING,
        path=f"{edition.id}.{field}",
        hint="write it in other words, or choose the `profile` of the service you use",
    )


def _letter(series: Series, edition_id: str, options: Newsletter, more_on_web: bool) -> str:  # noqa: FBT001 - an artifact passes its arguments by place
    edition = series.edition(edition_id)
    profile = newsletter_profile(options.profile)
    printed = with_tracked_calls(series, edition, options.tracking)
    title = Heading(level=1, children=(Text(value=edition.title),))
    language = series.language_of(edition)
    sections = (
        Section((RichText(blocks=(title,)),)),
        web_page_section(series, edition),
        Section((RichText(blocks=_picture(series, edition)),)),
        enclosure_section(series, edition) or Section(()),
        *edition_sections(series, printed, level=2, more_on_web=more_on_web),
    )
    base, url = base_url(series), series.url_of(edition)
    sections = add_utm_to_sections(sections, options.tracking, base, url)
    attributes = tuple(lang_attributes(series.language, language).items())
    sender = Section((RichText(blocks=_sender(series, profile)),), attributes=attributes)
    directed = tuple(_with_direction(section, language) for section in (*sections, sender))
    texts = (
        *(_write_section(series, section, profile.dialect) for section in directed),
        _service_links(series, profile, directed[-1].attributes),
    )
    text = "\n".join(filter(None, texts))
    if not options.front_matter:
        return text
    return f"{_front_matter(series, edition, profile)}\n{text}"


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


def _sender(series: Series, profile: NewsletterProfile) -> tuple[Block, ...]:
    """Return the sender and the link to unsubscribe, which laws require."""
    publisher = series.publisher
    lines: list[tuple[Inline, ...]] = [(Text(value=publisher.legal_name or publisher.name),)]
    if publisher.postal_address is not None:
        address = publisher.postal_address.splitlines()
        lines += [(Text(value=line),) for line in address if line.strip()]
    if publisher.email is not None:
        lines.append((Link(url=mailto(publisher.email), children=(Text(value=publisher.email),)),))
    if publisher.unsubscribe_url is not None and profile.unsubscribe_url is None:
        words = language_for(series.language).unsubscribe
        lines.append((Link(url=publisher.unsubscribe_url, children=(Text(value=words),)),))
    inlines = [inline for line in lines for inline in (LineBreak(), *line)][1:]
    return (ThematicBreak(), Paragraph(children=tuple(inlines)))


def _service_links(
    series: Series, profile: NewsletterProfile, attributes: tuple[tuple[str, str], ...]
) -> str:
    """Return what the service fills in, in HTML: a renderer would encode an address in Markdown."""
    strings = language_for(series.language)
    needs_address = series.publisher.postal_address is None
    links = (
        (profile.web_version_url, strings.web_version),
        (profile.unsubscribe_url, strings.unsubscribe),
    )
    parts = (
        profile.postal_address if needs_address else None,
        *(f'<a href="{url}">{words}</a>' for url, words in links if url is not None),
    )
    line = "  \n".join(filter(None, parts))
    if not line:
        return ""
    return f"<span{attributes_of(attributes)}>{line}</span>\n" if attributes else f"{line}\n"


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
    known = {key: value for key, value in fields.items() if value is not None}
    return write_front_matter(profile.rename_front_matter(known))
