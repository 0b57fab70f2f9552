"""Channels that a series declares beside the built-in ones."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import frozen
from click.testing import CliRunner

import small_folder
import tbh_model as tbh
from small import AT, consent, edition, response, series
from tbh_model import Channel, testing
from tbh_model.cli._main import tbh as command
from tbh_model.rights import withdraw


@frozen(kw_only=True)
class Script:
    """A script to be read aloud."""

    info: ClassVar = tbh.ExporterInfo(name="script", channel="podcast", summary="A script")

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return one text with each quote and who said it."""
        for one in release.series.editions:
            lines = [one.title, *(call.text for call in release.series.calls_to_action)]
            for answer in one.responses:
                text = "" if answer.answer is None else tbh.write_plain(answer.answer)
                lines += [answer.quote or "", text, release.series.byline(answer) or ""]
            yield tbh.Artifact.text(f"{one.slug}.txt", "\n".join(lines))


def declaring(*uses: str, **fields: Any) -> tbh.Series:
    """Make a series with two channels of its own, and one answer that is granted for some."""
    granted = consent(uses=frozenset(uses))
    given: dict[str, Any] = {
        "channels": ("podcast", "print"),
        "rights": tbh.RightsPolicy(consent=tbh.Enforcement.REQUIRED),
        "editions": (edition(responses=(response(consents=(granted,)),)),),
    }
    return series(**{**given, **fields})


def test_a_declared_channel_needs_consent_like_any_other() -> None:
    """Consent to the web says nothing of a podcast."""
    assert tbh.release(declaring("web", "podcast"), channel="podcast", at=AT).series.editions
    web_only = tbh.release(declaring("web"), channel="podcast", at=AT)
    assert not web_only.series.editions
    assert {held.channel for held in web_only.withheld} == {"podcast"}
    assert tbh.release(declaring("web"), channel=Channel.WEB, at=AT).series.editions


def test_a_channel_is_the_same_as_text_and_as_member() -> None:
    """A built-in one becomes its member; another stays the text that it is."""
    as_text, as_member = (consent(uses=uses) for uses in ({"web", "print"}, {Channel.WEB, "print"}))

    assert as_text == as_member
    assert {type(use) for use in as_text.uses} == {Channel, str}
    assert tbh.release(series(), "web", AT).channel is Channel.WEB
    assert tbh.ExporterInfo(name="a", channel="feed", summary="A").channel is Channel.FEED


def test_an_undeclared_channel_is_a_violation_with_its_place() -> None:
    """In consents, calls and notices, of the series and of an edition."""
    channels = frozenset({"podcst"})
    call = tbh.CallToAction(
        key="a", kind=tbh.CallToActionKind.OTHER, text="Listen.", channels=channels
    )
    notice = tbh.Notice(text=tbh.markdown("Hear."), channels=channels)
    parts: dict[str, Any] = {"calls_to_action": (call,), "notices": (notice,)}
    answer = response(consents=(consent(uses=channels),))
    with pytest.raises(tbh.InvalidValueError) as refused:
        declaring("web", editions=(edition(responses=(answer,), **parts),), **parts)

    assert [violation.field for violation in refused.value.violations] == [
        "calls_to_action[0].channels",
        "notices[0].channels",
        "editions[0].calls_to_action[0].channels",
        "editions[0].notices[0].channels",
        "editions[0].responses[0].consents[0].uses",
    ]
    assert all("did you mean 'podcast'?" in item.allowed for item in refused.value.violations)


@pytest.mark.parametrize("names", [("web",), ("print", "print"), ("Print",), ("a b",), ("",)])
def test_a_declared_channel_is_new_and_a_name(names: tuple[str, ...]) -> None:
    """Not built in, not twice, and in small letters."""
    with pytest.raises(tbh.InvalidValueError, match="channels"):
        series(channels=names)


