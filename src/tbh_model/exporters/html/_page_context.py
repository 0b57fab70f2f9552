"""Template context of one page: URLs, language and formats."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from html import escape
from typing import Final

from tbh_model._attrs import define, evolve, field, frozen
from tbh_model.exporters._image_variants import srcset
from tbh_model.exporters._paths import address
from tbh_model.exporters._site import NOT_FOUND, Site, folder_url_path
from tbh_model.exporters._template_filters import utc
from tbh_model.i18n import (
    Language,
    direction,
    lang_attributes,
    language_for,
    localized_date,
    primary_language,
    with_quotation_marks,
)
from tbh_model.model import (
    Attribution,
    CallToAction,
    Credential,
    Edition,
    Image,
    PrintedResponse,
    Response,
    Therapist,
    day_of,
)
from tbh_model.text import (
    Block,
    Heading,
    Inline,
    InlineImage,
    InlineImage as ImageInText,
    Link,
    RichText,
    Text,
    has_content,
    headings,
    is_unseen,
    join,
    mailto,
    map_text,
    path_in_folder,
    uri,
    without_blank_heading,
    write_html,
)

_LONG_QUOTE: Final = 180
_LONGER_QUOTE: Final = 400
# Width of an image in a text, as the style sheet has it.
_IN_TEXT: Final = "(min-width: 45rem) 41rem, 100vw"
_WITHOUT_NAME: Final = frozenset({Attribution.ROLE, Attribution.ANONYMOUS})


@frozen(kw_only=True)
class PrintedDate:
    """Date in the form in which a page prints it."""

    iso: str
    """The value for the attribute `datetime`."""
    text: str
    """The date in the time zone of the series and the language of the page."""


@frozen(kw_only=True)
class Picture:
    """Image that the site publishes."""

    src: str
    """The URL, relative to the page."""
    alt: str
    """The text alternative."""
    width: int | None
    """The width in pixels, if it is known."""
    height: int | None
    """The height in pixels, if it is known."""
    srcset: str | None
    """Its smaller copies and their widths, if it has some."""
    sizes: str | None
    """How wide it is on the page, for the choice among them."""
    caption: str | None
    """The caption."""
    credit: str | None
    """The author of the image."""

    @property
    def attributes(self) -> Mapping[str, object]:
        """The attributes for its size and its smaller copies, for the filter `xmlattr`."""
        return {
            "width": self.width,
            "height": self.height,
            "srcset": self.srcset,
            "sizes": self.sizes,
        }


@frozen(kw_only=True)
class SplitByline:
    """Byline of a response, split into name and titles, which are styled differently."""

    name: str
    """The name."""
    titles: str
    """The text after the name, with its comma, or empty."""
    credentials: tuple[Credential, ...]
    """The credentials that this text names; none for a description."""
    initials: str
    """What stands in place of a portrait: the initials, or a quotation mark for a description."""


@frozen(kw_only=True)
class PageContext:
    """URLs, language and formats of one page."""

    site: Site
    """The site."""
    path: str
    """The path of the page in the site."""
    language: str
    """The language of the page."""

    @cached_property
    def strings(self) -> Language:
        """The built-in strings, in the language of the page or else in English."""
        return language_for(self.language)

    @cached_property
    def ui_lang_attributes(self) -> Mapping[str, str]:
        """Attributes for built-in strings, if they are not in the language of the page."""
        strings_language = self.strings.code
        return (
            {}
            if strings_language == primary_language(self.language)
            else self.lang_attributes(strings_language)
        )

    def uri(self, url: str) -> str:
        """Return an absolute URL as a URI."""
        return uri(url)

    @property
    def panel_name(self) -> str:
        """The word for the panel, such as "Therapists": that of the series, or the built-in one."""
        return self.site.series.labels.therapists or self.strings.therapists

    @property
    def panel_lang_attributes(self) -> Mapping[str, str]:
        """Attributes for that word, if it is not in the language of the page."""
        series = self.site.series
        is_built_in = series.labels.therapists is None
        return self.ui_lang_attributes if is_built_in else self.lang_attributes(series.language)

    @property
    def direction(self) -> str:
        """Direction of the text: `ltr` or `rtl`."""
        return direction(self.language)

    @cached_property
    def root(self) -> str:
        """Relative URL of the home page, such as `../../`; absolute on the page for errors."""
        # a server shows the page for errors at any address
        return self.site.root if self.path == NOT_FOUND else "../" * self.path.count("/")

    def lang_attributes(self, language: str) -> Mapping[str, str]:
        """Return the attributes for text in a language, for the filter `xmlattr`."""
        return lang_attributes(language, self.language)

    def other_language(self, edition: Edition) -> str | None:
        """Return the name of the language of an edition, if it is not that of the page."""
        code = primary_language(self.site.series.language_of(edition))
        if code == primary_language(self.language):
            return None
        strings = language_for(code)
        return strings.name if strings.code == code else code

    def link_to(self, path: str) -> str:
        """Return the link to a path of the site."""
        target = path if self.site.file_links else folder_url_path(path)
        # an empty reference means the page that it stands on (RFC 3986, 4.4)
        return f"{self.root}{address(target)}" or "./"

    def link_to_edition(self, edition: Edition) -> str:
        """Return the link to an edition."""
        return self.link_to(self.site.edition_paths[edition.id])

    def link_to_response(self, edition: Edition, response: Response) -> str:
        """Return the link to a response."""
        return f"{self.link_to_edition(edition)}#{address(response.id)}"

    def link_to_therapist(self, therapist: Therapist) -> str:
        """Return the link to a therapist."""
        return self.link_to(self.site.therapist_paths[therapist.id])

    def link_to_topic(self, tag: str) -> str:
        """Return the link to a topic."""
        return self.link_to(self.site.topic_paths[tag])

    def resolve_url(self, url: str) -> str:
        """Return a URL of the content, relative to this page."""
        return uri(join(self.root, url))

    def call_url(self, call: CallToAction) -> str | None:
        """Return the URL of a call to action, if it has one."""
        return None if call.url is None else self.resolve_url(call.url)

    def mailto_link(self, mailbox: str) -> str:
        """Return the `mailto:` URI of a mailbox."""
        return mailto(mailbox)

    def html(self, text: RichText, level: int = 3) -> str:
        """Return a rich text as HTML; `level` is that of its first heading."""
        shift = _level_shift(text)
        if shift is None:
            text, shift = fit_to_page(text, self._is_shown), 0
        return write_html(
            text,
            heading_level=level + shift,
            base_url=self.root,
            image_attributes=self._image_attributes,
        )

    def picture(self, image: Image | None, sizes: str = "100vw") -> Picture | None:
        """Return an image, if the site publishes it; `sizes` says how wide the page shows it."""
        if image is None or not (image.is_remote or image.src in self.site.images):
            return None
        width, height = self.site.dimensions(image)
        return Picture(
            src=uri(image.src) if image.is_remote else f"{self.root}{address(image.src)}",
            alt="" if is_unseen(image.alt) else image.alt,
            width=width,
            height=height,
            srcset=(choices := self._srcset(image.src)),
            sizes=None if choices is None else sizes,
            caption=image.caption,
            credit=image.credit,
        )

    def split_byline(self, printed: PrintedResponse) -> SplitByline | None:
        """Return the byline of a response, or none if nobody is named."""
        if printed.byline is None:
            return None
        name = printed.byline if printed.therapist is None else printed.therapist.name
        titles = printed.byline.removeprefix(name)
        return SplitByline(
            name=name,
            titles=titles,
            credentials=_credentials_in(titles, printed.therapist),
            initials=_quotation_mark(self.language)
            if printed.response.attribution in _WITHOUT_NAME
            else initials(name.partition(",")[0]),  # without the titles after a first name
        )

    def initials(self, name: str) -> str:
        """Return the initials of a name, which stand in place of a portrait."""
        return initials(name)

    def answer_html(self, printed: PrintedResponse) -> str:
        """Return the answer of a response as HTML, in which the printed quote is marked.

        A quote that links or emphasis divide in the answer stays unmarked.
        """
        response = printed.response
        if response.answer is None:
            return ""
        html = self.html(response.answer)
        return html if response.quote is None else _mark(html, response.quote)

    def pull_size(self, quote: str) -> str:
        """Return the class of a quote by its length: none, `long` or `longer`."""
        length = len(quote)
        return "" if length <= _LONG_QUOTE else "long" if length <= _LONGER_QUOTE else "longer"

    def instant(self, instant: datetime | None) -> PrintedDate | None:
        """Return a date and time as printed, or none."""
        if instant is None:
            return None
        day = day_of(instant, self.site.series.time_zone)
        return PrintedDate(iso=utc(instant), text=localized_date(day, self.language))

    def day(self, day: date) -> PrintedDate:
        """Return a date as printed."""
        return PrintedDate(iso=day.isoformat(), text=localized_date(day, self.language))

    def _image_attributes(self, url: str) -> Mapping[str, str]:
        """Return the attributes of an image in a text, which says nothing of its size."""
        src = path_in_folder(url) or ""
        width, height = self.site.images.get(src) or (None, None)
        choices = self._srcset(src)
        attributes = {
            "width": None if width is None else str(width),
            "height": None if height is None else str(height),
            "srcset": choices,
            "sizes": None if choices is None else _IN_TEXT,
        }
        return {name: value for name, value in attributes.items() if value is not None}

    def _srcset(self, src: str) -> str | None:
        variants = self.site.image_variants.get(src, ())
        dimensions = self.site.images.get(src)
        return None if dimensions is None else srcset(self.root, src, dimensions[0], variants)

    def _is_shown(self, image: ImageInText) -> bool:
        src = path_in_folder(image.url)
        return src is None or src in self.site.images


def _credentials_in(titles: str, therapist: Therapist | None) -> tuple[Credential, ...]:
    """Return the credentials of a therapist that the end of a byline names."""
    found: list[Credential] = []
    for credential in () if therapist is None else therapist.credentials:
        rest = titles.removeprefix(f", {credential.abbreviation}")
        if rest != titles and rest[:1] in {"", ","}:
            found.append(credential)
            titles = rest
    return () if titles else tuple(found)


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Return the first letters of the first and last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return ""
    ends = words if len(words) == 1 else (words[0], words[-1])
    # scripts without capitals keep their letters apart, as Arabic would join them otherwise
    return "".join(word[0].upper() for word in ends)


@lru_cache
def _quotation_mark(language: str) -> str:
    return with_quotation_marks("", language)[0]


def _mark(html: str, quote: str) -> str:
    """Mark the first place of a text where the quote stands whole within one run of words."""
    words = escape(quote, quote=False)
    position = html.find(words) if words.strip() else -1
    # within a tag, the next angle bracket closes; words themselves have them escaped
    if position < 0 or html.rfind("<", 0, position) > html.rfind(">", 0, position):
        return html
    end = position + len(words)
    return f"{html[:position]}<mark>{words}</mark>{html[end:]}"


def fit_to_page(text: RichText, is_shown: Callable[[InlineImage], bool]) -> RichText:
    """Return a text with headings that never skip a level, and without unpublished images.

    A heading without words is left out, and an unpublished image is replaced by its description.
    """
    fitter = _PageFitter(is_shown=is_shown)
    return map_text(text, fitter.inline, fitter.block)


def _level_shift(text: RichText) -> int | None:
    """Return how far all headings of a text are from their levels on a page.

    It is None where they do not move together, or the text may have something to leave out.
    """
    if text.source is None or "![" in text.source:
        return None
    found, levels = headings(text), _HeadingLevels()
    if any(is_unseen(words) for _, words in found):
        return None
    shifts = {levels.fit(level) - level for level, _ in found} or {0}
    return shifts.pop() if len(shifts) == 1 else None


@define
class _HeadingLevels:
    """Levels of which the first is 1, and no other is two more than the one before it."""

    # Source levels of the headings that contain the current position.
    open_levels: list[int] = field(factory=list)

    def fit(self, level: int) -> int:
        while self.open_levels and self.open_levels[-1] >= level:
            self.open_levels.pop()
        self.open_levels.append(level)
        return len(self.open_levels)


@frozen
class _PageFitter:
    is_shown: Callable[[InlineImage], bool]
    levels: _HeadingLevels = field(factory=_HeadingLevels)

    def block(self, block: Block) -> Block | None:
        if not isinstance(block, Heading) or without_blank_heading(block) is None:
            return without_blank_heading(block)
        level = self.levels.fit(block.level)
        return block if block.level == level else evolve(block, level=level)

    def inline(self, inline: Inline) -> tuple[Inline, ...]:
        match inline:
            case InlineImage(alt=alt) if not self.is_shown(inline):
                return (Text(value=alt),) if alt else ()
            case Link(children=children) if not has_content(children):
                return children
            case _:
                return (inline,)
