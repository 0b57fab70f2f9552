"""Loading a content folder: what is right loads, what is wrong is named with its place."""

import json
import os
import shutil
from pathlib import Path

import pytest
import yaml

import tbh_model as tbh
from small_folder import EDITION, THERAPIST, WITHOUT_SENDER as SERIES, write
from tbh_model import content
from tbh_model.content import _yaml_reader as _yaml


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def found(folder: Path) -> list[tuple[object, ...]]:
    return [(each.code, each.file, each.line, each.column, each.path) for each in tbh.check(folder)]


def test_a_folder_in_which_nothing_is_wrong_loads(folder: Path) -> None:
    """Every file is a part of one series."""
    series = tbh.load(folder)

    assert tbh.check(folder) == ()
    assert series.editions[0].title == "What is patience for?"
    assert series.byline(series.editions[0].responses[0]) == "Dana Okafor"
    assert series.folder == folder


def test_the_file_of_the_series_stands_for_its_folder(folder: Path) -> None:
    """Who names it means all of the content, and not a series without editions."""
    assert tbh.load(folder / "series.yaml") == tbh.load(folder)
    assert tbh.load(folder / "series.yaml").folder == folder
    assert tbh.check(folder / "series.yaml") == tbh.check(folder)


def test_the_same_series_loads_from_one_json_file(folder: Path, tmp_path: Path) -> None:
    """A folder, a JSON file and a JSON text are three spellings of one series."""
    series = tbh.load(folder)
    file = tmp_path / "all.json"
    file.write_text(tbh.dumps(series), encoding="utf-8")

    assert tbh.load(file) == tbh.load(str(file)) == tbh.loads(tbh.dumps(series)) == series
    assert tbh.check(file) == ()


def test_json_leaves_out_what_has_its_default(folder: Path) -> None:
    """What nobody wrote is not written."""
    data = json.loads(tbh.dumps(tbh.load(folder)))

    assert data["therapists"] == [{"id": "t-1", "name": "Dana Okafor"}]
    assert "language" not in data


def test_front_matter_has_its_body_as_introduction(folder: Path) -> None:
    """A Markdown file is front matter, and its text is what comes first."""
    (folder / "editions/patience.yaml").unlink()
    write(folder, "editions/patience.md", f"---\n{EDITION}---\n\nHello, *you*.\n")

    assert tbh.load(folder).editions[0].introduction == tbh.markdown("Hello, *you*.")


def test_lines_may_end_as_on_windows_and_begin_with_a_mark(folder: Path) -> None:
    """CRLF and a byte order mark are fine, and positions stay right."""
    text = EDITION.replace("status: ready", "status: live").replace("\n", "\r\n")
    write(folder, "editions/patience.yaml", b"\xef\xbb\xbf" + text.encode())

    assert found(folder) == [("TBH109", "editions/patience.yaml", 4, 9, "status")]


def test_a_plain_scalar_means_what_its_field_says(folder: Path) -> None:
    """A title may be `no`, a time, an old number or a day, and stays that text."""
    for title in ("no", "12:30", "010", "1.10", "2024-05-01", "0x1F", "~x", "null and void"):
        write(folder, "editions/patience.yaml", EDITION.replace("What is patience for?", title))

        assert tbh.load(folder).editions[0].title == title


def test_an_empty_optional_key_is_as_good_as_none(folder: Path) -> None:
    """Editors leave keys for later."""
    write(folder, "editions/patience.yaml", EDITION + "summary:\ntags:\nimage: null\nnumber: ~\n")

    edition = tbh.load(folder).editions[0]

    assert (edition.summary, edition.tags, edition.image, edition.number) == (None, (), None, None)


def test_the_first_line_of_a_multi_document_file_is_not_all(folder: Path) -> None:
    """Two documents in one file are refused."""
    write(folder, "therapists/t-1.yaml", THERAPIST + "---\nid: t-2\nname: Other\n")

    assert found(folder) == [("TBH103", "therapists/t-1.yaml", 3, 1, "")]


Expected = tuple[str, int, int, str, str | None]

