"""Submissions: answers as records have them, with who gave them and what they consent to."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from email.utils import parseaddr
from hashlib import sha256
from pathlib import PurePath
from typing import Final

from tbh_model._attrs import define, field
from tbh_model.content import normalize_name
from tbh_model.importers._columns import (
    Column,
    ColumnRole,
    day_first,
    find_attribution,
    find_channel,
    find_language,
    is_ambiguous,
    plain_words,
    read_instant,
    split_choices,
    truth,
)
from tbh_model.importers._contract import AccountLine, Fate, ImportSource, Record
from tbh_model.importers._documents import from_plain
from tbh_model.importers._letters import Permission, read_letter
from tbh_model.model import (
    Attribution,
    Consent,
    Edition,
    Series,
    Therapist,
    day_of,
    order_channels,
)
from tbh_model.rights import FilledForm, read_form
from tbh_model.text import RichText, collapse_spaces, write_plain


@define(kw_only=True)
class Submission:
    """One answer, as a record has it, before it is known whether it is new."""

    place: str
    source: str
    name: str = ""
    email: str = ""
    respondent: str = ""
    reference: str = ""
    """The id of a therapist in the form of an invitation."""
    own_text: str = ""
    """What a message says by itself."""
    history: str = ""
    """What a message quotes."""
    therapist: Therapist | None = None
    obstacle: str | None = None
    received: datetime | None = None
    answer: RichText = RichText()
    quote: str | None = None
    verbatim: str = ""
    language: str | None = None
    attribution: Attribution | None = None
    consents: tuple[Consent, ...] = ()
    permissions: tuple[Permission, ...] = ()
    granted: date | None = None
    texts: list[tuple[str, str, str]] = field(factory=list)
    """Place, text and field of what goes into the response."""
    others: list[AccountLine] = field(factory=list)
    """What does not."""

    @property
    def has_words(self) -> bool:
        return bool(self.answer) or self.quote is not None


# Of each heading, whether days come first, and a note on how that is known.
DateOrders = Mapping[str, tuple[bool, str | None]]


def date_orders(records: Sequence[Record], series: Series) -> DateOrders:
    """Return how the dates under each heading are to be read."""
    texts: dict[str, list[str]] = {}
    for record in records:
        for cell in record.cells:
            if is_ambiguous(cell.text):
                texts.setdefault(cell.heading, []).append(cell.text)
    orders: dict[str, tuple[bool, str | None]] = {}
    for heading, dates in texts.items():
        has_day_first, reason = day_first(dates, heading, series)
        first = "day" if has_day_first else "month"
        orders[heading] = (has_day_first, f"{heading!r} has the {first} first, {reason}")
    return orders


@define(kw_only=True)
class SubmissionReader:
    """Reads records by what their columns are."""

    series: Series
    edition: Edition
    source: ImportSource
    columns: Mapping[str, Column]
    on: date | None
    instants: DateOrders
    notes: list[str] = field(factory=list)

    def read(self, record: Record) -> Submission:
        """Return the submission of a record."""
        submission = Submission(place=record.place or self.source.name, source="")
        received: dict[ColumnRole, datetime] = {}
        choices = _Choices(self.series)
        for cell in record.cells:
            column = self.columns[cell.heading]
            place = f'{record.place}, "{_short(cell.heading)}"'.lstrip(", ")
            match column.role:
                case ColumnRole.NAME | ColumnRole.EMAIL:
                    self._read_person(submission, column, place, cell.text)
                case ColumnRole.RECEIVED | ColumnRole.MODIFIED as role:
                    self._read_instant(submission, place, cell.heading, cell.text, received, role)
                case ColumnRole.ID | ColumnRole.RESPONDENT:
                    self._read_id(submission, column, place, cell.text)
                case ColumnRole.ANSWER | ColumnRole.QUOTE:
                    self._read_words(submission, column, place, cell.text)
                case (
                    ColumnRole.CHANNELS
                    | ColumnRole.CHANNEL
                    | ColumnRole.ATTRIBUTION
                    | ColumnRole.AGREEMENT
                ):
                    choices.read(column, place, cell.text)
                case role:
                    note = _LEFT_OUT_NOTES.get(role, _NO_PLACE)
                    submission.others.append(account_line(place, cell.text, Fate.LEFT_OUT, note))
        submission.received = received.get(ColumnRole.MODIFIED, received.get(ColumnRole.RECEIVED))
        self._read_body(submission, record, choices)
        self._finish(submission, record, choices)
        return submission

    def _read_person(self, submission: Submission, column: Column, place: str, text: str) -> None:
        name, address = "", ""
        if column.role is ColumnRole.EMAIL:
            address = text.strip()
        elif plain_words(column.heading) == "from":
            name, address = parseaddr(text)
        else:
            name = collapse_spaces(text).strip()
        if plain_words(name or address) in _NOBODY:
            note = "it names nobody"
            submission.others.append(account_line(place, text, Fate.LEFT_OUT, note))
            return
        submission.name = submission.name or name
        submission.email = submission.email or address
        submission.texts.append((place, text, "therapist"))

    def _read_instant(  # noqa: PLR0913, PLR0917 - a cell and where it goes
        self,
        submission: Submission,
        place: str,
        heading: str,
        text: str,
        received: dict[ColumnRole, datetime],
        role: ColumnRole,
    ) -> None:
        has_day_first, note = self.instants.get(heading, (False, None))
        zone = self.series.time_zone
        instant = read_instant(text, heading, has_day_first=has_day_first, time_zone=zone)
        if instant is None:
            note = "no date that can be read"
            submission.others.append(account_line(place, text, Fate.UNDECIDED, note))
            return
        received[role] = instant
        submission.texts.append((place, text, "received"))
        if note is not None and note not in self.notes:
            self.notes.append(note)

    def _read_id(self, submission: Submission, column: Column, place: str, text: str) -> None:
        if column.role is ColumnRole.RESPONDENT:
            submission.respondent = text.strip()
            submission.others.append(account_line(place, text, Fate.LEFT_OUT, "it joins answers"))
            return
        submission.source = submission.source or text.strip()
        submission.texts.append((place, text, "source"))

    def _read_words(self, submission: Submission, column: Column, place: str, text: str) -> None:
        if column.role is ColumnRole.QUOTE:
            submission.quote = _without_quotation_marks(text.strip())
            submission.texts.append((place, text, "quote"))
            return
        answer = from_plain(text)
        submission.answer = RichText(blocks=(*submission.answer.blocks, *answer.blocks))
        submission.verbatim = "\n\n".join(filter(None, (submission.verbatim, text)))
        submission.language = find_language(
            f"{column.heading} {text}", self.edition.language or self.series.language
        )
        submission.texts.append((place, text, "answer"))

    def _read_body(self, submission: Submission, record: Record, choices: "_Choices") -> None:
        if record.body is None:
            return
        is_mail = any(plain_words(cell.heading) == "from" for cell in record.cells)
        names = [submission.name, *(person.name for person in self.series.therapists)]
        letter = read_letter(record.body, names, is_mail=is_mail or self.source.name == "-")
        submission.own_text, submission.history = letter.own_text, letter.history
        whole = write_plain(record.body)
        form = read_form(whole)
        if form is not None and (form.answer or form.uses):
            self._read_form(submission, form, whole, choices)
        else:
            submission.answer = letter.answer
            submission.verbatim = write_plain(letter.answer)
            submission.permissions = letter.permissions
            submission.others.extend(letter.left_out)
        expected = self.edition.language or self.series.language
        submission.language = find_language(f"{letter.greeting} {submission.verbatim}", expected)
        submission.texts.append((record.place or "body", submission.verbatim, "answer"))
        if not submission.name and not submission.email:
            submission.name = self._name_of_file()

    def _read_form(
        self, submission: Submission, form: FilledForm, whole: str, choices: "_Choices"
    ) -> None:
        """Read the form of an invitation, which somebody has filled in."""
        submission.verbatim, submission.answer = form.answer, from_plain(form.answer)
        submission.reference = form.therapist or ""
        if form.edition not in {None, self.edition.id}:
            submission.obstacle = f"it answers the edition {form.edition}; name that one"
        choices.ticked.update(form.uses.intersection(self.series.all_channels))
        choices.attribution = form.attribution or Attribution.ANONYMOUS
        ticked = [*order_channels(choices.ticked), choices.attribution]
        choices.words = [f"“[x] {name}”" for name in ticked]
        choices.texts = [("form", f"[x] {name}", "consents") for name in ticked]
        if form.attribution is None:
            choices.texts.pop()
            note = "how may they be named? not at all, until you decide"
            submission.others.append(account_line("form", "", Fate.UNDECIDED, note))
        note = "the form, and what is beside it"
        submission.others.append(account_line("body", whole, Fate.LEFT_OUT, note))

    def _name_of_file(self) -> str:
        """Return the name of the file if it is that of somebody."""
        stem = PurePath(self.source.name).stem
        return stem if _people(self.series, stem, "") else ""

    def _finish(self, submission: Submission, record: Record, choices: "_Choices") -> None:
        """Add what follows from the record as a whole: its identity, its consents, its person."""
        texts = "\0".join(cell.text for cell in record.cells)
        digest = sha256(self.source.data if record.body is not None else texts.encode())
        id_ = record.id or submission.source
        submission.source = collapse_spaces(id_) if id_ else f"sha256:{digest.hexdigest()[:16]}"
        if submission.quote and submission.quote not in submission.verbatim:
            parts = filter(None, (submission.verbatim, submission.quote))
            submission.verbatim = "\n\n".join(parts)
        if submission.received is not None:
            submission.granted = day_of(submission.received, self.series.time_zone)
        submission.granted = submission.granted or self.on
        place = ", ".join(filter(None, (self.source.name, record.place)))
        choices.add_to(submission, place)
        self._find_person(submission)
        if submission.language is not None and submission.has_words:
            self.notes.append(f"{submission.place} is written in {submission.language}")
        note = "nothing in it says how people may be named: consents are for the full name"
        if submission.consents and submission.attribution is None and note not in self.notes:
            self.notes.append(note)

    def _find_person(self, submission: Submission) -> None:
        """Set who answered, or what keeps that from being known."""
        people = _people(self.series, submission.name, submission.email)
        invited = [each for each in self.series.therapists if each.id == submission.reference]
        people = tuple(dict.fromkeys((*people, *invited)))
        if submission.obstacle is not None:
            return
        if len(people) == 1:
            submission.therapist = people[0]
        elif people:
            ids = " or ".join(person.id for person in people)
            submission.obstacle = f"{_who(submission)} may be {ids}; tell which"
        elif submission.name or submission.email:
            submission.obstacle = (
                f"nobody of the series is named {_who(submission)}; add them, or tell who it is"
            )
        else:
            submission.obstacle = "it does not say who answered; tell who it is"


_NOBODY: Final = frozenset({"anonymous", "anonyme", "anonym", "anonimo"})
_NO_PLACE: Final = "a series has no place for it"
_LEFT_OUT_NOTES: Final[Mapping[ColumnRole | None, str]] = {
    ColumnRole.CREDENTIALS: "titles are those of the therapist; compare them",
    ColumnRole.IGNORE: "it is not part of the answer",
}


def account_line(place: str, text: str, fate: Fate, note: str) -> AccountLine:
    return AccountLine(place=place, text=text, fate=fate, note=note)


def _short(heading: str) -> str:
    words = collapse_spaces(re.sub(r"<[^>]*>", "", heading)).strip()
    return words if len(words) <= _LONGEST_HEADING else f"{words[: _LONGEST_HEADING - 1]}…"


_LONGEST_HEADING: Final = 40


def _who(submission: Submission) -> str:
    return submission.name or submission.email


def _people(series: Series, name: str, email: str) -> tuple[Therapist, ...]:
    """Return who may be meant: by address, else by name; both where they disagree."""
    folded = _fold(name)
    by_email = [person for person in series.therapists if email and _is_email(person, email)]
    by_name = [
        person
        for person in series.therapists
        if folded and folded in {_fold(person.name), _fold(person.id)}
    ]
    shared = [person for person in by_email if person in by_name]
    return tuple(shared or dict.fromkeys((*by_email, *by_name)))


def _is_email(person: Therapist, email: str) -> bool:
    return person.email is not None and person.email.casefold() == email.casefold()


def _fold(name: str) -> str:
    return normalize_name(name).casefold()


_QUOTATION_MARKS: Final = (("“", "”"), ("«", "»"), ('"', '"'), ("„", "“"))


def _without_quotation_marks(text: str) -> str | None:
    """Return words without the marks around them all; None for nothing."""
    for opening, closing in _QUOTATION_MARKS:
        inside = text[1:-1]
        is_marked = text.startswith(opening) and text.endswith(closing) and len(text) > 1
        if is_marked and opening not in inside and closing not in inside:
            return inside.strip() or None
    return text or None


@define
class _Choices:
    """What somebody has ticked about channels and names."""

    series: Series
    ticked: set[str] = field(factory=set)
    crossed_out: set[str] = field(factory=set)
    attribution: Attribution | None = None
    agrees: bool | None = None
    words: list[str] = field(factory=list)
    texts: list[tuple[str, str, str]] = field(factory=list)
    others: list[AccountLine] = field(factory=list)

    def read(self, column: Column, place: str, text: str) -> None:
        """Add a cell."""
        words = f"“{collapse_spaces(text).strip()}”"
        is_bare = truth(text) is not None  # a tick says nothing without what it stands beside
        self.words.append(f"“{_short(column.heading)}”: {words}" if is_bare else words)
        self.texts.append((place, text, "consents"))
        match column.role:
            case ColumnRole.CHANNELS:
                self._read_channels(place, text)
            case ColumnRole.CHANNEL:
                self._read_channel(column.channel or "", place, text)
            case ColumnRole.ATTRIBUTION:
                self.attribution = find_attribution(text)
                if self.attribution is None:
                    self.attribution = Attribution.ANONYMOUS
                    note = "how may they be named? not at all, until you decide"
                    self.others.append(account_line(place, text, Fate.UNDECIDED, note))
            case _:
                self._read_agreement(column.heading, text)

    def _read_channels(self, place: str, text: str) -> None:
        for choice in split_choices(text):
            channel = find_channel(choice, self.series)
            if channel is not None:
                self.ticked.add(channel)
            else:
                note = "it names no channel; decide what it means"
                self.others.append(account_line(place, choice, Fate.UNDECIDED, note))

    def _read_channel(self, channel: str, place: str, text: str) -> None:
        is_ticked = truth(text)
        if is_ticked or find_channel(text, self.series) == channel:
            self.ticked.add(channel)
        elif is_ticked is None:
            note = f"is that a yes to {channel}? it counts as none"
            self.others.append(account_line(place, text, Fate.UNDECIDED, note))
        else:
            self.crossed_out.add(channel)

    def _read_agreement(self, heading: str, text: str) -> None:
        answer = truth(text.partition(",")[0])
        if answer is None and plain_words(text) in plain_words(heading):
            answer = True  # the words of the box itself
        self.agrees = bool(answer)

    def add_to(self, submission: Submission, place: str) -> None:
        """Add the consents to a submission, with what proves them."""
        submission.attribution = self.attribution
        if not submission.has_words:
            submission.texts.extend(self.texts)
            return
        submission.others.extend(self.others)
        channels = frozenset(self.ticked - self.crossed_out)
        obstacle = None
        if self.agrees is False:
            obstacle = "they do not agree, so that no consent is recorded"
        elif not channels:
            obstacle = "it names no channel; record a consent"
        elif submission.granted is None:
            obstacle = "the day of the consent is not known; give one"
        if obstacle is not None or submission.granted is None:
            submission.others.extend(
                account_line(place, text, Fate.UNDECIDED, obstacle or "")
                for place, text, _ in self.texts
            )
            return
        submission.texts.extend(self.texts)
        when = "" if submission.received is None else f", {submission.received.isoformat()}"
        consent = Consent(
            uses=channels,
            granted=submission.granted,
            attribution=self.attribution or Attribution.FULL,
            evidence=f"{place}{when}: {'; '.join(self.words)}",
        )
        submission.consents = (consent,)


def name_people(submissions: list[Submission], known: Therapist | None) -> list[Submission]:
    """Return submissions with the people that others name, or whoever was told of."""
    by_respondent = {
        submission.respondent: submission.therapist
        for submission in submissions
        if submission.therapist is not None and submission.respondent
    }
    for submission in submissions:
        if submission.therapist is None:
            submission.therapist = by_respondent.get(submission.respondent)
    nameless = [each for each in submissions if each.therapist is None and each.has_words]
    if known is not None and len({(each.name, each.email) for each in nameless}) == 1:
        for submission in nameless:
            submission.therapist = known
    return submissions
