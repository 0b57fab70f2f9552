"""The commands around rights: approve, withdraw, ledger, status, next."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.cli._main import tbh as command

Run = Callable[..., Result]
AT = ("--at", "2026-06-01T12:00:00Z")
CONSENTS = """\
    # by letter
    consents:
      - uses: [web, feed, newsletter]   # never social
        granted: 2026-04-01
        expires: 2026-06-20
"""


OTHER = """\
  - id: r-2
    byline: A guest
    quote: It stays.
    consents:
      - uses: [web, feed, newsletter]
        granted: 2026-04-01
"""


@pytest.fixture
def run() -> Run:
    def run(*arguments: object) -> Result:
        return CliRunner().invoke(command, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one answer and a consent to it."""
    write(tmp_path, "series.yaml", SERIES + "rights: {consent: required}\n")
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION + CONSENTS)
    return tmp_path


def text(content: Path) -> str:
    return (content / "editions/patience.yaml").read_text()


def test_an_approval_is_written_into_the_file(run: Run, content: Path) -> None:
    """Beside what is there, with the digest printed."""
    done = run("approve", "r-1", content, "--on", "2026-05-01")
    (response,) = tbh.load(content).edition("patience").responses

    assert (done.exit_code, done.stderr) == (0, "")
    whose = "Dana Okafor in What is patience for? [e-1/r-1]"
    assert done.stdout.splitlines() == [
        "editions/patience.yaml",
        f"{tbh.approval_digest(response)}  {whose}",
    ]
    assert text(content).startswith(EDITION + CONSENTS)
    assert response.approval is not None
    assert response.approval.on.isoformat() == "2026-05-01"
    assert run("approve", "r-1", content, "--on", "2026-05-01").stdout.count("\n") == 1


def test_a_whole_edition_is_approved(run: Run, content: Path) -> None:
    """All that has an answer; what was approved before keeps its day."""
    more = "".join(
        f"  - id: {id_}\n    byline: A guest\n    quote: {quote}\n"
        for id_, quote in (("r-2", "It stays."), ("r-3", "…"))
    )
    write(content, "editions/patience.yaml", EDITION + more)
    run("approve", "r-1", content, "--on", "2026-05-01")
    done = run("approve", "patience", content, "--all", "--on", "2026-05-02")
    responses = tbh.load(content).edition("patience").responses

    assert [line.partition("  ")[2] for line in done.stdout.splitlines()] == [
        "",
        "A guest in What is patience for? [e-1/r-2]",
    ]
    days = [each.approval and each.approval.on.isoformat() for each in responses]
    assert days == ["2026-05-01", "2026-05-02", None]
    again = run("approve", "e-1", content, "--all")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == "There is nothing to approve.\n"
    assert "no edition 'e-9'" in run("approve", "e-9", content, "--all").stderr


def test_a_day_that_is_not_named_is_today(run: Run, content: Path) -> None:
    """Where the series is at home."""
    write(content, "editions/patience.yaml", EDITION)
    assert run("approve", "patience/r-1", content).exit_code == 0
    assert run("withdraw", "e-1/r-1", content).exit_code == 0
    (response,) = tbh.load(content).edition("patience").responses
    assert response.approval is not None
    assert [consent.withdrawal_date for consent in response.consents] == [response.approval.on]


def test_a_withdrawal_is_written_into_the_file(run: Run, content: Path) -> None:
    """One line more; comments and layout are as they were."""
    done = run("withdraw", "r-1", content, "--on", "2026-05-20")

    assert done.exit_code == 0
    assert text(content) == (EDITION + CONSENTS).replace(
        "expires: 2026-06-20\n", "expires: 2026-06-20\n        withdrawn: 2026-05-20\n"
    )


def test_nothing_is_taken_back_before_it_was_given(run: Run, content: Path) -> None:
    """The day that is written down instead is said."""
    done = run("withdraw", "r-1", content, "--on", "2025-01-01")

    assert "        withdrawn: 2026-04-01\n" in text(content)
    assert done.stderr == "taken back on 2026-04-01: there was no consent before\n"


def test_a_withdrawal_from_some_channels_stands_beside_the_consent(run: Run, content: Path) -> None:
    """What was granted can still be read."""
    done = run("withdraw", "r-1", content, "--on", "2026-05-20", "--uses", "feed, newsletter")

    assert done.exit_code == 0
    assert text(content) == EDITION + CONSENTS + (
        "      - uses: [feed, newsletter]\n"
        "        granted: 2026-04-01\n"
        "        expires: 2026-06-20\n"
        "        withdrawn: 2026-05-20\n"
    )


