"""The fields of each form, in the order of the page."""

from enum import StrEnum
from typing import Final

from attrs import evolve

import tbh_model as tbh
from tbh_desk._forms import Field, Kind


def _choice(path: str, label: str, members: type[StrEnum], hint: str = "") -> Field:
    """Return a field for an enumeration, whose first member is the default."""
    values = [member.value for member in members]
    options = tuple((value, value.replace("-", " ").capitalize()) for value in values)
    return Field(path, label, Kind.CHOICE, hint, options=options, default=values[0])


def _group(name: str, *fields: Field) -> tuple[Field, ...]:
    return tuple(evolve(field, group=name) for field in fields)


_STATUS: Final = "A draft is not published. One that is ready goes out at its date."
_BASIS: Final = "Legacy: it was public before there were records. Refused: they said no."
_MARKDOWN: Final = "Markdown: an empty line begins a paragraph, *stars* stress a word."
_LINES: Final = "One on each line."
_ZONE: Final = "Such as Europe/Paris. Days begin and end there."
_PANEL: Final = "The panel, such as Psychotherapists, unless an edition names another."
_SLUG: Final = "Empty: made from the title. When it changes, the old address leads to the new one."
_QUOTE: Final = "The words that are printed large, without quotation marks around them."

SERIES: Final = (
    Field("title", "Title", required=True),
    Field("description", "Description", Kind.TEXT),
    Field("url", "Home page", required=True, hint="Such as https://example.org/talk/"),
    *_group(
        "Publisher",
        Field("publisher.name", "Name", required=True),
        Field("publisher.email", "Public e-mail address"),
        Field("publisher.postal_address", "Postal address", Kind.TEXT),
    ),
    *_group(
        "In each edition",
        Field("language", "Language", default="en", hint="As a tag, such as en, fr or en-CA."),
        Field("time_zone", "Time zone", default="UTC", hint=_ZONE),
        Field("challengers.name", "Who is asked", hint=_PANEL),
        Field("sign_off", "Sign-off", Kind.TEXT),
        Field("next_time", "Next time", Kind.TEXT),
    ),
)
DAY: Final = Field("on", "On", Kind.DAY, required=True)


def question_fields(series: tbh.Series) -> tuple[Field, ...]:
    """Return the fields that an edition begins with."""
    panel = series.challengers
    hint = "Such as Psychotherapists." if panel is None else f"Empty: {panel.name}, as elsewhere."
    topic = "What the question is about, in a few words."
    return (
        Field("title", "Title", required=True),
        Field("challenge.prompt", "Question to the panel", Kind.TEXT, required=True),
        Field("challenge.topic", "Topic", required=True, hint=topic),
        Field("challengers.name", "Who is asked", required=panel is None, hint=hint),
    )


def edition_fields(series: tbh.Series) -> tuple[Field, ...]:
    """Return all fields of an edition."""
    return (
        *question_fields(series),
        *_group(
            "Publication",
            _choice("status", "Status", tbh.EditionStatus, _STATUS),
            Field("published", "Goes out", Kind.INSTANT, hint=f"Time of {series.time_zone}."),
            Field("due", "Last day for answers", Kind.DAY, private=True),
            Field("slug", "Last part of the address", hint=_SLUG),
        ),
        *_group(
            "Words around the answers",
            Field("introduction", "Introduction", Kind.PROSE, hint=_MARKDOWN),
            Field("challenge.background", "Background of the question", Kind.PROSE),
            Field("challengers.introduction", "Introduction of the panel", Kind.PROSE),
        ),
        *_group(
            "In lists and feeds",
            Field("summary", "Summary", Kind.TEXT),
            Field("byline", "Authors", Kind.LINES, hint=_LINES),
            Field("tags", "Tags", Kind.LINES, hint=_LINES),
        ),
    )


def response_fields(series: tbh.Series) -> tuple[Field, ...]:
    """Return the fields of a response."""
    people = sorted((person.name, person.id) for person in series.therapists)
    options = (("", "Nobody of the panel"), *((id_, name) for name, id_ in people))
    guest = "Only where nobody of the panel answers."
    return (
        Field("therapist", "Who answers", Kind.CHOICE, options=options),
        Field("quote", "Quote", Kind.TEXT, hint=_QUOTE),
        Field("answer", "Full answer", Kind.PROSE, hint=_MARKDOWN),
        _choice("attribution", "Named by", tbh.Attribution),
        Field("byline", "Line under the words of a guest", hint=guest),
        Field("asked", "Asked on", Kind.DAY, private=True),
        Field("verbatim", "Words as they were received", Kind.TEXT, private=True),
    )


def consent_fields(series: tbh.Series) -> tuple[Field, ...]:
    """Return the fields of a consent."""
    until = "The first day on which it no longer holds. Empty: it does not end."
    proof = "Such as: mail of 2 March. Never the proof itself."
    return (
        uses_field(series, "They allow"),
        Field("granted", "From", Kind.DAY, required=True),
        Field("expires", "Until", Kind.DAY, hint=until),
        _choice("attribution", "May be named by, at most", tbh.Attribution),
        _choice("basis", "How it was given", tbh.ConsentBasis, _BASIS),
        Field("evidence", "Where the proof is kept", private=True, hint=proof),
    )


def uses_field(series: tbh.Series, label: str) -> Field:
    """Return the field for the channels of a series."""
    options = tuple((str(name), str(name).capitalize()) for name in series.all_channels)
    return Field("uses", label, Kind.CHOICES, options=options, required=True)


def therapist_fields(person: tbh.Therapist | None = None) -> tuple[Field, ...]:
    """Return the fields of a therapist, with room for one more credential."""
    credentials = () if person is None else person.credentials
    return (
        Field("name", "Name", required=True, hint="Without titles."),
        Field("pronouns", "Pronouns"),
        Field("role", "Role", hint="What the person does, in general words."),
        Field("location", "Place of work"),
        *(field for number in range(len(credentials) + 1) for field in _credential(number)),
        *_group(
            "More about the person",
            Field("bio", "Biography", Kind.PROSE, hint=_MARKDOWN),
            Field("url", "Page about the person"),
            Field("booking_url", "Page for appointments"),
            Field("email", "E-mail address", private=True),
            _choice("status", "Status", tbh.TherapistStatus),
        ),
    )


def _credential(number: int) -> tuple[Field, ...]:
    place = f"credentials[{number}]"
    return _group(
        f"Professional title {number + 1}" if number else "Professional title",
        Field(f"{place}.title", "In full", hint="Such as Registered Counsellor."),
        Field(f"{place}.abbreviation", "After the name", hint="Such as RC."),
        Field(f"{place}.jurisdiction", "Where it holds", hint="Such as CA-ON."),
    )
