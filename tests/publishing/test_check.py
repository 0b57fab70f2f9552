"""`check` knows what a build would make: what it says is what the build says, with a place."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from click.testing import CliRunner, Result

import tbh_model as tbh
from small import AT
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.cli._main import tbh as command
from tbh_model.content import content_index
from tbh_model.publishing import check_build, withheld_notes
from tbh_model.text import BlockQuote, RichText

NOW = ("--at", AT.isoformat())
YES = "    consents: [{uses: [web, feed, newsletter, social], granted: 2026-01-01}]\n"
WEB = YES.replace("web, feed, newsletter, social", "web")
GUEST = "  - id: r-2\n    byline: A guest\n    quote: I knock.\n" + YES
CALL = """\
  - key: book
    kind: book
    text: Book an hour.
    url: https://example.org/book/
    channels: [web]
"""
STARTER = EDITION.replace("quote: Patience is a long room.", "quote: …") + YES


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder in which all goes out everywhere."""
    folder = tmp_path / "content"
    folder.mkdir()
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", EDITION + YES)
    return folder


def places(content: Path) -> list[tuple[str, str, str | None, int | None]]:
    """Return code, severity and place of each problem."""
    return [(p.code, str(p.severity), p.file, p.line) for p in tbh.check(content, AT)]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_nothing_is_said_where_all_goes_out(content: Path) -> None:
    """To people there is no list of what stands in the way."""
    done = run("check", content, *NOW)

    assert tbh.check(content, AT) == ()
    assert (done.exit_code, done.stdout) == (0, "")
    assert check_build(content, AT).outlook == (
        "1 of 1 editions go out whole on feed, web, newsletter",
    )


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_date_that_a_feed_needs_is_missed_before_the_build(
    content: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """Check and build say so in the same words, with file and line, and neither exits 0."""
    undated = EDITION.replace("published: 2026-05-01T09:00:00-04:00\n", "") + YES
    write(content, "editions/patience.yaml", undated)
    write(content, "publish.yaml", "exporters: {rss: {}, atom: {}}\n")
    words = "edition e-1 has no `published`, and Atom needs a date; add one, or leave atom out"

    (problem,) = tbh.check(content, AT)
    done = run("build", content, "--to", tmp_path / "out", *NOW, *options)

    assert (problem.code, problem.file, problem.line) == ("TBH208", "editions/patience.yaml", 4)
    assert (problem.message, problem.severity) == (words, tbh.Severity.ERROR)
    assert run("check", content, *NOW).exit_code == done.exit_code == 1
    assert f"error: editions/patience.yaml:4: {words}" in " ".join(done.stderr.split())


def test_an_exporter_that_nobody_named_is_left_out_with_a_word(
    content: Path, tmp_path: Path
) -> None:
    """Of check and of the build."""
    undated = EDITION.replace("published: 2026-05-01T09:00:00-04:00\n", "") + YES
    write(content, "editions/patience.yaml", undated)
    words = "atom is not made: edition e-1 has no `published`, and Atom needs a date"

    assert places(content) == [("TBH209", "info", "editions/patience.yaml", 4)]
    assert words in run("check", content, *NOW).stdout
    assert f"Note: {words}" in run("build", content, "--to", tmp_path / "out", *NOW).stdout


def test_the_dots_of_the_starter_are_nobodys_words(content: Path, tmp_path: Path) -> None:
    """Status ready, a date, consent to all: named by check, build and status, and not printed."""
    write(content, "editions/patience.yaml", STARTER)
    words = "response r-1 of edition e-1 is still a placeholder (quote) (feed, newsletter, web)"
    done = run("build", content, "--to", tmp_path / "out", *NOW)

    assert [p.message for p in tbh.check(content, AT) if p.code == "TBH203"] == [words]
    assert f"editions/patience.yaml:14: {words}: write the words, or take it out" in done.stdout
    assert "[e-1/r-1]: it is still a placeholder" in run("status", content, *NOW).stdout
    assert not list((tmp_path / "out/newsletter").glob("*"))
    assert "…" not in (tmp_path / "out/rss.xml").read_text()
    assert "Patience" not in (tmp_path / "out/index.html").read_text()


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        (EDITION.replace("ready", "draft"), [("TBH204", "info", 4)]),
        (EDITION, [("TBH201", "warning", 12)]),
        (EDITION + WEB + GUEST, [("TBH205", "info", 15)]),
        (EDITION + WEB, [("TBH202", "info", 11), ("TBH205", "info", 15)]),
        (EDITION.partition("responses:")[0], [("TBH202", "warning", 1)]),
        (EDITION + YES + "calls_to_action:\n" + CALL, [("TBH204", "info", 21)]),
        (
            EDITION + YES + "calls_to_action:\n" + CALL.replace("web", ""),
            [("TBH204", "warning", 21)],
        ),
        (
            EDITION + YES + "notices: [{text: Hm., channels: [social]}]\n",
            [("TBH204", "warning", 16)],
        ),
    ],
    ids=[
        *("draft", "no record", "for the web alone", "all for the web alone", "no answers"),
        *("call for the web", "call for nobody", "notice where nothing is made"),
    ],
)
def test_what_is_withheld_has_a_place_and_matters_as_much_as_it_should(
    content: Path, edition: str, expected: list[tuple[str, str, int]]
) -> None:
    """What is meant so is information; what somebody should look at is a warning."""
    write(content, "editions/patience.yaml", edition)
    found = [each for each in places(content) if each[2] == "editions/patience.yaml"]

    assert [(code, severity, line) for code, severity, _, line in found] == expected
    assert run("check", content, *NOW).exit_code == 0


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("series.yaml", SERIES + "sign_off: TBD\n", ("series.yaml", 8)),
        ("therapists/t-1.yaml", THERAPIST + "role: …\n", ("therapists/t-1.yaml", 3)),
        (
            "editions/patience.yaml",
            EDITION.replace("topic: Patience", "topic: '[topic]'") + YES,
            ("editions/patience.yaml", 7),
        ),
        (
            "editions/patience.yaml",
            EDITION + YES + "summary: What we asked, and why.\n",
            ("editions/patience.yaml", 16),
        ),
        (
            "editions/patience.yaml",
            EDITION + YES + "notices: [{kind: crisis, text: TODO}]\n",
            ("editions/patience.yaml", 16),
        ),
        (
            "series.yaml",
            SERIES.replace("title: Small Talk", "title: TODO"),
            ("series.yaml", 2),
        ),
    ],
    ids=["series", "therapist", "head", "text", "notice", "title of the series"],
)
def test_a_placeholder_is_pointed_at(
    content: Path, file: str, text: str, place: tuple[str, int]
) -> None:
    """Whatever it stands in the place of."""
    write(content, file, text)
    found = [(p.file, p.line) for p in tbh.check(content, AT) if p.code == "TBH203"]

    assert found == [place]


