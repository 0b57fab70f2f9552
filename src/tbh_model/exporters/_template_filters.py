"""Template filters for rich text, text, dates and times."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import partial, wraps
from typing import TYPE_CHECKING, Final, TypeVar

from tbh_model._attrs import frozen
from tbh_model._errors import TBHError
from tbh_model.exporters._urls import resolve_page_links
from tbh_model.i18n import localized_date, localized_datetime, with_quotation_marks
from tbh_model.model import (
    Edition,
    Series,
    day_of,
    describe,
    in_time_zone,
)
from tbh_model.text import RichText, escape_markdown, write_html, write_markdown, write_plain

if TYPE_CHECKING:  # jinja2 loads with the first template, and markupsafe comes with it
    from jinja2.runtime import Context
    from markupsafe import Markup

T = TypeVar("T")

_PRINTABLE: Final = "something to print"


class FilterError(TBHError, TypeError):
    """A filter of a template was given what it cannot write."""

    def __init__(self, expected: str, value: str) -> None:
        super().__init__(expected, value)
        self.expected, self.value = expected, value

    def __str__(self) -> str:
        """Describe what is needed, and what there is."""
        return f"{self.expected} is needed here, and this is {self.value}"


@frozen(kw_only=True)
class Filters:
    """The filters of a template, which know the series that it is rendered for."""

    language: str
    """The language of the output."""
    time_zone: str
    base_url: str
    """The default base of relative URLs."""

    def by_name(self) -> Mapping[str, Callable[..., object]]:
        """Return each filter by the name that templates know it by."""
        from jinja2 import pass_context

        return {
            # `pass_context` marks what it is given, and a method cannot be marked
            "html": pass_context(partial(self.html)),
            "markdown": pass_context(partial(self.markdown)),
            "plain": pass_context(partial(self.plain)),
            "escape_markdown": _escape_markdown,
            "quoted": self.quote,
            "day": self.day,
            "instant": self.instant,
            "iso": iso,
            "rfc822": rfc822,
        }

    def html(
        self,
        context: "Context",
        text: RichText,
        heading_level: int = 2,
        base_url: str | None = None,
        page: str | None = None,
    ) -> "Markup":
        """Write a rich text as HTML, which is markup and is not escaped again."""
        from markupsafe import Markup

        content, base = self._resolve_links(context, text, base_url, page)
        markup = write_html(content, heading_level=heading_level, base_url=base)
        return Markup(markup)  # noqa: S704 - escaped by construction

    def markdown(
        self,
        context: "Context",
        text: RichText,
        heading_level: int = 2,
        base_url: str | None = None,
        page: str | None = None,
    ) -> str:
        """Write a rich text as Markdown, without a line ending after the last line."""
        content, base = self._resolve_links(context, text, base_url, page)
        source = write_markdown(content, heading_level=heading_level, base_url=base)
        return source.removesuffix("\n")

    def plain(
        self,
        context: "Context",
        text: RichText,
        base_url: str | None = None,
        page: str | None = None,
    ) -> str:
        """Write a rich text as plain text."""
        content, base = self._resolve_links(context, text, base_url, page)
        return write_plain(content, base_url=base)

    def quote(self, words: str) -> str:
        """Return a text with the quotation marks of the language."""
        return with_quotation_marks(_require_text(words), self.language)

    def day(self, value: date) -> str:
        """Write a day, or the day of an instant in the time zone of the series."""
        if isinstance(value, datetime):
            return localized_date(day_of(value, self.time_zone), self.language)
        return localized_date(_require_type(date, value, "a day or an instant"), self.language)

    def instant(self, instant: datetime) -> str:
        """Write an instant by the clock of the series."""
        local_instant = in_time_zone(_require_type(datetime, instant, "an instant"), self.time_zone)
        return localized_datetime(local_instant, self.language)

    def _resolve_links(
        self, context: "Context", text: RichText, base_url: str | None, page: str | None
    ) -> tuple[RichText, str]:
        """Return a text whose queries and fragments lead to a page, and the base of its paths."""
        # With a base of its own and no page a template writes the page itself, where they stay.
        content = _require_rich_text(text)
        if page is None and base_url is None:
            page = _edition_page_url(context)
        base = self.base_url if base_url is None else base_url
        return content if page is None else resolve_page_links(content, page), base


def _edition_page_url(context: "Context") -> str | None:
    """Return the page of the edition that a template is rendered for."""
    series, edition = context.get("series"), context.get("edition")
    if isinstance(series, Series) and isinstance(edition, Edition):
        return series.url_of(edition)
    return None


def reject_none(value: T) -> T:
    """Return a value, or raise an error for None, which Jinja2 would print as a word."""
    if value is None:
        raise FilterError(_PRINTABLE, describe(value))
    return value


# The filters of Jinja2 that write what they are given as words.
TEXT_FILTERS: Final = (
    "capitalize", "center", "e", "escape", "forceescape", "indent", "lower", "replace", "safe",
    "string", "striptags", "title", "trim", "truncate", "upper", "urlencode", "urlize",
    "wordcount", "wordwrap",
)  # fmt: skip


def reject_none_in(function: Callable[..., T]) -> Callable[..., T]:
    """Return a filter of Jinja2 that raises an error for None."""
    value_index = int(hasattr(function, "jinja_pass_arg"))  # some are given the environment first

    @wraps(function)
    def wrapper(*args: object, **kwargs: object) -> T:
        reject_none(args[value_index])
        return function(*args, **kwargs)

    return wrapper


def iso(value: date) -> str:
    """Write a day, or an instant in UTC, as HTML, Open Graph, schema.org and Atom read it."""
    if isinstance(value, datetime):
        return utc(value)
    return _require_type(date, value, "a day or an instant").isoformat()


def utc(instant: datetime) -> str:
    """Write an instant as HTML, Open Graph, schema.org and Atom read it."""
    return instant.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def rfc822(instant: datetime) -> str:
    """Write an instant in GMT as RSS, OPML and e-mail read it, in any locale."""
    utc_instant = _require_type(datetime, instant, "an instant").astimezone(UTC)
    return format_datetime(utc_instant, usegmt=True)


def _escape_markdown(words: str) -> str:
    return escape_markdown(_require_text(words))


def _require_text(words: str) -> str:
    return str(reject_none(words))


def _require_rich_text(text: RichText) -> RichText:
    return _require_type(RichText, text, "a rich text")


def _require_type(kind: type[T], value: T, expected: str) -> T:
    if isinstance(value, kind):
        return value
    str(value)  # a name that is not there says so itself
    raise FilterError(expected, describe(value))
