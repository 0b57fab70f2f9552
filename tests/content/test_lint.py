"""Lint: content that is allowed and could be better."""

import os
from pathlib import Path

import pytest

import tbh_model as tbh
from small_folder import EDITION, THERAPIST, WITHOUT_SENDER as SERIES, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def found(folder: Path) -> list[tuple[str, int | None, int | None, int, str]]:
    return [
        (each.code, each.line, each.column, each.length, each.path) for each in tbh.check(folder)
    ]


def with_more(folder: Path, more: str) -> list[tuple[str, int | None, int | None, int, str]]:
    write(folder, "editions/patience.yaml", EDITION + more)
    return found(folder)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            "introduction: |\n  Read on [here](https://a.example/).\n",
            ("TBH401", 16, 12, 4, "introduction"),
        ),
        (
            "introduction: Voyez [cliquez ici](https://a.example/).\n",
            ("TBH401", 15, 22, 11, "introduction"),
        ),
        (
            "calls_to_action:\n  - {key: k, kind: book, text: Book here., link_text: here}\n",
            ("TBH401", 16, 55, 4, "calls_to_action[0].link_text"),
        ),
        (
            "image: {src: https://a.example/b.png}\n",
            ("TBH402", 15, 14, 23, "image.alt"),
        ),
        (
            'image: {src: https://a.example/b.png, alt: ""}\n',
            ("TBH402", 15, 44, 2, "image.alt"),
        ),
        (
            "introduction: |\n  # One\n\n  ### Three\n",
            ("TBH403", 18, 3, 9, "introduction"),
        ),
        (
            "notices:\n  - {kind: other, text: We are away this week.}\n",
            ("TBH407", 16, 37, 9, "notices[0].text"),
        ),
        (
            "notices:\n  - {kind: other, text: Fermé demain.}\n",
            ("TBH407", 16, 31, 6, "notices[0].text"),
        ),
        (
            "former_urls: [https://example.org/small/editions/patience/]\n",
            ("TBH404", 15, 15, 44, "former_urls[0]"),
        ),
    ],
)
def test_each_rule_points_at_the_words(
    folder: Path, more: str, expected: tuple[str, int, int, int, str]
) -> None:
    """As a warning, which never stops a load."""
    assert with_more(folder, more) == [expected]
    assert {each.severity for each in tbh.check(folder)} == {tbh.Severity.WARNING}
    assert tbh.load(folder).editions


@pytest.mark.parametrize(
    "more",
    [
        "introduction: See [what they said](https://a.example/).\n",
        "introduction: |\n  # One\n\n  ## Two\n\n  # One\n",
        "image: {src: https://a.example/b.png, alt: A door.}\n",
        "notices:\n  - {kind: other, text: Back on 3 March 2026.}\n",
        "calls_to_action:\n  - {key: k, kind: book, text: Book here., link_text: Book here}\n",
    ],
    ids=["a link that says where", "headings in order", "alt", "dates", "a longer link"],
)
def test_what_is_well_written_is_left_alone(folder: Path, more: str) -> None:
    """A rule that cries too often is switched off."""
    assert with_more(folder, more) == []


@pytest.mark.parametrize(
    ("quote", "verbatim", "is_found"),
    [
        ("It is a long room.", "Well: it is a  long\n room. It is a long room.", True),
        ("It “is” [for me] a … room.", 'It "is" a long, long room.', True),
        ("It is a short room.", "It is a long room.", False),
        ("A room … a door", "A door. A room.", False),
        ("[Well:] … it is a long room.", "Er, it is a long room.", True),
    ],
)
def test_a_quote_must_be_in_what_was_received(
    folder: Path, quote: str, verbatim: str, *, is_found: bool
) -> None:
    """Brackets and ellipses are the editor's; the rest is not, and is in order."""
    text = EDITION.replace(
        "quote: Patience is a long room.", f"quote: {quote!r}\n    verbatim: {verbatim!r}"
    ).replace("\\n", " ")
    write(folder, "editions/patience.yaml", text)

    problems = tbh.check(folder)

    assert [each.code for each in problems] == ([] if is_found else ["TBH405"])
    assert all("long, long" not in each.message + (each.hint or "") for each in problems)