WRONG: dict[str, tuple[str, list[Expected]]] = {
    "a misspelled key is one problem": (
        EDITION.replace("title:", "titel:"),
        [("TBH107", 3, 1, "titel", "did you mean `title`?")],
    ),
    "a missing key": (
        EDITION.replace("title: What is patience for?\n", ""),
        [("TBH106", 1, 1, "title", "add `title: ...`")],
    ),
    "an unknown key": (
        EDITION + "zzz: 1\n",
        [("TBH107", 15, 1, "zzz", None)],
    ),
    "a key written twice": (
        EDITION + "slug: other\n",
        [("TBH105", 15, 1, "", "keep one of the two")],
    ),
    "text where a list belongs": (
        EDITION + "tags: anger\n",
        [("TBH108", 15, 7, "tags", "write each item on a line of its own, after `- `")],
    ),
    "a list where keys belong": (
        EDITION.replace("challengers:\n  name: Psychotherapists", "challengers: [a]"),
        [("TBH108", 9, 14, "challengers", None)],
    ),
    "a list where text belongs": (
        EDITION.replace("title: What is patience for?", "title: [a]"),
        [("TBH108", 3, 8, "title", None)],
    ),
    "nothing where something must be": (
        EDITION.replace("title: What is patience for?", "title:"),
        [("TBH108", 3, 7, "title", None)],
    ),
    "quoted text where a number belongs": (
        EDITION + 'number: "4"\n',
        [("TBH108", 15, 9, "number", "write it without quotation marks")],
    ),
    "half a number": (
        EDITION + "number: 4.5\n",
        [("TBH108", 15, 9, "number", None)],
    ),
    "an instant that is not in the calendar": (
        EDITION.replace("2026-05-01", "2026-02-30"),
        [("TBH108", 5, 12, "published", None)],
    ),
    "a day where an instant belongs": (
        EDITION.replace("2026-05-01T09:00:00-04:00", "2026-05-01"),
        [("TBH108", 5, 12, "published", None)],
    ),
    "a value that is no choice": (
        EDITION.replace("status: ready", "status: reddy"),
        [("TBH109", 4, 9, "status", "did you mean `ready`?")],
    ),
    "a slug with a space": (
        EDITION.replace("slug: patience", "slug: two words"),
        [("TBH110", 2, 7, "slug", None)],
    ),
    "raw HTML, at its place in the text": (
        EDITION + "introduction: |\n  Fine.\n\n  Not <b>fine</b>.\n",
        [("TBH120", 18, 7, "introduction", None)],
    ),
    "a link that runs a script": (
        EDITION + "introduction: See [this](javascript:alert(1)).\n",
        [("TBH121", 15, 26, "introduction", None)],
    ),
    "an unknown therapist": (
        EDITION.replace("therapist: t-1", "therapist: t-7"),
        [
            ("TBH130", 13, 16, "responses[0].therapist", "did you mean `t-1`?"),
        ],
    ),
    "an edition in the place of a therapist": (
        EDITION.replace("therapist: t-1", "therapist: e-1"),
        [("TBH132", 13, 16, "responses[0].therapist", "write the id of a therapist")],
    ),
    "an anchor": (
        EDITION.replace("title: What", "title: &a What"),
        [("TBH104", 3, 8, "", "remove it")],
    ),
    "an alias": (
        EDITION + "summary: *a\n",
        [("TBH104", 15, 10, "", "write the value out")],
    ),
    "a tag": (
        EDITION.replace("title: What", "title: !!str What"),
        [("TBH104", 3, 8, "", "remove it")],
    ),
    "a rule about several fields": (
        EDITION + "expires: 2026-04-01T00:00:00Z\n",
        [("TBH111", 15, 10, "expires", None)],
    ),
    "a response without words": (
        EDITION.replace("    quote: Patience is a long room.\n", ""),
        [("TBH111", 12, 5, "responses[0].quote", None)],
    ),
    "a line that does not fit": (
        EDITION.replace("  topic: Patience", "   topic: Patience"),
        [("TBH103", 7, 4, "", "indent it by 2 spaces too")],
    ),
    "a quotation mark that is not closed": (
        EDITION.replace("title: What", 'title: "What'),
        [("TBH103", 3, 8, "", "close it")],
    ),
    "a colon in plain text": (
        EDITION.replace("title: What", "title: Here: What"),
        [("TBH103", 3, 12, "", "quote the text")],
    ),
    "a tab for indentation": (
        EDITION.replace("  topic: Patience", "\ttopic: Patience"),
        [("TBH103", 7, 1, "", "indent with spaces")],
    ),
    "an apostrophe that opens a quotation": (
        EDITION + "summary: 'Tis the season\n",
        [
            (
                "TBH103",
                15,
                10,
                "",
                "close it; or put the text in double ones, if it is an apostrophe",
            )
        ],
    ),
    "a list in brackets that is not closed at the end": (
        EDITION + "tags: [a, b\n\n",
        [("TBH103", 15, 7, "", "close it with `]`")],
    ),
    "a list in brackets that is not closed": (
        EDITION + "tags: [a, b\nsummary: x\n",
        [("TBH103", 15, 7, "", "close it with `]`")],
    ),
    "a group in braces that is not closed": (
        EDITION + "image: {src: a\nsummary: x\n",
        [("TBH103", 15, 8, "", "close it with `}`")],
    ),
    "an escape that is not known": (
        EDITION + 'summary: "a\\q"\n',
        [("TBH103", 15, 12, "", "write two backslashes for one")],
    ),
    "a list item among keys": (
        EDITION + "- a\n",
        [("TBH103", 15, 1, "", "check its indentation")],
    ),
    "an at sign": (
        EDITION + "summary: @home\n",
        [("TBH103", 15, 10, "", "put it in quotes")],
    ),
    "a control character": (
        EDITION.replace("What", "Wh\x07at"),
        [("TBH103", 3, 10, "", None)],
    ),
}


