"""Rules of jurisdictions on titles, newsletters and notices.

The rules are data with a date, and not legal advice.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TypeVar

from tbh_model._attrs import evolve, frozen
from tbh_model.i18n import primary_language
from tbh_model.model import Line, NoticeKind, validate
from tbh_model.text import RichText

FieldViolation = tuple[str, str, str]


class PublisherField(StrEnum):
    """A key of the publisher that a newsletter may need."""

    NAME = "name"
    LEGAL_NAME = "legal_name"
    POSTAL_ADDRESS = "postal_address"
    EMAIL = "email"
    URL = "url"
    UNSUBSCRIBE_URL = "unsubscribe_url"


@frozen(kw_only=True)
class College:
    """A body that grants titles."""

    id: Line
    """A short name, such as `CRPO`."""
    names: tuple[Line, ...] = ()
    """Other spellings of the issuer of a credential."""
    title_first: bool = False
    """Whether its titles stand before every other credential."""

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)


@frozen(kw_only=True)
class Title:
    """A title that a college grants, in one language."""

    college: Line
    """The id of the college."""
    category: Line
    """The class of registration."""
    language: Line
    title: Line
    abbreviation: Line | None = None
    """The abbreviation after a name, if the rules have one."""
    also: tuple[Line, ...] = ()
    """Other accepted spellings of the title."""
    never: tuple[Line, ...] = ()
    """Forms of the title that the college does not accept."""
    valid_from: date | None = None
    """The first day on which it is granted."""
    valid_until: date | None = None
    """The last day on which it is granted."""

    def __attrs_post_init__(self) -> None:
        """Check every field, and that the days are in order."""
        validate(self, _check_day_order)

    def is_granted_on(self, on: date) -> bool:
        """Return whether the college grants it on a day."""
        if self.valid_from is not None and on < self.valid_from:
            return False
        return self.valid_until is None or on <= self.valid_until


@frozen(kw_only=True)
class NewsletterField:
    """Data of the publisher that a newsletter must have."""

    needs: Line
    """The data in words."""
    any_of: tuple[PublisherField, ...]
    """Keys of the publisher, one of which is enough."""

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)


@frozen(kw_only=True)
class NoticeText:
    """A notice in one language, ready to be printed."""

    language: Line
    text: RichText

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)


@frozen(kw_only=True)
class RequiredNotice:
    """Notice that every edition should have."""

    kind: NoticeKind
    mentions: tuple[Line, ...] = ()
    """Text that the notice must have; separators of digits do not matter."""
    texts: tuple[NoticeText, ...] = ()
    """The notice, ready to be taken over."""

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)

    def text_in(self, language: str) -> RichText | None:
        """Return its text in a language, or else in the first that there is."""
        text_by_language = {
            primary_language(notice_text.language): notice_text.text
            for notice_text in reversed(self.texts)
        }
        first = self.texts[0].text if self.texts else None
        return text_by_language.get(primary_language(language), first)


@frozen(kw_only=True)
class RuleBook:
    """Rules of one jurisdiction, as of a date."""

    jurisdiction: Line
    """An ISO 3166 code, such as `CA-ON`."""
    as_of: date
    """The day on which it was put together."""
    names: tuple[Line, ...] = ()
    """Other spellings of the jurisdiction of a credential."""
    includes: tuple[Line, ...] = ()
    """Jurisdictions whose installed rules also apply; these rules take precedence."""
    sources: tuple[Line, ...] = ()
    """The sources of the rules."""
    colleges: tuple[College, ...] = ()
    titles: tuple[Title, ...] = ()
    restricted: tuple[Line, ...] = ()
    """Words that are reserved for holders of one of the titles."""
    after_title: tuple[Line, ...] = ()
    """Abbreviations, and beginnings of titles, that come after a title."""
    newsletter: tuple[NewsletterField, ...] = ()
    notices: tuple[RequiredNotice, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check every field, and that the college of every title is known."""
        validate(self, _check_colleges)

    def notice(self, kind: NoticeKind) -> RequiredNotice | None:
        """Return what is asked of the notices of a kind, if anything is."""
        return next((notice for notice in self.notices if notice.kind is kind), None)


def merge_rules(book: RuleBook, included_book: RuleBook) -> RuleBook:
    """Return a book with the rules of another one; its own rules take precedence."""
    return evolve(
        book,
        colleges=_merge_by_key(book.colleges, included_book.colleges, "id"),
        titles=tuple(dict.fromkeys((*book.titles, *included_book.titles))),
        restricted=tuple(dict.fromkeys((*book.restricted, *included_book.restricted))),
        after_title=tuple(dict.fromkeys((*book.after_title, *included_book.after_title))),
        newsletter=book.newsletter or included_book.newsletter,
        notices=_merge_by_key(book.notices, included_book.notices, "kind"),
    )


_Item = TypeVar("_Item")


def _merge_by_key(
    own: tuple[_Item, ...], inherited_items: tuple[_Item, ...], key: str
) -> tuple[_Item, ...]:
    """Return items with those of another list whose keys are new."""
    own_keys = {getattr(item, key) for item in own}
    return (*own, *(item for item in inherited_items if getattr(item, key) not in own_keys))


def _check_day_order(title: Title) -> Iterator[FieldViolation]:
    first, last = title.valid_from, title.valid_until
    if first is not None and last is not None and last < first:
        yield "valid_until", last.isoformat(), f"a day from {first.isoformat()} (valid_from)"


def _check_colleges(book: RuleBook) -> Iterator[FieldViolation]:
    if book.includes:
        return  # which may bring the college: this is checked once they are merged
    college_ids = {college.id: None for college in book.colleges}
    for index, title in enumerate(book.titles):
        if title.college not in college_ids:
            allowed = f"the id of a college: {', '.join(college_ids) or 'list it under `colleges`'}"
            yield f"titles[{index}].college", f"`{title.college}`", allowed
