"""Laws of content: it survives JSON, pickling and copying."""

import pickle

from attrs import evolve
from hypothesis import given

import tbh_model as tbh
from strategies_model import SERIES


@given(SERIES)
def test_json_gives_back_the_same_series(series: tbh.Series) -> None:
    """`loads(dumps(s)) == s`, private fields included."""
    assert tbh.loads(tbh.dumps(series)) == series


@given(SERIES)
def test_json_is_a_normal_form(series: tbh.Series) -> None:
    """What was written once is written the same again."""
    text = tbh.dumps(series)

    assert tbh.dumps(tbh.loads(text)) == text


@given(SERIES)
def test_copies_are_equal(series: tbh.Series) -> None:
    """Pickled or evolved, a series is its content."""
    copy = pickle.loads(pickle.dumps(series))  # noqa: S301 - our own bytes

    assert copy == series == evolve(series)
    assert hash(copy) == hash(series)
