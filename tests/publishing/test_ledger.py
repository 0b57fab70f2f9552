"""What went out, where and when."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen

import tbh_model as tbh
from small import AT, consent, edition, response, series
from tbh_model import Channel, LedgerError
from tbh_model.content import fingerprint
from tbh_model.publishing import LEDGER, effects
from tbh_model.publishing._ledger import record

DAY = timedelta(days=1)
WEB = frozenset({Channel.WEB})


@frozen(kw_only=True)
class Failing:
    """An exporter with a mistake in it."""

    info: ClassVar = tbh.ExporterInfo(name="failing", channel=Channel.SOCIAL, summary="None")

    def export(self, _: tbh.Release, /) -> tuple[tbh.Artifact, ...]:
        raise RuntimeError


def build(made: tbh.Series, folder: Path, at: Any = AT, **more: Any) -> tbh.PublishReport:
    chosen = more.pop("exporters", ["rss", "newsletter"])
    placed = evolve(made, folder=folder)
    return tbh.publish(placed, folder / "public", at, chosen, **{"ledger": True, **more})


def lines(folder: Path) -> list[tuple[str, str, tuple[str, ...], bool]]:
    return [
        (entry.channel, entry.edition, entry.responses, entry.digest is not None)
        for entry in tbh.read_ledger(folder)
    ]


OUT = [("feed", "e-patience", ("r-1",), True), ("newsletter", "e-patience", ("r-1",), True)]


def test_a_build_writes_down_what_goes_out(tmp_path: Path) -> None:
    """Channel, edition, responses, digest, instant: a line of JSON each."""
    build(series(), tmp_path)
    first, second = (tmp_path / LEDGER).read_text().splitlines()

    assert lines(tmp_path) == OUT
    assert json.loads(first) == {
        "at": "2026-06-01T12:00:00+00:00",
        "channel": "feed",
        "edition": "e-patience",
        "responses": ["r-1"],
        "digest": json.loads(second)["digest"],
    }
    assert json.loads(first)["digest"].startswith("sha256:")


def test_what_goes_out_as_before_is_not_written_again(tmp_path: Path) -> None:
    """The ledger is a list of changes."""
    build(series(), tmp_path)
    before = (tmp_path / LEDGER).read_bytes()
    build(series(), tmp_path, AT + DAY)

    assert (tmp_path / LEDGER).read_bytes() == before


def test_a_change_and_a_withdrawal_and_an_end_are_lines(tmp_path: Path) -> None:
    """Each under its instant; what was written stays."""
    answers = (response(consents=(consent(),)), response("r-2", quote="No."))
    made = series(editions=(edition(responses=answers),))
    build(made, tmp_path, exporters=["rss"])
    taken_back = tbh.withdraw(made, "r-1", on=date(2026, 6, 2))
    build(taken_back, tmp_path, AT + DAY, exporters=["rss"])
    build(series(editions=()), tmp_path, AT + 2 * DAY, exporters=["rss"])
    build(series(editions=()), tmp_path, AT + 3 * DAY, exporters=["rss"])

    assert lines(tmp_path) == [
        ("feed", "e-patience", ("r-1", "r-2"), True),
        ("feed", "e-patience", ("r-2",), True),
        ("feed", "e-patience", (), False),
    ]
    assert [entry.at for entry in tbh.read_ledger(tmp_path)] == [AT, AT + DAY, AT + 2 * DAY]


def test_an_answer_is_known_by_the_id_that_its_author_wrote(tmp_path: Path) -> None:
    """Also where its id is replaced on the page."""
    answer = response("r-okafor", attribution=tbh.Attribution.ANONYMOUS)
    build(series(editions=(edition(responses=(answer,)),)), tmp_path)

    assert {each[2] for each in lines(tmp_path)} == {("r-okafor",)}


def test_only_channels_that_files_are_made_for_are_written_down(tmp_path: Path) -> None:
    """An exporter that fails to plan sends nothing out."""
    report = build(series(), tmp_path, exporters=["rss", Failing()])

    assert len(report.failures) == 1
    assert lines(tmp_path) == OUT[:1]


def test_it_is_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    """From Python only on request, and only beside a content folder."""
    build(series(), tmp_path, ledger=False)
    tbh.publish(series(), tmp_path / "public", AT, ["rss"], ledger=True)

    assert tbh.read_ledger(tmp_path) == ()


def test_a_line_is_there_before_the_files_are(tmp_path: Path) -> None:
    """A build that cannot write it writes nothing, and says how to go on."""
    (tmp_path / ".tbh").touch()

    with pytest.raises(tbh.WriteError, match=r"cannot write .*ledger.jsonl.*--no-ledger"):
        build(series(), tmp_path)
    assert not list((tmp_path / "public").rglob("*.xml"))


def test_a_ledger_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Nothing goes out on top of it."""
    (tmp_path / LEDGER).mkdir(parents=True)

    with pytest.raises(LedgerError, match=r"cannot read .*ledger.jsonl; check what stands there"):
        build(series(), tmp_path)


