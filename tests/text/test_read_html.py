import gc
import time

import pytest

from tbh_model._problems import Severity
from tbh_model.text import (
    CodeBlock,
    Heading,
    Paragraph,
    RichText,
    RichTextError,
    Text,
    from_html,
    read_html,
    write_html,
    write_markdown,
    write_plain,
)


def as_markdown(html: str) -> str:
    """The text of an HTML as Markdown."""
    return write_markdown(read_html(html).tree).rstrip("\n")


def messages(html: str) -> list[str]:
    """The message of each problem."""
    return [problem.message for problem in read_html(html).problems]


def test_every_block_is_read() -> None:
    """The tree has a class for each block."""
    html = """\
<h2>One</h2>
<p>Two</p>
<blockquote><p>Three</p></blockquote>
<ul><li>Four</li><li>Five<ul><li>Six</ul></ul>
<ol start="7"><li>Seven</ol>
<hr>
<pre><code class="language-python">eight
</code></pre>
"""

    reading = read_html(html)

    assert reading.problems == ()
    assert reading.tree.blocks[-1] == CodeBlock(value="eight", language="python")
    assert write_markdown(reading.tree) == (
        "# One\n\nTwo\n\n> Three\n\n-   Four\n-   Five\n    -   Six\n\n7.  Seven\n\n___\n\n"
        "```python\neight\n```\n"
    )


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a<b>b</b> <i>c</i></p>", "a**b** *c*"),
        ("<b>x<p>y</b>z", "**x**\n\n**y**z"),
        ("<p>a <span>b<p>c", "a b\n\nc"),
        ("a <a href='/b' title='c'>d</a>", 'a [d](/b "c")'),
        ("<a href='/b'>c<a href='/d'>e</a>f", "[c](/b)[e](/d)f"),
        ("<a href=/b?c=1&copy=2&amp;d=3>e</a>", "[e](/b?c=1&copy=2&d=3)"),
        ("<a href='\nhttps://b.example/\tc '>e</a>", "[e](https://b.example/c)"),
        ("<a name=b>c</a><a href=''>d</a>", "cd"),
        ("<a href='https://t.example/?u=https://b.example'>c</a>", None),
        ('<img src="/a.jpg" alt="b\n c">', "![b c](/a.jpg)"),
        ("<img src='data:image/gif;base64,A' data-src=/a.jpg alt=b>", "![b](/a.jpg)"),
        ("a <code> b  c</code>", "a `b c`"),
        ("<tt><em>a</em></tt>", "*`a`*"),
        ("one\n\t two&nbsp;three", "one two\xa0three"),
        ("a &lt;b&gt; &amp;amp; &#38; &copy; &#xe9;", None),
        ("<div>a<div>b</div>c</div>d", "a\n\nb\n\nc\n\nd"),
        ("<div>a<br>b<br> <br>c<br></div>", "a\\\nb\n\nc"),
        ("<div><br>a</br>b</div>", "a\\\nb"),
        ("<p>a<br><br>b</p>", "a\\\n\\\nb"),
        ("<p>&nbsp;</p><p><br></p>a<p></p>", "a"),
        ("<h3>a</h2>b<h2>c<h4>d", "## a\n\nb\n\n# c\n\n### d"),
        ("<h1>a</h1><h2>b</h2>", "# a\n\n## b"),
        ("<ul><li>a<ul><li>b</ul></ul>c", "-   a\n    -   b\n\nc"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "-   a\n    -   b"),
        ("<ul>a<li>b</ul>", "-   a\n-   b"),
        ("<ul><li><p>a</p></li><li><p>b</p></li></ul>", "-   a\n\n-   b"),
        ("<ol start=x><li>a</ol><ul></ul>", "1.  a"),
        ("</div>a</p></b></li>", "a"),
        ("a<2 < b </", None),
        ("<dfn>a</dfn> <strong>b</strong>", "*a* **b**"),
        ("<tr><td>a<td>b<tr><td>c", "a\n\nb\n\nc"),
        ("<h2><br>a<br>b<br></h2>", "# a b"),
        ("<h2><div>a</h2>b", "# a\n\nb"),
        ("<ul><li><div>a<section>b</div>c<li>d</ul>", "-   a\n\n    b\n\n    c\n\n-   d"),
        ("<p>a<em><br></em>b</p>", "a\\\nb"),
        ("<pre>a <span>b</span></pre>", "```\na b\n```"),
        ("<td><b>a</td>b", "**a**\n\nb"),
    ],
)
def test_markup_is_read_as_browsers_read_it(html: str, markdown: str | None) -> None:
    """Broken or not, and without a problem."""
    if markdown is not None:
        assert as_markdown(html) == markdown
    assert messages(html) == []


