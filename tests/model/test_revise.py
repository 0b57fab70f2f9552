"""A value with other fields: as `evolve` makes it, but only what is new is checked."""

import pytest
from attrs import evolve
from hypothesis import given

import tbh_model as tbh
from small import AT, edition, response
from strategies_model import SERIES
from tbh_model.model import revise


def test_it_is_equal_to_one_that_is_checked_as_a_whole() -> None:
    """And the one that it was made of stays as it was."""
    before = edition(tags=("a",))
    after = revise(before, tags=["b"], published=AT)

    assert after == evolve(before, tags=("b",), published=AT)
    assert before.tags == ("a",)


@given(SERIES)
def test_without_changes_it_is_the_same(series: tbh.Series) -> None:
    """Every field of every value."""
    for each in series.editions:
        assert revise(each) == each
        assert repr(revise(each)) == repr(each)
        assert [revise(answer) for answer in each.responses] == list(each.responses)


def test_what_is_new_is_checked() -> None:
    """With the words of the class."""
    with pytest.raises(tbh.InvalidValueError, match=r"Response\.attribution"):
        revise(response(), attribution="nobody")


def test_a_field_that_is_none_is_refused_with_those_that_are() -> None:
    """Nothing is passed over in silence."""
    said = r"^revise\(\): `quoted` is no field of Response; it has .*\bquote\b"
    with pytest.raises(tbh.ArgumentError, match=said):
        revise(response(), quoted="And then?")
