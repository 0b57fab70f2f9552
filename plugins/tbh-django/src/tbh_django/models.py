"""Rows of a roundup; each returns its data for `tbh_model.from_dict`, and is validated by it."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import timezone

import tbh_model as tbh
from tbh_model.model import approval_parts
from tbh_model.rights import withdraw_consents

if TYPE_CHECKING:
    from django.db.models.manager import RelatedManager  # in the types of Django only

Data = dict[str, object]
Choices = list[tuple[str, str]]


def new_key() -> str:
    """Return a random id for a row, which stays the same on every channel."""
    return secrets.token_hex(6)


def _choices(function: Callable[[], Choices]) -> Any:
    """Return a function as choices of a field, which the types of Django do not know."""
    return function


# Functions, so that no migration is needed when `tbh_model` knows one more value.
@_choices
def edition_statuses() -> Choices:
    """Return the choices for the status of an edition."""
    return _values(tbh.EditionStatus)


@_choices
def therapist_statuses() -> Choices:
    """Return the choices for the status of a therapist."""
    return _values(tbh.TherapistStatus)


@_choices
def attributions() -> Choices:
    """Return the choices for how a person is named."""
    return _values(tbh.Attribution)


@_choices
def consent_bases() -> Choices:
    """Return the choices for the basis of a consent."""
    return _values(tbh.ConsentBasis)


def _values(kind: Iterable[StrEnum]) -> Choices:
    return [(value.value, value.value.replace("-", " ").capitalize()) for value in kind]


def today() -> date:
    """Return the current day in the time zone of the project."""
    return timezone.localdate()


class Content(models.Model):
    """A row whose data has a class in `tbh_model`."""

    more: "models.JSONField[Any]" = models.JSONField(
        "other fields",
        default=dict,
        blank=True,
        help_text="Fields of tbh_model that have no column, by name, as JSON.",
    )

    kind: ClassVar[Any]
    """The class of the data."""
    columns: ClassVar[tuple[str, ...]]
    """The columns that are fields of this class."""
    paths: ClassVar[Mapping[str, str]] = {}
    """Columns of other fields, by the path of the field."""

    class Meta:
        """No table of its own."""

        abstract = True

    def data(self) -> Data:
        """Return the data of the row for `tbh_model.from_dict`; an empty column is no field."""
        more = self.more if isinstance(self.more, dict) else {}
        values = {name: getattr(self, name) for name in self.columns}
        return {**more, **{name: value for name, value in values.items() if value or value == 0}}

    def clean(self) -> None:
        """Report every problem of `tbh_model` beside its column."""
        super().clean()
        if not isinstance(self.more, dict):
            raise ValidationError({"more": "Write a JSON object, such as {}."})
        try:
            tbh.from_dict(self.kind, self.data())
        except tbh.ContentError as error:
            raise ValidationError(self._messages(error.problems)) from None

    def _messages(self, problems: tuple[tbh.Problem, ...]) -> dict[str, Any]:
        messages: dict[str, list[str]] = {}
        for problem in problems:
            path = problem.path or ""
            name = self.paths.get(path, re.split(r"[.\[]", path)[0])
            column = name if name in {*self.columns, *self.paths.values()} else NON_FIELD_ERRORS
            text = problem.message if column == name else f"{path}: {problem.message}"
            hint = f" ({problem.hint})" if problem.hint else ""
            messages.setdefault(column, []).append(f"{text}{hint}")
        return messages


class Series(Content):
    """A recurring roundup."""

    key = models.SlugField(unique=True, help_text="Its name in URLs and commands.")
    uri = models.CharField(
        "permanent id",
        max_length=200,
        help_text="A URI that never changes, such as tag:example.org,2026:off-the-clock",
    )
    title = models.CharField(max_length=200)
    url = models.CharField("URL", max_length=500, help_text="The home page.")
    language = models.CharField(max_length=35, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    description = models.TextField(blank=True)
    publisher = models.CharField(max_length=200)
    publisher_url = models.CharField("URL of the publisher", max_length=500, blank=True)
    jurisdiction = models.CharField(max_length=10, blank=True, help_text="Such as CA-ON.")
    challengers = models.CharField("panel", max_length=200, help_text="Such as Psychotherapists.")
    sign_off = models.TextField(blank=True)
    next_time = models.TextField(blank=True)
    consent_required = models.BooleanField(default=True)
    approval_required = models.BooleanField(default=False)

    editions: "RelatedManager[Edition]"

    kind = tbh.Series
    columns = ("title", "url", "language", "time_zone", "description", "sign_off", "next_time")
    paths: ClassVar = {
        "id": "uri",
        "publisher.name": "publisher",
        "publisher.url": "publisher_url",
        "publisher.jurisdiction": "jurisdiction",
        "challengers.name": "challengers",
    }

    class Meta(Content.Meta):
        """By title."""

        verbose_name_plural = "series"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    def data(self) -> Data:
        """Return the data of the series, without its therapists and editions."""
        publisher = {
            "name": self.publisher,
            "url": self.publisher_url or None,
            "jurisdiction": self.jurisdiction or None,
        }
        rights = {
            "consent": "required" if self.consent_required else "recorded",
            "approval": "required" if self.approval_required else "recorded",
        }
        own: Data = {
            "id": self.uri,
            "publisher": publisher,
            "rights": rights,
            "challengers": {"name": self.challengers},
        }
        return _merge(super().data(), own)

    def channels(self) -> frozenset[str]:
        """Return the channels: those of `tbh_model`, and those that the series declares."""
        return frozenset(tbh.Channel).union(_texts(self.more, "channels"))

    def today(self) -> date:
        """Return the current day in the time zone of the series, where its dates count."""
        return timezone.localdate(timezone=ZoneInfo(self.time_zone))

    def to_series(self) -> tbh.Series:
        """Return the series with its editions and everybody who answers in one.

        Raises:
            ContentError: If the rows do not make a valid series.
        """
        therapists = Therapist.objects.filter(responses__edition__series=self).distinct()
        editions = self.editions.prefetch_related("responses__consents", "responses__therapist")
        rows: Data = {
            "therapists": [row.data() for row in therapists.prefetch_related("credentials")],
            "editions": [row.data() for row in editions],
        }
        return tbh.from_dict(tbh.Series, {**self.data(), **rows})


def _texts(more: object, key: str) -> list[str]:
    """Return a list of texts among other fields; nothing if it is something else."""
    values = more.get(key) if isinstance(more, dict) else None
    return [str(value) for value in values] if isinstance(values, list) else []


def _merge(data: Data, own: Data) -> Data:
    """Return data with values of columns, inside of objects too."""
    merged = {**data}
    for name, value in own.items():
        before = merged.get(name)
        is_object = isinstance(value, dict) and isinstance(before, dict)
        merged[name] = {**before, **value} if is_object else value  # type: ignore[dict-item]  # both are
    return merged


class Therapist(Content):
    """A person who answers, in one series or in several."""

    key = models.CharField(max_length=100, unique=True, default=new_key, editable=False)
    name = models.CharField(max_length=200)
    pronouns = models.CharField(max_length=50, blank=True)
    role = models.CharField(max_length=200, blank=True)
    location = models.CharField(max_length=200, blank=True)
    bio = models.TextField(blank=True, help_text="Markdown.")
    url = models.CharField("URL", max_length=500, blank=True)
    booking_url = models.CharField("URL for bookings", max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True, help_text="Private.")
    status = models.CharField(
        max_length=20, choices=therapist_statuses, default=tbh.TherapistStatus.ACTIVE.value
    )

    credentials: "RelatedManager[Credential]"

    kind = tbh.Therapist
    columns = (
        *("name", "pronouns", "role", "location", "bio"),
        *("url", "booking_url", "email", "status"),
    )

    class Meta(Content.Meta):
        """By name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def data(self) -> Data:
        """Return the data of the therapist, with titles."""
        titles = [row.data() for row in self.credentials.all()] if self.pk else []
        return {**super().data(), "id": self.key, "credentials": titles}


