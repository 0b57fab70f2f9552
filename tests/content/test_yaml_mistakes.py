"""What is said of broken YAML: what was meant, at the line where it begins, one error each."""

from pathlib import Path

import pytest
import yaml

import tbh_model as tbh
from small_folder import EDITION, SERIES, THERAPIST, write
from tbh_model.content import _yaml_reader as _yaml

TITLE = "title: What is patience for?"
KEEP_ONE = "keep one of the two versions, and remove the lines with `<<<<<<<`, `=======`, `>>>>>>>`"
Expected = tuple[str, int, int, str, str]

BROKEN: dict[str, tuple[str, Expected]] = {
    "an item without the space behind its hyphen": (
        EDITION + "-patience\n",
        ("TBH103", 15, 1, "a space is missing after the hyphen", "write `- key: value`"),
    ),
    "a paragraph that fell out of a block": (
        EDITION + "    answer: |\n      First.\n\nSecond: one.\n\n      « Third. »\n",
        (
            "TBH107",
            18,
            1,
            "this line is not indented, so it is no part of `answer`",
            "indent it by 6 spaces if it belongs to `answer`",
        ),
    ),
    "a paragraph without an indentation above a quotation": (
        EDITION + "    answer: |\n      First.\n\nThis one fell out.\n\n      « Third: one. »\n",
        (
            "TBH103",
            18,
            1,
            "this line is not indented, so it is no part of `answer`",
            "indent it by 6 spaces if it belongs to `answer`",
        ),
    ),
    "a line of a block with a space too few": (
        EDITION + "    answer: |\n      First.\n     Second.\n",
        (
            "TBH103",
            17,
            6,
            "this line is indented less than the text above it, so it is no part of `answer`",
            "indent it by 6 spaces if it belongs to `answer`",
        ),
    ),
    "a text of two paragraphs without its mark": (
        EDITION + "    answer:\n      First.\n\n      Second: one.\nnumber: 1\n",
        (
            "TBH103",
            15,
            5,
            "`answer` goes on over several lines without the mark that begins such a text",
            "write `answer: |`, and indent every line of the text below it",
        ),
    ),
    "a text without its mark that YAML can read": (
        EDITION + "    answer:\n      First.\n\n      Second.\nnumber: 1\n",
        (
            "TBH136",
            15,
            5,
            "this text has an empty line, and YAML runs its paragraphs together",
            "write `|` behind the colon, and the text indented on the lines below",
        ),
    ),
    "a text without its mark below an empty line": (
        EDITION + "    answer:\n\n      First.\n\n      Second.\nnumber: 1\n",
        (
            "TBH136",
            15,
            5,
            "this text has an empty line, and YAML runs its paragraphs together",
            "write `|` behind the colon, and the text indented on the lines below",
        ),
    ),
    "a mistake below the mark of a document": (
        f"---\n# An edition\n{EDITION.replace(TITLE, 'title:The Kettle')}",
        ("TBH103", 5, 6, "a space is missing after the colon", "write `title: ...`"),
    ),
    "an item at the very end": (
        f"{EDITION}- a",
        ("TBH103", 15, 1, "this line does not fit the lines above it", "check its indentation"),
    ),
    "a quotation below its key": (
        EDITION.replace(TITLE, 'title:\n  "Early," I said'),
        (
            "TBH103",
            4,
            10,
            "the text ends at this quotation mark, and more follows",
            "put the whole text in quotation marks of the other kind",
        ),
    ),
    "an equals sign at a first key": (
        EDITION.replace("  topic: P", "  topic = P"),
        (
            "TBH103",
            7,
            3,
            "found `=` where the colon of the key `topic` belongs",
            "write `topic: ...`",
        ),
    ),
    "a colon on the second line of a text": (
        f"{EDITION}summary: One\n  two: three\n",
        ("TBH103", 16, 6, "a colon stands where none can be", "quote the text"),
    ),
    "a mistake below a tab inside a block": (
        f"{EDITION}summary: |\n  One\n  \tTwo\n   \tThree\nimage: a: b\n",
        ("TBH103", 19, 9, "a colon stands where none can be", "quote the text"),
    ),
    "a hyphen in front of a key": (
        EDITION.replace(TITLE, f"- {TITLE}"),
        (
            "TBH103",
            3,
            1,
            "an item of a list stands among keys",
            "indent it, or remove the hyphen",
        ),
    ),
    "a hyphen without a space in front of a key": (
        EDITION.replace(TITLE, "-title: A: b"),
        ("TBH103", 3, 1, "a space is missing after the hyphen", "write `- key: value`"),
    ),
    "an escape behind one that is known": (
        EDITION.replace(TITLE, 'title: "a\\t\\q"'),
        ("TBH103", 3, 12, "this escape is not known", "write two backslashes for one"),
    ),
    "text behind a list with comments and apostrophes": (
        f"{EDITION}tags: [it's, c#, # why\n  b] c\n",
        (
            "TBH103",
            16,
            6,
            "more follows behind a list in brackets",
            "quote the text, if it is one",
        ),
    ),
    "front matter that runs into the text": (
        f"---\n{EDITION}\nSome text.\n\n---\n\nMore.\n",
        ("TBH103", 16, 1, "the front matter is not closed", "write a line of three hyphens here"),
    ),
    "a mistake in front matter": (
        f"---\n{EDITION.replace(TITLE, 'title:The Kettle')}---\n\nSome text.\n",
        ("TBH103", 4, 6, "a space is missing after the colon", "write `title: ...`"),
    ),
    "a stray line in front matter": (
        f"---\n{EDITION}\nSome text.\n\nnumber: 1\n---\n\nMore.\n",
        (
            "TBH103",
            17,
            1,
            "this line is not indented, so it is no part of `quote`",
            "indent it by 6 spaces if it belongs to `quote`",
        ),
    ),
    "a list of sentences without a mark above it": (
        EDITION + "    answer:\n      - First.\n      - Second.\n",
        (
            "TBH108",
            15,
            5,
            "found a list where text belongs",
            "write `|` behind the colon, and the text indented on the lines below",
        ),
    ),
    "a sentence with a colon without a mark above it": (
        EDITION + "    answer:\n      Well: first.\n      Second.\n",
        (
            "TBH103",
            15,
            5,
            "`answer` goes on over several lines without the mark that begins such a text",
            "write `answer: |`, and indent every line of the text below it",
        ),
    ),
    "an apostrophe in single quotation marks": (
        EDITION.replace(TITLE, "title: 'Nell's kettle'"),
        (
            "TBH103",
            3,
            13,
            "the text ends at this quotation mark, and more follows",
            "write the apostrophe twice, or put the text in double quotation marks",
        ),
    ),
    "a quotation at the beginning": (
        EDITION.replace(TITLE, 'title: "Early," I said'),
        (
            "TBH103",
            3,
            15,
            "the text ends at this quotation mark, and more follows",
            "put the whole text in quotation marks of the other kind",
        ),
    ),
    "a comma behind a quotation": (
        EDITION.replace(TITLE, 'title: "Early",'),
        (
            "TBH103",
            3,
            14,
            "the text ends at this quotation mark, and more follows",
            "remove the `,` behind it",
        ),
    ),
    "a curly mark at the end": (
        EDITION.replace(TITLE, 'title: "Early”'),
        ("TBH103", 3, 14, 'a text that begins with " ends with ”', 'end it with "'),
    ),
    "a colon between curly marks": (
        EDITION.replace(TITLE, "title: “Early: late”"),
        (
            "TBH103",
            3,
            14,
            "a colon stands where none can be",
            'quote the text with straight marks, as in `key: "text"`',
        ),
    ),
    "a quotation of several lines that is not closed": (
        EDITION.replace(TITLE, 'title: "Early\n  and late'),
        ("TBH103", 3, 8, "a quotation mark is not closed", "close it"),
    ),
    "no space behind a colon": (
        EDITION.replace(TITLE, "title:The Kettle"),
        ("TBH103", 3, 6, "a space is missing after the colon", "write `title: ...`"),
    ),
    "a full-width colon": (
        EDITION.replace(TITLE, "title：The Kettle"),
        (
            "TBH103",
            3,
            1,
            "found `：` where the colon of the key `title` belongs",
            "write `title: ...`",
        ),
    ),
    "an equals sign": (
        EDITION.replace(TITLE, "title = The Kettle"),
        (
            "TBH103",
            3,
            1,
            "found `=` where the colon of the key `title` belongs",
            "write `title: ...`",
        ),
    ),
    "a merge conflict": (
        EDITION.replace(TITLE, "<<<<<<< HEAD\ntitle: A\n=======\ntitle: B\n>>>>>>> b1"),
        (
            "TBH103",
            3,
            1,
            "found `<<<<<<<`, the mark of a merge conflict",
            KEEP_ONE,
        ),
    ),
    "a merge conflict in Markdown": (
        f"---\n{EDITION}---\n\nSome text.\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> b1\n",
        (
            "TBH103",
            19,
            1,
            "found `<<<<<<<`, the mark of a merge conflict",
            KEEP_ONE,
        ),
    ),
    "no-break spaces in front of a key": (
        EDITION.replace("  topic: P", "\xa0\xa0topic: P"),
        (
            "TBH103",
            7,
            1,
            "found the character U+00A0, which looks like a space and indents nothing",
            "indent with spaces",
        ),
    ),
    "a no-break space in front of a first key": (
        EDITION.replace(TITLE, "\xa0" + TITLE),
        (
            "TBH107",
            3,
            1,
            "found the character U+00A0, which is no space, at the key `title`",
            "remove it, or write a space instead",
        ),
    ),
    "a mark of direction in front of a first key": (
        EDITION.replace(TITLE, "\u200e" + TITLE),
        (
            "TBH107",
            3,
            1,
            "found the character U+200E, which is no space, at the key `title`",
            "remove it, or write a space instead",
        ),
    ),
    "an ideographic space in a block": (
        EDITION + "    answer: |\n      First.\n\u3000\u3000Second.\n",
        (
            "TBH103",
            17,
            1,
            "found the character U+3000, which looks like a space and indents nothing",
            "indent with spaces",
        ),
    ),
    "a byte order mark inside a file": (
        EDITION.replace(TITLE, "\ufeff" + TITLE),
        (
            "TBH103",
            3,
            1,
            "found the character U+FEFF, which YAML refuses",
            "remove it, or write it as an escape in quotes",
        ),
    ),
    "a pair of surrogates": (
        EDITION.replace(TITLE, r'title: "\ud83e\uded6"'),
        (
            "TBH103",
            3,
            9,
            "these two escapes are one character in JSON, and none in YAML",
            "write the character itself, or `\\U0001FAD6`",
        ),
    ),
    "half a surrogate pair": (
        EDITION.replace(TITLE, r'title: "\ud83e"'),
        ("TBH103", 3, 9, "this escape is half of a character", "write the character itself"),
    ),
    "a path of Windows": (
        EDITION.replace(TITLE, r'title: "C:\data"'),
        ("TBH103", 3, 11, "this escape is not known", "write two backslashes for one"),
    ),
    "an escape on the second line": (
        EDITION.replace(TITLE, 'title: "a\n  \\q"'),
        ("TBH103", 4, 3, "this escape is not known", "write two backslashes for one"),
    ),
    "an item without a space behind its hyphen": (
        EDITION.replace("  - id: r-1", "  -id: r-1"),
        ("TBH103", 12, 3, "a space is missing after the hyphen", "write `- key: value`"),
    ),
    "an item that has no hyphen": (
        EDITION + "    id: r-2\n    therapist: t-1\n    quote: Second.\n",
        (
            "TBH105",
            15,
            5,
            "the key `id` is written twice",
            "begin the line with `- `, if another item begins here; or keep one of the two",
        ),
    ),
    "a first item that has no hyphen": (
        EDITION.replace("  - id: r-1", "    id: r-1") + "  - id: r-2\n    quote: Second.\n",
        (
            "TBH103",
            12,
            5,
            "a hyphen is missing in front of this key",
            "begin the line with `- `, as the items below",
        ),
    ),
    "a key that is indented too far": (
        EDITION.replace("  prompt: W", "   prompt: W"),
        (
            "TBH103",
            8,
            4,
            "this line is indented by 3 spaces, which fits no line above it",
            "indent it by 2 spaces, as the keys above are",
        ),
    ),
    "a first key that is indented too far": (
        EDITION.replace("  topic: P", "   topic: P"),
        (
            "TBH103",
            7,
            4,
            "this line is indented by 3 spaces, and the next one otherwise",
            "indent it by 2 spaces too",
        ),
    ),
    "a first key that is not indented enough": (
        EDITION.replace("  topic: P", " topic: P"),
        (
            "TBH103",
            7,
            2,
            "this line is indented by 1 space, and the next one otherwise",
            "indent it by 2 spaces too",
        ),
    ),
    "an item that is indented too far": (
        EDITION + "   - id: r-2\n",
        (
            "TBH103",
            15,
            4,
            "this line is indented by 3 spaces, which fits no line above it",
            "indent it by 2 spaces, as the items above are",
        ),
    ),
    "a key among items": (
        EDITION + "  id: r-2\n",
        (
            "TBH103",
            15,
            3,
            "a key stands among the items of a list",
            "begin it with `- `, or indent it",
        ),
    ),
    "the first line is indented": (
        " " + EDITION,
        (
            "TBH103",
            1,
            2,
            "this line is indented by 1 space, and the next one otherwise",
            "begin it at the left margin too",
        ),
    ),
    "a bracket at the beginning of a text": (
        EDITION.replace(TITLE, "title: [Draft] Tea"),
        ("TBH103", 3, 16, "more follows behind a list in brackets", "quote the text, if it is one"),
    ),
    "a bracket that is not closed at the beginning": (
        EDITION.replace(TITLE, "title: [Draft Tea"),
        (
            "TBH103",
            3,
            8,
            "a list in brackets is not closed",
            "close it with `]`; or quote the text, if it is one",
        ),
    ),
    "a brace that is not closed": (
        EDITION.replace(TITLE, "title: {Draft Tea"),
        (
            "TBH103",
            3,
            8,
            "a group in braces is not closed",
            "close it with `}`; or quote the text, if it is one",
        ),
    ),
    "a bracket too many": (
        EDITION + "tags: [a]]\n",
        ("TBH103", 15, 10, "a bracket closes that was not opened", "remove it"),
    ),
    "a list that closes below and has more behind it": (
        EDITION + "tags: [a,\n  b] c\n",
        ("TBH103", 16, 6, "more follows behind a list in brackets", "quote the text, if it is one"),
    ),
    "a comma that is missing in braces": (
        EDITION + "image: {src: a alt: b}\n",
        ("TBH103", 15, 19, "a comma is missing, or the `}` that ends a group", "write it"),
    ),
    "an asterisk": (
        EDITION.replace(TITLE, "title: *Never* say"),
        ("TBH103", 3, 8, "a value cannot begin with this character", "put it in quotes"),
    ),
    "two asterisks": (
        EDITION.replace(TITLE, "title: **Never** say"),
        ("TBH103", 3, 8, "a value cannot begin with this character", "put it in quotes"),
    ),
    "a percent sign": (
        EDITION.replace(TITLE, "title: %d"),
        ("TBH103", 3, 8, "a value cannot begin with this character", "put it in quotes"),
    ),
    "a hyphen at the beginning of a text": (
        EDITION.replace(TITLE, "title: - tea"),
        ("TBH103", 3, 8, "a value cannot begin with this character", "put it in quotes"),
    ),
    "a percent sign at the margin": (
        EDITION.replace(TITLE, "%title: x"),
        (
            "TBH103",
            3,
            1,
            "`%` at the beginning of a line begins or ends a document",
            "indent the line, if it is part of a text",
        ),
    ),
    "text behind a block mark": (
        EDITION.replace(TITLE, "title: | Tea"),
        (
            "TBH103",
            3,
            8,
            "text stands behind `|`, which begins a text on the lines below",
            "remove the `|`; or put the text on the lines below, indented",
        ),
    ),
    "two lines in one": (
        EDITION.replace(TITLE + "\nstatus: ready", TITLE + " status: ready"),
        ("TBH103", 3, 36, "a colon stands where none can be", "quote the text"),
    ),
    "a quotation mark in front of a key": (
        EDITION.replace(TITLE, '"' + TITLE),
        ("TBH103", 3, 1, "a quotation mark is not closed", "remove it"),
    ),
    "three dots": (
        EDITION.replace(TITLE, "...\n" + TITLE),
        (
            "TBH103",
            3,
            1,
            "`...` at the beginning of a line begins or ends a document",
            "indent the line, if it is part of a text",
        ),
    ),
    "a line that is nothing": (
        EDITION.replace(TITLE, "The Kettle"),
        (
            "TBH103",
            3,
            1,
            "this line is no key, and no part of the text above it",
            "write `key: value`, or indent it if it continues the line above",
        ),
    ),
    "front matter that is not closed": (
        f"---\n{EDITION}\nSome text: well.\n",
        ("TBH103", 16, 1, "the front matter is not closed", "write a line of three hyphens here"),
    ),
    "front matter that is closed by a dash": (
        f"---\n{EDITION}—\n\nSome text.\n",
        ("TBH103", 16, 1, "the front matter is not closed", "write `---` here"),
    ),
    "front matter that begins with four hyphens": (
        f"----\n{EDITION}---\n\nSome text.\n",
        (
            "TBH103",
            1,
            1,
            "the front matter does not begin with a line of three hyphens",
            "write `---` on the first line, and nothing else",
        ),
    ),
    "front matter without its first line": (
        f"{EDITION}---\n\nSome text.\n",
        (
            "TBH103",
            1,
            1,
            "a Markdown file must begin with front matter",
            "write a line of three hyphens above the first key",
        ),
    ),
    "front matter that ends too early": (
        f"---\n{EDITION.replace(TITLE, '---')}---\n\nSome text.\n",
        ("TBH103", 4, 1, "the front matter ends here, and keys follow", "remove this line"),
    ),
    "front matter that is not closed above a rule": (
        f"---\n{EDITION}\nSome text: well.\n\n---\n\nMore.\n",
        (
            "TBH107",
            17,
            1,
            "unknown key in an edition",
            "write one word and a colon; or indent the line, if it belongs to the text above it",
        ),
    ),
    "front matter that is never closed": (
        f"---\n{EDITION}",
        (
            "TBH103",
            1,
            1,
            "the front matter is not closed",
            "write a line of three hyphens under the last key",
        ),
    ),
    "a comment in a text": (
        EDITION + "summary: My rule #1 is\n",
        (
            "TBH135",
            15,
            18,
            "the rest of this line is a comment, and no part of the text",
            "put the text in quotation marks; or put the comment on a line of its own",
        ),
    ),
    "a line separator above a misspelled key": (
        EDITION + 'summary: "one\u2028two"\nnumbr: 1\n',
        ("TBH107", 16, 1, "unknown key `numbr` in an edition", "did you mean `number`?"),
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in which nothing is wrong."""
    write(tmp_path, "series.yaml", SERIES)
    write(tmp_path, "therapists/t-1.yaml", THERAPIST)
    write(tmp_path, "editions/patience.yaml", EDITION)
    return tmp_path


def problems(folder: Path, text: str) -> list[tbh.Problem]:
    """Return all that is said of an edition, which may be Markdown."""
    is_markdown = "---\n" in text and ("Some text" in text or text == f"---\n{EDITION}")
    (folder / "editions/patience.yaml").unlink()
    write(folder, f"editions/patience.{'md' if is_markdown else 'yaml'}", text)
    return [each for each in tbh.check(folder) if each.code != "TBH133"]


PURE = [name for name in BROKEN if "surrogate" not in name]
"""What the parser written in Python refuses as well: it lets surrogates pass."""


@pytest.mark.parametrize(
    ("name", "parser"),
    [*((name, "libyaml") for name in BROKEN), *((name, "pure Python") for name in PURE)],
)
def test_a_mistake_is_named_where_it_begins(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, parser: str
) -> None:
    """In the words of whoever made it, and with what to do."""
    if parser == "pure Python":
        monkeypatch.setattr(_yaml, "_Loader", yaml.SafeLoader)
    text, expected = BROKEN[name]

    (problem,) = problems(folder, text)

    found = (problem.code, problem.line, problem.column, problem.message, problem.hint)
    assert found == expected


IN_FRONT_MATTER = [
    name for name, (text, _) in BROKEN.items() if text.endswith("\n") and "---" not in text
]


@pytest.mark.parametrize("name", IN_FRONT_MATTER)
def test_a_mistake_in_front_matter_is_named_in_the_same_words(folder: Path, name: str) -> None:
    """One line further down, below the delimiter."""
    text, (code, line, *rest) = BROKEN[name]
    (folder / "editions/patience.yaml").unlink()
    write(folder, "editions/patience.md", f"---\n{text}---\n\nSome text.\n")

    (problem,) = [each for each in tbh.check(folder) if each.code != "TBH133"]

    found = [problem.column, problem.message, problem.hint]
    assert (problem.code, problem.line, found) == (code, line + 1, rest)


def test_what_looks_like_a_comment_is_a_warning(folder: Path) -> None:
    """One space in front of the sign may be a mistake; two are how comments are written."""
    (problem,) = problems(folder, EDITION + "summary: My rule # 1 is\n")

    assert (problem.code, problem.severity) == ("TBH135", tbh.Severity.WARNING)
    assert (problem.line, problem.column) == (15, 18)
    write(folder, "editions/patience.yaml", EDITION + "summary: My rule  # why\nnumber: 1 # one\n")
    assert tbh.check(folder) == ()


@pytest.mark.parametrize("text", [">\n  One.\n\n  Two.\n", "'One.\n\n  Two.'\n"])
def test_folded_paragraphs_are_a_warning(folder: Path, text: str) -> None:
    """They run together, which nobody sees in the file."""
    (problem,) = problems(folder, f"{EDITION}introduction: {text}")

    assert (problem.code, problem.severity) == ("TBH136", tbh.Severity.WARNING)
    assert (problem.line, problem.column, problem.path) == (15, 15, "introduction")


def test_a_warning_of_a_comment_hides_no_other(folder: Path) -> None:
    """A character that cannot be carried is said as well."""
    text = EDITION + "introduction: A *b* # c\nsummary: a\x85b # c\n"

    assert [each.code for each in problems(folder, text)] == ["TBH135", "TBH123", "TBH135"]


def test_what_only_an_old_parser_takes_for_the_end_of_a_line_is_kept(folder: Path) -> None:
    """Three characters end lines in YAML 1.1, and in no editor."""
    words = "One\u2028two\u2029three\x85four\ue000"
    (problem,) = problems(folder, f'{EDITION}summary: "{words}"\n')

    assert problem.code == "TBH123"
    assert tbh.load(folder).editions[0].summary == words


@pytest.mark.parametrize("mark", ["=======", ">>>>>>> branch", "<<<<<<<"])
def test_one_mark_of_a_merge_conflict_is_enough(folder: Path, mark: str) -> None:
    """Whoever mended the rest of it easily misses the last one."""
    (problem,) = problems(folder, f"{EDITION}{mark}\n")

    assert (problem.line, problem.column) == (15, 1)
    assert problem.message == f"found `{mark[:7]}`, the mark of a merge conflict"


def test_a_merge_conflict_in_json_is_called_so() -> None:
    """And no comma is missed."""
    with pytest.raises(tbh.ContentError) as caught:
        tbh.loads('{\n<<<<<<< HEAD\n"id": "a"\n=======\n"id": "b"\n>>>>>>> b1\n}\n')

    assert [(each.line, each.message) for each in caught.value.problems] == [
        (2, "found `<<<<<<<`, the mark of a merge conflict")
    ]


def test_a_heading_underlined_by_seven_signs_is_no_conflict(folder: Path) -> None:
    """In Markdown that is a heading, here of a part that there is not."""
    text = f"---\n{EDITION}---\n\nSome text\n=======\n\n> >>>>>>>\n"

    assert [each.code for each in problems(folder, text)] == ["TBH138"]