def test_half_a_line_of_a_killed_build_is_dropped(tmp_path: Path) -> None:
    """Nothing had gone out by then; the next build writes it whole."""
    build(series(), tmp_path)
    whole = (tmp_path / LEDGER).read_bytes()
    for cut in (1, 10, len(whole) // 2):
        (tmp_path / LEDGER).write_bytes(whole[:-cut])
        assert len(lines(tmp_path)) <= 1
        build(series(), tmp_path)
        assert lines(tmp_path) == OUT
        assert (tmp_path / LEDGER).read_bytes() == whole


def test_what_another_build_wrote_meanwhile_is_not_written_again(tmp_path: Path) -> None:
    """Though this one had looked before."""
    made = series()
    web = tbh.release(made, "web", AT)

    def slow(edition: tbh.Edition) -> str:
        if not lines(tmp_path):
            record(tmp_path, made, [web])
        return fingerprint(edition)

    assert record(tmp_path, made, [web], slow)[0] == ()
    assert len(lines(tmp_path)) == 1


def test_builds_side_by_side_leave_it_whole(tmp_path: Path) -> None:
    """Each adds whole lines."""
    slugs = [f"e{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        made = [series(editions=(edition(slug, title="x" * 9000),)) for slug in slugs]
        list(pool.map(lambda one: record(tmp_path, one, [tbh.release(one, "web", AT)]), made))

    assert {each[1] for each in lines(tmp_path)} == {f"e-{slug}" for slug in slugs}


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "[" * 100_000,
        "{}",
        '{"at": "soon", "channel": "web", "edition": "e", "responses": [], "digest": null}',
        '{"at": "2026-06-01", "channel": 7, "edition": "e", "responses": [], "digest": null}',
        "\ufffd",
    ],
)
def test_a_line_that_is_no_record_is_named(tmp_path: Path, line: str) -> None:
    """It is a record of what went out: nothing in it is passed over in silence."""
    build(series(), tmp_path)
    file = tmp_path / LEDGER
    file.write_text(f"{file.read_text()}\n{line}\n")

    with pytest.raises(LedgerError, match=r"ledger.jsonl:4 is not an entry of the ledger"):
        tbh.read_ledger(tmp_path)
    with pytest.raises(LedgerError):
        build(series(), tmp_path)


def test_there_may_be_no_ledger(tmp_path: Path) -> None:
    """Nothing has gone out, as far as anybody knows; a file has none beside it."""
    (tmp_path / "file").touch()

    assert tbh.read_ledger(tmp_path) == ()
    assert tbh.read_ledger(tmp_path / "file") == ()


def test_a_withdrawal_tells_what_happens_on_each_channel(tmp_path: Path) -> None:
    """Where it had gone out and since when, and what can be done there."""
    made = series(
        rights=tbh.RightsPolicy(minimum_responses=1),
        editions=(edition(responses=(response(consents=(consent(),)),)),),
    )
    build(made, tmp_path, exporters=["rss", "newsletter", "html"])
    after = tbh.withdraw(made, "r-1", on=date(2026, 6, 2))
    found = effects(
        after,
        "r-1",
        uses=Channel,
        on=date(2026, 6, 2),
        at=AT,
        ledger=tbh.read_ledger(tmp_path),
    )

    assert [(each.channel, each.published_at, each.is_published) for each in found] == [
        (Channel.WEB, AT, True),
        (Channel.FEED, AT, True),
        (Channel.NEWSLETTER, AT, True),
        (Channel.SOCIAL, None, False),
    ]
    web, feed, newsletter, social = (each.consequence for each in found)
    assert "https://example.org/small/editions/patience/ is taken down" in web
    assert "tag:example.org,2026:small/e-patience is taken out; Atom announces" in feed
    assert "“What is patience for?” that was sent cannot be called back" in newsletter
    assert social == "as far as the ledger tells, it never went out there"
    assert all(each.remaining == 0 and each.is_too_few for each in found)


def test_a_withdrawal_from_one_channel_tells_of_that_one(tmp_path: Path) -> None:
    """Without a ledger it says that nobody knows; as data it is complete."""
    made = series(
        editions=(
            edition(responses=(response(consents=(consent(),)), response("r-2", quote="No."))),
            edition("time"),
        )
    )
    after = tbh.withdraw(made, "patience/r-1", on=date(2026, 6, 2), uses=WEB)
    (found,) = effects(
        after,
        "patience/r-1",
        uses=WEB,
        on=date(2026, 6, 2),
        at=AT,
        ledger=tbh.read_ledger(tmp_path),
    )

    assert found.as_data() == {
        "channel": "web",
        "went_out": None,
        "is_out": False,
        "happens": "there is no ledger to tell whether it went out there; if it did, the page "
        "https://example.org/small/editions/patience/ is made again without it, with a note that "
        "an answer was removed",
        "left": 1,
        "is_too_few": False,
    }


def test_an_edition_that_is_not_out_has_too_few_of_nothing(tmp_path: Path) -> None:
    """It may still get more."""
    made = series(editions=(edition(status="draft", responses=(response(consents=(consent(),)),)),))
    after = tbh.withdraw(made, "r-1", on=date(2026, 6, 2), uses=WEB)
    (found,) = effects(after, "r-1", uses=WEB, on=date(2026, 6, 2), at=AT, ledger=())

    assert (found.remaining, found.is_too_few) == (0, False)