class Credential(Content):
    """A title that a college granted."""

    therapist = models.ForeignKey(Therapist, models.CASCADE, related_name="credentials")
    title = models.CharField(max_length=200)
    abbreviation = models.CharField(max_length=100)
    issuer = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=100, blank=True, help_text="Private.")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    kind = tbh.Credential
    columns = ("title", "abbreviation", "issuer", "number", "valid_from", "valid_until")

    class Meta(Content.Meta):
        """In the order in which they were entered."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.title


class Edition(Content):
    """One roundup: a question and its answers."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="editions")
    key = models.CharField(max_length=100, unique=True, default=new_key, editable=False)
    slug = models.SlugField(max_length=100)
    title = models.CharField(max_length=200)
    status = models.CharField(
        max_length=20, choices=edition_statuses, default=tbh.EditionStatus.DRAFT.value
    )
    number = models.PositiveIntegerField(null=True, blank=True)
    published = models.DateTimeField(null=True, blank=True, help_text="In the future: scheduled.")
    updated = models.DateTimeField(null=True, blank=True, help_text="The last change of substance.")
    embargo_until = models.DateTimeField(null=True, blank=True)
    expires = models.DateTimeField(null=True, blank=True)
    topic = models.CharField(max_length=200)
    prompt = models.TextField(help_text="The question to the panel, without quotation marks.")
    background = models.TextField(blank=True, help_text="Markdown.")
    summary = models.TextField(blank=True)
    introduction = models.TextField(blank=True, help_text="Markdown.")
    tags = models.CharField(max_length=500, blank=True, help_text="With commas between them.")

    responses: "RelatedManager[Response]"

    kind = tbh.Edition
    columns = (
        *("slug", "title", "status", "number", "published", "updated", "embargo_until"),
        *("expires", "summary", "introduction", "tags"),
    )
    paths: ClassVar = {
        "challenge.topic": "topic",
        "challenge.prompt": "prompt",
        "challenge.background": "background",
    }

    class Meta(Content.Meta):
        """The newest first."""

        ordering = ("-published", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["series", "slug"], name="tbh_one_edition_a_slug"),
        )

    def __str__(self) -> str:
        return self.title

    def data(self) -> Data:
        """Return the data of the edition, with its responses."""
        tags = [tag.strip() for tag in self.tags.split(",") if tag.strip()]
        challenge = {"topic": self.topic, "prompt": self.prompt, "background": self.background}
        own: Data = {"id": self.key, "challenge": challenge, "tags": tags}
        if self.pk:
            own["responses"] = [row.data() for row in self.responses.all()]
        return _merge(super().data(), own)


