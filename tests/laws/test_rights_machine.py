"""Any sequence of grants, approvals, edits, withdrawals, renamings and departures, and builds.

A model that is far simpler than the gate follows what happens, event by event, and says what each
channel may show. The gate sees only the records.
"""

import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import hypothesis.strategies as st
from attrs import evolve, frozen
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import tbh_model as tbh
from tbh_model import Artifact, Attribution, Channel, Enforcement, TherapistStatus

PEOPLE: tuple[str, ...] = ("t-1", "t-2", "t-3")
ANSWERS = {"r-1": "t-1", "r-2": "t-1", "r-3": "t-2", "r-4": "t-3"}
EDITION = {"r-1": "e-1", "r-2": "e-1", "r-3": "e-1", "r-4": "e-2"}
ANSWER, PERSON = st.sampled_from(sorted(ANSWERS)), st.sampled_from(PEOPLE)
USES = st.frozensets(st.sampled_from(Channel), min_size=1)
SHOWN = st.sampled_from(Attribution)


@frozen(kw_only=True)
class Dump:
    """Prints all that it is given."""

    info: ClassVar = tbh.ExporterInfo(name="dump", channel=Channel.SOCIAL, summary="All of it")

    def export(self, release: tbh.Release, /) -> Iterable[Artifact]:
        yield Artifact.text("dump.json", tbh.dumps(release.series))


