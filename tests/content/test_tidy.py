"""What pasting left in words: named by check with its place, put right by tidy and nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings, strategies as st

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, digests, write
from tbh_model.cli._main import tbh as command
from tbh_model.content import Repair, tidy
from tbh_model.content.lint._pasted import flaws

WRAPPED = (
    "I was going to make some tea for everybody in the house when\n"
    "the kettle broke in two, and then we all had to laugh at that\n"
    "for an hour or so, which was good."
)

ONE = f"{'The kettle broke in two, and then ' * 3}we all had to laugh."
LONG = f"{ONE} “That was good.”"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def without(text: str, *, is_markdown: bool) -> str:
    """A text whose flaws are put right, until there is none."""
    while found := flaws(text, is_markdown=is_markdown):
        for flaw in reversed(found):
            text = text[: flaw.start] + flaw.text + text[flaw.end :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("co\u00adoperate", "cooperate"),
        ("zero\u200bwidth\u200c and\u200d \ufeffmore", "zerowidth and more"),
        ("می\u200cخواهم क\u094d\u200dष 👨\u200d👩\u200d👧", None),
        ("ไทย\u200bไทย", None),
        ("Itâ€™s â€œteaâ€\u009d â€“ cafÃ©, 5Â°, ðŸ«–", "It’s “tea” – café, 5°, 🫖"),
        ("âge, Ã vous, çÃ", None),
        ("ð€€€", None),
        ("one  two   three", "one two three"),
        ("one\ttwo", "one two"),
        ("  one", None),
        ("first_x000D_\nsecond", "first\nsecond"),
        (WRAPPED, WRAPPED.replace("\n", " ")),
        (
            f"{WRAPPED}\n\nAnd\nthis\nis\nverse",
            f"{WRAPPED}\n\nAnd".replace("\n", " ", 2) + "\nthis\nis\nverse",
        ),
        ("• one", None),
        ("one\u00a0\u00a0two\u3000three", "one two\u3000three"),
        ("one \u00a0two", "one two"),
        ("the long\u00a0room is\u00a0long.\u00a0\nEnd \u00a0", "the long room is\u00a0long.\nEnd"),
        (
            "10\u00a0km, Dr.\u00a0Kowal, van\u00a0Gogh, p.\u00a05, 10 \u00a0km",
            "10\u00a0km, Dr.\u00a0Kowal, van\u00a0Gogh, p.\u00a05, 10\u00a0km",
        ),
        (
            "«\u00a0Oui\u00a0», dit-il\u00a0: «\u00a0 non \u00a0!\u00a0»",
            "«\u00a0Oui\u00a0», dit-il\u00a0: «\u00a0non\u00a0!\u00a0»",
        ),
    ],
)
def test_words_are_as_they_were_meant(text: str, expected: str | None) -> None:
    """And what makes sense in a script or an emoji stays."""
    assert without(text, is_markdown=False) == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("• one\n• two", "- one\n- two"),
        ("•\tone", "- one"),
        ("– one\n– two", "- one\n- two"),
        ("– Oui.", None),
        ("· one", None),
        ("-   one\n1.  two\n> - three", None),
        ("    code  here\n`a  b`", None),
        ("```\na  b\n```\na  b", "```\na  b\n```\na b"),
        ("See [text] (https://e.example/x).", "See [text](https://e.example/x)."),
        ("See [text] (as it is).", None),
        ("See [text]  (https://e.example/x).", "See [text](https://e.example/x)."),
        (WRAPPED, None),
        ("line  \nbreak", None),
        ("·\u00a0\u00a0 one\n·\u00a0\u00a0 two", "- one\n- two"),
        ("\uf0b7\tone", "- one"),
        ("o\tone\no\u00a0\u00a0two", "- one\n- two"),
        ("o\tone", "o one"),
        ("o one\no two", None),
        ("1.\u00a0\u00a0 one\n2.\u00a0 two\n3.\u00a0Mai", "1. one\n2. two\n3.\u00a0Mai"),
        ("    a\u00a0 b\n`a\u00a0 b`\na\u00a0 b", "    a\u00a0 b\n`a\u00a0 b`\na b"),
        (f"{LONG}\n{LONG}\nShort. Two.", f"{LONG}\n\n{LONG}\n\nShort. Two."),
        (f"{LONG}\n\n{LONG}", None),
        (f"{LONG}\nand so it went on. It did.", None),
        (f"{LONG}\n- An item. Two.", None),
        (f"{LONG}\nNo end", None),
        (f"{ONE}\n{ONE}", None),
        (f"{ONE}\nShort. Two.\n{ONE}\n{ONE}", None),
        ("Short. Two.\nShort. Two.", None),
    ],
)
def test_markdown_is_as_it_was_meant(text: str, expected: str | None) -> None:
    """Its own spaces, code and wrapped lines stay."""
    assert without(text, is_markdown=True) == (text if expected is None else expected)


def test_check_names_what_it_is_and_where(folder: Path) -> None:
    """Once for each text, with what to do."""
    words = EDITION.replace("a long room", "a\u00ad long\u00ad  room")
    text = "introduction: |\n  • one\n  • two [three] (https://e.example/)\n"
    write(folder, "editions/patience.yaml", words + text)

    more = "(and 1 more in this text)"
    assert [(each.code, each.line, each.column, each.message) for each in tbh.check(folder)] == [
        ("TBH430", 14, 25, f"found a soft hyphen (U+00AD) {more}"),
        ("TBH432", 14, 32, "found two spaces or more"),
        ("TBH433", 16, 3, f"found `•` at the beginning of a line, which makes no list {more}"),
        ("TBH435", 17, 16, "found a space between the words of a link and its address"),
    ]
    assert {each.hint for each in tbh.check(folder)} == {"`tbh tidy --write` puts it right"}


def test_nothing_else_in_a_file_changes(folder: Path) -> None:
    """Comments, keys, quotation marks, escapes and ends of lines stay; private words do, too."""
    before = """\
