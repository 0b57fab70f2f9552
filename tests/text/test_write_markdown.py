import pytest

from tbh_model.text import (
    Block,
    BlockQuote,
    BulletList,
    Code,
    CodeBlock,
    Dialect,
    Emphasis,
    Heading,
    Inline,
    InlineImage,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    RichText,
    Strong,
    Text,
    ThematicBreak,
    escape_markdown,
    markdown,
    write_markdown,
)


def text(value: str) -> Text:
    """Words."""
    return Text(value=value)


def em(*children: Inline) -> Emphasis:
    """Words with stress."""
    return Emphasis(children=children)


def strong(*children: Inline) -> Strong:
    """Words of importance."""
    return Strong(children=children)


def item(*children: Block) -> ListItem:
    """An item of a list."""
    return ListItem(children=children)


def written(*blocks: Block) -> str:
    """Markdown of some blocks, which reads back as them."""
    tree = RichText(blocks=blocks)
    source = write_markdown(tree)
    assert markdown(source) == tree
    return source


def line(*inlines: Inline) -> str:
    """Markdown of a paragraph, which reads back as it."""
    return written(Paragraph(children=inlines)).removesuffix("\n")


def test_every_block_is_in_the_dialect_all_read_alike() -> None:
    """ATX headings, content of items from the fifth column on, fenced code."""
    source = """\
# a

b

> c
>
> d

-   e
    -   f

        g
-   h

9.  i
10. j

___

```py x
k

l
```
"""

    assert write_markdown(markdown(source)) == source


def test_ordinary_prose_is_left_alone() -> None:
    """An editor can read what the machine wrote."""
    prose = (
        "Don't worry - it's 5 * 3 = 15 (or so), snake_case, \"quoted\", a.b; 50% of AT&T #1!\n"
        "C:\\dir a < b > c, 2020. e.g. ~5 min: yes/no? $1+1"
    )

    assert line(text(prose)) == prose


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("*a*", "\\*a\\*"),
        ("a* b", "a\\* b"),
        ("_a_", "\\_a\\_"),
        ("a\\", "a\\\\"),
        ("\\*", "\\\\\\*"),
        ("`a`", "\\`a\\`"),
        ("[a](b)", "\\[a\\](b)"),
        ("![a](b)", "!\\[a\\](b)"),
        ("<b>", "&lt;b>"),
        ("a <", "a &lt;"),
        ("&amp; &#1; &c", "&amp;amp; &amp;#1; &c"),
        ("~~a~~", "&#126;&#126;a&#126;&#126;"),
        ("a\tb", "a&#9;b"),
        (" a ", "&#32;a&#32;"),
        ("a \n b", "a&#32;\n&#32;b"),
        ("\n", "&#10;"),
        ("a\n\nb", "a&#10;&#10;b"),
        ("a\x01b", "a&#1;b"),
        ("# a", "\\# a"),
        ("> a", "\\> a"),
        ("- a\n-", "\\- a\n\\-"),
        ("-a", "-a"),
        ("---", "\\---"),
        ("+ a", "\\+ a"),
        ("1. a\n2) b", "1\\. a\n2\\) b"),
        ("1.5", "1.5"),
        ("a\n===", "a\n&#61;=="),
        ("a | b\n|---|---|", "a | b\n&#124;---|---|"),
        ("* * *", "\\* * \\*"),
        ("[a]: /b", "\\[a\\]: /b"),
        ("    a", "&#32;   a"),
        ("~~~", "&#126;&#126;&#126;"),
    ],
)
def test_what_would_be_markup_is_escaped(value: str, source: str) -> None:
    """Words come back as words."""
    assert line(text(value)) == source


@pytest.mark.parametrize(
    ("inlines", "source"),
    [
        ((em(text("a")), text("b")), "*a*b"),
        ((text("a"), strong(text("b")), text("c")), "a**b**c"),
        ((strong(text("a "), em(text("b")), text(" c")),), "**a *b* c**"),
        ((em(strong(text("a"))),), "*__a__*"),
        ((em(text("a ")), text("b")), "*a&#32;*&#98;"),
        ((text("a"), em(text("(b)")), text("c")), "&#97;*(b)*&#99;"),
        ((text("x"), em(text("a"), strong(text("(b)")))), "&#120;*&#97;__(b)__*"),
        ((em(text("a")), strong(text("b")), em(text("c"))), "*a*__b__*c*"),
        ((text("a "), em(text(" ")), text(" b")), "a *&#32;* b"),
        ((text("a\n"), em(text("b")), text("\nc")), "a\n*b*\nc"),
        ((em(text("a\n"), Code(value="b")),), "*a\n`b`*"),
        ((text("a"), LineBreak(), text("- b")), "a\\\n\\- b"),
        ((text("a "), LineBreak(), LineBreak(), text(" b")), "a&#32;\\\n\\\n&#32;b"),
        ((text("a!"), Link(url="/b", children=())), "a\\![](/b)"),
        ((text("a!"), Code(value="b")), "a!`b`"),
    ],
)
def test_emphasis_opens_and_closes_where_it_should(
    inlines: tuple[Inline, ...], source: str
) -> None:
    """Whatever stands beside a delimiter."""
    assert line(*inlines) == source


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("a", "`a`"),
        ("`", "`` ` ``"),
        ("a`b``c", "```a`b``c```"),
        (" a ", "`  a  `"),
        (" a", "` a`"),
        (" ", "` `"),
        ("*&amp;\\", "`*&amp;\\`"),
    ],
)
def test_code_is_fenced_longer_than_what_is_in_it(value: str, source: str) -> None:
    """Every character of a code comes back."""
    assert line(Code(value=value)) == source


