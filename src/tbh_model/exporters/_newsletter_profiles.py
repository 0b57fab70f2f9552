"""Profiles of mailing services: front matter, placeholders, and what their template engines read.

A package adds one with an entry point of the group `tbh_model.newsletter_profiles`. Its name is
that of the profile, and its value a `NewsletterProfile`, such as `my_package:PROFILE`.
"""

import re
import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

from tbh_model._arguments import check_arguments
from tbh_model._attrs import field, frozen
from tbh_model._entry_points import InstalledEntry, first_cause, installed_entries, one_line_cause
from tbh_model._errors import TBHError
from tbh_model._final import final
from tbh_model._plugins import UnknownPluginError
from tbh_model.model import Publisher
from tbh_model.text import Dialect

# The entry point group in which packages announce profiles.
GROUP: Final = "tbh_model.newsletter_profiles"
# The fields of the front matter; a profile may give each another name.
FRONT_MATTER: Final = (
    *("subject", "preheader", "slug", "date", "language", "canonical_url", "image", "image_alt"),
    *("tags", "series", "edition"),
)
# What laws ask of a letter, as fields of `publisher`.
_SENDER_FIELDS: Final = ("postal_address", "unsubscribe_url")
_Entry = str | tuple[str, ...]
_BRACE: Final = re.compile(r"\{(?=[{%#])")


class UnknownProfileError(UnknownPluginError, ValueError):
    """No profile of a newsletter has the name."""

    noun = "newsletter profile"


class UnusableProfileError(TBHError, ValueError):
    """A package announces a profile that cannot be used, or two packages announce the same."""

    def __init__(self, name: str, problem: str, remedy: str) -> None:
        super().__init__(name, problem, remedy)
        self.name, self.problem, self.remedy = name, problem, remedy

    def __str__(self) -> str:
        """Describe the problem and a remedy."""
        return f"newsletter profile {self.name!r}: {self.problem}; {self.remedy}"


class MissingSenderError(TBHError, ValueError):
    """A letter lacks data of its sender that laws require."""

    def __init__(self, fields: tuple[str, ...], exporter: str) -> None:
        super().__init__(fields, exporter)
        self.fields, self.exporter = fields, exporter

    @property
    def reason(self) -> str:
        """The fields that are missing."""
        names = " and ".join(f"`publisher.{name}`" for name in self.fields)
        return f"the series has no {names}, which every letter has to show"

    @property
    def remedy(self) -> str:
        """A remedy."""
        return "add it to the series" if len(self.fields) == 1 else "add them to the series"

    def __str__(self) -> str:
        """Name the fields, and what to do."""
        return f"{self.reason}; {self.remedy}, or set the option `draft` to see it all the same"


@final
@frozen(kw_only=True)
class NewsletterProfile:
    """What a mailing service reads of a letter, and what it fills in."""

    name: str
    """The name, as in the option `profile`."""
    summary: str
    """The service, in half a line."""
    front_matter: Mapping[str, str] = field(factory=dict)
    """The names of the service for fields of the front matter. The others are below `metadata`; if
    there are no names, all are there under our own."""
    is_templated: bool = True
    """Whether a template engine reads the HTML that is made of the Markdown."""
    has_subject_template: bool = False
    """Whether the subject is a template of Django, Liquid or Go, which can print a quoted text."""
    has_merge_tags: bool = False
    """Whether `*|NAME|*` in a subject is filled in, which nothing prevents."""
    unsubscribe_url: str | None = None
    """The placeholder of the address at which a reader unsubscribes."""
    web_version_url: str | None = None
    """The placeholder of the address of the letter in a browser."""
    postal_address: str | None = None
    """The placeholder of the postal address, for a publisher that has none."""
    provides: tuple[str, ...] = ()
    """The fields of the publisher that the service itself prints below each letter."""

    def __attrs_post_init__(self) -> None:
        """Check that a letter has the fields that it names."""
        for name in (*self.front_matter, *self.provides):
            choices = FRONT_MATTER if name in self.front_matter else _SENDER_FIELDS
            if name not in choices:
                remedy = f"choose of {', '.join(choices)}"
                raise UnusableProfileError(self.name, f"a letter has no field {name!r}", remedy)

    @property
    def dialect(self) -> Dialect:
        """How the text is escaped."""
        return Dialect.TEMPLATED if self.is_templated else Dialect.PORTABLE

    def subject(self, words: str) -> str:
        """Return a text escaped for the subject or the preview line of this service."""
        return _BRACE.sub('{{ "{" }}', words) if self.has_subject_template else words

    def rename_front_matter(
        self, fields: Mapping[str, _Entry]
    ) -> Mapping[str, _Entry | Mapping[str, _Entry]]:
        """Return the front matter as the service names it, with the rest below `metadata`."""
        if not self.front_matter:
            return fields
        renamed = {
            self.front_matter[key]: fields[key] for key in fields if key in self.front_matter
        }
        rest = {key: value for key, value in fields.items() if key not in self.front_matter}
        return {**renamed, **({"metadata": rest} if rest else {})}

    def missing_fields(self, publisher: Publisher) -> tuple[str, ...]:
        """Return the required fields that neither the publisher nor the service has."""
        return tuple(
            name
            for name in _SENDER_FIELDS
            if getattr(publisher, name) is None
            and getattr(self, name) is None
            and name not in self.provides
        )