def test_a_withdrawal_says_what_becomes_of_what_went_out(run: Run, content: Path) -> None:
    """From the ledger, for each channel; too few answers are flagged."""
    run("build", content, "--to", content / "public", *AT, "--only", "rss,newsletter")
    done = run("withdraw", "r-1", content, "--on", "2026-06-02")
    lines = done.stdout.splitlines()

    assert lines[0] == "editions/patience.yaml"
    assert lines[1] == "web: as far as the ledger tells, it never went out there"
    assert lines[3].startswith("feed: out since 2026-06-01T12:00:00+00:00; the entry tag:example")
    assert (
        lines[2]
        == lines[4]
        == lines[6]
        == ("  the edition has 0 answers left there: too few, so that it is withheld")
    )
    assert lines[5].startswith("newsletter: out since 2026-06-01T12:00:00+00:00; the issue “What")


def test_a_withdrawal_is_data(run: Run, content: Path) -> None:
    """For programs that carry it out."""
    done = run("withdraw", "r-1", content, "--on", "2026-06-02", "--uses", "web", "--json")
    data = json.loads(done.stdout)

    assert data["files"] == ["editions/patience.yaml"]
    assert (data["response"], data["on"]) == ("r-1", "2026-06-02")
    assert [each["channel"] for each in data["channels"]] == ["web"]
    assert data["channels"][0]["is_too_few"] is True


def test_a_withdrawn_answer_is_gone_from_every_file(run: Run, content: Path) -> None:
    """Of the next build, in the same folder."""
    out = content / "public"
    run("build", content, "--to", out, *AT)
    assert any("long room" in file.read_text() for file in out.rglob("*.*"))
    run("withdraw", "r-1", content, "--on", "2026-06-02")
    run("build", content, "--to", out, "--at", "2026-06-03T12:00:00Z")

    assert not any("long room" in file.read_text() for file in out.rglob("*") if file.is_file())
    assert "is no longer available" in (out / "editions/patience/index.html").read_text()


def test_an_edition_that_lost_an_answer_and_has_others_says_so(run: Run, content: Path) -> None:
    """On its page and in its entry."""
    write(content, "editions/patience.yaml", EDITION + CONSENTS + OTHER)
    run("withdraw", "r-1", content, "--on", "2026-06-02")
    run("build", content, "--to", content / "public", "--at", "2026-06-03T12:00:00Z")

    removed = "An answer has been removed from this edition."
    assert removed in (content / "public/rss.xml").read_text()
    assert removed in (content / "public/editions/patience/index.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (("withdraw", "r-9"), "no response 'r-9' in this series; did you mean 'r-1'?", 1),
        (("approve", "r-9"), "no response 'r-9' in this series; did you mean 'r-1'?", 1),
        (("withdraw", "r-1", "--uses", "post"), "no channel 'post' is built in", 1),
        (("withdraw", "r-1", "--uses", ","), "name at least one of web, feed,", 2),
        (("withdraw", "r-1", "--on", "May"), "'May' is not a day; write 2026-03-31", 2),
        (("withdraw", "r-1", "--on", "2026-W20-1"), "'2026-W20-1' is not a day", 2),
        (("withdraw", "r-1", "--uses", "social"), "no consent for social that could be", 1),
    ],
)
def test_mistakes_are_answered_with_advice(
    run: Run, content: Path, arguments: tuple[str, ...], said: str, status: int
) -> None:
    """And nothing is written."""
    name, response, *options = arguments
    done = run(name, response, content, *options)

    assert done.exit_code == status
    assert said in " ".join(done.stderr.split())
    assert text(content) == EDITION + CONSENTS


def test_a_series_in_one_file_is_written_back(run: Run, content: Path, tmp_path: Path) -> None:
    """As one file."""
    file = tmp_path / "series.json"
    file.write_text(tbh.dumps(tbh.load(content)))
    done = run("withdraw", "r-1", file, "--on", "2026-05-20")

    assert done.stdout.splitlines()[0] == "series.json"
    assert tbh.load(file) == tbh.withdraw(
        tbh.load(content),
        "r-1",
        on=tbh.load(content)
        .edition("e-1")
        .responses[0]
        .consents[0]
        .granted.replace(month=5, day=20),
    )