def test_what_stands_between_an_edition_and_its_readers_is_at_the_end(content: Path) -> None:
    """By edition and channel; what is left out on purpose stands above, a line each."""
    write(content, "editions/patience.yaml", EDITION + WEB + GUEST)
    draft = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: tea")
    write(content, "editions/tea.yaml", draft.replace("ready", "draft"))
    lines = run("check", content, *NOW).stdout.splitlines()

    assert lines[0] == "Left out on purpose:"
    assert (
        "  editions/patience.yaml:15:5: info[TBH205]: Dana Okafor's answer in What is patience "
        "for? [e-1/r-1] has no consent for this channel (feed, newsletter) (ask for consent to "
        "this use, and record it)"
    ) in lines
    missing = "1 of 2 answers (Dana Okafor): it has no consent for this channel"
    title = "What is patience for?"
    assert lines[-4:] == [
        "Between the editions and their readers, as of 2026-06-01T12:00:00+00:00:",
        f"  {title} [patience]: on feed, newsletter without {missing}",
        f"  {title} [tea]: not on feed, web, newsletter: is a draft",
        "  0 of 2 editions go out whole on feed, web, newsletter",
    ]


def test_a_problem_is_of_a_person_and_a_title(content: Path) -> None:
    """Beside its place, also where the series cannot be loaded; ids are there to be copied."""
    write(content, "editions/patience.yaml", EDITION + WEB.replace("web", "moon") + GUEST)
    first, *_ = run("check", content, *NOW).stdout.split("\n\n")

    assert first.splitlines()[1].endswith(
        "(responses[0].consents[0].uses[0])  Dana Okafor's answer in What is patience for?"
    )
    write(content, "editions/patience.yaml", EDITION)
    text = run("check", content, *NOW).stdout
    assert "Dana Okafor's answer in What is patience for? [e-1/r-1] has no record" in text
    sarif = run("check", content, "--format", "sarif", *NOW).stdout
    assert '"name": "Dana Okafor\'s answer in What is patience for?"' in sarif