def test_references_are_the_characters_that_they_mean() -> None:
    """Also long numbers, and what is none."""
    html = (
        "a &lt;b&gt; &amp;amp; &#38; &copy &#xE9; &#0000065; &bogus; &#0; &#99999999999999; &#12;."
    )

    assert write_plain(from_html(html)) == "a <b> &amp; & © é A &bogus; � � ."
    assert write_plain(from_html("&#" + "0" * 5000 + "65;")) == "A"
    assert write_plain(from_html("a<2 < b </")) == "a<2 < b </"


def test_google_docs_markup_is_read_by_its_styles() -> None:
    """Weights are styles, and a `<b>` around everything is none."""
    html = (
        '<b style="font-weight:normal"><p dir="ltr"><span style="font-weight:700">a</span>'
        ' <span style="font-style:italic;text-decoration:none">b</span> c</p>'
        '<p style="font-weight:bold !important;">d <em style="font-style:normal">e</em></p></b>'
        '<h2><span style="font-weight:400">f</span></h2>'
        '<a href="/g"><span style="text-decoration:underline">h</span></a>'
    )

    assert as_markdown(html) == "**a** *b* c\n\n**d e**\n\n# f\n\n[h](/g)"
    assert messages(html) == []


def test_list_paragraphs_of_word_are_a_list() -> None:
    """Their marker says which kind, their level how deep; other paragraphs end it."""
    item = (
        "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'><span style='mso-list:Ignore'>"
        "{}<span>&nbsp;&nbsp;</span></span>{}<o:p></o:p></p>\n"
    )
    html = "".join(
        [
            item.format(1, "3.", "three"),
            item.format(2, "o", "below"),
            item.format(1, "4.", "four"),
            item.format(1, "·", "bullet"),
            "<p>prose</p>",
            item.format(1, "a)", "letter"),
            "<ul><li>other</ul>",
        ]
    )

    assert as_markdown(html) == (
        "3.  three\n    -   below\n4.  four\n\n-   bullet\n\nprose\n\n1.  letter\n\n-   other"
    )
    assert messages(html) == []


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<u>a</u> b", "underlining"),
        ("<span style='text-decoration:underline'>a</span> b", "underlining"),
        ("<span style='text-decoration:line-through'>a</span> b", "strikethrough"),
        ("<span style='vertical-align:super'>a</span> b", "superscript"),
        ("<sub>a</sub> b", "subscript"),
        ("<x-y>a</x-y> b", "the element `<x-y>`"),
        ("<li>a b", "the element `<li>`"),
        ("<table><td>a b</table>", "the rows and columns of a table"),
        ("<p lang=fr>a b", "the language `fr` of words"),
        ("<bdo dir=RTL>a b</bdo>", "the direction `rtl` of words"),
        ("<abbr title='c  d'>a</abbr> b", "the note “c d” on words"),
        ("<ol type=a></ol>a b", "`type` of `<ol>`"),
        ("<pre>a <b>b</b></pre>", "`<b>` in preformatted text"),
        ("<pre>a <a href=/c>b</a></pre>", "the link to `/c` in preformatted text"),
        ("a b<a href=/c></a>", "the link to `/c` on no words is left out"),
        ("<script>x < y</script>a b", "`<script>` is left out"),
        ("<title>c</title>a b", "`<title>` is left out: c"),
        ("a b<input type=hidden value=c>", "`<input>` is left out"),
        ("<div style='display:none'>c<div>d</div></div>a b", "a hidden `<div>` is left out: c d"),
        ("<p hidden>c <p>a b", "a hidden `<p>` is left out: c"),
        ("a b<img src=/c.gif width=1 height=1>", "an image of one pixel, `/c.gif`, is left out"),
        ("a <!-- c -->b", "a comment is left out"),
        ("a <![if x]>b", "a comment is left out"),
    ],
)  # fmt: skip
def test_what_is_lost_without_a_word_is_a_warning(html: str, message: str) -> None:
    """The words stay in any case."""
    reading = read_html(html)

    if "left out" not in message:
        message += " cannot be kept, only the words"
    assert [(one.code, one.message) for one in reading.problems] == [("TBH126", message)]
    assert reading.problems[0].severity is Severity.WARNING
    assert write_plain(from_html(html)).split() == ["a", "b"]


