import pytest

from tbh_model._problems import Problem, Severity
from tbh_model.text import (
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    InlineImage,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    RichTextError,
    Strong,
    Text,
    ThematicBreak,
    markdown,
    read_markdown,
)


def places(source: str) -> list[tuple[str, int | None, int | None, int]]:
    """Code, line, column and length of each problem."""
    problems = read_markdown(source).problems
    return [(one.code, one.line, one.column, one.length) for one in problems]


def paragraph(words: str) -> Paragraph:
    """A paragraph of plain words."""
    return Paragraph(children=(Text(value=words),))


def test_every_block_is_read() -> None:
    """The tree has a class for each block of CommonMark."""
    source = """\
# One

Two

> Three

- Four
- Five

7. Six

   Seven

***

```python line=1
eight
```
"""

    assert markdown(source).blocks == (
        Heading(level=1, children=(Text(value="One"),)),
        paragraph("Two"),
        BlockQuote(children=(paragraph("Three"),)),
        BulletList(
            children=(
                ListItem(children=(paragraph("Four"),)),
                ListItem(children=(paragraph("Five"),)),
            ),
        ),
        OrderedList(
            children=(ListItem(children=(paragraph("Six"), paragraph("Seven"))),),
            start=7,
            tight=False,
        ),
        ThematicBreak(),
        CodeBlock(value="eight", language="python", meta="line=1"),
    )


def test_every_inline_is_read() -> None:
    """The tree has a class for each inline of CommonMark."""
    source = "a *b* **c** `d` [e](/f 'g') ![h *i*](/j)\\\nk\nl &amp; \\*"

    assert markdown(source).blocks == (
        Paragraph(
            children=(
                Text(value="a "),
                Emphasis(children=(Text(value="b"),)),
                Text(value=" "),
                Strong(children=(Text(value="c"),)),
                Text(value=" "),
                Code(value="d"),
                Text(value=" "),
                Link(url="/f", title="g", children=(Text(value="e"),)),
                Text(value=" "),
                InlineImage(url="/j", alt="h i"),
                LineBreak(),
                Text(value="k\nl & *"),
            )
        ),
    )


def test_a_block_in_a_tight_item_ends_its_words() -> None:
    """What the parser hands over bare becomes paragraphs."""
    assert markdown("- a\n  # b\n  c").blocks == (
        BulletList(
            children=(
                ListItem(
                    children=(
                        paragraph("a"),
                        Heading(level=1, children=(Text(value="b"),)),
                        paragraph("c"),
                    )
                ),
            )
        ),
    )


def test_a_mail_address_in_brackets_is_a_mail_link() -> None:
    """The address gets the scheme that it lacks."""
    assert markdown("<a@b.c>").blocks == (
        Paragraph(children=(Link(url="mailto:a@b.c", children=(Text(value="a@b.c"),)),)),
    )


def test_indented_code_has_no_language() -> None:
    """Nobody said what it is."""
    assert markdown("    a\n").blocks == (CodeBlock(value="a"),)


def test_line_endings_of_windows_are_line_endings() -> None:
    """The same tree comes from every system."""
    assert markdown("# a\r\n\r\nb\rc\r\n") == markdown("# a\n\nb\nc\n")


def test_an_empty_text_is_an_empty_tree() -> None:
    """Nothing in, nothing out."""
    assert read_markdown("\n \n").tree == RichText()


def test_raw_html_is_a_problem_with_a_place() -> None:
    """One for the pair of tags: it is one mistake."""
    assert read_markdown("a\n😀 <b>c</b>").problems == (
        Problem(
            code="TBH120",
            message="raw HTML `<b>` is refused: a text is Markdown",
            severity=Severity.ERROR,
            line=2,
            column=3,
            hint="write `**words**`",
            length=3,
        ),
    )


def test_raw_html_stays_as_the_words_it_is_written_with() -> None:
    """Nothing the author wrote vanishes, and nothing of it is markup."""
    assert read_markdown("a <b>c</b>").tree.blocks == (paragraph("a <b>c</b>"),)


def test_a_block_of_html_stays_as_its_words() -> None:
    """As in a line."""
    assert read_markdown("<div>\n*a*\n</div>\n").tree.blocks == (paragraph("<div>\n*a*\n</div>"),)