def test_what_cannot_be_named_is_named_by_what_there_is(content: Path) -> None:
    """A therapist that there is not has no name, nor a title that goes on over two lines."""
    text = EDITION.replace("title: What is patience for?", 'title: "What is\n  patience"')
    write(content, "editions/patience.yaml", text.replace("therapist: t-1", "therapist: t-9"))
    (problem, *_) = (each for each in tbh.check(content, AT) if each.code == "TBH130")

    assert problem.subject == "an answer in e-1"
    nobody = "responses: [no, {id: r-1, therapist: [], quote: Well.}]"
    write(content, "editions/patience.yaml", EDITION.partition("responses")[0] + nobody)
    subjects = [each.subject for each in tbh.check(content, AT)]
    assert subjects[:2] == ["What is patience for?", "an answer in What is patience for?"]


def test_a_therapist_may_be_referred_to_by_name(content: Path) -> None:
    """As in a page of Markdown."""
    page = EDITION.replace("t-1", "Dana Okafor").replace("long room.", "long  room.")
    (content / "editions/patience.yaml").unlink()
    write(content, "editions/patience.md", f"---\n{page}---\n")
    (problem,) = (each for each in tbh.check(content, AT) if each.code == "TBH432")

    assert problem.subject == "Dana Okafor's answer in What is patience for?"


def test_who_may_not_be_named_is_not_named(content: Path) -> None:
    """Of an answer, of its consents, and in the outlook: what a check prints may be public."""
    hidden = EDITION + "    attribution: initials\n"
    capped = EDITION + "    consents: [{uses: [web], granted: 2026-04-01, attribution: role}]\n"
    for text in (hidden, capped):
        write(content, "editions/patience.yaml", text)
        printed = run("check", content, *NOW).stdout

        assert "an answer in What is patience for?" in printed
        assert "Okafor" not in printed


def test_what_is_left_out_on_purpose_is_counted_from_some_number_on(content: Path) -> None:
    """A program sees all of it."""
    for number in range(25):
        draft = EDITION.replace("e-1", f"e-{number + 2}").replace("ready", "draft")
        write(
            content, f"editions/d{number}.yaml", draft.replace("slug: patience", f"slug: d{number}")
        )

    assert "  and 5 more, which --format json lists" in run("check", content, *NOW).stdout
    assert len(json.loads(run("check", content, "--format", "json", *NOW).stdout)) == 25


def test_an_approval_that_is_stale_is_one_problem(content: Path) -> None:
    """The gate says it in the words of the build; lint need not say it again."""
    stale = "    approval: {on: 2026-05-01, digest: x}\n"
    write(content, "editions/patience.yaml", EDITION + YES + stale + GUEST)
    codes = [p.code for p in tbh.check(content, AT)]

    assert (codes.count("TBH206"), codes.count("TBH415")) == (1, 0)
    write(content, "series.yaml", SERIES + "lint: {TBH415: error}\n")
    assert "TBH415" in {p.code for p in tbh.check(content, AT)}