@pytest.fixture(params=["libyaml", "pure Python"])
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With libyaml, and where it is missing."""
    if request.param == "pure Python":
        monkeypatch.setattr(_yaml, "_Loader", yaml.SafeLoader)


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("name", WRONG)
def test_one_mistake_is_one_problem_at_its_place(folder: Path, name: str) -> None:
    """Line, column, path and remedy, and no noise after it."""
    text, expected = WRONG[name]
    write(folder, "editions/patience.yaml", text)

    problems = [each for each in tbh.check(folder) if each.severity is not tbh.Severity.INFO]

    assert [
        (each.code, each.line, each.column, each.path, each.hint if hint else None)
        for each, (*_, hint) in zip(problems, expected, strict=True)
    ] == expected
    assert {each.file for each in problems} == {"editions/patience.yaml"}


def test_all_problems_of_all_files_come_in_one_run(folder: Path) -> None:
    """A broken file does not hide what is wrong with the others, nor cause noise."""
    write(folder, "series.yaml", SERIES.replace("title:", "titel:"))
    write(folder, "therapists/t-1.yaml", "id: t-1\nname: [\n")
    write(folder, "editions/patience.yaml", EDITION.replace("ready", "live") + "number: x\n")

    assert [(code, file) for code, file, *_ in found(folder)] == [
        ("TBH109", "editions/patience.yaml"),
        ("TBH108", "editions/patience.yaml"),
        ("TBH107", "series.yaml"),
        ("TBH103", "therapists/t-1.yaml"),
    ]


def test_an_error_carries_every_problem(folder: Path) -> None:
    """What `load` raises is what `check` gives, and reads as a list."""
    write(folder, "editions/patience.yaml", EDITION.replace("status: ready", "status: reddy"))

    with pytest.raises(tbh.ContentError) as caught:
        tbh.load(folder)

    assert caught.value.problems == tbh.check(folder)
    assert str(caught.value) == (
        "editions/patience.yaml:4:9: error[TBH109]: found `reddy`, which is none of draft, ready, "
        "retracted (did you mean `ready`?)"
    )


def test_ids_are_defined_once(folder: Path) -> None:
    """Both places are shown, for ids and for slugs."""
    write(folder, "therapists/t-2.yaml", THERAPIST)
    write(folder, "editions/zeal.yaml", EDITION)

    problems = [each for each in tbh.check(folder) if each.code == "TBH131"]

    assert [(each.file, each.path) for each in problems] == [
        ("editions/zeal.yaml", "id"),
        ("editions/zeal.yaml", "slug"),
        ("therapists/t-2.yaml", "id"),
    ]
    assert problems[0].related[0] == tbh.Position(
        message="first used here", file="editions/patience.yaml", line=1, column=5
    )


def test_what_is_only_odd_is_no_error(folder: Path) -> None:
    """A file named otherwise, an unused therapist, a missing image, an unread file."""
    write(
        folder,
        "therapists/other.yaml",
        "id: t-2\nname: A\nportrait: {src: images/no.svg, alt: A}\n",
    )
    write(folder, "therapists/notes.txt", "to do")
    write(folder, "therapists/.hidden", "x")

    assert [(each.code, each.severity.value, each.file) for each in tbh.check(folder)] == [
        ("TBH101", "warning", "therapists/notes.txt"),
        ("TBH133", "info", "therapists/other.yaml"),
        ("TBH134", "warning", "therapists/other.yaml"),
        ("TBH113", "warning", "therapists/other.yaml"),
    ]
    assert len(tbh.load(folder).therapists) == 2


def test_an_image_in_a_text_is_looked_for(folder: Path) -> None:
    """Where it is written, wherever its address stands, and once for each place."""
    text = "introduction: |\n  A ![lake](no.png),\n  ![again][lake].\n\n  [lake]: <no such.svg>\n"
    write(folder, "editions/patience.yaml", EDITION + text)

    assert [(each.code, each.line, each.column, each.message) for each in tbh.check(folder)] == [
        ("TBH113", 16, 5, "there is no image `no.png` in the content folder"),
        ("TBH113", 17, 3, "there is no image `no such.svg` in the content folder"),
    ]


def test_a_path_from_the_file_of_the_edition_is_put_right(folder: Path) -> None:
    """Editors of Markdown have it so; an address that may be beside the site is left alone."""
    text = "introduction: |\n  ![a](../images/a.svg) ![b](./../images/b.svg) ![c](//a.b/c.svg)\n"
    write(folder, "editions/patience.yaml", EDITION + text)
    write(folder, "images/a.svg", b"<svg/>")

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.line, problem.column) == ("TBH113", 16, 3)
    assert problem.message == "`../images/a.svg` leads out of the content folder"
    assert problem.hint == "write `images/a.svg`, from the content folder on"

    rooted = "introduction: '![a](/images/a.svg) ![c](/images/c.svg)'\n"
    write(folder, "editions/patience.yaml", EDITION + rooted)
    assert [each.message for each in tbh.check(folder)] == [
        "`/images/a.svg` leads out of the content folder"
    ]


def test_an_image_in_a_text_that_is_there_is_fine(folder: Path) -> None:
    """What is in code or in a line is no image at all."""
    text = "introduction: '![a](images/a%20b.svg?x#y) `![b](no.svg)`'\nsummary: '![c](no.svg)'\n"
    write(folder, "editions/patience.yaml", EDITION + text)
    write(folder, "images/a b.svg", b"<svg/>")

    assert tbh.check(folder) == ()


def test_a_character_that_formats_cannot_carry_is_named(folder: Path) -> None:
    """It does not vanish silently."""
    text = EDITION.replace("quote: Patience is a long room.", 'quote: "a\\u0007b"')
    write(folder, "editions/patience.yaml", text)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.severity, problem.line) == ("TBH123", tbh.Severity.WARNING, 14)
    assert problem.message == "the character U+0007 cannot stand in XML or HTML"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ("title: x".encode("utf-16"), "TBH102", "UTF-16"),
        ("title: café".encode("latin-1"), "TBH102", "byte 0xe9"),
        (b"title: a\x00b", "TBH102", "NUL"),
    ],
)
def test_files_that_are_not_utf_8_are_named(
    folder: Path, data: bytes, code: str, words: str
) -> None:
    """With the place, and what to do."""
    write(folder, "therapists/t-1.yaml", data)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.file) == (code, "therapists/t-1.yaml")
    assert words in problem.message
    assert "UTF-8" in (problem.hint or "")


def test_the_place_of_a_wrong_byte_counts_characters(folder: Path) -> None:
    """Columns are those that an editor shows."""
    write(folder, "therapists/t-1.yaml", "id: t-1\nname: “ü”".encode() + b"\xff")

    assert found(folder) == [("TBH102", "therapists/t-1.yaml", 2, 10, "")]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "there is nothing at"),
        (lambda path: path.mkdir(), "is empty"),
        (lambda path: (path.mkdir(), (path / "x").write_text("")), "holds no series.yaml"),
    ],
)
def test_what_is_no_content_folder_is_said(tmp_path: Path, make: object, words: str) -> None:
    """A missing folder, an empty one, and one that is something else."""
    assert callable(make)
    make(tmp_path / "content")

    (problem,) = tbh.check(tmp_path / "content")

    assert (problem.code, problem.hint) == (
        "TBH101",
        "a content folder holds series.yaml, therapists/ and editions/",
    )
    assert words in problem.message


@pytest.mark.parametrize("name", ["editions", "therapists"])
def test_a_file_in_the_place_of_a_folder_is_an_error(folder: Path, name: str) -> None:
    """It would be taken for a series without any, whose site is empty."""
    shutil.rmtree(folder / name)
    write(folder, name, "")

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.severity) == ("TBH101", tbh.Severity.ERROR)
    assert (problem.file, problem.hint) == (name, "move it away")
    with pytest.raises(tbh.ContentError):
        tbh.load(folder)


def test_a_folder_among_the_files_is_said_to_be_one(folder: Path) -> None:
    """What is in it is not read."""
    write(folder, "editions/2026/more.yaml", EDITION)

    (problem,) = tbh.check(folder)

    assert problem.message == "this folder is not read, nor what is in it"
    assert (problem.file, problem.hint) == ("editions/2026", "move its files up into editions/")


@pytest.mark.parametrize("text", ["- a\n", "null\n", "words\n"])
def test_a_file_without_keys_is_told_how_to_begin(folder: Path, text: str) -> None:
    """Each problem says what to do."""
    write(folder, "editions/patience.yaml", text)

    assert {each.hint for each in tbh.check(folder) if each.code == "TBH108"} <= {
        "begin with a key, such as `id: ...`"
    }


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:00:00-12:00"])
def test_an_instant_beyond_the_calendar_is_an_error(folder: Path, instant: str) -> None:
    """Exporters would fail at it."""
    changed = EDITION.replace("2026-05-01T09:00:00-04:00", instant)
    write(folder, "editions/patience.yaml", changed)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.path) == ("TBH108", "published")


def test_a_path_that_cannot_be_is_said() -> None:
    """No system has a name with a zero in it."""
    (problem,) = tbh.check("a\0b")

    assert problem.message == "there can be no path 'a\\x00b'"


def test_a_folder_in_the_place_of_a_file_is_said(folder: Path) -> None:
    """Whatever stands there, it is named."""
    (folder / "therapists/t-2.yaml").mkdir()

    assert found(folder) == [("TBH101", "therapists/t-2.yaml", None, None, "")]


def test_a_file_of_ridiculous_size_is_not_read(folder: Path) -> None:
    """A bomb costs a message, not the memory of the machine."""
    with (folder / "therapists/t-1.yaml").open("wb") as file:
        file.truncate(200 * 2**20)

    (problem,) = tbh.check(folder)

    assert problem.message == "this file has 200 MB"


@pytest.mark.parametrize("depth", [50, 3000])  # newer libyaml has a limit of its own
def test_deep_nesting_is_a_problem_and_not_a_crash(folder: Path, depth: int) -> None:
    """Thousands of brackets, in YAML and in JSON."""
    write(folder, "therapists/t-1.yaml", "id: t-1\nname: " + "[" * depth)
    (problem,) = tbh.check(folder)
    assert problem.message == "this is nested more than 40 levels deep"

    with pytest.raises(tbh.ContentError, match="nested more than 40 levels deep"):
        tbh.loads("[" * depth)


def test_an_alias_bomb_is_refused(folder: Path) -> None:
    """Seven lines that would be a gigabyte."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}]\n"
        for old, new in zip("abcdef", "bcdefg", strict=True)
    )
    write(folder, "therapists/t-1.yaml", bomb)

    assert {code for code, *_ in found(folder)} == {"TBH104"}


