"""Editing a text: what is edited changes, and nothing else does."""

import pytest
from hypothesis import given, strategies as st

from tbh_model.content._yaml_patch import Edit, apply_edits, apply_edits_to_bytes


def read(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


def test_edits_are_made_wherever_they_stand_in_the_list() -> None:
    """Positions are those of the text before any edit."""
    assert apply_edits("a: 1\nb: 2\n", [Edit(8, 9, "two"), Edit(3, 4, "one")]) == "a: one\nb: two\n"


def test_a_part_of_a_text_can_be_edited_alone() -> None:
    """From one position to another."""
    assert apply_edits("abcdef", [Edit(2, 3, "C")], start=1, end=5) == "bCde"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", b"\xef\xbb\xbfa: 1\r\nb: x\r\ny\r\n"),
        (b"a: 1\nb: 2\r\n", b"a: 1\nb: x\ny\r\n"),
        (b"a: 1\rb: 2\r", b"a: 1\rb: x\ry\r"),
    ],
)
def test_new_lines_end_as_those_of_the_file_do(before: bytes, after: bytes) -> None:
    """As most of them do; byte order mark and all other ends stay."""
    assert apply_edits_to_bytes(before, [Edit(8, 9, "x\ny")]) == after


def test_a_text_of_one_line_gets_line_feeds() -> None:
    """There is no end of a line to follow."""
    assert apply_edits_to_bytes(b"a: 1", [Edit(3, 4, "x\ny")]) == b"a: x\ny"


@given(
    st.lists(st.sampled_from(["a", "é", "\r\n", "\r", "\n", " "]), max_size=12),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.data(),
)
def test_what_is_not_edited_stays_byte_for_byte(
    parts: list[str], mark: bytes, data: st.DataObject
) -> None:
    """Whatever the ends of lines, and wherever the edit is."""
    before = mark + "".join(parts).encode()
    text = read(before)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    after = apply_edits_to_bytes(before, [Edit(start, end, "NEW")])

    assert read(after) == f"{text[:start]}NEW{text[end:]}"
    first, _, last = after.partition(b"NEW")
    assert before.startswith(first)
    assert before.endswith(last)