def test_the_ledger_is_shown(run: Run, content: Path) -> None:
    """A line for each change; of one edition or one response, or as data."""
    run("build", content, "--to", content / "public", *AT, "--only", "rss")
    run("withdraw", "r-1", content, "--on", "2026-06-02")
    later = ("--at", "2026-06-02T12:00:00Z")
    write(content, "editions/patience.yaml", text(content) + OTHER)
    run("build", content, "--to", content / "public", *later, "--only", "rss")
    (content / "editions/patience.yaml").unlink()
    run("build", content, "--to", content / "public", *later, "--only", "rss")
    first, second, third = run("ledger", content).stdout.splitlines()

    assert first.startswith("2026-06-01T12:00:00+00:00  feed        e-1  sha256:")
    assert first.endswith("  1 answer: r-1")
    assert second.endswith("  1 answer: r-2")
    assert third.endswith("e-1  taken down")
    assert run("ledger", content, "--response", "r-1").stdout.splitlines() == [first]
    assert run("ledger", content, "--edition", "e-1").stdout.count("\n") == 3
    data = json.loads(run("ledger", content, "--json").stdout)
    assert [each["responses"] for each in data] == [["r-1"], ["r-2"], []]


def test_an_empty_ledger_says_so(run: Run, content: Path) -> None:
    """On standard error; `--no-ledger` keeps it empty."""
    run("build", content, "--to", content / "public", *AT, "--no-ledger")
    done = run("ledger", content / "series.yaml")

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "Nothing is in .tbh/ledger.jsonl.\n"


def test_a_broken_ledger_is_advice(run: Run, content: Path) -> None:
    """Also for a build."""
    write(content, ".tbh/ledger.jsonl", "nonsense\n")

    for arguments in (("ledger", content), ("build", content, "--to", content / "public")):
        done = run(*arguments)
        assert done.exit_code == 1
        assert "ledger.jsonl:1 is not an entry of the ledger" in done.stderr


def test_the_next_instant_is_printed_for_cron(run: Run, content: Path) -> None:
    """In the time zone of the series, and nothing if nothing is to come."""
    write(content, "series.yaml", SERIES + "time_zone: America/Toronto\n")
    done = run("next", content, *AT)

    assert (done.exit_code, done.stdout) == (0, "2026-06-20T00:00:00-04:00\n")
    told = run("next", content, "--at", "2026-06-21T00:00:00Z")
    assert told.stdout == "2026-09-18T00:00:00-04:00\n"  # feeds tell for 90 days that it is gone
    last = run("next", content, "--at", "2026-09-19T00:00:00Z")
    assert (last.exit_code, last.stdout) == (0, "")
    assert last.stderr == "Nothing changes any more unless a file does.\n"
    assert run("next", content).exit_code == 0


def test_the_status_is_the_editors_morning(run: Run, content: Path) -> None:
    """What is owed, what runs out, what comes, and when to build again.

    An edition whose only answer is a placeholder does not come.
    """
    write(
        content,
        "therapists/t-1.yaml",
        THERAPIST + "credentials:\n  - {title: T, abbreviation: RP, valid_until: 2026-06-10}\n",
    )
    write(
        content,
        "editions/time.yaml",
        EDITION.replace("id: e-1", "id: e-2")
        .replace("patience", "time")
        .replace("2026-05-01", "2026-06-05")
        .replace(
            "quote: Patience is a long room.",
            "quote: …\n    approval: {on: 2026-05-01, digest: x}\ndue: 2026-05-30\n"
            "expires: 2026-06-25T00:00:00Z",
        )
        .replace("r-1\n    therapist: t-1", "r-2"),
    )
    done = run("status", content, *AT)

    assert done.exit_code == 0
    assert (
        done.stdout
        == """\
Small Talk, 2026-06-01 12:00 UTC

Panel
  What is time for? [e-2]
    somebody: not asked yet, due on 2026-05-30, 2 days overdue [e-2/r-2]

Owed
  somebody owes an answer in What is time for? [e-2/r-2]: it is still a placeholder (quote)
  somebody owes a consent for web, feed, newsletter, social to the answer in What is time for? \
[e-2/r-2]: it has no record of consent
  somebody owes an approval of the answer in What is time for? [e-2/r-2]: it has changed since it \
was approved (words)

Runs out within 30 days
  2026-06-11 00:00 UTC  RP of Dana Okafor
  2026-06-20 00:00 UTC  consent of Dana Okafor to the answer in What is patience for? [e-1/r-1]: \
web, feed, newsletter
  2026-06-25 00:00 UTC  edition What is time for? [e-2]

Goes out next: nothing

Build again: 2026-06-11 00:00 UTC

Between the editions and their readers
  What is time for? [time]: not on feed, web, newsletter: is scheduled for later until \
2026-06-05T09:00:00-04:00
  1 of 2 editions go out whole on feed, web, newsletter
"""
    )
    data = json.loads(run("status", content, *AT, "--json").stdout)
    assert [each["debt"] for each in data["owed"]] == ["answer", "consent", "approval"]