def test_a_newer_format_is_refused_by_name(folder: Path) -> None:
    """An old program says that it is old."""
    write(folder, "series.yaml", SERIES + "format: 2\n")

    with pytest.raises(tbh.ContentError, match=r"this is format 2; .*install a newer tbh-model"):
        tbh.load(folder)


def test_therapists_and_editions_may_stand_in_the_series_itself(folder: Path) -> None:
    """A small series is one file; positions are those of that file."""
    indented = EDITION.replace("status: ready", "status: live").replace("\n", "\n    ").rstrip()
    write(folder, "series.yaml", SERIES + "editions:\n  - " + indented + "\n")
    (folder / "editions/patience.yaml").unlink()

    assert found(folder) == [("TBH109", "series.yaml", 10, 13, "editions[0].status")]


def test_a_list_of_editions_must_be_a_list(folder: Path) -> None:
    """And its items groups of keys."""
    write(folder, "series.yaml", SERIES + "editions: {}\ntherapists: [x]\n")

    assert [(code, path) for code, *_, path in found(folder)] == [
        ("TBH108", "editions"),
        ("TBH108", "therapists[0]"),
    ]


def test_a_file_that_holds_no_keys_is_said(folder: Path) -> None:
    """A list is not a series."""
    write(folder, "series.yaml", "- a\n")

    assert found(folder) == [("TBH108", "series.yaml", 1, 1, "")]


