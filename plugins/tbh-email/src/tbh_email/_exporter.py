"""The exporter: its options, and a message for each edition."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from html import unescape
from typing import ClassVar

from attrs import evolve, frozen

import tbh_model as tbh
from tbh_email._letter import Letter, letter_of
from tbh_email._message import Message, SenderAddressError, attachments, sender_address
from tbh_email._plain import plain_text
from tbh_model.exporters import base_url, published_dimensions, published_release, without_svg
from tbh_model.model import Count, Line, WebAddress, newest_first, validate

# Gmail cuts off what is longer than about 102 kB, and with it the way out.
MAX_BYTES = 100_000
# The most that a page takes for each byte of its text, and for each passage.
_PER_BYTE, _PER_PASSAGE = 4, 2_000
_MEDIA_TYPE = "message/rfc822"
_REQUIRED = ("postal_address", "unsubscribe_url")


class Pictures(StrEnum):
    """Where the pictures of a letter are."""

    URL = "url"
    """On the site: the letter links to them."""
    CID = "cid"
    """In the message, as far as the content folder has them."""


@frozen(kw_only=True)
class Email:
    """A message for each of the newest editions, complete but for its recipient."""

    info: ClassVar[tbh.ExporterInfo] = tbh.ExporterInfo(
        name="email", channel=tbh.Channel.NEWSLETTER, summary="An e-mail for each edition"
    )

    limit: Count = 10
    """The maximum number of editions, newest first."""
    sender: Line | None = None
    """The address that the letter is from; that of the publisher by default."""
    one_click_url: WebAddress | None = None
    """The address that ends a subscription with one request (RFC 8058); none by default."""
    pictures: Pictures = Pictures.URL
    """Whether the pictures are on the site, or in the message."""
    tracking: tbh.Tracking | None = None
    """The UTM parameters of links in the content; none by default."""
    draft: bool = False
    """Whether a letter may lack what laws require of its sender, for a preview."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return a message for each edition, each made on demand.

        Raises:
            MissingSenderError: If the publisher lacks a postal address or a way to unsubscribe.
            SenderAddressError: If there is no address that the letter can be from.
        """
        publisher = release.series.publisher
        missing = tuple(name for name in _REQUIRED if getattr(publisher, name) is None)
        if missing and not self.draft:
            raise tbh.MissingSenderError(missing, self.info.name)
        sender = self._sender(publisher)
        release = self._shown(release)
        shared = evolve(release.series, editions=(), therapists=())
        for edition in newest_first(release.series.editions)[: self.limit]:
            date = edition.published or release.at
            is_more = edition.id in release.more_on_web
            is_whole = self.pictures is Pictures.URL
            size = None if edition.image is None else published_dimensions(shared, edition.image)
            depends_on = (shared, release.series.therapists, edition, self, date, is_more, size)
            yield tbh.Artifact.lazy(
                f"newsletter/{edition.slug}.eml",
                _MEDIA_TYPE,
                _message,
                release,
                edition.id,
                self,
                sender,
                last_modified=edition.last_change,
                depends_on=depends_on if is_whole else None,  # the bytes of files are no values
            )

    def warnings(self, release: tbh.Release, /) -> Iterator[tbh.Problem]:
        """Yield a problem for each letter that mail programs cut off."""
        release = self._shown(release)
        for edition in newest_first(release.series.editions)[: self.limit]:
            letter = letter_of_release(release, edition.id, self.tracking)
            if _estimate(letter) > MAX_BYTES:
                yield from _weight_problems(letter)

    def _shown(self, release: tbh.Release) -> tbh.Release:
        """Return a release with the pictures that mail programs show in the letters."""
        newest = newest_first(release.series.editions)[: self.limit]
        return without_svg(published_release(release), {edition.id for edition in newest})

    def _sender(self, publisher: tbh.Publisher) -> str:
        try:
            return sender_address(publisher, self.sender)
        except SenderAddressError:
            if not self.draft:
                raise
            return "draft@localhost"


def _estimate(letter: Letter) -> int:
    """Return more bytes than the page of a letter has: most are not made to be weighed."""
    text = len(plain_text(letter).encode())
    return text * _PER_BYTE + len(letter.passages) * _PER_PASSAGE


def _weight_problems(letter: Letter) -> Iterator[tbh.Problem]:
    from tbh_email._page import heaviest_part, page  # as above

    size = len(page(letter).encode())
    if size > MAX_BYTES:
        shown = MAX_BYTES // 1000
        message = f"the letter is {size // 1000} kB long, and mail programs show {shown}"
        yield tbh.Problem(
            code="TBH448",
            message=f"{message}; the heaviest part is {heaviest_part(letter)}",
            severity=tbh.Severity.WARNING,
            path=f"{letter.edition.id}.responses",
            hint="shorten it, or give the edition fewer answers for the newsletter",
        )


def _message(release: tbh.Release, edition_id: str, options: Email, sender: str) -> bytes:
    from tbh_email._page import page  # Jinja and the inliner, only for those who make a letter

    letter = letter_of_release(release, edition_id, options.tracking)
    html = page(letter)
    images: dict[str, bytes] = {}
    if options.pictures is Pictures.CID:
        html, images = _with_pictures(letter, html)
    return Message(
        series=letter.series,
        edition=letter.edition,
        language=letter.language,
        sender=sender,
        date=letter.edition.published or release.at,
        one_click_url=options.one_click_url,
        text=plain_text(letter),
        html=html,
        pictures=attachments(images),
    ).to_bytes()


def letter_of_release(
    release: tbh.Release, edition_id: str, tracking: tbh.Tracking | None
) -> Letter:
    """Return an edition of a release as a letter."""
    edition = release.series.edition(edition_id)
    is_more = edition_id in release.more_on_web
    return letter_of(release.series, edition, tracking, more_on_web=is_more)


def _with_pictures(letter: Letter, html: str) -> tuple[str, dict[str, bytes]]:
    """Return a page whose pictures of the content folder are parts of the message, and these."""
    from tbh_email._page import picture_urls
    from tbh_model.text import path_in_folder

    images: dict[str, bytes] = {}
    base = base_url(letter.series)
    for url in picture_urls(html):
        src = path_in_folder(unescape(url).removeprefix(base))
        body = None if src is None else _read(letter.series, src)
        if src is not None and body is not None:
            name = f"picture-{len(images) + 1}.{src.rpartition('.')[2].lower()}"
            images[name] = body
            html = html.replace(f' src="{url}"', f' src="cid:{name}"')
    return html, images


def _read(series: tbh.Series, src: str) -> bytes | None:
    from tbh_model.content import read_image

    given = next((file for file in series.image_files if file.src == src), None)
    if given is not None:
        return given.body or None
    return None if series.folder is None else read_image(series.folder, src)
