"""What is found out once for each value."""

import gc

from attrs import frozen

from tbh_model._memo import memoize_by_identity


@frozen
class _Word:
    """A value that compares, and can be weakly referred to."""

    text: str


def test_a_value_is_asked_once() -> None:
    """And an equal one that is another is asked for itself."""
    asked: list[str] = []

    @memoize_by_identity
    def length(word: _Word) -> int:
        asked.append(word.text)
        return len(word.text)

    first, second = _Word("door"), _Word("door")

    assert [length(each) for each in (first, first, second)] == [4, 4, 4]
    assert asked == ["door", "door"]


def test_nothing_is_kept_of_a_value_that_is_gone() -> None:
    """A new one in its place in memory is asked anew."""
    asked: list[str] = []

    @memoize_by_identity
    def text(word: _Word) -> str:
        asked.append(word.text)
        return word.text

    for each in ("a", "b", "c"):
        assert text(_Word(each)) == each
        gc.collect()

    assert asked == ["a", "b", "c"]