def test_what_is_wrong_between_editions_is_found(folder: Path) -> None:
    """Two slugs that differ in case would be one file on some systems."""
    other = EDITION.replace("id: e-1", "id: e-2").replace("slug: patience", "slug: Patience")
    write(folder, "editions/z.yaml", other)

    assert ("TBH131", "editions/z.yaml", 2, 7, "slug") in found(folder)


def test_two_calls_with_one_key_are_found_at_their_place(folder: Path) -> None:
    """A rule over the whole series points into its file."""
    call = "  - {key: k, kind: book, text: Book.}\n"
    write(folder, "series.yaml", SERIES + "calls_to_action:\n" + call + call)

    assert found(folder) == [("TBH111", "series.yaml", 8, 11, "calls_to_action[1].key")]


def test_a_file_that_may_not_be_read_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason that the system gives, in words."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    assert {each.message for each in tbh.check(folder)} == {
        "this file cannot be read: permission denied"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello.\n", ("TBH103", 1, 1, "a Markdown file must begin with front matter")),
        (f"---\n{EDITION}", ("TBH103", 1, 1, "the front matter is not closed")),
        ("---\n- a\n---\n", ("TBH108", 2, 1, "front matter must hold keys")),
        (
            f"---\n{EDITION}introduction: x\n---\nHello.\n",
            ("TBH105", 16, 1, "`introduction` stands in the front matter and below it"),
        ),
        (
            f"---\n{EDITION}---\n\nFine.\n\nNot <i>fine</i>.\n",
            ("TBH120", 20, 5, "raw HTML `<i>`"),
        ),
    ],
)
def test_mistakes_in_a_markdown_file_are_at_their_place(
    folder: Path, text: str, expected: tuple[str, int, int, str]
) -> None:
    """Lines are those of the file, not of the part that is YAML or Markdown."""
    (folder / "editions/patience.yaml").unlink()
    write(folder, "editions/patience.md", text)

    (problem,) = (each for each in tbh.check(folder) if each.severity is tbh.Severity.ERROR)

    code, line, column, words = expected
    assert (problem.code, problem.line, problem.column) == (code, line, column)
    assert words in problem.message