@pytest.mark.parametrize(
    ("html", "code", "message"),
    [
        ("a <iframe src=/c>d</iframe>b", "TBH126", "`<iframe>` of `/c` is left out: d"),
        ("a <video><p>c<br>d<!-- e --></video>b", "TBH126", "`<video>` is left out: c d"),
        ("a <video><video></video>c</video>b", "TBH126", "`<video>` is left out: c"),
        ("a <input value=c> b", "TBH126", "`<input>` is left out: c"),
        ("a <svg/> b", "TBH126", "`<svg>` is left out"),
        ("a b<object data=/c>d", "TBH126", "`<object>` of `/c` is left out: d"),
        ("a <img alt=b>", "TBH126", "an image without an address is left out"),
        ("<pre>a <img src=/c alt=b></pre>", "TBH126", "the image `/c` is left out"),
        ("<pre>a <img alt=b></pre>", "TBH126", "an image without an address is left out"),
        ("a b<p class", "TBH126", "the tag `<p class`, which does not end, is left out"),
        (
            "<a href='JavaScript:alert(1)'>a</a> b",
            "TBH121",
            (
                "the address `JavaScript:alert(1)` has a scheme that is not allowed: "
                "its words are kept without it"
            ),
        ),
        (
            "a <img src=cid:1 alt=b>",
            "TBH121",
            "the address `cid:1` has a scheme that is not allowed: its words are kept without it",
        ),
        ("a <i>b&#x81;</i>", "TBH123", "the character U+0081 cannot be carried: U+FFFD is shown"),
    ],
)
def test_what_a_reader_would_miss_is_an_error(html: str, code: str, message: str) -> None:
    """`from_html` refuses it, `read_html` goes on."""
    reading = read_html(html)

    problem = next(one for one in reading.problems if one.severity is Severity.ERROR)
    assert (problem.code, problem.message) == (code, message)
    assert write_plain(reading.tree).replace("�", "").split() == ["a", "b"]
    with pytest.raises(RichTextError):
        from_html(html)


def test_a_layout_table_is_no_loss() -> None:
    """Mails say so of theirs."""
    assert messages("<table role=presentation><tr><td>a</table>") == []


def test_a_thing_that_occurs_often_is_one_problem_with_a_place() -> None:
    """Lines and columns are those of the source."""
    (problem,) = read_html("<p>a</p>\r\n<p>é <u>b\nc</u> <u>d</u></p>").problems

    assert (problem.line, problem.column, problem.length) == (2, 6, 3)
    assert problem.message == "underlining cannot be kept, only the words (2 times)"


def test_characters_that_cannot_be_carried_are_shown() -> None:
    """In the source, and in references."""
    reading = read_html("a\x00b\ud800 <img src=/c alt='&#x81;'>")

    assert write_plain(reading.tree) == "a�b� �"
    assert [(one.code, one.column) for one in reading.problems] == [
        ("TBH123", 2),
        ("TBH123", 4),
        ("TBH123", 6),
    ]


