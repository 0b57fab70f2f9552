"""Where a source was wrapped means nothing; where a line breaks means something."""

import pytest

from tbh_model.text import (
    RichText,
    headings,
    map_links,
    markdown,
    parse_lazily,
    unwrap_lines,
    write_html,
    write_markdown,
    write_plain,
)


def unread(source: str) -> RichText:
    text = parse_lazily(source)
    assert text is not None
    return text


WRAPPED = [
    ("one\ntwo", "one two"),
    ("one \n   two\nthree\n\nfour\nfive", "one two three\n\nfour five"),
    ("*one\ntwo* **three\nfour**", "one two three four"),
    ("> one\n> two\n\n- three\n  four", "> one two\n\n- three four"),
    ("1. one\n   two\n\n       let it\n       be", "1. one two\n\n   let it\n   be"),
    ("[one\ntwo](https://example.org/)", "one two (https://example.org/)"),
    ("one\\\ntwo\nthree", "one\ntwo three"),
    ("one\ntwo\n===", "one two"),
    ("one\n&amp; two", "one & two"),
]


@pytest.mark.parametrize(("source", "expected"), WRAPPED)
def test_each_paragraph_stands_on_one_line(source: str, expected: str) -> None:
    """At any depth; a line break stays one, and a program keeps its lines."""
    assert write_plain(unwrap_lines(markdown(source))) == expected


@pytest.mark.parametrize("source", ["one\ntwo", "*one\ntwo*\n\nb", "a\n&#38; b\n\n    c\n    d"])
def test_what_is_unread_gives_the_same_as_what_was_read(source: str) -> None:
    """Prose or not."""
    assert write_html(unwrap_lines(unread(source))) == write_html(unwrap_lines(markdown(source)))


def test_prose_stays_unread() -> None:
    """Wrapped or not: thousands of answers are written without their trees."""
    whole, wrapped = unread("one *two*\n\nthree"), unread("one *two*\nthree")

    assert unwrap_lines(whole) is whole
    assert unwrap_lines(wrapped).source is not None
    assert write_html(unwrap_lines(wrapped)) == "<p>one <em>two</em> three</p>"


def test_a_line_that_would_mean_something_else_on_one_line_is_read_first() -> None:
    """A line of stars is a rule."""
    assert write_html(unwrap_lines(unread("**\n*"))) == "<p>** *</p>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# one", ((1, "one"),)),
        ("> ## *one* &amp; two\n\n- # three", ((2, "one & two"), (1, "three"))),
        ("- one\n  # two `three`", ((1, "two three"),)),
        ("one\n---", ((2, "one"),)),
        ("# &#1;", ((1, "\x01"),)),
        ("one\n\n***", ()),
    ],
)
def test_headings_are_found_whether_a_text_was_read_or_not(
    source: str, expected: tuple[tuple[int, str], ...]
) -> None:
    """At any depth."""
    assert headings(unread(source)) == expected
    assert headings(RichText(blocks=markdown(source).blocks)) == expected


@pytest.mark.parametrize("source", ["> [one](https://a.example/)", "- *one*\n- `two`\n\n***"])
def test_a_text_whose_links_stay_is_not_read(source: str) -> None:
    """Thousands of texts have links, and nobody changes them."""
    text = unread(source)

    assert map_links(text, lambda url: url) is text


def test_links_can_be_changed() -> None:
    """However deep they are; one that leads nowhere leaves its words, an image its description."""
    text = markdown(
        "# \n\n# H\n\nA *[b](c)* [d]() **![e](f)** ![](g)\n\n"
        "> - [h](i)\n\n![](j)\n\n*![](j)*\n\n---\n"
    )

    changed = map_links(text, lambda url: url and f"/{url}", lambda url: None)

    assert write_plain(changed) == "H\n\nA b (/c) d e \n\n> - h (/i)\n\n* * *"


def test_a_text_in_which_nothing_changes_is_the_same_object() -> None:
    """Prose has no links, and stays unread."""
    prose, linked = markdown("Words, *all* of them."), markdown("See [a](b).")

    assert map_links(prose, lambda url: None) is prose
    assert map_links(linked, lambda url: url) is linked
    assert write_markdown(map_links(linked, lambda url: None)) == "See a.\n"
