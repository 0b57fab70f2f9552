"""Series and rights policies."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import attrgetter
from os import PathLike
from pathlib import Path
from typing import Final
from urllib.parse import quote

from attrs.converters import optional

from tbh_model._arguments import as_path, check_arguments_on_error
from tbh_model._attrs import field, frozen
from tbh_model._errors import TBHError, advice, closest
from tbh_model._final import final
from tbh_model.i18n import LabelStrings
from tbh_model.model._call_to_action import CallToAction, to_calls
from tbh_model.model._constraints import (
    Count,
    HomePage,
    LanguageTag,
    Line,
    PermalinkPattern,
    PermanentURI,
    Text,
    TimeZone,
)
from tbh_model.model._edition import Challengers, Edition, Notice, to_notices
from tbh_model.model._extra import Extra, extra_field_value
from tbh_model.model._image import Image, ImageFile
from tbh_model.model._publisher import Labels, Publisher
from tbh_model.model._response import (
    AIChannel,
    AIUse,
    Attribution,
    Channel,
    ChannelName,
    Response,
)
from tbh_model.model._site_paths import (
    DEFAULT_PANEL_FOLDER,
    DisplacedPage,
    find_displaced_pages,
    is_site_folder,
    site_root,
    standing_pages,
)
from tbh_model.model._therapist import Therapist, format_byline
from tbh_model.model._validation import (
    PRIVATE,
    PYTHON_ONLY,
    InvalidValueError,
    RawViolation,
    Violation,
    duplicates,
    short_repr,
    to_lines,
    to_tuple,
    validate,
    validate_on_init,
)
from tbh_model.text import uri


class UnknownIdError(TBHError, LookupError):
    """The series does not have the id."""

    def __init__(self, kind: str, id: str, choices: tuple[str, ...]) -> None:  # noqa: A002
        super().__init__(kind, id, choices)
        self.kind, self.id, self.choices = kind, id, choices

    def __str__(self) -> str:
        """Name the unknown value and the nearest known one."""
        return f"no {self.kind} {self.id!r} in this series{advice(self.id, self.choices)}"


class Enforcement(StrEnum):
    """Treatment of a response without a record."""

    REQUIRED = "required"
    """No record, no release."""
    RECORDED = "recorded"
    """What is recorded is enforced; what has no record goes out, with a warning."""


@final
@frozen(kw_only=True)
@validate_on_init
class RightsPolicy:
    """Requirements of consent and approval."""

    consent: Enforcement = Enforcement.RECORDED
    """Whether consent is required."""
    approval: Enforcement = Enforcement.RECORDED
    """Whether approval is required."""
    minimum_responses: Count = 1
    """How many answers an edition must have left on a channel; with fewer it is withheld there."""
    public_extra: tuple[Line, ...] = ()
    """The keys of `extra` that exporters get to see, in the series and in all its parts."""
    ai: AIUse = AIUse.SEARCH
    """The most that machines may do with the site, as `robots.txt` and headers tell them. It is a
    request, which a crawler may ignore."""


def _to_path(value: str | PathLike[str]) -> Path:
    return as_path(value, "Series.folder")


def _sorted_by_id(items: tuple[Therapist, ...] | tuple[Edition, ...]) -> tuple[object, ...]:
    """Return what is compared of a list whose order says nothing: a content folder has none."""
    return tuple(sorted(items, key=attrgetter("id")))


def _to_therapists(values: Iterable[Therapist]) -> tuple[Therapist, ...]:
    """Return a tuple of therapists."""
    return to_tuple(values)


def _to_editions(values: Iterable[Edition]) -> tuple[Edition, ...]:
    """Return a tuple of editions."""
    return to_tuple(values)


@final
@frozen(kw_only=True)
class Series:
    """A recurring roundup: its standing parts, its therapists and its editions."""

    id: PermanentURI
    """Permanent: feeds build the identity of every entry on it."""
    title: Line
    """The title."""
    url: HomePage
    """The home page of the series."""
    publisher: Publisher
    """The publisher."""
    language: LanguageTag = "en"
    """The language, as a BCP 47 tag."""
    time_zone: TimeZone = "UTC"
    """Where a day begins and ends: for consents, titles and printed dates."""
    description: Text | None = None
    """The description for pages and feeds."""
    permalink: PermalinkPattern | None = None
    """Pattern of the URL of an edition; `{url}editions/{slug}/` by default."""
    challengers: Challengers | None = None
    """The panel as a group, in each edition without its own."""
    channels: tuple[ChannelName, ...] = field(default=(), converter=to_lines)
    """Channels beside `web`, `feed`, `newsletter` and `social`: `print`, `podcast`, `intranet`."""
    labels: Labels = Labels()
    """The labels of the parts of an edition."""
    sign_off: Text | None = None
    """The closing words of each edition."""
    next_time: Text | None = None
    """The text about the next edition."""
    calls_to_action: tuple[CallToAction, ...] = field(default=(), converter=to_calls)
    """The calls to action of each edition without its own."""
    notices: tuple[Notice, ...] = field(default=(), converter=to_notices)
    """The notices under each edition."""
    image: Image | None = None
    """The image of the series."""
    rights: RightsPolicy = RightsPolicy()
    """How strictly consent and approval are required."""
    therapists: tuple[Therapist, ...] = field(
        default=(), repr=False, eq=_sorted_by_id, converter=_to_therapists
    )
    """In any order: two series that differ in it alone are equal."""
    editions: tuple[Edition, ...] = field(
        default=(), repr=False, eq=_sorted_by_id, converter=_to_editions
    )
    """In any order, too: every list that is printed has an order of its own."""
    extra: Extra = field(default=Extra(), converter=extra_field_value, metadata=PRIVATE, repr=False)
    """Data of your own. Private, but for the keys that `rights.public_extra` names."""
    format: Count = 1
    """Version of the file format."""
    folder: Path | None = field(
        default=None,
        eq=False,
        repr=False,
        metadata=PYTHON_ONLY,
        converter=optional(_to_path),
    )
    """The content folder that its images lie in, as `load` found it; not a part of the content."""
    image_files: tuple[ImageFile, ...] = field(
        default=(), eq=False, repr=False, metadata=PYTHON_ONLY
    )
    """The images that were given to `export` or `publish`; not a part of the content."""

    def __attrs_post_init__(self) -> None:
        """Check every field, that ids are distinct, and that every therapist is known."""
        validate(self, _rules)

    def __repr__(self) -> str:
        """Show the identifying fields, and the numbers of therapists and editions."""
        start = short_repr(self, "id", "title")[:-1]
        return f"{start}, therapists={len(self.therapists)}, editions={len(self.editions)})"

    @check_arguments_on_error
    def therapist(self, id: str, /) -> Therapist:  # noqa: A002 - the field's own name
        """Return the therapist with an id.

        Raises:
            UnknownIdError: If there is none.
        """
        try:
            return self._therapists[id]
        except KeyError:
            raise UnknownIdError("therapist", id, tuple(self._therapists)) from None

    @check_arguments_on_error
    def edition(self, id_or_slug: str, /) -> Edition:
        """Return the edition with an id, or else with a slug.

        Raises:
            UnknownIdError: If there is none.
        """
        try:
            return self._editions[id_or_slug]
        except KeyError:
            raise UnknownIdError("edition", id_or_slug, tuple(self._editions)) from None

    @check_arguments_on_error
    def url_of(self, edition: Edition, /) -> str:
        """Return the absolute URL of an edition, as a URI: its own, or its permalink.

        Where that is the address of another page of the site, or of no file that can be, it is the
        address by the default pattern: that is where the page is.
        """
        url = permalink(edition, self.permalink or DEFAULT_PERMALINK, self.url)
        if (edition.id, url) in self._displaced_pages:
            return permalink_of(edition.slug, edition.id, DEFAULT_PERMALINK, self.url)
        return url

    @property
    def displaced_pages(self) -> tuple[DisplacedPage, ...]:
        """The editions whose pages cannot have the paths of their URLs, with reasons."""
        return tuple(self._displaced_pages.values())

    @check_arguments_on_error
    def entry_id(self, edition: Edition, /) -> str:
        """Return the identifier of an edition in every feed; it never changes."""
        return entry_id(self.id, edition.id)

    @check_arguments_on_error
    def byline(self, response: Response, /, language: str | None = None) -> str | None:
        """Return the byline of a response as its attribution allows, or None.

        The titles are the recorded ones; those of the series of a `Release` are the valid ones. A
        role is described in `language`, by default that of the series.
        """
        if response.therapist is None:
            return response.byline
        therapist = self.therapist(response.therapist)
        return format_byline(therapist, response.attribution, language=language or self.language)

    @check_arguments_on_error
    def author(self, response: Response, /) -> str | None:
        """Return the name of who gave a response, or None. It is for editors, and never printed."""
        if response.therapist is None:
            return response.byline
        return self.therapist(response.therapist).name

    @check_arguments_on_error
    def profile(self, response: Response, /) -> Therapist | None:
        """Return the therapist behind a response, if the response names them in full."""
        if response.therapist is None or response.attribution is not Attribution.FULL:
            return None
        return self.therapist(response.therapist)

    @check_arguments_on_error
    def language_of(self, edition: Edition, /) -> str:
        """Return the language of an edition: its own, or that of the series."""
        return edition.language or self.language

    @check_arguments_on_error
    def translations(self, edition: Edition, /) -> tuple[Edition, ...]:
        """Return an edition in its other languages: the original first, the others by language."""
        original = edition.translation_of or edition.id
        versions = self._versions.get(original, ())
        return tuple(version for version in versions if version.id != edition.id)

    @check_arguments_on_error
    def challengers_of(self, edition: Edition, /) -> Challengers:
        """Return the panel of an edition: its own, or that of the series.

        Raises:
            InvalidValueError: If neither has one, which no edition of the series is without.
        """
        challengers = edition.challengers or self.challengers
        if challengers is None:
            violation = Violation(
                owner="Edition", field="challengers", value="nothing", allowed=_ALLOWED_PANEL
            )
            raise InvalidValueError((violation,))
        return challengers

    @check_arguments_on_error
    def words(self, edition: Edition, /) -> LabelStrings:
        """Return the labels of the parts of an edition, in its language.

        Labels that the series brings are in the language of the series; an edition in another
        language has the words of its own, except for the panel.
        """
        language = self.language_of(edition)
        is_same_language = language.partition("-")[0] == self.language.partition("-")[0]
        labels = self.labels if is_same_language else Labels(therapists=self.labels.therapists)
        return labels.within(language)

    @property
    def all_channels(self) -> tuple[str, ...]:
        """The built-in channels, the uses by machines that it allows, and those it declares."""
        return (*Channel, *self.rights.ai.channels, *self.channels)

    @property
    def all_uses(self) -> tuple[str, ...]:
        """All that a consent may name: channels, and uses by machines, allowed or not."""
        return (*Channel, *AIChannel, *self.channels)

    @property
    def panel_folder(self) -> str:
        """The folder of the site with the pages of therapists."""
        return self.labels.therapists_path or DEFAULT_PANEL_FOLDER

    @cached_property
    def _therapists(self) -> dict[str, Therapist]:
        return {therapist.id: therapist for therapist in self.therapists}

    @cached_property
    def _versions(self) -> dict[str, tuple[Edition, ...]]:
        """The versions of each edition that has translations, by the id of the original."""
        versions: dict[str, list[Edition]] = {}
        for edition in self.editions:
            if edition.translation_of is not None:
                original = self._editions[edition.translation_of]
                versions.setdefault(original.id, [original]).append(edition)
        return {
            id_: (original, *sorted(others, key=lambda one: (self.language_of(one), one.id)))
            for id_, (original, *others) in versions.items()
        }

    @cached_property
    def _displaced_pages(self) -> dict[tuple[str, str], DisplacedPage]:
        pattern = self.permalink or DEFAULT_PERMALINK
        pages = (
            (edition.id, permalink(edition, pattern, self.url))
            for edition in _oldest_first(self.editions)
        )
        displaced_pages = find_displaced_pages(
            pages, site_root(self.url), standing_pages(self.panel_folder)
        )
        return {(page.edition, page.url): page for page in displaced_pages}

    @cached_property
    def _editions(self) -> dict[str, Edition]:
        by_slug = {edition.slug: edition for edition in self.editions}
        return by_slug | {edition.id: edition for edition in self.editions}


def newest_first(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """Return editions sorted: newest first, those without a date last, ties by id.

    >>> model.newest_first(series.editions)[-1].id
    'e-2026-01'
    """
    return tuple(sorted(editions, key=lambda edition: _age(edition, sign=-1)))


def _oldest_first(editions: Iterable[Edition]) -> Iterator[Edition]:
    """Yield editions by date, those without one last, so that a new one changes no path."""
    yield from sorted(editions, key=lambda edition: _age(edition, sign=1))


def _age(edition: Edition, sign: int) -> tuple[float, str]:
    published = edition.published
    return float("inf") if published is None else sign * published.timestamp(), edition.id


def _rules(series: Series) -> Iterator[RawViolation]:
    for index, id_ in duplicates(therapist.id for therapist in series.therapists):
        yield f"therapists[{index}].id", f"{id_!r} again", "an id no other therapist has"
    for index, id_ in duplicates([edition.id for edition in series.editions]):
        yield f"editions[{index}].id", f"{id_!r} again", "an id no other edition has"
    # on macOS and Windows their pages would be one file
    for index, slug in duplicates([edition.slug.casefold() for edition in series.editions]):
        allowed = "a slug no other edition has, in small or capital letters"
        yield f"editions[{index}].slug", f"{slug!r} again", allowed
    for index, key in duplicates(call.key for call in series.calls_to_action):
        yield f"calls_to_action[{index}].key", f"{key!r} again", "a key no other call here has"
    if is_site_folder(series.panel_folder):
        allowed = "a name that nothing else on the site has"
        yield "labels.therapists_path", f"{series.panel_folder!r}", allowed
    if series.challengers is None:
        for index, edition in enumerate(series.editions):
            if edition.challengers is None:
                yield f"editions[{index}].challengers", "nothing", _ALLOWED_PANEL
    for index, channel in enumerate(series.channels):
        if channel in (*Channel, *AIChannel, *series.channels[:index]):
            yield f"channels[{index}]", f"{str(channel)!r} again", "a channel that is not there yet"
    yield from _unknown_therapists(series)
    yield from _undeclared_channels(series)
    yield from _wrong_translations(series)


def _wrong_translations(series: Series) -> Iterator[RawViolation]:
    """Find editions that translate none of the series, or are no other language of it."""
    if not any(edition.translation_of for edition in series.editions):
        return
    by_id = {edition.id: edition for edition in series.editions}
    languages = {
        (edition.id, series.language_of(edition).lower())
        for edition in series.editions
        if edition.translation_of is None
    }
    for index, edition in enumerate(series.editions):
        original = edition.translation_of
        if original is None:
            continue
        path, value = f"editions[{index}].translation_of", f"{original!r}"
        language = series.language_of(edition).lower()
        if original not in by_id:
            near = closest(original, by_id)
            allowed = "the id of an edition of the series" + (f", such as {near!r}" if near else "")
            yield path, value, allowed
        elif by_id[original].translation_of is not None or original == edition.id:
            yield path, value, "the id of the original, which is no translation itself"
        elif (original, language) in languages:
            value = f"the language {series.language_of(edition)!r}"
            yield path, value, "a language that the original and its other translations do not have"
        languages.add((original, language))


def _undeclared_channels(series: Series) -> Iterator[RawViolation]:
    known = frozenset(series.all_uses)
    for path, channels in _named_channels(series):
        for channel in sorted((channels or known) - known):
            near = closest(channel, known)
            choices = ", ".join(series.all_channels)
            allowed = f"{choices}, or a channel that `channels` of the series declares"
            advice = f"; did you mean {str(near)!r}?" if near else ""
            yield path, f"{channel!r}", f"{allowed}{advice}"


def _named_channels(series: Series) -> Iterator[tuple[str, frozenset[str] | None]]:
    owners: list[tuple[str, Series | Edition]] = [("", series)]
    owners += ((f"editions[{index}].", edition) for index, edition in enumerate(series.editions))
    for start, owner in owners:
        for index, call in enumerate(owner.calls_to_action):
            yield f"{start}calls_to_action[{index}].channels", call.channels
        for index, notice in enumerate(owner.notices):
            yield f"{start}notices[{index}].channels", notice.channels
    for number, edition in enumerate(series.editions):
        for index, response in enumerate(edition.responses):
            for place, consent in enumerate(response.consents):
                path = f"editions[{number}].responses[{index}].consents[{place}].uses"
                yield path, consent.uses


_ALLOWED_PANEL: Final = "the panel of the edition, or `challengers` of the series for all of them"


def _unknown_therapists(series: Series) -> Iterator[RawViolation]:
    ids = {therapist.id for therapist in series.therapists}
    used_ids = {response.therapist for edition in series.editions for response in edition.responses}
    if used_ids <= {*ids, None}:
        return
    for number, edition in enumerate(series.editions):
        for index, response in enumerate(edition.responses):
            if response.therapist is not None and response.therapist not in ids:
                near = closest(response.therapist, ids)
                yield (
                    f"editions[{number}].responses[{index}].therapist",
                    f"{response.therapist!r}",
                    "the id of a therapist of the series" + (f", such as {near!r}" if near else ""),
                )


DEFAULT_PERMALINK: Final = "{url}editions/{slug}/"
"""Used by a series that has no pattern of its own."""
_NAMES: Final = re.compile(r"\{(url|slug|id)\}")


def permalink(edition: Edition, pattern: str, series_url: str) -> str:
    """Return the lasting URL of an edition: its own, or the pattern of the series filled in.

    `{url}` stands for the URL of the series with a slash at its end. The result is a URI (RFC 3986)
    whatever the alphabet: slug and id are percent-encoded, and so is all else that must be.
    """
    if edition.url is not None:
        return uri(edition.url)
    return permalink_of(edition.slug, edition.id, pattern, series_url)


@lru_cache(maxsize=2**14)
def permalink_of(slug: str, id_: str, pattern: str, series_url: str) -> str:
    """Return the permalink of an edition: the pattern of the series with a slug and an id.

    >>> model.permalink_of("hope", "e-1", "editions/{slug}/", "https://panel.example/")
    'editions/hope/'
    """
    values = {"slug": slug, "id": id_}

    def fill_placeholder(name: re.Match[str]) -> str:
        if name[1] == "url":
            return site_root(series_url)
        return quote(values[name[1]], safe="~", errors="replace")  # lint has slugs that are none

    return uri(_NAMES.sub(fill_placeholder, pattern))


def entry_id(series_id: str, edition_id: str) -> str:
    """Return the identifier of an edition in every feed.

    A `tag:` URI (RFC 4151) is extended by the id of the edition; a `urn:` (RFC 8141) gets it as
    its fragment, because what follows its namespace is not ours to extend. It depends on these
    two ids and on nothing else: not on slug, title, URL or date.
    """
    separator = "#" if series_id.lower().startswith("urn:") else _tag_separator(series_id)
    return f"{series_id}{separator}{quote(edition_id, safe='~')}"


def _tag_separator(series_id: str) -> str:
    return "" if series_id.endswith(("/", ":")) else "/"