def test_preformatted_lines_stay_as_they_are() -> None:
    """Only the line ending after the start tag is none of them."""
    html = "<pre>\n a\n<div>b</div><div>c</div>d<br>\n</pre><xmp><b></xmp><pre>e<pre>f</pre>g</pre>"

    assert read_html(html).tree.blocks == (
        CodeBlock(value=" a\nb\nc\nd\n"),
        CodeBlock(value="<b>"),
        CodeBlock(value="e\nf"),
        Paragraph(children=(Text(value="g"),)),
    )
    assert from_html("<pre class='lang-c'><code>\na</code></pre>").blocks == (
        CodeBlock(value="\na", language="c"),
    )


def test_a_heading_above_the_level_that_is_given_is_the_first() -> None:
    """So that no two levels become one."""
    (first, second) = from_html("<h3>a</h3><h6>b</h6>", heading_level=3).blocks
    assert first == Heading(level=1, children=(Text(value="a"),))
    assert second == Heading(level=4, children=(Text(value="b"),))
    assert as_markdown("<h1>a</h1><h3>b</h3>") == "# a\n\n### b"


def test_space_at_the_end_of_a_line_is_removed() -> None:
    """Also in code, and around what has no words."""
    assert read_html("a<code>b </code><br> c").tree == from_html("a<code>b</code><br>c")
    assert from_html("<i> </i>a <code> </code><br>") == from_html("a")
    assert write_html(from_html("<em><br></em><img src=/b> ")) == '<p><img src="/b" alt=""></p>'


@pytest.mark.parametrize("html", ["", " \n ", "<p>", "<!DOCTYPE html><html><body></body></html>"])
def test_nothing_is_an_empty_text(html: str) -> None:
    """And no problem."""
    assert from_html(html) == RichText()
    assert messages(html) == []


@pytest.mark.parametrize(
    "html",
    [
        "<blockquote>" * 3000 + "a",
        "<ul><li>" * 3000 + "a<li>b",
        "<i><ul>" * 3000 + "a",
        "<div>" * 3000 + "a" + "</div>" * 3000,
        "<b><a href=/b>" * 3000 + "a",
        "<p style='mso-list:l0 level9'>a" * 300,
        "<ul><li>" * 89 + "<p style='mso-list:l0 level1'>a<p style='mso-list:l0 level9'>b",
    ],
)
def test_no_depth_runs_out_of_stack(html: str) -> None:
    """The words are there, and can be written."""
    reading = read_html(html)

    assert "a" in write_html(reading.tree)
    assert {problem.code for problem in reading.problems} <= {"TBH124", "TBH126"}
    assert read_html(write_html(reading.tree)).tree == reading.tree


def test_too_many_levels_are_a_problem() -> None:
    """It is said once."""
    assert messages("<blockquote>" * 92 + "a") == [
        "more than 90 levels inside each other (2 times)"
    ]
    assert messages("<q>" * 101 + "a")[1:] == ["more than 90 levels inside each other"]


@pytest.mark.parametrize(
    "piece",
    [
        "<!--",
        "<a ",
        "<",
        "<a ='",
        "&#",
        "<b>",
        "<div><b>x</div>",
        "</p>",
        "<ul><li>",
        "a\x00",
        "\n<q>",
    ],
)
def test_time_is_linear(piece: str) -> None:
    """Ten times the source takes about ten times as long, whatever is in it."""

    def seconds(length: int) -> float:
        gc.disable()  # it would look through all that other tests have left
        try:
            start = time.process_time()
            read_html(piece * (length // len(piece)))
            return time.process_time() - start
        finally:
            gc.enable()

    shorter = min(seconds(10_000) for _ in range(3))
    assert min(seconds(100_000) for _ in range(3)) < 40 * shorter + 0.2


@pytest.mark.parametrize("value", [b"<p>a", None, 3])
def test_only_text_is_read(value: object) -> None:
    """Anything else is named."""
    with pytest.raises(TypeError, match="`source`"):
        read_html(value)  # type: ignore[arg-type]