class Rights(RuleBasedStateMachine):
    """The records beside what really happened."""

    @initialize(consent=st.sampled_from(Enforcement), approval=st.sampled_from(Enforcement))
    def begin(self, consent: Enforcement, approval: Enforcement) -> None:
        """Three people, four answers, two editions that are out, nothing on record."""
        self.folder = Path(tempfile.mkdtemp())
        self.day = date(2026, 1, 1)
        self.words = dict.fromkeys(ANSWERS, 0)
        self.names = dict.fromkeys(PEOPLE, 0)
        self.left: set[str] = set()
        self.recorded: set[str] = set()
        self.refused: set[tuple[str, Channel]] = set()
        self.allowed: dict[tuple[str, Channel], Attribution] = {}
        self.approved: dict[str, int] = {}
        self.approval, self.consent = approval, consent
        self.series = tbh.Series(
            id="tag:a.example,2026:x",
            title="X",
            url="https://a.example/",
            publisher=tbh.Publisher(
                name="P", postal_address="Q", unsubscribe_url="https://example.org/stop"
            ),
            rights=tbh.RightsPolicy(consent=consent, approval=approval),
            therapists=tuple(self.person(id_) for id_ in PEOPLE),
            editions=(self.edition("e-1"), self.edition("e-2")),
            folder=self.folder,
        )

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def word(self, answer: str, number: int) -> str:
        return f"word{answer[2:]}x{number}z"

    def surname(self, person: str, number: int) -> str:
        return f"Name{'abc'[PEOPLE.index(person)]}{'abcdefghijklmnopqrstuvwxyz'[number % 26] * 3}"

    def person(self, id_: str) -> tbh.Therapist:
        return tbh.Therapist(
            id=id_,
            name=f"Vorname {self.surname(id_, 0)}",
            credentials=(tbh.Credential(title="T", abbreviation=f"TITLE{id_[2:]}"),),
            booking_url=f"https://a.example/book-{id_[2:]}",
            email=f"private{id_[2:]}@a.example",
        )

    def edition(self, id_: str) -> tbh.Edition:
        return tbh.Edition(
            id=id_,
            slug=f"s-{id_}",
            title="Title",
            status=tbh.EditionStatus.READY,
            published=datetime(2025, 12, 1, tzinfo=UTC),
            challenge=tbh.Challenge(topic="T", prompt="Why?"),
            challengers=tbh.Challengers(name="Panel"),
            responses=tuple(
                tbh.Response(id=answer, therapist=person, quote=self.word(answer, 0))
                for answer, person in ANSWERS.items()
                if EDITION[answer] == id_
            ),
        )

    def change(self, answer: str, **fields: Any) -> None:
        self.series = evolve(
            self.series,
            editions=tuple(
                evolve(
                    edition,
                    responses=tuple(
                        evolve(each, **fields) if each.id == answer else each
                        for each in edition.responses
                    ),
                )
                for edition in self.series.editions
            ),
        )

    def change_person(self, person: str, **fields: Any) -> None:
        self.series = evolve(
            self.series,
            therapists=tuple(
                evolve(each, **fields) if each.id == person else each
                for each in self.series.therapists
            ),
        )

    def next_day(self) -> None:
        self.day += timedelta(days=1)

    @rule(answer=ANSWER, uses=USES, shown=SHOWN)
    def grant(self, answer: str, uses: frozenset[Channel], shown: Attribution) -> None:
        """Somebody says yes to some channels."""
        self.next_day()
        response = tbh.rights.find_response(self.series, answer).response
        consent = tbh.Consent(uses=uses, granted=self.day, attribution=shown, evidence="PROOF")
        self.change(answer, consents=(*response.consents, consent))
        self.recorded.add(answer)
        self.allowed |= {(answer, channel): shown for channel in uses}

    @rule(answer=ANSWER, uses=USES)
    def withdraw(self, answer: str, uses: frozenset[Channel]) -> None:
        """Somebody takes it back."""
        self.next_day()
        try:
            self.series = tbh.withdraw(self.series, answer, on=self.day, uses=uses)
        except tbh.NothingToWithdrawError:
            assert not any((answer, channel) in self.allowed for channel in uses)
            return
        for channel in uses:
            self.refused.add((answer, channel))
            self.allowed.pop((answer, channel), None)

    @rule(answer=ANSWER)
    def approve(self, answer: str) -> None:
        """Somebody says yes to the words as they are."""
        self.next_day()
        self.series = tbh.approve(self.series, answer, on=self.day)
        self.approved[answer] = self.words[answer]

    @rule(answer=ANSWER)
    def edit(self, answer: str) -> None:
        """The editor changes the words."""
        self.words[answer] += 1
        self.change(answer, quote=self.word(answer, self.words[answer]))

    @rule(person=PERSON)
    def rename(self, person: str) -> None:
        """Somebody has another name from now on."""
        before = self.series.therapist(person)
        self.names[person] += 1
        name = f"Vorname {self.surname(person, self.names[person])}"
        former = tuple(dict.fromkeys((*before.former_names, before.name)))
        self.change_person(person, name=name, former_names=former)

    @rule(person=PERSON)
    def retire(self, person: str) -> None:
        """Somebody leaves."""
        self.change_person(person, status=TherapistStatus.ALUMNI)
        self.left.add(person)

    def expected(self, channel: Channel) -> dict[str, Attribution]:
        """Say from what happened which answers a channel shows, and how it names their authors."""
        out: dict[str, Attribution] = {}
        for answer in ANSWERS:
            is_no = answer in self.recorded or (answer, channel) in self.refused
            silent = not is_no and self.consent is Enforcement.RECORDED
            shown = Attribution.FULL if silent else self.allowed.get((answer, channel))
            known = self.approved.get(answer)
            is_approved = self.words[answer] == known
            if known is None:
                is_approved = self.approval is Enforcement.RECORDED
            if shown is not None and is_approved:
                out[answer] = shown
        return out

    @invariant()
    def the_gate_agrees(self) -> None:
        """Each channel shows exactly what it may, under the names that it may."""
        if not hasattr(self, "series"):
            return
        for channel in Channel:
            released = tbh.release(self.series, channel, self.now)
            shown = {
                each.id: each.attribution
                for edition in released.series.editions
                for each in edition.responses
            }
            assert shown == self.expected(channel)
            self.check_text(tbh.dumps(released.series), channel)
            assert tbh.release(released.series, channel, self.now).series == released.series

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, datetime.min.time(), UTC) + timedelta(hours=12)

    def check_text(self, text: str, channel: Channel) -> None:
        """Look for words, names, titles and ways to book that are there or may not be."""
        expected = self.expected(channel)
        for answer in ANSWERS:
            for number in range(self.words[answer] + 1):
                is_shown = answer in expected and number == self.words[answer]
                assert (self.word(answer, number) in text) is is_shown
        for person in PEOPLE:
            styles = {style for answer, style in expected.items() if ANSWERS[answer] == person}
            is_named = Attribution.FULL in styles
            for number in range(self.names[person] + 1):
                is_present = number == self.names[person]
                assert (self.surname(person, number) in text) is (is_named and is_present)
            is_here = person not in self.left
            has_title = bool(styles - {Attribution.ANONYMOUS, Attribution.ROLE}) and is_here
            assert (f"TITLE{person[2:]}" in text) is has_title
            assert (f"book-{person[2:]}" in text) is (is_named and is_here)
        assert "PROOF" not in text
        assert "private" not in text

    @rule(names=st.sets(st.sampled_from(["rss", "atom", "json-feed", "newsletter", "html"])))
    def build(self, names: set[str]) -> None:
        """Everything into a folder; what is in it afterwards may be there, and is in the ledger."""
        out = self.folder / "public"
        exporters: list[tbh.Exporter | str] = [Dump(), *sorted(names)]
        report = tbh.publish(self.series, out, self.now, exporters, ledger=True)
        assert report.is_complete
        for artifact in report.written:
            text = (out / artifact).read_text(encoding="utf-8")
            assert "PROOF" not in text
            for person in PEOPLE:
                for number in range(self.names[person]):
                    assert self.surname(person, number) not in text
        channels = {Channel.SOCIAL} | {
            Channel(tbh.default_registry().get(name).info.channel) for name in names
        }
        last = {
            (entry.channel, entry.edition): entry.responses
            for entry in tbh.read_ledger(self.folder)
        }
        for channel in channels:
            expected = self.expected(channel)
            for edition in ("e-1", "e-2"):
                answers = [each for each in expected if EDITION[each] == edition]
                assert sorted(last.get((channel, edition), ())) == sorted(answers)


Rights.TestCase.settings = settings(
    settings(), stateful_step_count=25, max_examples=max(20, settings().max_examples // 2)
)
TestRights = Rights.TestCase