def test_a_long_quote_wants_an_answer(folder: Path) -> None:
    """With an answer beside it, it is a long pull quote and nothing worse."""
    long = EDITION.replace("Patience is a long room.", "word " * 130 + "end.")
    write(folder, "editions/patience.yaml", long)
    assert [code for code, *_ in found(folder)] == ["TBH408"]

    write(folder, "editions/patience.yaml", long + f"    answer: {'word ' * 130}end. And so on.\n")
    assert found(folder) == []


@pytest.mark.parametrize("field", ["title", "abbreviation"])
def test_q_is_no_qualifying(folder: Path, field: str) -> None:
    """The college does not accept it."""
    fields = {"title": "RP", "abbreviation": "RP", field: "RP (Q)"}
    title, abbreviation = fields["title"], fields["abbreviation"]
    credentials = f"credentials: [{{title: {title}, abbreviation: {abbreviation}}}]\n"
    write(folder, "therapists/t-1.yaml", THERAPIST + credentials)

    assert [(code, path) for code, *_, path in found(folder)] == [
        ("TBH406", f"credentials[0].{field}")
    ]


def test_a_slug_that_changed_leaves_its_address_behind(folder: Path) -> None:
    """The file has the old name; the old address must be among `former_urls`."""
    (folder / "editions/patience.yaml").rename(folder / "editions/waiting.yaml")
    assert [(code, path) for code, *_, path in found(folder)] == [("TBH404", "slug")]

    more = "former_urls: [https://example.org/small/editions/waiting/]\n"
    write(folder, "editions/waiting.yaml", EDITION + more)
    assert [code for code, *_ in found(folder)] == ["TBH134"]

    draft = EDITION.replace("status: ready", "status: draft")
    write(folder, "editions/waiting.yaml", draft)
    assert [code for code, *_ in found(folder)] == ["TBH134"]


@pytest.mark.parametrize("name", ["two words.yaml", os.fsdecode(b"\xe9t\xe9.yaml")])
def test_a_name_that_can_be_no_slug_was_never_an_address(folder: Path, name: str) -> None:
    """What helps is to name the file after its slug."""
    (folder / "editions/patience.yaml").rename(folder / "editions" / name)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.hint) == ("TBH134", "name the file `patience.yaml`")


@pytest.mark.parametrize(
    "mistake",
    [
        ("https://example.org/small/", "https:///"),
        ("url: https:", "permalink: '{slug}'\nurl: https:"),
    ],
)
def test_no_address_is_built_on_one_that_is_refused(folder: Path, mistake: tuple[str, str]) -> None:
    """One mistake, one message: the old address is not known before it is mended."""
    write(folder, "series.yaml", SERIES.replace(*mistake))
    (folder / "editions/patience.yaml").rename(folder / "editions/waiting.yaml")

    assert [code for code, *_ in found(folder)] == ["TBH134", "TBH110"]


@pytest.mark.parametrize(
    ("level", "severity"),
    [("off", None), ("info", "info"), ("warning", "warning"), ("error", "error")],
)
def test_a_series_says_how_much_a_rule_matters(
    folder: Path, level: str, severity: str | None
) -> None:
    """In `series.yaml`, by code."""
    write(folder, "series.yaml", SERIES + f"lint:\n  TBH402: {level}\n")
    with_more(folder, "image: {src: https://a.example/b.png}\n")

    assert [each.severity.value for each in tbh.check(folder)] == ([severity] if severity else [])
    assert tbh.load(folder).editions[0].image is not None


@pytest.mark.parametrize(
    ("lint", "expected"),
    [
        ("{TBH499: off}", ("TBH107", "lint.TBH499")),
        ("{TBH402: loud}", ("TBH109", "lint.TBH402")),
        ("[TBH402]", ("TBH108", "lint")),
    ],
)
def test_a_level_that_is_wrong_is_at_its_place(
    folder: Path, lint: str, expected: tuple[str, str]
) -> None:
    """As any other mistake."""
    write(folder, "series.yaml", SERIES + f"lint: {lint}\n")

    assert [(each.code, each.path) for each in tbh.check(folder)] == [expected]


def test_lint_may_be_empty_and_may_stand_in_json(folder: Path) -> None:
    """It is no part of the series."""
    write(folder, "series.yaml", SERIES + "lint:\n")
    assert found(folder) == []

    series = tbh.load(folder)
    text = tbh.dumps(series).replace("{", '{"lint": {"TBH401": "off"},', 1)
    assert tbh.loads(text) == series