@pytest.mark.parametrize(
    ("link", "source"),
    [
        (Link(url="/a?b=c&d=e", children=(text("f"),)), "[f](/a?b=c&d=e)"),
        (Link(url="/a_(b)", children=()), "[](</a_(b)>)"),
        (Link(url="/a <b>", children=()), "[](</a &#60;b&#62;>)"),
        (Link(url="/&amp;", children=()), "[](</&#38;amp;>)"),
        (Link(url="", children=(text("a"),), title="b"), '[a](<> "b")'),
        (Link(url="", children=(text("a"),)), "[a]()"),
        (Link(url="/a", children=(), title='"b"\n`'), '[](/a "&#34;b&#34;&#10;&#96;")'),
        (
            Link(url="/a", children=(text("b]"), InlineImage(url="/c", alt=" d*"))),
            "[b\\]![&#32;d\\*](/c)](/a)",
        ),
        (Link(url="http://a.b", children=(text("http://a.b"),)), "<http://a.b>"),
        (
            Link(url="http://a.b/é", children=(text("http://a.b/é"),)),
            "[http://a.b/é](http://a.b/é)",
        ),
        (Link(url="mailto:a@b.c", children=(text("a@b.c"),)), "[a@b.c](mailto:a@b.c)"),
    ],
)
def test_an_address_comes_back_as_it_was(link: Link, source: str) -> None:
    """With parentheses, spaces, quotation marks or nothing at all."""
    assert line(link) == source


@pytest.mark.parametrize(
    ("block", "source"),
    [
        (Heading(level=2, children=(text("a # b #"),)), "## a # b \\#\n"),
        (Heading(level=1, children=()), "#\n"),
        (Heading(level=1, children=(text("- a"),)), "# - a\n"),
        (BlockQuote(children=()), ">\n"),
        (CodeBlock(value=""), "```\n```\n"),
        (CodeBlock(value="```\n"), "````\n```\n\n````\n"),
        (CodeBlock(value="a", language="`&lt;"), "```&#96;&#38;lt;\na\n```\n"),
        (OrderedList(children=(item(), item()), start=999_999_999), "999999999.\n999999999.\n"),
        (BulletList(children=(item(ThematicBreak()),)), "-   ___\n"),
        (BulletList(children=(item(CodeBlock(value="a")),)), "-   ```\n    a\n    ```\n"),
        (
            BulletList(
                children=(item(BulletList(children=(item(BulletList(children=(item(),))),))),)
            ),
            "-   *   -\n",
        ),
        (
            BulletList(children=(item(BlockQuote(children=()), BlockQuote(children=())),)),
            "-   >\n\n    >\n",
        ),
    ],
)
def test_a_block_that_could_be_misread_is_not(block: Block, source: str) -> None:
    """Whatever it begins or ends with."""
    assert written(block) == source


def test_lists_in_a_row_stay_apart() -> None:
    """Their markers differ."""
    bullets = BulletList(children=(item(Paragraph(children=(text("a"),))),))
    numbers = OrderedList(children=(item(Paragraph(children=(text("a"),))),))

    assert written(bullets, bullets, bullets, numbers, numbers, bullets) == (
        "-   a\n\n*   a\n\n-   a\n\n1.  a\n\n1)  a\n\n-   a\n"
    )


def test_an_empty_tree_is_an_empty_text() -> None:
    """Nothing in, nothing out."""
    assert write_markdown(RichText()) == ""


def test_addresses_are_joined_to_the_base() -> None:
    """A newsletter needs whole addresses."""
    tree = markdown("[a](b) ![c](d 'e')")

    assert write_markdown(tree, base_url="https://x.y/") == (
        '[a](https://x.y/b) ![c](https://x.y/d "e")\n'
    )


@pytest.mark.parametrize(
    ("plain", "source"),
    [
        ("Don't - stop", "Don't - stop"),
        ("- a", "\\- a"),
        (" a\nb\r\n", "&#32;a&#10;b&#10;"),
        ("a!", "a\\!"),
        ("C#", "C\\#"),
        ("#", "\\#"),
        ("a\x00", "a\ufffd"),
        ("", ""),
    ],
)
def test_plain_text_is_escaped_into_one_line(plain: str, source: str) -> None:
    """It reads back as itself wherever it stands."""
    assert escape_markdown(plain) == source


def test_items_that_are_apart_have_a_line_between() -> None:
    """A loose list is read back as a loose list."""
    paragraph = Paragraph(children=(text("a"),))
    loose = BulletList(tight=False, children=(item(paragraph), item(paragraph)))

    assert written(loose) == "-   a\n\n-   a\n"


@pytest.mark.parametrize(
    ("level", "heading_level", "line"),
    [(1, 1, "# Why\n"), (2, 3, "#### Why\n"), (6, 3, "###### Why\n")],
)
def test_headings_lie_where_the_caller_says(level: int, heading_level: int, line: str) -> None:
    """A heading of level 1 gets the level asked for, and none gets deeper than 6."""
    tree = RichText(blocks=(Heading(level=level, children=(Text(value="Why"),)),))

    assert write_markdown(tree, heading_level=heading_level) == line


def test_a_host_that_is_a_number_keeps_the_words_of_its_link() -> None:
    """Some readers show nothing of a link whose address holds brackets."""
    tree = RichText(
        blocks=(Paragraph(children=(Link(url="https://[::1]/a", children=(text("a"),)),)),)
    )

    assert write_markdown(tree) == "[a](https://[::1]/a)\n"
    assert write_markdown(tree, dialect=Dialect.PORTABLE) == "[a](https://%5B::1%5D/a)\n"