# a  comment\u00ad
id: e-1
slug: patience
title: 'What  is  it''s for?'
status: ready
published: 2026-05-01T09:00:00-04:00
summary: >-
  folded  words
  go\u00ad on

  here
challenge: {topic: "Pat\\u00adience  \\U0001F375", prompt: What
    is  patience for?}  # why  not
challengers: {name: "Psycho\\
    therapists  \\"\\x41\\""}
tags: [a  b, c]
introduction: |2
      code  here

  • one
  • two
responses:
  - id: r-1
    therapist: t-1
    verbatim: "Patience  is\u00ad a long room."
    quote: |
      Patience  is
      a long\u00ad room.
""".replace("\n", "\r\n")
    after = before
    for old, new in (
        ("What  is  it", "What is it"),
        ("folded  words", "folded words"),
        ("go\u00ad on", "go on"),
        ("Pat\\u00adience  \\U", "Patience \\U"),
        ("    is  patience", "    is patience"),
        ('therapists  \\"', 'therapists \\"'),
        ("a  b", "a b"),
        ("• ", "- "),
        ("quote: |\r\n      Patience  is", "quote: |\r\n      Patience is"),
        ("long\u00ad room", "long room"),
    ):
        assert old in after
        after = after.replace(old, new)
    write(folder, "editions/patience.yaml", before.encode())

    repairs = tidy(folder)

    assert (folder / "editions/patience.yaml").read_bytes().decode() == after
    assert all(each.obstacle is None for each in repairs)
    assert (
        Repair(
            file="editions/patience.yaml",
            line=20,
            what="`•` at the beginning of a line, which makes no list",
            times=2,
            before="    code  here\n\n• one\n• two\n",
            after="    code  here\n\n- one\n• two\n",
        )
        in repairs
    )
    assert tidy(folder) == ()


def test_the_text_of_a_page_of_markdown_is_tidied(folder: Path) -> None:
    """Its front matter is, too."""
    head = EDITION.replace("What is patience for?\nstatus", "What  is patience for?\nstatus")
    page = f"---\n{head}---\n\nOne\u00ad  two.\n\n• three\n"
    (folder / "editions/patience.yaml").unlink()
    write(folder, "editions/patience.md", page)

    tidy(folder)

    assert (folder / "editions/patience.md").read_text() == (
        f"---\n{EDITION}---\n\nOne two.\n\n- three\n"
    )


def test_a_series_in_one_json_file_is_tidied(tmp_path: Path) -> None:
    """Escapes that are not meant stay escapes."""
    series = tbh.loads(tbh.dumps(tbh.load(_small(tmp_path / "a"))))
    text = tbh.dumps(series).replace("a long room", "a\\u00ad long  \\ud83e\\uded6 room")
    file = tmp_path / "series.json"
    file.write_text(text)

    tidy(file)

    assert file.read_text() == text.replace("\\u00ad", "").replace("long  ", "long ")


def _small(folder: Path) -> Path:
    folder.mkdir()
    write(folder, "series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", EDITION)
    return folder


def test_what_was_approved_stays_as_it_was_approved(folder: Path) -> None:
    """Whoever approved the words would have to be asked again."""
    approval = "    approval: {on: 2026-04-01, digest: 'sha256:0'}\n"
    words = EDITION.replace("a long room", "a\u00ad long room") + approval
    write(folder, "editions/patience.yaml", words)
    before = digests(folder)

    (repair,) = tidy(folder)

    assert repair.obstacle == "these words were approved as they are"
    assert digests(folder) == before


def test_a_text_that_cannot_be_changed_alone_is_left(folder: Path) -> None:
    """Without its invisible space this would be a list to YAML."""
    words = EDITION.replace("Patience is a long room.", "\u200b- a")
    write(folder, "editions/patience.yaml", words)
    write(folder, "series.yaml", SERIES.replace("Small Talk", "Small  Talk"))

    found = tidy(folder)

    assert [each.obstacle for each in found] == [None, "more than these words would change"]
    assert (folder / "editions/patience.yaml").read_text(encoding="utf-8") == words
    assert "title: Small Talk\n" in (folder / "series.yaml").read_text(encoding="utf-8")


def test_a_text_whose_spelling_cannot_be_told_is_left(folder: Path) -> None:
    """In a folded block, a line that is indented more keeps its ends."""
    words = f"{EDITION}summary: >\n  one  two\n    three\n  four\n"
    write(folder, "editions/patience.yaml", words)

    (repair,) = tidy(folder)

    assert (repair.line, repair.obstacle) == (16, "more than these words would change")
    assert (folder / "editions/patience.yaml").read_text(encoding="utf-8") == words


def test_what_is_no_text_is_left(folder: Path) -> None:
    """Whatever somebody wrote where words belong; a check says that it is wrong."""
    write(folder, "editions/patience.yaml", f"{EDITION}tags: [[a  b], c  d]\n")

    assert [repair.times for repair in tidy(folder)] == [1]
    text = (folder / "editions/patience.yaml").read_text(encoding="utf-8")
    assert text.endswith("tags: [[a  b], c d]\n")


def test_a_dry_run_changes_nothing(folder: Path) -> None:
    """And tells the same."""
    write(folder, "series.yaml", SERIES.replace("Small Talk", "Small  Talk"))
    before = digests(folder)

    told = tidy(folder, dry_run=True)

    assert digests(folder) == before
    assert told == tidy(folder)
    (repair,) = told
    assert (repair.file, repair.line, repair.times) == ("series.yaml", 2, 1)
    assert (repair.before, repair.after) == ("Small  Talk", "Small Talk")


def test_paragraphs_are_parted_where_they_are(folder: Path) -> None:
    """In a block and between quotation marks, and on a page of Markdown."""
    block = "".join(f"      {line}\n" for line in (LONG, LONG))
    quoted = json.dumps(f"{LONG}\n{LONG}", ensure_ascii=False)
    words = f"{EDITION}    answer: |\n{block}introduction: {quoted}\n"
    write(folder, "editions/patience.yaml", words)
    page = EDITION.replace("e-1", "e-2").replace("slug: patience", "slug: tea")
    write(folder, "editions/tea.md", f"---\n{page}---\n{LONG}\n{LONG}\n")

    assert all(each.obstacle is None for each in tidy(folder))

    parted = words.replace(f"{LONG}\n      ", f"{LONG}\n\n      ").replace("\\n", "\\n\\n")
    assert (folder / "editions/patience.yaml").read_text("utf-8") == parted
    assert (folder / "editions/tea.md").read_text("utf-8").endswith(f"\n{LONG}\n\n{LONG}\n")


def test_the_command_shows_first_and_changes_when_asked(folder: Path) -> None:
    """Each change in the words around it, those of a quote above all."""
    words = EDITION.replace("a long room", "a\u00ad long\u00a0  room")
    write(folder, "editions/patience.yaml", words)
    before = digests(folder)
    shown = CliRunner().invoke(command, ["tidy", str(folder)])

    assert shown.stdout.splitlines()[:3] == [
        "editions/patience.yaml:14: a soft hyphen (U+00AD)",
        "  - Patience is a<U+00AD> long<U+00A0>  room.",
        "  + Patience is a long<U+00A0>  room.",
    ]
    assert shown.stderr == "Nothing was changed: add --write to change it.\n"
    assert digests(folder) == before
    assert CliRunner().invoke(command, ["tidy", str(folder), "--write"]).stdout == shown.stdout
    assert tbh.load(folder).editions[0].responses[0].quote == "Patience is a long room."
    assert CliRunner().invoke(command, ["tidy", str(folder)]).stderr == (
        "There is nothing to put right.\n"
    )
    approved = "    approval: {on: 2026-04-01, digest: 'sha256:0'}\n"
    write(folder, "editions/patience.yaml", words.replace("\u00a0", "") + approved)
    shown = CliRunner().invoke(command, ["tidy", str(folder), "--write"])
    assert shown.stdout.splitlines()[0].endswith(
        "left as it is, these words were approved as they are"
    )
    assert "  + " not in shown.stdout


_words = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "word",
                " ",
                "  ",
                "\n",
                "\n\n",
                "\t",
                "\u00ad",
                "\u200b",
                "\u200d",
                "é",
                "•",
                "• ",
            ),
            *(
                "Ã©",
                "â€™",
                "_x000D_",
                "[x] (https://e.example/)",
                "'",
                '"',
                "\\",
                ": ",
                " #",
                "- ",
                "`",
            ),
            *("می", "👩", "\u00a0", "\u0301", "{", WRAPPED, LONG, f"{LONG}\n{LONG}"),
        ]
    ),
    max_size=12,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(_words, _words, _words)
def test_tidying_is_done_in_one_go(
    tmp_path_factory: pytest.TempPathFactory, quote: str, text: str, title: str
) -> None:
    """The second time nothing changes, and the words are what their flaws leave."""
    folder = tmp_path_factory.mktemp("tidy")
    response = {"id": "r-1", "therapist": "t-1", "quote": f"x{quote}", "verbatim": quote}
    data = {
        "id": "e-1",
        "slug": "patience",
        "title": f"x{title}y",
        "introduction": text,
        "challenge": {"topic": "a", "prompt": "b"},
        "challengers": {"name": "c"},
        "responses": [response],
    }
    write(folder, "series.yaml", SERIES)
    write(folder, "editions/patience.yaml", json.dumps(data, ensure_ascii=False))

    tidy(folder)
    once = digests(folder)
    tidy(folder)
    after = json.loads((folder / "editions/patience.yaml").read_text())

    assert digests(folder) == once
    assert after["responses"][0]["verbatim"] == quote
    assert after["responses"][0]["quote"] == without(f"x{quote}", is_markdown=False)
    assert after["introduction"] == without(text, is_markdown=True)
    assert after["title"] == without(f"x{title}y", is_markdown=False)