def test_what_is_missing_is_not_judged(folder: Path) -> None:
    """A credential without an abbreviation has an error, and that is what is said."""
    write(folder, "therapists/t-1.yaml", THERAPIST + "credentials:\n  - title: RP (Q)\n")

    assert [code for code, *_ in found(folder)] == ["TBH106"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: What is patience for?\n", ""),
        ("id: e-1\n", ""),
        ("status: ready\n", "status: ready\nnotices: [{kind: other}]\n"),
    ],
    ids=["an edition without a title", "an edition without an id", "a notice without a text"],
)
def test_what_an_edition_lacks_is_an_error_and_no_lint(
    folder: Path, before: str, after: str
) -> None:
    """There is nothing there that could be judged."""
    write(folder, "editions/patience.yaml", EDITION.replace(before, after))

    assert [code for code, *_ in found(folder)] == ["TBH106"]


RETRACTION = "corrections: [{on: 2026-05-09, kind: retraction, text: It is gone.}]\n"


@pytest.mark.parametrize(
    ("quote", "is_found"),
    [
        *(("A long room.", True), ("a LONG room", True), ("“Patience … room”", True)),
        *(("A long [quiet] room", True), ("a [long] room.", True), ("our list of rooms", True)),
        *(("A short room.", False), ("room … long", False), ("*long* room", True), ("…", True)),
    ],
)
def test_a_quote_is_in_the_answer(folder: Path, quote: str, *, is_found: bool) -> None:
    """Whatever stands around, between or in front of its words."""
    answer = "Patience is a *long\u00a0room*, and [our list](https://example.org/) of rooms."
    text = EDITION.replace("quote: Patience is a long room.", f'quote: "{quote}"')
    write(folder, "editions/patience.yaml", f'{text}    answer: "{answer}"\n')

    codes = {code for code, *_ in found(folder)} - {"TBH437"}  # of the no-break space
    assert codes == (set() if is_found else {"TBH418"})


def test_what_was_received_is_what_counts(folder: Path) -> None:
    """A quote that is in `verbatim` need not be in an answer that was edited."""
    text = EDITION + "    answer: It is.\n    verbatim: Patience is a long room. It is.\n"
    write(folder, "editions/patience.yaml", text)

    assert found(folder) == []


@pytest.mark.parametrize(
    "more", ["updated: 2026-05-09T09:00:00Z\n", "expires: 2026-05-09T09:00:00Z\n", RETRACTION, ""]
)
def test_a_retraction_has_a_day(folder: Path, more: str) -> None:
    """By `updated`, by a correction, or because it had run out."""
    write(folder, "editions/patience.yaml", EDITION.replace("ready", "retracted") + more)

    assert [code for code, *_ in found(folder)] == ([] if more else ["TBH419"])


PRESENT = "https://example.org/small/editions/patience/"
OLD = "former_urls: [https://example.org/small/old/]\n"


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("", f"former_urls: ['{PRESENT}']\n", ["TBH420"]),
        ("", f"former_urls: ['{PRESENT}index.html']\n", ["TBH420"]),
        (OLD, OLD, ["TBH420", "TBH420"]),
        (OLD, OLD.replace("/old/", "/Old/index.html"), ["TBH420", "TBH420"]),
        ("url: https://example.com/a/\n", "url: https://example.com/a/\n", ["TBH420", "TBH420"]),
        (OLD, "former_urls: [https://example.org/small/older/]\n", []),
        (OLD, "former_urls: no list\n", None),
    ],
)
def test_two_editions_have_nothing_in_common(
    folder: Path, first: str, second: str, codes: list[str] | None
) -> None:
    """No address, neither now nor formerly."""
    other = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: tea")
    write(folder, "editions/patience.yaml", EDITION + first)
    write(folder, "editions/tea.yaml", other + second)
    lint = [code for code, *_ in found(folder) if code in {"TBH420", "TBH421"}]

    assert lint == (codes or [])


def test_two_therapists_have_two_names(folder: Path) -> None:
    """Both are named."""
    write(folder, "therapists/t-2.yaml", "id: t-2\nname: dana  okafor\n")
    messages = [each.message for each in tbh.check(folder) if each.code == "TBH421"]

    assert messages == ["therapist `t-2` has the same name", "therapist `t-1` has the same name"]
