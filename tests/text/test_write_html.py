import pytest

from tbh_model.text import (
    CodeBlock,
    Heading,
    InlineImage,
    Link,
    Paragraph,
    RichText,
    Text,
    markdown,
    write_html,
)


def test_every_block_has_its_element() -> None:
    """The elements are those that CommonMark names."""
    source = "# a\n\nb\n\n> c\n\n3. d\n\n   e\n\n---\n\n```py x\n<f>\n```\n\n```\n```"

    assert write_html(markdown(source)) == (
        "<h2>a</h2>\n"
        "<p>b</p>\n"
        "<blockquote>\n<p>c</p>\n</blockquote>\n"
        '<ol start="3">\n<li>\n<p>d</p>\n<p>e</p>\n</li>\n</ol>\n'
        "<hr>\n"
        '<pre><code class="language-py">&lt;f&gt;\n</code></pre>\n'
        "<pre><code></code></pre>"
    )


def test_every_inline_has_its_element() -> None:
    """The elements are those that CommonMark names."""
    source = "*a* **b** `<c>` [d](/e 'f') ![g](h)\\\ni"

    assert write_html(markdown(source)) == (
        "<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code> "
        '<a href="/e" title="f">d</a> <img src="h" alt="g"><br>\ni</p>'
    )


def test_items_of_a_tight_list_have_no_paragraphs() -> None:
    """They stand close."""
    assert write_html(markdown("- a\n  - b\n-")) == (
        "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n<li></li>\n</ul>"
    )


def test_an_empty_tree_is_an_empty_text() -> None:
    """Nothing in, nothing out."""
    assert write_html(RichText()) == ""


def test_text_is_escaped_and_an_apostrophe_stays() -> None:
    """What is text stays text."""
    tree = RichText(blocks=(Paragraph(children=(Text(value='<b> & "don\'t" &lt;'),)),))

    assert write_html(tree) == "<p>&lt;b&gt; &amp; &quot;don't&quot; &amp;lt;</p>"


def test_attributes_are_escaped() -> None:
    """No attribute can end before its value does."""
    image = InlineImage(url='/a"b', alt='"><script>', title='"x')
    tree = RichText(
        blocks=(
            Paragraph(children=(image,)),
            CodeBlock(value="", language='"x'),
        )
    )

    assert write_html(tree) == (
        '<p><img src="/a%22b" alt="&quot;&gt;&lt;script&gt;" title="&quot;x"></p>\n'
        '<pre><code class="language-&quot;x"></code></pre>'
    )


def test_characters_that_html_forbids_become_visible() -> None:
    """A page with one of them would not be valid."""
    tree = RichText(blocks=(Paragraph(children=(Text(value="a\x01\x85\uffffb\tc"),)),))

    assert write_html(tree) == "<p>a\ufffd\ufffd\ufffdb\tc</p>"


@pytest.mark.parametrize(
    ("level", "heading_level", "element"),
    [(1, 1, "h1"), (1, 2, "h2"), (2, 3, "h4"), (4, 4, "h6"), (6, 2, "h6"), (1, 9, "h6")],
)
def test_headings_lie_where_the_caller_says(level: int, heading_level: int, element: str) -> None:
    """A heading of level 1 gets the level asked for, and none gets deeper than 6."""
    tree = RichText(blocks=(Heading(level=level, children=()),))

    assert write_html(tree, heading_level=heading_level) == f"<{element}></{element}>"


@pytest.mark.parametrize(
    ("base_url", "href"),
    [(None, "a#b"), ("https://x.y/z/", "https://x.y/z/a#b"), ("../", "../a#b")],
)
def test_addresses_are_joined_to_the_base(base_url: str | None, href: str) -> None:
    """The same text is right in a feed and on a page."""
    tree = RichText(blocks=(Paragraph(children=(Link(url="a#b", children=()),)),))

    assert write_html(tree, base_url=base_url) == f'<p><a href="{href}"></a></p>'


def test_an_address_is_percent_encoded_once() -> None:
    """What may not stand in a URI is encoded, and what is encoded already stays."""
    tree = RichText(blocks=(Paragraph(children=(Link(url="/é %20\\", children=()),)),))

    assert write_html(tree) == '<p><a href="/%C3%A9%20%20%5C"></a></p>'
