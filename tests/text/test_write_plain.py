import pytest

from tbh_model.text import (
    Link,
    Paragraph,
    RichText,
    Text,
    count_words,
    markdown,
    parse_lazily,
    summary_words,
    write_plain,
)


def test_every_block_is_plain_text() -> None:
    """A person reads it as it is."""
    source = "# a\n\nb\n\n> c\n>\n> d\n\n- e\n  - f\n- g\n\n***\n\n```\nh\n```"

    assert write_plain(markdown(source)) == (
        "a\n\nb\n\n> c\n>\n> d\n\n- e\n  - f\n- g\n\n* * *\n\nh"
    )


def test_items_that_stand_apart_are_numbered_and_stand_apart() -> None:
    """Their further blocks stand under the first."""
    assert write_plain(markdown("9. a\n\n   b\n10. c")) == "9. a\n\n   b\n\n10. c"


def test_every_inline_is_its_words() -> None:
    """Emphasis is silent, a picture is what it says."""
    assert write_plain(markdown("*a* **b** `c` ![d](/e)\\\nf")) == "a b c d\nf"


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("[a](https://b.c/d)", "a (https://b.c/d)"),
        ("<https://b.c/>", "https://b.c/"),
        ("[b.c](https://b.c/)", "b.c"),
        ("<a@b.c>", "a@b.c"),
        ("[call](tel:+1)", "call (tel:+1)"),
        ("[a](#b)", "a"),
        ("[a]()", "a"),
        ("[](/b)", "/b"),
    ],
)
def test_a_link_shows_an_address_that_says_more(source: str, plain: str) -> None:
    """Nobody needs to read the same address twice."""
    assert write_plain(markdown(source)) == plain


def test_addresses_are_joined_to_the_base() -> None:
    """A relative address says nothing in a message."""
    tree = RichText(blocks=(Paragraph(children=(Link(url="b", children=(Text(value="a"),)),)),))

    assert write_plain(tree, base_url="https://x.y/z/") == "a (https://x.y/z/b)"


@pytest.mark.parametrize("shown", ["x.y/%C3%A9", "https://x.y/%C3%A9", "x.y/é"])
def test_an_address_that_the_words_say_is_not_said_again(shown: str) -> None:
    """As people write it, or as programs do."""
    assert write_plain(markdown(f"[{shown}](/é)"), base_url="https://x.y/z/") == shown


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("Rest.", "Rest."),
        ('*Rest* is "not" a **reward**.\n\nIt > is', 'Rest is "not" a reward.\n\nIt > is'),
        ("# Rest\n\n- now", "Rest\n\n- now"),
        ("R&D", "R&D"),
    ],
)
def test_a_text_that_nobody_has_read_is_plain_text_too(source: str, plain: str) -> None:
    """And its words are counted, whatever it is made of."""
    later = parse_lazily(source)
    assert later is not None

    assert write_plain(later) == plain
    assert count_words(later) == len(summary_words(later).split())
