"""Rules around what is published: whose titles are whose, what a newsletter and a page must say.

They are data with a date on them, and no legal advice: what ships is a default, and a file
`rules.yaml` in a content folder takes its place.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar

from attrs import evolve, frozen

from tbh_model._problems import Problem
from tbh_model._regular_files import exists
from tbh_model.content._converter import structure
from tbh_model.content._files import read_tree
from tbh_model.content._node import ContentError, Source
from tbh_model.i18n import primary_language
from tbh_model.model import Line, NoticeKind, validate
from tbh_model.text import RichText

RULES_FILE: Final = "rules.yaml"
"""What takes the place of the shipped rules, in a content folder."""
_FOLDER: Final = "rules"

FieldViolation = tuple[str, str, str]


class Shipped(StrEnum):
    """A jurisdiction for which rules are shipped."""

    CA = "CA"
    CA_ON = "CA-ON"


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
    """Other ways in which the issuer of a credential may be written."""
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
    """What may stand after a name; where there is none, nothing is said of it."""
    also: tuple[Line, ...] = ()
    """Other accepted spellings of the title."""
    never: tuple[Line, ...] = ()
    """Forms that are taken for it, and that the college does not accept."""
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
    """Something that a newsletter must say of its publisher."""

    needs: Line
    """What it is, in words."""
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
    """A notice that should stand under every edition."""

    kind: NoticeKind
    mentions: tuple[Line, ...] = ()
    """What its text must hold; how digits are set apart does not matter."""
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
    """What is asked of a series in one jurisdiction, as of a day."""

    jurisdiction: Line
    """An ISO 3166 code, such as `CA-ON`."""
    as_of: date
    """The day on which it was put together."""
    names: tuple[Line, ...] = ()
    """Other ways in which the jurisdiction of a credential may be written."""
    includes: tuple[Shipped, ...] = ()
    """Shipped rules that hold as well; what stands here goes before them."""
    sources: tuple[Line, ...] = ()
    """Where it was read."""
    colleges: tuple[College, ...] = ()
    titles: tuple[Title, ...] = ()
    restricted: tuple[Line, ...] = ()
    """Words that only those who have one of the titles may use."""
    after_title: tuple[Line, ...] = ()
    """Abbreviations, and beginnings of titles, that stand after a title that comes first."""
    newsletter: tuple[NewsletterField, ...] = ()
    notices: tuple[RequiredNotice, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check every field, and that the college of every title is known."""
        validate(self, _check_colleges)

    def notice(self, kind: NoticeKind) -> RequiredNotice | None:
        """Return what is asked of the notices of a kind, if anything is."""
        return next((notice for notice in self.notices if notice.kind is kind), None)


def load_rules(
    jurisdiction: str | None, folder: Path | None = None
) -> tuple[RuleBook | None, tuple[Problem, ...]]:
    """Return the rules for a series, and what is wrong with those that it brings itself.

    Args:
        jurisdiction: That of the publisher.
        folder: The content folder, which may hold rules of its own.
    """
    if folder is None or not exists(folder / RULES_FILE):
        return shipped_rules(jurisdiction), ()
    try:
        book = structure(read_tree(folder / RULES_FILE, folder), RuleBook)
    except ContentError as error:
        return None, error.problems
    return _with_includes(book), ()


def shipped_rules(jurisdiction: str | None) -> RuleBook | None:
    """Return the rules that are shipped for a jurisdiction, if there are any.

    What there is for the country holds in each of its parts.
    """
    code = (jurisdiction or "").upper()
    parts = (code, code.partition("-")[0])
    name = next((Shipped(part) for part in parts if part in set(Shipped)), None)
    return None if name is None else _load_shipped(name)


@cache
def _load_shipped(name: Shipped) -> RuleBook:
    path = f"{_FOLDER}/{name.lower()}.yaml"
    text = files("tbh_model.content").joinpath(path).read_text(encoding="utf-8")
    from tbh_model.content._yaml_reader import read_yaml  # 20 ms, only for those who read YAML

    return _with_includes(structure(read_yaml(Source(path, text)), RuleBook))


def _with_includes(book: RuleBook) -> RuleBook:
    """Add to a book what it includes."""
    for name in book.includes:
        included_book = _load_shipped(name)
        book = evolve(
            book,
            colleges=_merge_by_key(book.colleges, included_book.colleges, "id"),
            titles=tuple(dict.fromkeys((*book.titles, *included_book.titles))),
            restricted=tuple(dict.fromkeys((*book.restricted, *included_book.restricted))),
            after_title=tuple(dict.fromkeys((*book.after_title, *included_book.after_title))),
            newsletter=book.newsletter or included_book.newsletter,
            notices=_merge_by_key(book.notices, included_book.notices, "kind"),
        )
    return book


_Item = TypeVar("_Item")


def _merge_by_key(
    own: tuple[_Item, ...], inherited_items: tuple[_Item, ...], key: str
) -> tuple[_Item, ...]:
    """Add the items whose key nobody has yet."""
    own_keys = {getattr(item, key) for item in own}
    return (*own, *(item for item in inherited_items if getattr(item, key) not in own_keys))


def _check_day_order(title: Title) -> Iterator[FieldViolation]:
    first, last = title.valid_from, title.valid_until
    if first is not None and last is not None and last < first:
        yield "valid_until", last.isoformat(), f"a day from {first.isoformat()} (valid_from)"


def _check_colleges(book: RuleBook) -> Iterator[FieldViolation]:
    books = (book, *map(_load_shipped, book.includes))
    college_ids = {
        college.id: None for included_book in books for college in included_book.colleges
    }
    for index, title in enumerate(book.titles):
        if title.college not in college_ids:
            allowed = f"the id of a college: {', '.join(college_ids) or 'list it under `colleges`'}"
            yield f"titles[{index}].college", f"`{title.college}`", allowed