class Response(Content):
    """What one person answered."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="responses")
    therapist = models.ForeignKey(
        Therapist, models.PROTECT, null=True, blank=True, related_name="responses"
    )
    key = models.CharField(max_length=100, unique=True, default=new_key, editable=False)
    position = models.PositiveIntegerField(default=0)
    quote = models.TextField(blank=True, help_text="The words that are printed large.")
    answer = models.TextField(blank=True, help_text="The full answer, in Markdown.")
    attribution = models.CharField(
        max_length=20, choices=attributions, default=tbh.Attribution.FULL.value
    )
    language = models.CharField(max_length=35, blank=True)
    verbatim = models.TextField(blank=True, help_text="The words as received. Private.")
    approved_on = models.DateField(null=True, editable=False)
    approval_digest = models.CharField(max_length=100, editable=False, blank=True)
    approval_parts = models.CharField(max_length=200, editable=False, blank=True)

    consents: "RelatedManager[Consent]"

    kind = tbh.Response
    columns = ("quote", "answer", "attribution", "language", "verbatim")

    class Meta(Content.Meta):
        """In the order in which they are printed."""

        ordering = ("position", "pk")

    def __str__(self) -> str:
        words = self.quote or self.answer
        return f"{self.therapist or 'somebody'}: {words[:60]}"

    def data(self) -> Data:
        """Return the data of the response, with consents and approval."""
        own: Data = {"id": self.key, "therapist": self.therapist and self.therapist.key}
        if self.pk:
            own["consents"] = [row.data() for row in self.consents.all()]
        if self.approved_on:
            own["approval"] = {
                "on": self.approved_on,
                "digest": self.approval_digest,
                "parts": self.approval_parts,
            }
        return {**super().data(), **own}

    def approve(self, on: date) -> None:
        """Record that the present wording is approved, and save."""
        value = tbh.from_dict(tbh.Response, self.data())
        self.approved_on = on
        self.approval_digest = tbh.approval_digest(value)
        self.approval_parts = approval_parts(value)
        self.save()

    def withdraw(self, on: date) -> bool:
        """Record that all consents are taken back, and save; return whether any was left.

        Args:
            on: The first day on which they are taken back, in the time zone of the series.
        """
        rows = [*self.consents.all()]
        consents = tuple(tbh.from_dict(tbh.Consent, row.data()) for row in rows)
        uses = self.edition.series.channels().union(*(consent.uses for consent in consents))
        changed = withdraw_consents(consents, on=on, uses=uses)
        rows += [Consent(response=self) for _ in changed[len(rows) :]]
        for row, consent in zip(rows, changed, strict=True):
            row.take(consent)
            row.save()
        return changed != consents


class Consent(Content):
    """A consent to the publication of a response."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="consents")
    web = models.BooleanField(default=True)
    feed = models.BooleanField(default=True)
    newsletter = models.BooleanField(default=True)
    social = models.BooleanField(default=False)
    granted = models.DateField(default=today)
    expires = models.DateField(null=True, blank=True)
    withdrawn = models.DateField(null=True, blank=True)
    attribution = models.CharField(
        max_length=20,
        choices=attributions,
        default=tbh.Attribution.FULL.value,
        help_text="The most that may be shown of the person.",
    )
    basis = models.CharField(
        max_length=20, choices=consent_bases, default=tbh.ConsentBasis.EXPLICIT.value
    )
    evidence = models.CharField(
        max_length=500, blank=True, help_text="Where the proof is kept. Private."
    )

    kind = tbh.Consent
    columns = ("granted", "expires", "withdrawn", "attribution", "basis", "evidence")

    class Meta(Content.Meta):
        """In the order in which they were recorded."""

        ordering = ("pk",)

    def __str__(self) -> str:
        uses = ", ".join(channel.value for channel in self.channels())
        return f"{uses or 'nothing'} from {self.granted}"

    def channels(self) -> list[tbh.Channel]:
        """Return the channels that it covers."""
        return [channel for channel in tbh.Channel if getattr(self, channel.value, False)]

    def data(self) -> Data:
        """Return the data of the consent; other fields may have channels that a series declares."""
        return {**super().data(), "uses": [*self.channels(), *_texts(self.more, "uses")]}

    def take(self, consent: tbh.Consent) -> None:
        """Take over the values of a consent of the model."""
        for name in self.columns:
            value = getattr(consent, name)
            setattr(self, name, "" if value is None and name == "evidence" else value)
        for channel in tbh.Channel:
            setattr(self, channel.value, channel in consent.uses)
        declared = sorted(consent.uses.difference(tbh.Channel))
        self.more = {**self.more, "uses": declared} if declared else self.more
