"""The page that is being written: its links, its language, its texts."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Final

from attrs import define, evolve, field, frozen

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
)
from tbh_model.model import (
    CallToAction,
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
    Link,
    RichText,
    Text,
    has_content,
    is_unseen,
    join,
    mailto,
    map_text,
    path_in_folder,
    uri,
    without_blank_heading,
    write_html,
)
from tbh_model.text import InlineImage as ImageInText


@frozen(kw_only=True)
class PrintedDate:
    """An instant or a day as it is printed."""

    iso: str
    """For the `datetime` attribute."""
    text: str
    """The day in the time zone of the series, in the language of the page."""


@frozen(kw_only=True)
class Picture:
    """An image that is there."""

    src: str
    """Its address, from the page."""
    alt: str
    width: int | None
    height: int | None
    caption: str | None
    credit: str | None


@frozen(kw_only=True)
class SplitByline:
    """The line under a response, in the two parts that look different."""

    name: str
    titles: str
    """What follows the name, with its comma; empty where the name stands alone."""


@frozen(kw_only=True)
class PageContext:
    """What a template asks for on one page."""

    site: Site
    path: str
    language: str

    @cached_property
    def strings(self) -> Language:
        """Our own words, in the language of the page or else in English."""
        return language_for(self.language)

    @cached_property
    def ui_lang_attributes(self) -> Mapping[str, str]:
        """The attributes of our own words, where the page is in a language that we do not speak."""
        strings_language = self.strings.code
        return (
            {}
            if strings_language == primary_language(self.language)
            else self.lang_attributes(strings_language)
        )

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return direction(self.language)

    @cached_property
    def root(self) -> str:
        """The way to the home page: `../../`; absolute on a page that is shown at any address."""
        return self.site.root if self.path == NOT_FOUND else "../" * self.path.count("/")

    def lang_attributes(self, language: str) -> Mapping[str, str]:
        """Return the attributes of a part in a language; for the filter `xmlattr`."""
        return lang_attributes(language, self.language)

    def link_to(self, path: str) -> str:
        """Return the link to a path of the site."""
        target = path if self.site.file_links else folder_url_path(path)
        return f"{self.root}{address(target)}" or "./"

    def link_to_edition(self, edition: Edition) -> str:
        """Return the link to an edition."""
        return self.link_to(self.site.edition_paths[edition.id])

    def link_to_response(self, edition: Edition, response: Response) -> str:
        """Return the link to an answer, wherever it is linked from."""
        return f"{self.link_to_edition(edition)}#{address(response.id)}"

    def link_to_therapist(self, therapist: Therapist) -> str:
        """Return the link to a therapist."""
        return self.link_to(self.site.therapist_paths[therapist.id])

    def link_to_topic(self, tag: str) -> str:
        """Return the link to a topic."""
        return self.link_to(self.site.topic_paths[tag])

    def resolve_url(self, url: str) -> str:
        """Return an address of the content as it is reached from this page."""
        return uri(join(self.root, url))

    def call_url(self, call: CallToAction) -> str | None:
        """Return the address of a call to action, if it has one."""
        return None if call.url is None else self.resolve_url(call.url)

    def mailto_link(self, mailbox: str) -> str:
        """Return the link that writes to a mailbox."""
        return mailto(mailbox)

    def html(self, text: RichText, level: int = 3) -> str:
        """Write a rich text; its first heading gets a level."""
        fitted_text = fit_to_page(text, self._is_shown)
        return write_html(fitted_text, heading_level=level, base_url=self.root)

    def picture(self, image: Image | None) -> Picture | None:
        """Return an image, if there is one to show."""
        if image is None or not (image.is_remote or image.src in self.site.images):
            return None
        return Picture(
            src=uri(image.src) if image.is_remote else f"{self.root}{address(image.src)}",
            alt="" if is_unseen(image.alt) else image.alt,
            width=image.width,
            height=image.height,
            caption=image.caption,
            credit=image.credit,
        )

    def split_byline(self, printed: PrintedResponse) -> SplitByline | None:
        """Return the line under a response; `None` where nobody is named."""
        if printed.byline is None:
            return None
        name = printed.byline if printed.therapist is None else printed.therapist.name
        return SplitByline(name=name, titles=printed.byline.removeprefix(name))

    def instant(self, instant: datetime | None) -> PrintedDate | None:
        """Return an instant as it is printed."""
        if instant is None:
            return None
        day = day_of(instant, self.site.series.time_zone)
        return PrintedDate(iso=utc(instant), text=localized_date(day, self.language))

    def day(self, day: date) -> PrintedDate:
        """Return a day as it is printed."""
        return PrintedDate(iso=day.isoformat(), text=localized_date(day, self.language))

    def _is_shown(self, image: ImageInText) -> bool:
        src = path_in_folder(image.url)
        return src is None or src in self.site.images


_UNDERLINE: Final = re.compile(r"[=-][ \t]*$", re.MULTILINE)


def fit_to_page(text: RichText, is_shown: Callable[[InlineImage], bool]) -> RichText:
    """Return the same text with headings that never skip a level, and without some images.

    The first heading has level 1, and each other one is at most one deeper than that before it.
    An image that is not shown leaves its description, if it has one.
    """
    if text.source is not None and not _may_need_fitting(text.source):
        return text
    fitter = _PageFitter(is_shown=is_shown)
    return map_text(text, fitter.inline, fitter.block)


def _may_need_fitting(source: str) -> bool:
    """Return whether Markdown may have a heading or an image; nearly all texts have neither."""
    return "#" in source or "![" in source or _UNDERLINE.search(source) is not None


@define
class _PageFitter:
    is_shown: Callable[[InlineImage], bool]
    open_levels: list[int] = field(factory=list)
    """The levels, as written, of the headings that the next one may lie under."""

    def block(self, block: Block) -> Block | None:
        if not isinstance(block, Heading) or without_blank_heading(block) is None:
            return without_blank_heading(block)
        while self.open_levels and self.open_levels[-1] >= block.level:
            self.open_levels.pop()
        self.open_levels.append(block.level)
        level = len(self.open_levels)
        return block if block.level == level else evolve(block, level=level)

    def inline(self, inline: Inline) -> tuple[Inline, ...]:
        match inline:
            case InlineImage(alt=alt) if not self.is_shown(inline):
                return (Text(value=alt),) if alt else ()
            case Link(children=children) if not has_content(children):
                return children
            case _:
                return (inline,)