def test_files_declare_channels_and_mistakes_are_found_where_they_stand(tmp_path: Path) -> None:
    """At the name, with the nearest one."""
    consents = "    consents:\n      - uses: [web, podcast]\n        granted: 2026-01-01\n"
    call = "calls_to_action:\n  - {key: a, kind: other, text: Listen., channels: [prnt]}\n"
    small_folder.write(tmp_path, "therapists/t-1.yaml", small_folder.THERAPIST)
    small_folder.write(tmp_path, "editions/patience.yaml", small_folder.EDITION + consents)
    small_folder.write(
        tmp_path, "series.yaml", f"{small_folder.WITHOUT_SENDER}channels: [print]\n{call}"
    )
    problems = tbh.check(tmp_path)

    assert [(item.code, item.file, item.line, item.path) for item in problems] == [
        ("TBH109", "editions/patience.yaml", 16, "responses[0].consents[0].uses[1]"),
        ("TBH109", "series.yaml", 8, "calls_to_action[0].channels[0]"),
    ]
    assert problems[0].hint == "declare it in `channels` of the series"
    assert problems[1].hint == "did you mean `print`?"
    text = f"{small_folder.SERIES}channels: [print, podcast]\n{call.replace('prnt', 'print')}"
    small_folder.write(tmp_path, "series.yaml", text)
    made = tbh.load(tmp_path)
    assert made.all_channels == ("web", "feed", "newsletter", "social", "print", "podcast")
    assert tbh.loads(tbh.dumps(made)) == tbh.from_dict(tbh.Series, tbh.to_dict(made)) == made
    before = small_folder.digests(tmp_path)
    tbh.save(made, tmp_path)
    assert small_folder.digests(tmp_path) == before
    tbh.save(made, tmp_path / "new")
    assert "[web, podcast]" in (tmp_path / "new/editions/patience.md").read_text()


def test_an_exporter_of_a_declared_channel_gets_its_release() -> None:
    """And says so clearly where the series does not declare it."""
    (script,) = tbh.export(declaring("podcast"), Script(), at=AT)
    assert b"Patience is a long room." in script.body
    assert tbh.export(declaring("web"), Script(), at=AT).release.channel == "podcast"
    words = "no channel 'podcast' is built in or in `channels` of the series"
    with pytest.raises(tbh.UnknownChannelError, match=words):
        tbh.export(series(), Script(), at=AT)


def test_the_kit_checks_an_exporter_of_a_declared_channel() -> None:
    """With a series that declares the channel."""
    report = testing.run_checks(Script())
    assert report.is_conformant, report


def test_a_publication_on_a_declared_channel_is_in_the_ledger(tmp_path: Path) -> None:
    """Under its name."""
    small_folder.write(tmp_path, "series.yaml", small_folder.SERIES)
    tbh.save(declaring("web", "podcast"), tmp_path)
    tbh.publish(tbh.load(tmp_path), to=tmp_path / "out", at=AT, exporters=[Script()], ledger=True)

    assert [entry.channel for entry in tbh.read_ledger(tmp_path)] == ["podcast"]


def test_a_withdrawal_covers_declared_channels() -> None:
    """All of them by default, and none that the series does not have."""
    made = declaring("web", "podcast")
    taken_back = withdraw(made, "r-1", on=AT.date())
    assert not tbh.release(taken_back, "podcast", AT).series.editions
    assert not tbh.release(taken_back, "web", AT).series.editions
    podcast_only = withdraw(made, "r-1", on=AT.date(), uses=frozenset({"podcast"}))
    assert tbh.release(podcast_only, "web", AT).series.editions
    assert not tbh.release(podcast_only, "podcast", AT).series.editions
    with pytest.raises(tbh.UnknownChannelError, match="did you mean 'podcast'"):
        withdraw(made, "r-1", on=AT.date(), uses=frozenset({"podcasts"}))


def test_status_and_next_change_see_declared_channels() -> None:
    """What is owed for a podcast, and when a consent to it ends."""
    made = declaring(editions=(edition(),))
    owed = {channel for item in tbh.status(made, AT).owed for channel in item.channels}
    assert {"podcast", "print"} <= owed
    ending = consent(uses=frozenset({"podcast"}), expires=AT.date().replace(day=20))
    soon = declaring(editions=(edition(responses=(response(consents=(ending,)),)),))
    change = tbh.next_change(soon, AT)
    assert change is not None
    assert change.date() == ending.expires


def test_the_command_withdraws_from_a_declared_channel(tmp_path: Path) -> None:
    """And says what there is to do."""
    tbh.save(declaring("web", "podcast"), tmp_path)
    runner = CliRunner()
    wrong = runner.invoke(command, ["withdraw", "r-1", str(tmp_path), "--uses", "podcsts"])
    assert wrong.exit_code == 1
    assert "did you mean 'podcast'?" in wrong.output
    right = runner.invoke(
        command, ["withdraw", "r-1", str(tmp_path), "--uses", "podcast", "--on", "2026-05-01"]
    )
    assert right.exit_code == 0, right.output
    assert "podcast" in right.output
    assert not tbh.release(tbh.load(tmp_path), "podcast", AT).series.editions