def test_the_tags_of_one_element_are_one_problem_across_blocks() -> None:
    """One mistake, one problem."""
    assert places("<div>\n\na\n\n</div>\n") == [("TBH120", 1, 1, 5)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<br> <br/>", [("TBH120", 1, 1, 4), ("TBH120", 1, 6, 5)]),
        ("a </i>", [("TBH120", 1, 3, 4)]),
        ("> - <!-- a\n>   b -->", [("TBH120", 1, 5, 6)]),
        ("a <?b?>", [("TBH120", 1, 3, 5)]),
        ("\r\n\r\na<b\r\nc>", [("TBH120", 3, 2, 2)]),
    ],
)
def test_each_piece_of_html_has_its_place(
    source: str, found: list[tuple[str, int | None, int | None, int]]
) -> None:
    """Lines and columns count from 1, columns in code points, whatever the line endings."""
    assert places(source) == found


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("a <!-- b -->", "take the comment out: nothing hidden is carried"),
        ("<A HREF='b'>c</A>", "write `[words](address)`"),
        (
            "<video>",
            "write it in Markdown, or put a backslash before the `<` if the words are meant",
        ),
    ],
)
def test_the_hint_says_what_to_write_instead(source: str, hint: str) -> None:
    """A problem that says no says how."""
    assert read_markdown(source).problems[0].hint == hint


@pytest.mark.parametrize(
    "source",
    [
        "[a](javascript:x)",
        "[a](JAVASCRIPT:x)",
        "[a](<javascript:x y>)",
        "[a](&#9;java&#x0a;script:x)",
        "[a](javascript&colon;x)",
        "[a](data:text/html,x 'b')",
        "![a](vbscript:x)",
        "[a][b]\n\n[b]: javascript:x",
        "[a](&#1;javascript:x)",
        "[a](&nbsp;javascript:x)",
        "[a](https://)",
        "[a](http:///b)",
        "![a](//)",
        "[a][b]\n\n[b]: https:c.example",
    ],
)
def test_an_address_that_is_not_allowed_leaves_the_words(source: str) -> None:
    """The words were meant to be read; where they lead was not."""
    reading = read_markdown(source)

    assert reading.tree.blocks == (paragraph("a"),)
    assert [one.code for one in reading.problems] == ["TBH121"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("é [a](javascript:x)", [("TBH121", 1, 7, 12)]),
        ("é [a](java&#9;script:x) b", [("TBH121", 1, 3, 21)]),
        ("<vbscript:x>", [("TBH121", 1, 2, 10)]),
        ("[a] [a]\n\n[a]: javascript:x", [("TBH121", 3, 6, 12)]),
        ("[a](data:x) [a](data:x)", [("TBH121", 1, 5, 6), ("TBH121", 1, 17, 6)]),
    ],
)
def test_a_scheme_is_pointed_at_where_it_is_written(
    source: str, found: list[tuple[str, int | None, int | None, int]]
) -> None:
    """A definition that two links use is one mistake."""
    assert places(source) == found


def test_an_address_without_a_host_is_told_from_a_scheme() -> None:
    """The remedy is another one."""
    (problem,) = read_markdown("[a](https://)").problems

    assert (problem.message, problem.hint) == (
        "the address `https://` has no host",
        "write the host after //, as in https://example.org/",
    )


def test_a_password_in_an_address_is_not_printed() -> None:
    """Nor is a user, whom the words of a link would not show."""
    reading = read_markdown("[a](https://ana:secret@example.org/)")

    assert reading.tree == read_markdown("a").tree
    assert [(each.code, each.hint) for each in reading.problems] == [
        ("TBH121", "leave out what is between // and @: everybody reads it")
    ]


def test_a_forbidden_link_around_nothing_leaves_nothing() -> None:
    """There were no words; the problem says what was there."""
    reading = read_markdown("*[](javascript:x)*\n\nb *[](javascript:x)\\\nc*")

    assert reading.tree.blocks == (
        Paragraph(children=(Text(value="b "), LineBreak(), Emphasis(children=(Text(value="c"),)))),
    )


def test_an_emphasis_of_nothing_but_a_break_is_a_break() -> None:
    """What is left of an emphasis stays."""
    reading = read_markdown("a *[](data:x)\\\n![](data:x)* b")

    assert reading.tree.blocks == (
        Paragraph(children=(Text(value="a "), LineBreak(), Text(value=" b"))),
    )


def test_a_link_inside_a_link_is_a_problem() -> None:
    """The outer one stays, and the words of the inner one."""
    reading = read_markdown("[a <http://b> c](/d)")

    assert reading.tree.blocks == (
        Paragraph(children=(Link(url="/d", children=(Text(value="a http://b c"),)),)),
    )
    assert [(one.code, one.message) for one in reading.problems] == [
        ("TBH122", "a link inside a link is not supported")
    ]