def test_front_matter_needs_no_body(folder: Path) -> None:
    """An empty text below it is none."""
    (folder / "editions/patience.yaml").unlink()
    write(folder, "editions/patience.md", f"---\n{EDITION}---\n")

    assert not tbh.load(folder).editions[0].introduction


def test_a_private_value_is_not_quoted_in_a_problem(folder: Path) -> None:
    """Not even in the message."""
    write(folder, "therapists/t-1.yaml", THERAPIST + "email: call me maybe\n")

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.line, problem.path) == ("TBH110", 3, "email")
    assert "maybe" not in problem.message + (problem.hint or "")


def test_days_and_choices_are_read(folder: Path) -> None:
    """Consents with days, channels as a list."""
    more = "    consents:\n      - {uses: [web, feed], granted: 2026-01-31}\n"
    write(folder, "editions/patience.yaml", EDITION + more)

    (consent,) = tbh.load(folder).editions[0].responses[0].consents

    assert consent.granted.isoformat() == "2026-01-31"
    assert consent.uses == frozenset({tbh.Channel.WEB, tbh.Channel.FEED})


@pytest.mark.parametrize("day", ["2026-02-30", "31 January 2026", "2026-1-31"])
def test_a_day_must_be_in_the_calendar(folder: Path, day: str) -> None:
    """Written as year, month and day."""
    more = f"    consents:\n      - {{uses: [web], granted: {day}}}\n"
    write(folder, "editions/patience.yaml", EDITION + more)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.path) == ("TBH108", "responses[0].consents[0].granted")
    assert problem.message == f"found `{day}` where a day belongs"


def test_a_problem_in_folded_text_is_pointed_at(folder: Path) -> None:
    """On the line on which its words are written."""
    write(folder, "editions/patience.yaml", EDITION + 'introduction: "a\n  b <i>c</i>"\n')

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.line, problem.column) == ("TBH120", 16, 5)


def test_folders_that_are_not_there_hold_nothing(folder: Path) -> None:
    """A series without therapists and editions is a series."""
    for name in ("therapists/t-1.yaml", "editions/patience.yaml"):
        (folder / name).unlink()
        (folder / name).parent.rmdir()

    assert tbh.load(folder).editions == ()


def test_responses_that_are_no_list_cause_no_noise(folder: Path) -> None:
    """One mistake, one problem."""
    text = EDITION[: EDITION.index("responses:")] + "responses: soon\n"
    write(folder, "editions/patience.yaml", text)

    assert [code for code, *_ in found(folder)] == ["TBH108", "TBH133"]


def test_a_response_that_is_no_group_causes_no_noise(folder: Path) -> None:
    """Nor does an id that is not there."""
    text = EDITION[: EDITION.index("responses:")] + "responses:\n  - soon\n"
    write(folder, "editions/patience.yaml", text)
    write(folder, "therapists/t-1.yaml", "name: Dana Okafor\n")

    assert [(code, path) for code, *_, path in found(folder)] == [
        ("TBH108", "responses[0]"),
        ("TBH106", "id"),
    ]


def test_the_caret_has_the_length_of_the_words(folder: Path) -> None:
    """Of quoted words with their marks, of a block one."""
    text = EDITION.replace("slug: patience", "slug: 'two words'")
    write(folder, "editions/patience.yaml", text + "number: |\n  x\n")

    assert [each.length for each in tbh.check(folder) if each.code != "TBH133"] == [11, 1]


def test_a_warning_does_not_drop_the_edition(folder: Path) -> None:
    """What can be used is used, and the warning is at its place."""
    text = EDITION + "introduction: |\n  Fine.\n\n  [unused]: https://a.example/\n"
    write(folder, "editions/patience.yaml", text)

    (problem,) = tbh.check(folder)

    assert (problem.code, problem.severity) == ("TBH122", tbh.Severity.WARNING)
    assert (problem.line, problem.path) == (18, "introduction")
    assert len(tbh.load(folder).editions) == 1


