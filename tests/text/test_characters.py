import re
import sys
from unicodedata import category

import pytest

from tbh_model._characters import (
    IGNORABLE,
    INVISIBLE_NAMES,
    LINE_BREAKS,
    SPACES,
    UNSEEN,
    UNSEEN_IN_BMP,
    WIDE_SPACES,
    ZERO_WIDTH_SPACES,
)
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


def characters(inside: str) -> set[str]:
    """Return what the inside of a character class stands for."""
    pattern = re.compile(f"[{inside}]")
    return {chr(code) for code in range(sys.maxunicode + 1) if pattern.match(chr(code))}


def test_the_tables_are_what_python_and_unicode_say() -> None:
    """Spaces, ends of lines, and nothing unseen that is a letter of somebody's word."""
    every = [chr(code) for code in range(sys.maxunicode + 1)]

    assert characters(SPACES) == {*filter(str.isspace, every)}
    assert characters(LINE_BREAKS) == {each for each in every if len(f"a{each}b".splitlines()) > 1}
    assert {category(each) for each in characters(IGNORABLE)} <= {"Cf", "Mn", "Cn"}


def test_each_table_is_a_part_of_those_that_have_more() -> None:
    """What is looked for in one place is known in the others."""
    assert characters(WIDE_SPACES) < characters(SPACES)
    assert characters(ZERO_WIDTH_SPACES) < characters(IGNORABLE)
    assert {*INVISIBLE_NAMES} < characters(IGNORABLE)
    assert characters(IGNORABLE) < characters(UNSEEN_IN_BMP) < characters(UNSEEN)
