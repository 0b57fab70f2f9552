"""The pages of the desk: for each, what its form shows, and what it makes of the series."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import quote

from attrs import evolve, frozen

import tbh_model as tbh
from tbh_desk import _fields
from tbh_desk._folder import SERIES_FILE, Content
from tbh_desk._forms import Data, Field
from tbh_model.model import changed_since_approval, day_of, edition_slug, newest_first
from tbh_model.text import shorten

T = TypeVar("T", tbh.Edition, tbh.Response, tbh.Therapist)
# Letters and digits that are not easily confused.
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"


@frozen
class Form:
    """A form, and what becomes of it."""

    title: str
    fields: tuple[Field, ...]
    data: Data
    apply: Callable[[Data], tbh.Series]
    """Returns the series with the data; raises `ContentError` with paths in the data."""
    next: str
    """Where it leads when it is saved."""
    back: Sequence[tuple[str, str]] = ()
    """The pages above it: path and words."""
    file: str = ""
    path: str = ""
    """The path of the data in its file, if there is one already."""
    note: str = ""
    button: str = "Save"
    more: Mapping[str, Any] = {}
    """What else its page shows."""


FormPage = Callable[[Content, Mapping[str, Any], datetime], Form]
"""Returns the form of a page for the content, the parameters of its address, and the time."""


def _series(content: Content, _: Mapping[str, Any], __: datetime) -> Form:
    series = content.series
    parts = {"editions": series.editions, "therapists": series.therapists}
    data = tbh.to_dict(evolve(series, therapists=(), editions=()))

    def apply(data: Data) -> tbh.Series:
        return evolve(tbh.from_dict(tbh.Series, data | parts), folder=series.folder)

    return Form("The series", _fields.SERIES, data, apply, "/series/", file=SERIES_FILE)


def _edition(content: Content, parameters: Mapping[str, Any], now: datetime) -> Form:
    series, edition = content.series, content.series.edition(parameters["edition"])
    root, url = f"{series.url.rstrip('/')}/", series.url_of(edition)
    preview = url.removeprefix(root) if url.startswith(root) else ""
    file, path = content.file_of("editions", edition.id)
    return Form(
        edition.title,
        _fields.edition_fields(series),
        tbh.to_dict(edition),
        partial(_apply_edition, series),
        edition_path(edition),
        file=file,
        path=path,
        more={"edition": edition, "owed": owed(series, now), "preview": preview},
    )


def _new_edition(content: Content, _: Mapping[str, Any], __: datetime) -> Form:
    series = content.series
    id_ = _new_id("e", series.editions)
    fields, apply = _fields.question_fields(series), partial(_apply_edition, series)
    note = "It begins as a draft. Everything else is on its page."
    return Form("New edition", fields, {"id": id_}, apply, f"/editions/{id_}/", note=note)


def _apply_edition(series: tbh.Series, data: Data) -> tbh.Series:
    used_slugs = (other.slug for other in series.editions if other.id != data["id"])
    slug = data.get("slug") or edition_slug(data.get("title") or "", data["id"], [*used_slugs])
    edition = tbh.from_dict(tbh.Edition, data | {"slug": slug})
    former = next((other for other in series.editions if other.id == edition.id), None)
    changed = _with_edition(series, edition)
    if former is None or former.status is tbh.EditionStatus.DRAFT:
        return changed
    old, new = series.url_of(former), changed.url_of(edition)
    if old == new or old in edition.former_urls:
        return changed
    return _with_edition(series, evolve(edition, former_urls=(*edition.former_urls, old)))


def _with_edition(series: tbh.Series, edition: tbh.Edition) -> tbh.Series:
    return evolve(series, editions=_replace(series.editions, edition))


def _replace(items: Iterable[T], item: T) -> tuple[T, ...]:
    """Return items with one of them in the place of that with its id, or at the end."""
    return tuple(({other.id: other for other in items} | {item.id: item}).values())


@frozen
class _Place:
    """A response, its name among all, and where it is written."""

    name: str
    series: tbh.Series
    edition: tbh.Edition
    response: tbh.Response
    file: str
    path: str

    @classmethod
    def find(cls, content: Content, parameters: Mapping[str, Any]) -> "_Place":
        edition = content.series.edition(parameters["edition"])
        file, path = content.file_of("editions", edition.id)
        for index, response in enumerate(edition.responses):
            if response.id == parameters["response"]:
                path = f"{path}.responses[{index}]".lstrip(".")
                name = f"{edition.id}/{response.id}"
                return cls(name, content.series, edition, response, file, path)
        raise tbh.UnknownIdError("response", parameters["response"], ())

    @property
    def author(self) -> str:
        return author(self.series, self.response)

    def form(self, part: str, **content: Any) -> Form:
        """Return a form for a part of it, which leads back to it."""
        address = response_path(self.edition, self.response)
        back = [(edition_path(self.edition), self.edition.title), (address, self.author)]
        content |= {"file": self.file, "path": f"{self.path}{part}"}
        return Form(next=address, back=back if part else back[:1], **content)

    def replace(self, response: tbh.Response) -> tbh.Series:
        """Return the series with another response in its place."""
        return _with_response(self.series, self.edition, response)


def _response(content: Content, parameters: Mapping[str, Any], _: datetime) -> Form:
    place = _Place.find(content, parameters)
    return place.form(
        "",
        title=place.author,
        fields=_fields.response_fields(place.series),
        data=tbh.to_dict(place.response),
        apply=lambda data: place.replace(tbh.from_dict(tbh.Response, data)),
        more={"response": place.response},
    )


def _new_response(content: Content, parameters: Mapping[str, Any], _: datetime) -> Form:
    series, edition = content.series, content.series.edition(parameters["edition"])
    id_ = _new_id("r", (response for other in series.editions for response in other.responses))
    return Form(
        "New answer",
        _fields.response_fields(series),
        {"id": id_},
        lambda data: _with_response(series, edition, tbh.from_dict(tbh.Response, data)),
        f"{edition_path(edition)}responses/{id_}/",
        [(edition_path(edition), edition.title)],
        note="A quote, a full answer, or both. Consent comes next.",
    )


def _with_response(series: tbh.Series, edition: tbh.Edition, response: tbh.Response) -> tbh.Series:
    responses = _replace(edition.responses, response)
    return _with_edition(series, evolve(edition, responses=responses))


def _consent(content: Content, parameters: Mapping[str, Any], now: datetime) -> Form:
    place = _Place.find(content, parameters)
    consents = place.response.consents
    index: int = parameters.get("consent", len(consents))
    if index > len(consents):
        raise tbh.UnknownIdError("consent", str(index), ())

    def apply(data: Data) -> tbh.Series:
        changed = (*consents[:index], tbh.from_dict(tbh.Consent, data), *consents[index + 1 :])
        return place.replace(evolve(place.response, consents=changed))

    title, note = "Consent", "To end it, enter a day in “Until”. What was granted stays on record."
    if index == len(consents):
        title, note, data = "New consent", "", {"uses": ["web"], "granted": _today(place, now)}
    else:
        data = tbh.to_dict(consents[index])
    fields = _fields.consent_fields(place.series)
    part = f".consents[{index}]"
    return place.form(part, title=title, fields=fields, data=data, apply=apply, note=note)


def _approve(content: Content, parameters: Mapping[str, Any], now: datetime) -> Form:
    place = _Place.find(content, parameters)
    return place.form(
        ".approval",
        title=f"Approval of {place.author}",
        fields=(evolve(_fields.DAY, label="Approved on"),),
        data={"on": _today(place, now)},
        apply=lambda data: tbh.approve(place.series, place.name, on=_day(data)),
        note="They have read exactly this, and agree to it.",
        button="Record the approval",
        more={"quoted": place.response},
    )


def _withdraw(content: Content, parameters: Mapping[str, Any], now: datetime) -> Form:
    place = _Place.find(content, parameters)
    series = place.series
    fields = (evolve(_fields.DAY, label="From"), _fields.uses_field(series, "No longer on"))
    return place.form(
        ".consents",
        title=f"{place.author} takes it back",
        fields=fields,
        data={"on": _today(place, now), "uses": list(series.all_channels)},
        apply=lambda data: tbh.withdraw(
            series,
            place.name,
            on=_day(data),
            uses=frozenset(data["uses"]),
        ),
        note="The answer leaves these channels with the next build. The record stays.",
        button="Record the withdrawal",
    )


def _day(data: Data) -> date:
    """Return the day that was entered; `ContentError` names the field of what is none."""
    return tbh.from_dict(tbh.Approval, {"on": data["on"], "digest": "-"}).on


def _therapist(content: Content, parameters: Mapping[str, Any], _: datetime) -> Form:
    series = content.series
    person = series.therapist(parameters["therapist"]) if parameters else None
    id_ = _new_id("t", series.therapists) if person is None else person.id

    def apply(data: Data) -> tbh.Series:
        people = _replace(series.therapists, tbh.from_dict(tbh.Therapist, data))
        return evolve(series, therapists=people)

    address = f"/therapists/{quote(id_)}/"
    if person is None:
        return Form("New therapist", _fields.therapist_fields(), {"id": id_}, apply, address)
    fields, (file, path) = _fields.therapist_fields(person), content.file_of("therapists", id_)
    return Form(person.name, fields, tbh.to_dict(person), apply, address, file=file, path=path)


_RESPONSE: Final = "/editions/{edition}/responses/{response}/"
FORMS: Final[Mapping[str, FormPage]] = {
    "/series/": _series,
    "/new/edition/": _new_edition,
    "/new/therapist/": _therapist,
    "/therapists/{therapist}/": _therapist,
    "/editions/{edition}/": _edition,
    "/editions/{edition}/answer/": _new_response,
    _RESPONSE: _response,
    f"{_RESPONSE}consent/": _consent,
    f"{_RESPONSE}consents/{{consent:int}}/": _consent,
    f"{_RESPONSE}approve/": _approve,
    f"{_RESPONSE}withdraw/": _withdraw,
}
"""The forms by the patterns of their addresses."""


def _new_id(letter: str, items: Iterable[T]) -> str:
    used = {item.id for item in items}
    while (id_ := f"{letter}-{''.join(secrets.choice(_LETTERS) for _ in range(4))}") in used:
        pass
    return id_


def _today(place: _Place, now: datetime) -> str:
    return day_of(now, place.series.time_zone).isoformat()


def edition_path(edition: tbh.Edition) -> str:
    """Return the path of the page of an edition in the desk."""
    return f"/editions/{quote(edition.id)}/"


def response_path(edition: tbh.Edition, response: tbh.Response) -> str:
    """Return the path of the page of a response in the desk."""
    return f"{edition_path(edition)}responses/{quote(response.id)}/"


def author(series: tbh.Series, response: tbh.Response) -> str:
    """Return who gave a response, in words."""
    return series.author(response) or "Somebody unknown"


def owed(series: tbh.Series, now: datetime) -> Mapping[str, list[str]]:
    """Return what is missing, by `EDITION/RESPONSE`."""
    debts: dict[str, list[str]] = {}
    for item in tbh.status(series, now).owed:
        debts.setdefault(f"{item.edition}/{item.response}", []).append(f"{item.debt} missing")
    return debts


def lacking(edition: tbh.Edition, owed: Mapping[str, list[str]]) -> list[str]:
    """Return how often something is missing in an edition, in words."""
    ids = (f"{edition.id}/{response.id}" for response in edition.responses)
    debts = Counter(debt for id_ in ids for debt in owed.get(id_, ()))
    return [f"{number} × {debt}" for debt, number in debts.items()]


def answers(series: tbh.Series) -> Mapping[str | None, int]:
    """Return the number of answers of each therapist, by id."""
    responses = (response for edition in series.editions for response in edition.responses)
    return Counter(response.therapist for response in responses)


def listed(series: tbh.Series) -> list[tbh.Edition]:
    """Return the editions: those without a date, and then the newest first."""
    return sorted(newest_first(series.editions), key=lambda edition: edition.published is not None)


def state(edition: tbh.Edition, now: datetime) -> str:
    """Return in a word where an edition is on its way."""
    if edition.status is not tbh.EditionStatus.READY or edition.published is None:
        return edition.status.value
    return "out" if edition.published <= now else "scheduled"


def words(response: tbh.Response) -> str:
    """Return the first words of a response, for a list."""
    text = response.quote or tbh.write_plain(response.answer or tbh.RichText())
    return shorten(" ".join(text.split()), 110)


def day(value: date) -> str:
    """Write a date for people."""
    return f"{value.day} {value:%B %Y}"


def approval_state(response: tbh.Response) -> str:
    """Return in words whether a response is approved in its present wording."""
    if response.approval is None:
        return "Not approved yet."
    changed = changed_since_approval(response)
    since = f"; changed since then: {', '.join(changed)}" if changed else ""
    return f"Approved on {day(response.approval.on)}{since}."


def consent_state(consent: tbh.Consent) -> str:
    """Return in words from when a consent holds, and until when."""
    kind = "Refused on" if consent.basis is tbh.ConsentBasis.REFUSED else "From"
    until = "" if consent.expires is None else f" until {day(consent.expires)}"
    end = "" if consent.withdrawn is None else f", taken back on {day(consent.withdrawn)}"
    return f"{kind} {day(consent.granted)}{until}{end}"