def test_a_quiet_morning_is_short(run: Run, content: Path) -> None:
    """Nothing is nothing."""
    done = run("status", content, "--at", "2026-05-02T12:00:00Z")

    assert "Owed: nothing" in done.stdout
    assert "Goes out next: nothing" in done.stdout
    late = run("status", content, "--at", "2027-05-02T12:00:00Z").stdout
    assert "\nBuild again: when a file changes\n" in late
    write(content, "publish.yaml", "nothing: 1\n")
    assert run("status", content).stdout.endswith("Build again: when a file changes\n")


def test_whom_to_remind_is_said_by_name(run: Run, content: Path) -> None:
    """Who was asked and when, who has answered, who has approved these words."""
    fields = "asked: 2026-05-20\n    due: 2026-05-31"
    asked = "asked on 2026-05-20"
    answers = (
        "quote: …",
        f"quote: …\n    {fields}",
        f"quote: …\n    {fields.replace('05-31', '06-01')}",
        f"quote: Well.\n    {fields}",
        "quote: Well.\n    received: 2026-05-22T09:00:00Z",
    )
    others = "".join(
        f"  - id: r-{number}\n    byline: Guest {number}\n    {answer}\n"
        for number, answer in enumerate(answers, 2)
    )
    draft = EDITION.replace("status: ready", "status: draft")
    write(content, "editions/patience.yaml", f"{draft}{others}")
    run("approve", "r-6", content, "--on", "2026-05-25")
    shown = run("status", content, *AT).stdout
    data = json.loads(run("status", content, *AT, "--json").stdout)

    assert shown.splitlines()[2:10] == [
        "Panel",
        "  What is patience for? [e-1]",
        "    Dana Okafor: answered, not approved [e-1/r-1]",
        "    Guest 2: not asked yet [e-1/r-2]",
        f"    Guest 3: {asked}, no answer yet, due on 2026-05-31, 1 day overdue [e-1/r-3]",
        f"    Guest 4: {asked}, no answer yet, due on 2026-06-01 [e-1/r-4]",
        f"    Guest 5: {asked}, answered, not approved [e-1/r-5]",
        "    Guest 6: answered on 2026-05-22, approved on 2026-05-25 [e-1/r-6]",
    ]
    assert [member["days_overdue"] for member in data["panel"]] == [0, 0, 1, 0, 0, 0]
    assert data["outlook"][-1] == "0 of 1 editions go out whole on feed, web, newsletter"


def test_a_build_names_an_edition_with_too_few_answers(run: Run, content: Path) -> None:
    """And goes on without it."""
    run("withdraw", "r-1", content, "--on", "2026-05-20")
    done = run("build", content, "--to", content / "public", *AT, "--only", "rss")

    assert done.exit_code == 0
    assert (
        "edition e-1 has too few answers left (none of 1; at least 1 asked for) (feed)"
        in done.stdout
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [("next", "9999-12-31T23:00:00+00:00\n"), ("status", "Build again: 9999-12-31 23:00 UTC\n")],
)
def test_an_instant_beyond_the_clocks_of_the_series_is_shown(
    tmp_path: Path, run: Run, words: str, shown: str
) -> None:
    """As it is, at the end of the calendar."""
    write(tmp_path, "series.yaml", SERIES + "time_zone: Asia/Tokyo\n")
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    last = EDITION.replace("2026-05-01T09:00:00-04:00", "9999-12-31T23:00:00Z")
    write(tmp_path, "editions/patience.yaml", last)

    done = run(words, tmp_path, *AT)

    assert done.exit_code == 0
    assert shown in done.output