def test_a_control_character_in_rich_text_is_one_problem(folder: Path) -> None:
    """Not an error and a warning."""
    write(folder, "editions/patience.yaml", EDITION + 'introduction: "a\\u0007b"\n')

    assert [(each.code, each.path) for each in tbh.check(folder)] == [("TBH123", "introduction")]


@pytest.mark.parametrize("url", ["https://e.example/?q=a", "https://e.example/#b", "https://a:b@c"])
def test_a_home_page_on_which_nothing_can_be_built_is_refused(tmp_path: Path, url: str) -> None:
    """Permalinks begin with it, and everybody can read it."""
    write(tmp_path, "series.yaml", SERIES.replace("https://example.org/small/", url))

    (problem,) = tbh.check(tmp_path)

    assert (problem.code, problem.line, problem.path) == ("TBH110", 3, "url")
    assert problem.hint == (
        "write an http or https URL with a host, and without ?, #, user or password: "
        "other addresses are built on it, and everybody can read it"
    )


def test_a_tag_is_shown_as_it_is_written(folder: Path) -> None:
    """And where an anchor stands before it, as what it stands for."""
    write(folder, "editions/patience.yaml", EDITION + "summary: !!str A\nsign_off: &a !!str B\n")

    assert [each.message for each in tbh.check(folder)] == [
        "found the tag `!!str`, which content files do not use",
        "found the anchor `&a`, which content files do not use",
        "found the tag `tag:yaml.org,2002:str`, which content files do not use",
    ]


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("Zoe O'Brian", "unknown therapist `Zoe O'Brian`", "did you mean `t-2`?"),
        (
            "Dana Okafor",
            "`Dana Okafor` is the name of 2 therapists, and not an id",
            "write `therapist: t-1` or `therapist: t-3`",
        ),
        ("Somebody Else", "unknown therapist `Somebody Else`", "write the id of a therapist"),
        ("t-77777777", "unknown therapist `t-77777777`", "write `therapists/t-77777777.yaml`"),
        (
            "\n      t-8\n      and more",
            "a text that may be private",
            "write the id of a therapist",
        ),
    ],
)
def test_a_therapist_who_is_named_gets_their_id(
    folder: Path, written: str, message: str, hint: str
) -> None:
    """It is offered, and nobody is told to write down a person a second time."""
    write(folder, "therapists/t-2.yaml", "id: t-2\nname: Zoë O'Brien\n")
    write(folder, "therapists/t-3.yaml", "id: t-3\nname: Dana Okafor\n")
    text = EDITION.replace("therapist: t-1", f"therapist: {written}")
    write(folder, "editions/patience.yaml", text)

    (problem,) = [each for each in tbh.check(folder) if each.severity is tbh.Severity.ERROR]

    assert (problem.code, problem.line, problem.hint) == ("TBH130", 13 + ("\n" in written), hint)
    assert message in problem.message


@pytest.mark.parametrize("written", ["Zoë O'Brien", "Zoe\u0308  O'Brien", "'Zoë O''Brien'"])
def test_a_therapist_may_be_named_by_a_unique_name(folder: Path, written: str) -> None:
    """However its accents and spaces are written."""
    write(folder, "therapists/t-2.yaml", "id: t-2\nname: Zoë O'Brien\n")
    text = EDITION.replace("therapist: t-1", f"therapist: {written}")
    write(folder, "editions/patience.yaml", text)

    assert tbh.load(folder).editions[0].responses[0].therapist == "t-2"
    assert [each for each in tbh.check(folder) if each.code == "TBH130"] == []


def test_a_therapist_is_found_by_id_or_name() -> None:
    """As somebody types it at a command: accents apart, other capitals, more spaces."""
    names = content.TherapistNames.of(
        (("t-1", "Zoë O'Brien", ("Zoe Gray",)), ("t-2", "Bo", ()), ("t-3", "bo", ()))
    )

    written = ("t-1", "Zoë O'Brien", "zoe\u0308  o'brien")
    assert [names.find(name) for name in written] == ["t-1"] * 3
    assert (names.find("Bo"), names.find("bo"), names.find("t-9", ["t-9"])) == ("t-2", "t-3", "t-9")
    with pytest.raises(content.AmbiguousNameError, match="write t-2 or t-3"):
        names.find("BO")
    with pytest.raises(tbh.UnknownIdError):
        names.find("Zoe Gray")


def test_a_file_name_with_its_accents_apart_is_the_same(folder: Path) -> None:
    """As some systems write names, whatever was typed."""
    (folder / "editions/patience.yaml").unlink()
    write(folder, "editions/the\u0301.yaml", EDITION.replace("slug: patience", "slug: thé"))

    assert tbh.check(folder) == ()
    assert tbh.load(folder).editions[0].slug == "thé"


