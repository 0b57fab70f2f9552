"""The content of a post: blocks of WordPress, in the order of the edition."""

import json
import re

import pytest

import tbh_model as tbh
from small_talk import body, channel, edition, items, response, said, series
from tbh_wordpress._blocks import delimiter


def _blocks(text: str) -> list[str]:
    return re.findall(r"^<!-- wp:([a-z-]+)", text, re.MULTILINE)


def test_every_block_is_closed_in_its_turn() -> None:
    """Comments nest as elements do."""
    text = body(
        introduction=tbh.markdown("- one\n  - two\n\n> a\n>\n> - b"),
        responses=(response("It is.", answer=tbh.markdown("1. a\n2. b")),),
    )
    opened: list[str] = []
    for closing, name in re.findall(r"<!-- (/?)wp:([a-z-]+)", text):
        if closing:
            assert opened.pop() == name
        else:
            opened.append(name)
    assert opened == []


def test_the_parts_stand_in_their_order() -> None:
    """It is that of the outline, and each has the block that fits."""
    text = body(
        introduction=tbh.markdown("First."),
        overview=tbh.Overview(),
        responses=(response("Third."),),
        sign_off="Fourth.",
        notices=(tbh.Notice(text=tbh.markdown("Fifth.")),),
    )
    words = ["First.", "Today’s Challenge", "The Challenge", "What is patience for?", "Third."]
    places = [text.replace("'", "’").index(each) for each in (*words, "Fourth.", "Fifth.")]

    assert places == sorted(places)
    assert [each for each in _blocks(text) if each != "list-item"] == [
        "paragraph", "paragraph", "list", "heading", "heading", "paragraph", "heading",
        "quote", "paragraph", "separator", "paragraph",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markdown", "markup"),
    [
        (
            "A *b* **c** `d` [e](../f)\\\ng",
            (
                "<!-- wp:paragraph -->\n<p>A <em>b</em> <strong>c</strong> <code>d</code> "
                '<a href="https://example.org/f">e</a><br>g</p>\n<!-- /wp:paragraph -->'
            ),
        ),
        (
            "# Why",
            (
                '<!-- wp:heading {"level":3} -->\n<h3 class="wp-block-heading">Why</h3>\n'
                "<!-- /wp:heading -->"
            ),
        ),
        (
            "3. a\n4. b\n   - c",
            (
                '<!-- wp:list {"ordered":true,"start":3} -->\n<ol class="wp-block-list" start="3">'
                "<!-- wp:list-item -->\n<li>a</li>\n<!-- /wp:list-item -->\n"
                "<!-- wp:list-item -->\n<li>b<!-- wp:list -->\n"
                '<ul class="wp-block-list"><!-- wp:list-item -->\n<li>c</li>\n'
                "<!-- /wp:list-item -->\n"
                "</ul>\n<!-- /wp:list -->\n</li>\n<!-- /wp:list-item -->\n</ol>\n<!-- /wp:list -->"
            ),
        ),
        (
            "> a",
            (
                '<!-- wp:quote -->\n<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n'
                "<p>a</p>\n<!-- /wp:paragraph -->\n</blockquote>\n<!-- /wp:quote -->"
            ),
        ),
        (
            '![A "chair"](https://example.org/small/images/a.png)',
            (
                '<!-- wp:image -->\n<figure class="wp-block-image">'
                '<img src="https://example.org/small/images/a.png" alt=\'A "chair"\'></figure>\n'
                "<!-- /wp:image -->"
            ),
        ),
        (
            "```\na < b\n```",
            (
                '<!-- wp:code -->\n<pre class="wp-block-code"><code>a &lt; b</code></pre>\n'
                "<!-- /wp:code -->"
            ),
        ),
        (
            "---",
            (
                '<!-- wp:separator -->\n<hr class="wp-block-separator has-alpha-channel-opacity">\n'
                "<!-- /wp:separator -->"
            ),
        ),
        (
            "- a\n\n  > b",
            (
                "<!-- wp:html -->\n<ul>\n<li>\n<p>a</p>\n<blockquote>\n<p>b</p>\n"
                "</blockquote>\n</li>\n</ul>\n<!-- /wp:html -->"
            ),
        ),
    ],
    ids=["words", "heading", "list", "quote", "image", "code", "rule", "list of blocks"],
)
def test_each_block_is_written_as_the_editor_writes_it(markdown: str, markup: str) -> None:
    """Heading levels continue those of the parts, and addresses are absolute."""
    assert body(introduction=tbh.markdown(markdown)).startswith(f"{markup}\n\n")


