import sys

import pytest

from tbh_model.text import replace_unencodable, unencodable


@pytest.mark.parametrize(
    "character",
    ["\x00", "\x0b", "\x0c", "\x1f", "\x7f", "\x85", "\ud800", "\ufdd0", "\uffff", "\U0010fffe"],
)
def test_a_character_that_cannot_be_carried_becomes_visible(character: str) -> None:
    """The reader sees that something was there."""
    assert replace_unencodable(f"a{character}b") == "a\ufffdb"


def test_text_that_can_be_carried_is_the_same_object() -> None:
    """Nothing is copied for nothing."""
    text = "a\t\r\n\u00a0é😀\ufffd"

    assert replace_unencodable(text) is text


def test_each_character_that_cannot_be_carried_is_found_at_its_index() -> None:
    """A problem can point at it."""
    assert unencodable("a\x00b\x1f") == ((1, "\x00"), (3, "\x1f"))


def test_what_can_be_printed_can_be_carried() -> None:
    """Text that can be printed is looked at no further: it may hold none of the 2,176."""
    every = [chr(code) for code in range(sys.maxunicode + 1)]

    assert len(unencodable("".join(every))) == 29 + 33 + 2048 + 32 + 34
    assert unencodable("".join(filter(str.isprintable, every))) == ()