def test_one_file_of_json_is_checked_like_a_folder(content: Path, tmp_path: Path) -> None:
    """With its lines."""
    write(content, "editions/patience.yaml", STARTER)
    file = tmp_path / "series.json"
    file.write_text(tbh.dumps(tbh.load(content)))
    (problem,) = (p for p in tbh.check(file, AT) if p.code == "TBH203")

    assert (problem.file, problem.path) == ("series.json", "editions[0].responses[0].quote")
    assert '"quote"' in file.read_text().splitlines()[(problem.line or 0) - 1]
    done = run("build", file, "--to", tmp_path / "out", *NOW)
    assert f"series.json:{problem.line}: {problem.message}" in done.stdout


def test_a_template_with_a_mistake_is_found_before_the_build(content: Path, tmp_path: Path) -> None:
    """Once, however many pages use it."""
    other = (EDITION + YES).replace("e-1", "e-2").replace("slug: patience", "slug: tea")
    write(content, "editions/tea.yaml", other)
    (content / "templates").mkdir()
    write(content, "templates/html/edition.html", "{{ page.nothing }}")
    (problem,) = tbh.check(content, AT)

    assert (problem.code, problem.severity) == ("TBH208", tbh.Severity.ERROR)
    assert (problem.file, problem.line) == ("templates/html/edition.html", 1)
    done = run("build", content, "--to", tmp_path / "out", *NOW)
    assert done.exit_code == run("check", content, *NOW).exit_code == 1


def _fail(edition: tbh.Edition) -> str:
    nothing: dict[str, str] = {}
    return nothing[edition.id]


@attrs.frozen(kw_only=True)
class Failing:
    """An exporter of somebody else that makes its files on demand, and fails at that."""

    info: ClassVar = tbh.ExporterInfo(name="failing", channel=tbh.Channel.WEB, summary="It fails")

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        for edition in release.series.editions:
            yield tbh.Artifact.lazy("a.txt", "text/plain", _fail, edition)