@pytest.mark.parametrize("inner", ["[a](/b)", "![a](/b)", "![![a](/b)](/c)"])
def test_a_link_in_a_description_is_a_problem(inner: str) -> None:
    """A description is words; what else is in it would vanish."""
    assert places(f"![{inner}](/d)") == [("TBH122", 1, 1, len(inner) + 7)]


def test_a_definition_that_nothing_uses_is_a_warning() -> None:
    """It may have been meant as words, and CommonMark shows nothing of it."""
    reading = read_markdown("[a b]\n\n[A  B]: /c\n[note]: see")

    assert [(one.code, one.severity, one.line, one.message) for one in reading.problems] == [
        (
            "TBH122",
            Severity.WARNING,
            4,
            "no link uses the definition of `[note]`: it is shown nowhere",
        )
    ]


def test_characters_that_cannot_be_carried_are_replaced_and_reported() -> None:
    """One problem for each run of them."""
    reading = read_markdown("a\x00\x00\n\ud800 <b> \x07")

    assert reading.tree.blocks == (paragraph("a\ufffd\ufffd\n\ufffd <b> \ufffd"),)
    assert [(one.code, one.line, one.column, one.length) for one in reading.problems] == [
        ("TBH123", 1, 2, 2),
        ("TBH123", 2, 1, 1),
        ("TBH120", 2, 3, 3),
        ("TBH123", 2, 7, 1),
    ]


def test_the_character_is_named() -> None:
    """It cannot be seen, so it is named."""
    message = read_markdown("\ud800").problems[0].message

    assert message == "the character U+D800 cannot be carried: U+FFFD is shown"


@pytest.mark.parametrize(
    ("source", "column"),
    [
        (">" * 3000 + " a", 91),
        ("- " * 3000 + "a", 181),
        ("1. " * 3000 + "a", 271),
        ("*" * 6000 + "a" + "*" * 6000, 201),
        ("**a `b` " * 3000 + "c**" * 3000, 801),
        ("![" * 3000 + "a" + "](/b)" * 3000, 201),
    ],
)
def test_nesting_without_end_is_one_problem(source: str, column: int) -> None:
    """The levels go, the words stay, and it takes no time."""
    found = [one for one in places(source) if one[0] == "TBH124"]

    assert found == [("TBH124", 1, column, 1)]
    assert "a" in str(read_markdown(source).tree.blocks)


def test_items_that_lie_too_deep_stay_apart() -> None:
    """Their words do not run together when their level goes."""
    tree = read_markdown("> " * 100 + "- a\n" + "> " * 100 + "- b").tree
    blocks = tree.blocks
    while isinstance(blocks[0], BlockQuote):
        blocks = blocks[0].children

    assert blocks == (paragraph("a"), paragraph("b"))


@pytest.mark.parametrize("source", ["[" * 3000, "*a " * 3000, "`" * 3001, "&#0;" * 3000])
def test_signs_without_end_are_words(source: str) -> None:
    """What opens and never closes is not markup."""
    assert places(source) == []


def test_a_text_with_a_mistake_is_not_made() -> None:
    """All mistakes are told at once, with their places."""
    with pytest.raises(RichTextError) as caught:
        markdown("<b>a</b>\n\n[c](data:d)")

    assert str(caught.value) == (
        "line 1, column 1: raw HTML `<b>` is refused: a text is Markdown; "
        "write `**words**` [TBH120]\n"
        "line 3, column 5: the address `data:d` has a scheme that is not allowed; "
        "use http, https, mailto or tel, or an address without a scheme [TBH121]"
    )


def test_a_warning_stops_nobody() -> None:
    """Only an error means that the text cannot be used."""
    assert markdown("a\n\n[b]: /c").blocks == (paragraph("a"),)


def test_long_words_are_cut_in_messages() -> None:
    """A message is a line."""
    message = read_markdown(f"<b title='{'x' * 99}'>").problems[0].message

    assert message == f"raw HTML `<b title='{'x' * 50}…` is refused: a text is Markdown"


def test_html_is_refused_and_the_way_out_is_named() -> None:
    """Nothing of it is shown, whatever it says."""
    with pytest.raises(RichTextError) as caught:
        markdown("<p>One.</p>")

    assert str(caught.value) == (
        "line 1, column 1: raw HTML `<p>One.</p>` is refused: a text is Markdown; "
        "leave an empty line between paragraphs [TBH120]"
    )