def test_a_response_is_a_quote_that_says_whose_it_is() -> None:
    """The answer that it is taken from follows it; its id is the address that feeds know."""
    text = body(responses=(response("It is a room.", answer=tbh.markdown("And *long*.")),))

    assert (
        '<!-- wp:quote -->\n<blockquote class="wp-block-quote" id="r-1"><!-- wp:paragraph -->\n'
        "<p>“It is a room.”</p>\n<!-- /wp:paragraph -->\n<cite>Zoë Ångström</cite></blockquote>\n"
        "<!-- /wp:quote -->\n\n<!-- wp:paragraph -->\n<p>And <em>long</em>.</p>"
    ) in text


def test_an_answer_without_a_quote_is_quoted_as_a_whole() -> None:
    """So that nobody can take it for the words of somebody else."""
    text = body(responses=(response(None, answer=tbh.markdown("Once.\n\nAnd again.")),))

    (quoted,) = re.findall("<blockquote.*?</blockquote>", text, re.DOTALL)
    assert quoted.index("Once.") < quoted.index("And again.") < quoted.index("<cite>Zoë Ångström<")


def test_the_name_links_to_the_page_of_who_is_named() -> None:
    """Where there is one."""
    person = tbh.Therapist(id="zoe", name="Zoë Ångström", url="https://zoe.example/")
    told = edition(responses=(response("It is.", therapist="zoe"),))
    (post,) = items(channel(series(told, therapists=(person,))))
    (text,) = said(post, "content:encoded")

    assert '<cite><a href="https://zoe.example/">Zoë Ångström</a></cite>' in text


def test_nobody_is_named_who_is_not_to_be() -> None:
    """Then there is no line over the quote."""
    text = body(responses=(response("It is.", attribution=tbh.Attribution.ANONYMOUS),))

    assert "“It is.”" in text
    assert "Ångström" not in text


def test_words_in_another_language_say_so() -> None:
    """A post has no language of its own."""
    text = body(responses=(response("الصبر", language="ar"),))

    assert '<p><span lang="ar" dir="rtl">«الصبر»</span></p>' in text


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("<script>x</script> ]]> -->", "&lt;script&gt;x&lt;/script&gt; ]]&gt; --&gt;"),
        ('[gallery ids="1"]', '[gallery ids="1"]'),
        ("https://video.example/watch", "https&#58;//video.example/watch"),
    ],
)
def test_words_stay_words(words: str, written: str) -> None:
    """No markup, no shortcode, and no address that WordPress would embed."""
    text = body(sign_off=words)
    escaped = written.replace("[", "&#91;").replace("]", "&#93;")

    assert f"<p>{escaped}</p>" in text


def test_an_address_in_a_link_stays_as_it_is() -> None:
    """WordPress replaces the address of an image by that of its own copy, letter by letter."""
    text = body(introduction=tbh.markdown("![](https://example.org/a.png)"))

    assert 'src="https://example.org/a.png"' in text


def test_nothing_in_what_opens_a_block_can_end_it() -> None:
    """It is still the JSON that it was."""
    attributes = {"metadata": {"name": '-- --> <b> & "quoted" \\ é'}}
    made = delimiter("group", attributes)

    assert made.startswith(" wp:group {")
    assert not any(sign in made for sign in ("--", "<", ">", "&", '\\"'))
    assert json.loads(made.removeprefix(" wp:group ")) == attributes
