"""Publishers, and the words that a series prints before its parts."""

from attrs import fields

from tbh_model._attrs import evolve, field, frozen
from tbh_model._final import final
from tbh_model.i18n import LabelStrings, language_for
from tbh_model.model._constraints import (
    Email,
    Line,
    LinkTarget,
    SecureAddress,
    Slug,
    Text,
    WebAddress,
)
from tbh_model.model._image import Image
from tbh_model.model._validation import to_lines, validate_on_init


@final
@frozen(kw_only=True)
@validate_on_init
class NewsletterForm:
    """Form of the service that sends the newsletter, for readers to sign up."""

    action: SecureAddress
    """Where the form is sent, by POST."""
    field: Line = "email"
    """The name of the field that holds the address of the reader."""


@final
@frozen(kw_only=True)
@validate_on_init
class Publisher:
    """Publisher, who is responsible for the series."""

    name: Line
    """The name."""
    url: WebAddress | None = None
    """The home page."""
    legal_name: Line | None = None
    """The registered name."""
    postal_address: Text | None = None
    """As on an envelope, one line or several."""
    email: Email | None = None
    """Public."""
    logo: Image | None = None
    """The logo."""
    jurisdiction: Line | None = None
    """An ISO 3166-2 code, such as `CA-ON`."""
    unsubscribe_url: LinkTarget | None = None
    """The page on which a reader unsubscribes from the newsletter."""
    newsletter_form: NewsletterForm | None = None
    """The form by which a reader subscribes to the newsletter, on the site."""
    profiles: tuple[WebAddress, ...] = field(default=(), converter=to_lines)
    """The pages of the publisher elsewhere, such as `https://social.example/@practice`."""


@final
@frozen(kw_only=True)
@validate_on_init
class Labels:
    """The words before each part; one that is not given is taken from the language.

    There are words of ours in English and French; every other language begins with the English
    ones until a series brings its own.
    """

    overview: Line | None = None
    """Over the list of the three parts."""
    challenge: Line | None = None
    """The label of the topic."""
    challengers: Line | None = None
    """The label of the panel."""
    results: Line | None = None
    """The label of the responses."""
    prompt: Line | None = None
    """Before the question as put to the panel; as `challenge` by default."""
    closing: Line | None = None
    """Over the closing calls to action; with `therapists: Developers`, "Meet the Developers"."""
    therapists: Line | None = None
    """The people of the panel, in navigation and headings of the site."""
    therapists_path: Slug | None = None
    """The folder of their pages on the site; `therapists` by default."""

    def within(self, language: str) -> LabelStrings:
        """Return the labels, with those of a language in place of missing ones."""
        strings = language_for(language)
        own_labels = {
            field.name: label
            for field in fields(LabelStrings)
            if (label := getattr(self, field.name)) is not None
        }
        if self.challenge is not None:
            own_labels.setdefault("prompt", self.challenge)
        if self.therapists is not None:
            own_labels.setdefault("closing", strings.meet(self.therapists))
        return evolve(strings.labels, **own_labels)
