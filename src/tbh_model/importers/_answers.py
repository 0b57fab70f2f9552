"""Answers of the panel: from the records of an import to the responses of an edition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Final

from tbh_model._arguments import check_arguments
from tbh_model._attrs import define, evolve, field, frozen
from tbh_model._final import final
from tbh_model.importers._columns import find_columns
from tbh_model.importers._contract import AccountLine, Fate, Imported, Importer, ImportSource
from tbh_model.importers._registry import read
from tbh_model.importers._submissions import (
    Submission,
    SubmissionReader,
    account_line,
    date_orders,
    name_people,
)
from tbh_model.model import Attribution, Consent, Edition, Response, Series
from tbh_model.rights import Verdict, approve, match_reply, response_placeholders
from tbh_model.text import RichText, collapse_spaces, write_plain


@final
@frozen(kw_only=True)
class AnswerChange:
    """Words or a consent that differ from those of the series, which stay."""

    place: str
    """Where the new ones are in the source."""
    response: str
    """The id of the response."""
    field: str
    """The field that differs, such as `answer`."""
    old: str
    """What the series has, as text."""
    new: str
    """What the source has, as text."""


@final
@frozen(kw_only=True)
class ConsentProposal:
    """A consent that somebody gave in a sentence, for the editor to confirm."""

    place: str
    """Where the sentence is in the source."""
    response: str
    """The id of the response."""
    words: str
    """The sentence, character for character."""
    consent: Consent | None
    """The consent as it was understood; None if the sentence says no to something as well."""


@final
@frozen(kw_only=True)
class AnswerImport:
    """Result of an import of answers: the series with them, and what became of every text."""

    series: Series
    """The series with what is new. What was there is there as it was."""
    edition: str
    """The id of the edition."""
    added: tuple[str, ...] = ()
    """The ids of responses that are new, or were placeholders."""
    completed: tuple[str, ...] = ()
    """The ids of responses that had the same words, and got what else the source has."""
    approved: tuple[str, ...] = ()
    """The responses, as `EDITION/RESPONSE`, that a reply to a proof approves."""
    changes: tuple[AnswerChange, ...] = ()
    """What differs from the series."""
    proposals: tuple[ConsentProposal, ...] = ()
    """Consents in sentences, which nobody has confirmed."""
    unresolved: tuple[str, ...] = ()
    """Answers that were not imported, each with what to do."""
    account: tuple[AccountLine, ...] = ()
    """Every text of the source, and what became of it."""
    notes: tuple[str, ...] = ()
    """How the source was read where that is not certain."""


@check_arguments
def import_answers(  # noqa: PLR0913 - all but three are chosen by name
    series: Series,
    edition: str,
    source: ImportSource,
    *,
    importer: Importer | None = None,
    therapist: str | None = None,
    columns: Mapping[str, str] | None = None,
    on: date | None = None,
    accept_consents: bool = False,
) -> AnswerImport:
    r"""Return a series with the answers of a form, a message or a document.

    Nothing is overwritten: a new answer is added, another answer of the same person is a change to
    look at, and a second import of the same source adds nothing. A message that replies to a proof
    is an approval, or something to look at.

    Args:
        series: The series.
        edition: The id or the slug of the edition.
        source: The file.
        importer: The importer; by default the one for the name of the file.
        therapist: The id of who answered, for a source that does not name one of the series.
        columns: What each heading is, as in a mapping file; by default it is found out.
        on: The day of the consents of a source without dates.
        accept_consents: Whether consents in sentences are recorded.

    Returns:
        The series, and what became of every text of the source.

    Raises:
        UnknownIdError: If there is no such edition or therapist.
        UnsureColumnsError: If it is not clear which column has the answer.
        NoImporterError: If no importer reads such files.
        UnreadableSourceError: If the source is not what its name says.

    >>> source = importers.ImportSource(
    ...     name="form.csv", data=b"Your name,Your answer\nAmara Okafor,Tea.\nDana Lund,Coffee.\n"
    ... )
    >>> result = importers.import_answers(series, edition.id, source)
    >>> result.unresolved[-1]
    'row 3: nobody of the series is named Dana Lund; add them, or tell who it is'
    """
    imported = read(source, importer)
    target = series.edition(edition)
    known = None if therapist is None else series.therapist(therapist)
    reader = SubmissionReader(
        series=series,
        edition=target,
        source=source,
        columns=find_columns(imported.records, series, target, columns or {}),
        on=on,
        instants=date_orders(imported.records, series),
    )
    submissions = name_people([reader.read(record) for record in imported.records], known)
    work = _Import(series=series, edition=target, accepts_consents=accept_consents)
    return work.run(submissions, imported, reader.notes)


@define(kw_only=True)
class _Import:
    """Puts submissions into an edition."""

    series: Series
    edition: Edition
    accepts_consents: bool
    responses: dict[str, Response] = field(factory=dict)
    added: list[str] = field(factory=list)
    approved: list[str] = field(factory=list)
    completed: list[str] = field(factory=list)
    changes: list[AnswerChange] = field(factory=list)
    proposals: list[ConsentProposal] = field(factory=list)
    unresolved: list[str] = field(factory=list)

    def run(
        self, submissions: Sequence[Submission], imported: Imported, notes: Iterable[str]
    ) -> AnswerImport:
        """Return the result, with the earliest answer of each person first."""
        fates: dict[int, tuple[Fate, str]] = {}
        answers: list[Submission] = []
        for submission in submissions:
            fate = self._read_reply(submission)
            if fate is None:
                answers.append(submission)
            else:
                fates[id(submission)] = fate
        self.edition = self.series.edition(self.edition.id)
        self.responses = {response.id: response for response in self.edition.responses}
        for submission in sorted(answers, key=_time):
            fates[id(submission)] = self._place(submission)
        edition = evolve(self.edition, responses=tuple(self.responses.values()))
        editions = (edition if each.id == edition.id else each for each in self.series.editions)
        lines = (line for each in submissions for line in _account(each, *fates[id(each)]))
        return AnswerImport(
            series=evolve(self.series, editions=tuple(editions)),
            edition=edition.id,
            added=tuple(self.added),
            completed=tuple(self.completed),
            approved=tuple(self.approved),
            changes=tuple(self.changes),
            proposals=tuple(self.proposals),
            unresolved=tuple(self.unresolved),
            account=(*lines, *imported.left_out),
            notes=(*imported.notes, *notes),
        )

    def _read_reply(self, submission: Submission) -> tuple[Fate, str] | None:
        """Record what a reply to a proof approves; None if the submission is no such reply."""
        sender = submission.email or None
        replies = match_reply(
            self.series, submission.own_text, history=submission.history, sender=sender
        )
        if not replies:
            return None
        for reply in replies:
            place = f"{reply.edition}/{reply.response}"
            if reply.verdict is Verdict.APPROVED and submission.granted is not None:
                before = self.series
                self.series = approve(self.series, place, on=submission.granted)
                if self.series != before:
                    self.approved.append(place)
                continue
            obstacle = _VERDICTS.get(
                reply.verdict, "the day of the approval is not known; give one"
            )
            words = collapse_spaces(reply.text).strip()
            self.unresolved.append(f"{submission.place}: {place}: {obstacle}: “{words}”")
        has_obstacle = any(reply.verdict is not Verdict.APPROVED for reply in replies)
        places = ", ".join(f"{reply.edition}/{reply.response}" for reply in replies)
        if has_obstacle:
            return Fate.UNDECIDED, f"a reply to the proof of {places}"
        return Fate.PLACED if self.approved else Fate.UNCHANGED, f"approval of {places}"

    def _place(self, submission: Submission) -> tuple[Fate, str]:
        """Put a submission into the edition; return its fate, and the response or the reason."""
        if not submission.has_words:
            return Fate.LEFT_OUT, "there is no answer beside it"
        if submission.therapist is None:
            is_named = submission.name or submission.email
            if not is_named and submission.verbatim.startswith("="):
                return Fate.LEFT_OUT, "a formula, and nobody's answer"
            self.unresolved.append(f"{submission.place}: {submission.obstacle}")
            return Fate.UNDECIDED, submission.obstacle or ""
        existing = self._find(submission)
        if existing is None or _is_waiting(existing):
            return self._add(submission, existing)
        if _is_same(existing, submission):
            return self._complete(submission, existing)
        if _is_earlier(submission, existing):
            return Fate.LEFT_OUT, f"responses/{existing.id} came later"
        self.changes.extend(_changes(existing, submission))
        return Fate.DIFFERS, f"responses/{existing.id}"

    def _find(self, submission: Submission) -> Response | None:
        """Return the response of the same person, if possible of the same source."""
        therapist = submission.therapist
        own = [
            response
            for response in self.responses.values()
            if therapist is not None and response.therapist == therapist.id
        ]
        same = [response for response in own if response.source == submission.source]
        return next(iter((*same, *own)), None)

    def _add(self, submission: Submission, waiting: Response | None) -> tuple[Fate, str]:
        id_ = self._new_id(submission) if waiting is None else waiting.id
        base = Response(id=id_, quote="…") if waiting is None else waiting
        therapist = submission.therapist
        response = evolve(
            base,
            therapist=None if therapist is None else therapist.id,
            quote=submission.quote,
            answer=submission.answer or None,
            attribution=submission.attribution or base.attribution,
            language=submission.language,
            consents=base.consents or submission.consents,
            verbatim=submission.verbatim,
            received=submission.received,
            source=submission.source,
        )
        self.responses[id_] = self._with_permissions(response, submission)
        self.added.append(id_)
        return Fate.PLACED, f"responses/{id_}"

    def _new_id(self, submission: Submission) -> str:
        """Return an unused id, the same each time: it says nothing of the person."""
        taken = {each.id for edition in self.series.editions for each in edition.responses}
        taken.update(self.responses)
        seed = f"{self.edition.id}\0{submission.source}\0{submission.verbatim}"
        digits = int(sha256(seed.encode()).hexdigest(), 16)
        letters = ""
        while len(letters) < _ID_LENGTH or f"r-{letters}" in taken:
            digits, index = divmod(digits, len(_LETTERS))
            letters += _LETTERS[index]
        return f"r-{letters}"

    def _with_permissions(self, response: Response, submission: Submission) -> Response:
        """Return a response with the consents in sentences, where they are accepted."""
        proposals = tuple(_proposals(response, submission))
        consents = tuple(each.consent for each in proposals if each.consent is not None)
        if response.consents or not (self.accepts_consents and consents):
            if not response.consents:
                self.proposals.extend(proposals)
            return response
        return evolve(response, consents=consents, attribution=consents[0].attribution)

    def _complete(self, submission: Submission, existing: Response) -> tuple[Fate, str]:
        """Add what the source has beside words that are there already."""
        response = evolve(
            existing,
            verbatim=existing.verbatim or submission.verbatim,
            received=existing.received or submission.received,
            source=existing.source or submission.source,
            consents=existing.consents or submission.consents,
        )
        response = self._with_permissions(response, submission)
        if response != existing:
            self.responses[existing.id] = response
            self.completed.append(existing.id)
        return Fate.UNCHANGED, f"responses/{existing.id}"


_VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.OTHER_WORDING: "they have read other words than the present ones; send a new proof",
    Verdict.CHANGED_WORDS: "the words of the proof were changed in the reply",
    Verdict.REMARK: "they have written something beside a yes",
    Verdict.OTHER_SENDER: "the reply is not from the address on record",
}
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_ID_LENGTH: Final = 4


def _time(submission: Submission) -> float:
    """Return when an answer came; one without a time comes first, in its order."""
    return 0.0 if submission.received is None else submission.received.timestamp()


def _is_waiting(response: Response) -> bool:
    """Return whether a response has placeholders in place of its words."""
    words = {name for name in ("quote", "answer") if getattr(response, name)}
    return response.verbatim is None and words <= {*response_placeholders(response)}


def _is_same(existing: Response, submission: Submission) -> bool:
    """Return whether the words and the consents are those that were received before."""
    is_source = existing.source == submission.source
    if existing.verbatim is not None:
        if _squeeze(existing.verbatim) != _squeeze(submission.verbatim):
            return False
        return is_source or not submission.consents or not _differing_consents(existing, submission)
    words = " ".join(filter(None, (_plain(existing.answer), existing.quote)))
    return _squeeze(words) in {
        _squeeze(submission.verbatim),
        _squeeze(" ".join(filter(None, (_plain(submission.answer), submission.quote)))),
    }


def _is_earlier(submission: Submission, existing: Response) -> bool:
    """Return whether an answer is older than the one that the series has."""
    received = submission.received
    return received is not None and existing.received is not None and received < existing.received


def _differing_consents(existing: Response, submission: Submission) -> bool:
    terms = [
        {(each.uses, each.attribution) for each in of.consents} for of in (existing, submission)
    ]
    return not terms[1] <= terms[0]


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _plain(answer: RichText | None) -> str:
    return "" if answer is None else write_plain(answer)


def _changes(existing: Response, submission: Submission) -> Iterator[AnswerChange]:
    pairs = [("answer", _plain(existing.answer), _plain(submission.answer))]
    if submission.quote is not None:
        pairs.append(("quote", existing.quote or "", submission.quote))
    if submission.consents and _differing_consents(existing, submission):
        pairs.append(("consents", _terms(existing.consents), _terms(submission.consents)))
    pairs = [(name, old, new) for name, old, new in pairs if _squeeze(old) != _squeeze(new)]
    if not pairs:  # the words of the series have been edited since
        pairs = [("verbatim", existing.verbatim or "", submission.verbatim)]
    for name, old, new in pairs:
        yield AnswerChange(
            place=submission.place, response=existing.id, field=name, old=old, new=new
        )


def _terms(consents: Iterable[Consent]) -> str:
    return "; ".join(f"{', '.join(sorted(each.uses))} ({each.attribution})" for each in consents)


def _proposals(response: Response, submission: Submission) -> Iterator[ConsentProposal]:
    for permission in submission.permissions:
        consent = None
        if permission.channels and submission.granted is not None:
            text = collapse_spaces(permission.text)
            consent = Consent(
                uses=permission.channels,
                granted=submission.granted,
                attribution=permission.attribution or Attribution.ANONYMOUS,
                evidence=f"{submission.source}: “{text}”",
            )
        yield ConsentProposal(
            place=submission.place, response=response.id, words=permission.text, consent=consent
        )


def _account(submission: Submission, fate: Fate, note: str) -> Iterator[AccountLine]:
    """Yield what became of each text of a submission."""
    has_place = note.startswith("responses/") and fate is not Fate.LEFT_OUT
    for place, text, name in submission.texts:
        yield account_line(place, text, fate, f"{note}.{name}" if has_place else note)
    yield from submission.others