def check_with(
    kind: type[Any], content: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[tbh.Problem, ...]:
    """Check content from which one exporter makes files, which is called `failing`."""
    registry = tbh.ExporterRegistry()
    registry.register(kind)
    monkeypatch.setattr("tbh_model.publishing._plan.default_registry", lambda: registry)
    write(content, "publish.yaml", "exporters: {failing: {}}\n")
    return tbh.check(content, AT)


def test_what_somebody_elses_exporter_fails_at_is_found_before_the_build(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bodies are made, and the edition that it was at is pointed at."""
    (problem,) = check_with(Failing, content, monkeypatch)

    assert (problem.code, problem.file, problem.line) == ("TBH208", "editions/patience.yaml", 1)
    assert "exporter 'failing'" in problem.message
    assert "KeyError" in problem.message


def _nest(edition: tbh.Edition) -> str:
    text = edition.introduction
    for _ in range(120):
        text = RichText(blocks=(BlockQuote(children=text.blocks),))
    return str(text)


def _credit(edition: tbh.Edition) -> str:
    return attrs.evolve(edition, slug="Not a slug").slug


@pytest.mark.parametrize(
    ("fail", "cause"),
    [(_nest, "RichTextError: "), (_credit, "InvalidValueError: ")],
    ids=["rich text", "model"],
)
def test_a_value_that_an_exporter_cannot_make_is_placed_at_its_edition(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: Any, cause: str
) -> None:
    """By check and by a build, with the exporter, the edition and the file."""
    monkeypatch.setitem(globals(), "_fail", fail)
    write(content, "editions/patience.yaml", f"{EDITION}{YES}introduction: Words.\n")
    (problem,) = check_with(Failing, content, monkeypatch)
    (failure,) = tbh.publish(tbh.load(content), tmp_path / "out", AT).failures

    assert (problem.code, problem.file, problem.line) == ("TBH208", "editions/patience.yaml", 1)
    assert cause in problem.message
    assert "at edition e-1" in str(failure)


def _answer_of_the_last(edition: tbh.Edition) -> str:
    return next(_too_long(each.answer) for each in edition.responses)


def _too_long(answer: object) -> str:
    message = f"{answer} is too long"
    raise ValueError(message)


def test_what_an_exporter_fails_at_is_placed_at_its_part_of_the_edition(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the file, whatever was withheld before it."""
    monkeypatch.setitem(globals(), "_fail", _answer_of_the_last)
    first = EDITION.partition("responses:\n")[2]
    last = f"  - id: r-9\n    therapist: t-1\n    answer: Long words.\n{YES}"
    withheld = EDITION.replace(first, first + YES.replace("uses: [web", "uses: [social"))
    write(content, "editions/patience.yaml", withheld + last)
    problems = check_with(Failing, content, monkeypatch)

    (problem,) = (each for each in problems if each.code == "TBH208")
    text = (content / "editions/patience.yaml").read_text("utf-8").splitlines()
    assert problem.path == "responses[1].answer"
    assert text[(problem.line or 0) - 1] == "    answer: Long words."
    assert "at responses[r-9].answer of edition e-1: " in problem.message


def test_a_subject_that_mailchimp_fills_in_is_a_warning_of_check_and_build(
    content: Path, tmp_path: Path
) -> None:
    """Of check with file and line; only where letters are made for a service that may be it."""
    text = EDITION.replace("title: What is patience for?", "title: Dear *|FNAME|*") + YES
    write(content, "editions/patience.yaml", text)

    def of_check(publish: str) -> list[tuple[str | None, int | None, str]]:
        write(content, "publish.yaml", publish)
        found = (each for each in tbh.check(content, AT) if each.code == "TBH440")
        return [(each.file, each.line, each.path) for each in found]

    assert of_check("exporters: {rss: {}}") == []
    assert of_check("exporters: {newsletter: {profile: kit}}") == []
    place = ("editions/patience.yaml", 3, "title")
    assert of_check("exporters: {newsletter: {profile: mailchimp}}") == [place]
    report = tbh.publish(tbh.load(content), tmp_path / "out", AT)
    assert [each.code for each in report.warnings] == ["TBH440"]
    assert report.is_complete


@pytest.mark.parametrize("segment", ["con", "x.", "nul:x", "a" * 300, "é" * 200])
@pytest.mark.parametrize("to", ["out", "site.zip"])
def test_the_address_of_a_series_is_no_folder_of_its_site(
    content: Path, tmp_path: Path, segment: str, to: str
) -> None:
    """So whatever no file system can hold may stand in it: paths begin below it."""
    url = f"https://example.org/{segment}/"
    write(content, "series.yaml", SERIES.replace("https://example.org/small/", url))

    assert tbh.check(content, AT) == ()
    report = tbh.publish(tbh.load(content), tmp_path / to, AT)

    assert report.is_complete
    assert report.failures == []
    assert "editions/patience/index.html" in report.written


def test_a_build_of_content_that_changed_meanwhile_points_nowhere(
    content: Path, tmp_path: Path
) -> None:
    """What cannot be found is said without a place."""
    write(content, "editions/patience.yaml", STARTER)
    series = tbh.load(content)
    write(content, "editions/patience.yaml", "- broken")
    report = tbh.publish(series, tmp_path / "out", AT)

    (problem,) = (
        note.problem(content_index(series, content))
        for note in withheld_notes(report.withheld)
        if note.withheld.kind == "response"
    )
    assert (problem.file, problem.line) == (None, None)
