"""Texts made short: whole graphemes, whole words."""

import pytest
import regex
from hypothesis import example, given, settings, strategies as st

from tbh_model.text import (
    BlockQuote,
    InlineImage,
    Paragraph,
    RichText,
    clip,
    collapse_spaces,
    markdown,
    parse_lazily,
    shorten,
    summary_words,
)

_PIECES = (
    *("🇫🇷", "🇨🇦", "👨‍👩‍👧", "e\u0301", "क्षि", "நி", "각", "\u1100\u1161\u11a8", "\r\n", "🏳️‍🌈"),
    *("1️⃣", "👍🏽", "กำ", "\u0600", "ক্ষ", "\u200d", "\u0301", " ", "日本", "、", "「", "ｶﾞ", "ဂ္ဂ"),
    *("ភ្ន", "word", "(", "\u00a0", "\u1039", "\U0001f3fb", "क", "\u0d4e", "\u200b"),
)
_texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.characters()), max_size=30).map("".join),
)


@settings(max_examples=1500)
@given(_texts, st.integers(1, 40))
@example("ab" + "\u1039\U0001f3fbক" * 9, 12)
@example("🇫🇷" * 20, 13)
def test_no_character_that_a_reader_sees_is_cut(text: str, length: int) -> None:
    """As UAX 29 has them, in a reading that is not ours."""
    ends = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    short, bare = shorten(text, length), clip(text, length)

    assert len(short) <= length
    assert len(bare) <= length
    assert text.startswith(bare)
    assert len(bare) in ends
    if short != text:
        assert short.endswith("…")
        assert text.startswith(short[:-1])
        assert len(short) - 1 in ends


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Rest is not a reward.", 21, "Rest is not a reward."),
        ("Rest is not a reward.", 20, "Rest is not a…"),
        ("Rest, or sleep, is good", 16, "Rest, or sleep…"),
        ("Rest (or sleep) is good", 8, "Rest…"),
        ("Rest — or sleep", 9, "Rest…"),
        ("Rest \u0600 is good", 8, "Rest…"),
        ("Rest is good. Sleep is", 15, "Rest is good…"),
        ("a\u00a0b c\u00a0d", 6, "a\u00a0b…"),
        ("日本の首都は東京です。とても大きい", 8, "日本の首都は東…"),
        ("日本の首都は東京です。とても", 12, "日本の首都は東京です…"),
        ("これは「東京」です", 5, "これは…"),
        ("https://example.org/a/long/one", 15, "https://exampl…"),
    ],
)
def test_a_text_is_cut_between_words(text: str, length: int, short: str) -> None:
    """And nothing hangs in the air before the mark."""
    assert shorten(text, length) == short


def test_only_ordinary_space_is_folded() -> None:
    """No-break, thin and ideographic spaces are how somebody wanted their words."""
    assert collapse_spaces(" a \n\t b\u2028c  ") == "a b c"
    assert (
        collapse_spaces("a\u00a0\u00a0b\u202f!\u3000c\u2009d")
        == "a\u00a0\u00a0b\u202f!\u3000c\u2009d"
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("> Q\n\nand more", "Q and more"),
        ("- a\n- b\n\n1. c", "a b c"),
        ("* * *\n\nafter", "after"),
        ("[words](https://e.example/x) here", "words here"),
        ("<https://e.example/x> here", "here"),
        ("![A cup](cup.png) stands", "A cup stands"),
        ("# A *heading*\n\n`code` and\n**more**  \nlines", "A heading code and more lines"),
        ("```\nx = 1\n```", "x = 1"),
        ("a\u00a0b", "a\u00a0b"),
    ],
)
def test_a_summary_is_the_words_and_nothing_else(source: str, words: str) -> None:
    """No mark of Markdown, no address."""
    assert summary_words(markdown(source)) == words


def test_the_words_of_a_text_that_nobody_has_read_are_the_same() -> None:
    """Prose is summed up without reading it."""
    source = 'One *two* "three"\nfour.\n\nFive & six.'
    later = parse_lazily(source)

    assert later is not None
    assert summary_words(later) == summary_words(RichText(blocks=later.blocks))


def test_a_picture_without_words_says_nothing() -> None:
    """It is decoration."""
    picture = Paragraph(children=(InlineImage(url="a.png"),))

    assert summary_words(RichText(blocks=(BlockQuote(children=(picture,)),))) == ""