def test_an_id_with_its_accents_apart_is_called_so(folder: Path) -> None:
    """It looks right, and is not what others refer to."""
    text = EDITION.replace("slug: patience", "slug: the\u0301")
    write(folder, "editions/patience.yaml", text)

    (problem,) = [each for each in tbh.check(folder) if each.code == "TBH110"]

    assert problem.hint == "write it anew in the Unicode form NFC: accents stand beside letters"


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("status: ready", "status: published", "did you mean `ready`?"),
        ("status: ready", "status: live", "did you mean `ready`?"),
        ("status: ready", "status: hidden", "did you mean `draft`?"),
        ("number: 1", "date: 2026-05-01", "did you mean `updated`?"),
        ("number: 1", "author: [A]", "did you mean `byline`?"),
        ("number: 1", "body: Words.", "did you mean `introduction`?"),
        ("number: 1", "keywords: [a]", "did you mean `tags`?"),
        ("number: 1", "Sign-Off: Bye.", "did you mean `sign_off`?"),
        ("  prompt: What", "  question: What", "did you mean `prompt`?"),
        ("    quote: P", "    testimonial: P", "did you mean `quote`?"),
        ("    quote: P", "    quote: P\n    body: Q", "did you mean `answer`?"),
        ("attribution: full", "attribution: anon", "did you mean `anonymous`?"),
        ("uses: [web]", "uses: [email]", "did you mean `newsletter`?"),
        ("uses: [web]", "uses: [rss]", "did you mean `feed`?"),
        ("uses: [web]", "uses: [Web site]", "did you mean web?"),
        ("uses: [web]", "channels: [web]", "did you mean `uses`?"),
    ],
)
def test_words_of_others_are_known(folder: Path, old: str, new: str, hint: str) -> None:
    """Whoever comes from another program is told how it is called here."""
    text = f"{EDITION}    attribution: full\n    consents: [{{uses: [web], granted: 2026-04-01}}]\n"
    text += "number: 1\n"
    assert old in text
    write(folder, "editions/patience.yaml", text.replace(old, new))

    (problem,) = [each for each in tbh.check(folder) if each.severity is tbh.Severity.ERROR]

    assert (problem.code, problem.hint) in {(code, hint) for code in ("TBH107", "TBH109", "TBH110")}


def test_of_very_many_ids_a_likely_one_is_named(folder: Path) -> None:
    """One that begins with the same letter."""
    for number in range(600):
        write(folder, f"therapists/a-{number}.yaml", f"id: a-{number}\nname: A{number}\n")
    write(folder, "editions/patience.yaml", EDITION.replace("therapist: t-1", "therapist: t-11"))

    (problem,) = [each for each in tbh.check(folder) if each.severity is tbh.Severity.ERROR]

    assert problem.hint == "did you mean `t-1`?"


def test_a_hundred_problems_of_a_file_are_listed(folder: Path) -> None:
    """And then how many more there are: nobody reads five thousand."""
    keys = "".join(f"key_{number}: x\n" for number in range(5_000))
    write(folder, "editions/patience.yaml", f"{EDITION}{keys}")
    write(folder, "therapists/t-1.yaml", "id: t-1\nname: [\n")

    problems = [each for each in tbh.check(folder) if each.file == "editions/patience.yaml"]

    assert [each.line for each in problems[:100]] == list(range(15, 115))
    assert [(each.code, each.message, each.severity) for each in problems[100:]] == [
        ("TBH137", "4,900 more problems in this file are not listed", tbh.Severity.ERROR)
    ]
    assert "therapists/t-1.yaml" in {each.file for each in tbh.check(folder)}


def test_more_warnings_than_are_listed_are_a_warning(folder: Path) -> None:
    """They keep nobody from building."""
    tags = "".join(f'  - "{number}\\x01"\n' for number in range(102))
    write(folder, "editions/patience.yaml", f"{EDITION}tags:\n{tags}")

    assert tbh.check(folder)[-1].severity is tbh.Severity.WARNING
    assert len(tbh.check(folder)) == 101
    assert len(tbh.load(folder).editions[0].tags) == 102


@pytest.mark.parametrize(
    "deep", ["tags: " + "[" * 3000, "".join(f"{' ' * n}a:\n" for n in range(3000))]
)
def test_depth_has_an_end_and_a_place(folder: Path, deep: str) -> None:
    """Whatever is nested is said at the level that is too deep."""
    write(folder, "editions/patience.yaml", f"{EDITION}{deep}\n")

    (problem,) = [each for each in tbh.check(folder) if each.severity is tbh.Severity.ERROR]

    assert problem.message == "this is nested more than 40 levels deep"
    assert problem.line is not None
    assert problem.line >= 15