_BUILT_IN: Final = {
    profile.name: profile
    for profile in (
        NewsletterProfile(
            name="neutral", summary="Any service", is_templated=False, has_merge_tags=True
        ),
        NewsletterProfile(
            name="buttondown",
            summary="Buttondown",
            front_matter={
                "subject": "subject",
                "preheader": "description",
                "slug": "slug",
                "date": "publish_date",
                "image": "image",
                "canonical_url": "canonical_url",
            },
            has_subject_template=True,
            unsubscribe_url="{{ unsubscribe_url }}",
            web_version_url="{{ email_url }}",
        ),
        NewsletterProfile(
            name="ghost",
            summary="Ghost",
            front_matter={
                "subject": "title",
                "preheader": "custom_excerpt",
                "slug": "slug",
                "date": "published_at",
                "image": "feature_image",
                "image_alt": "feature_image_alt",
                "canonical_url": "canonical_url",
                "tags": "tags",
            },
            provides=("unsubscribe_url",),
        ),
        NewsletterProfile(
            name="mailchimp",
            summary="Mailchimp",
            front_matter={"subject": "subject_line", "preheader": "preview_text", "slug": "title"},
            has_merge_tags=True,
            unsubscribe_url="*|UNSUB|*",
            web_version_url="*|ARCHIVE|*",
            postal_address="*|HTML:LIST_ADDRESS_HTML|*",
        ),
        NewsletterProfile(
            name="kit",
            summary="Kit",
            front_matter={
                "subject": "subject",
                "preheader": "preview_text",
                "date": "published_at",
                "image": "thumbnail_url",
                "image_alt": "thumbnail_alt",
            },
            has_subject_template=True,
            unsubscribe_url="{{ unsubscribe_url }}",
            postal_address="{{ address }}",
        ),
        NewsletterProfile(
            name="listmonk",
            summary="Listmonk",
            front_matter={"subject": "subject", "slug": "name", "tags": "tags"},
            has_subject_template=True,
            unsubscribe_url="{{ UnsubscribeURL }}",
            web_version_url="{{ MessageURL }}",
        ),
    )
}


@check_arguments
def newsletter_profile(name: str) -> NewsletterProfile:
    """Return a profile of newsletters by its name: one of ours, or of an installed package.

    Raises:
        UnknownProfileError: If no package has one of that name.
        UnusableProfileError: If several packages have one, or it cannot be imported.

    >>> exporters.newsletter_profile("buttondown").unsubscribe_url
    '{{ unsubscribe_url }}'
    """
    if name in _BUILT_IN:
        return _BUILT_IN[name]
    entries = _entries_on(tuple(sys.path))
    match [entry for entry in entries if entry.name == name]:
        case [entry]:
            return _load(entry)
        case []:
            raise UnknownProfileError(name, (*_BUILT_IN, *(entry.name for entry in entries)))
        case several:
            packages = " and ".join(sorted(entry.distribution for entry in several))
            raise UnusableProfileError(name, f"{packages} both bring it", "remove one of them")


def profile_modules(name: str) -> tuple[str, ...]:
    """Return the modules of installed packages that bring a profile; none for one of ours.

    >>> exporters.profile_modules("buttondown")
    ()
    """
    entries = () if name in _BUILT_IN else _entries_on(tuple(sys.path))
    return tuple(entry.target.partition(":")[0] for entry in entries if entry.name == name)


@cache
def _entries_on(_: tuple[str, ...]) -> tuple[InstalledEntry, ...]:
    """Read metadata once for each search path."""
    return installed_entries(GROUP)


@cache
def _load(entry: InstalledEntry) -> NewsletterProfile:
    outer_error = sys.exception()
    module, _, name = entry.target.partition(":")
    remedy = f"update or remove {entry.distribution}"
    try:
        profile: object = getattr(import_module(module), name)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # importing a package runs its code, which may do anything
        cause = one_line_cause(first_cause(error, outer_error))
        raise UnusableProfileError(entry.name, f"{entry.target}: {cause}", remedy) from error
    if not isinstance(profile, NewsletterProfile) or profile.name != entry.name:
        problem = f"{entry.target} is no `NewsletterProfile` of this name"
        raise UnusableProfileError(entry.name, problem, remedy)
    return profile
