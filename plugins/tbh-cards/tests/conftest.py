"""Drawings that several tests ask for are drawn once."""

from collections.abc import Iterator
from functools import lru_cache

import pytest

from tbh_cards import _drawing, _svg


@pytest.fixture(scope="session", autouse=True)
def _draw_once() -> Iterator[None]:
    """The kit draws a series of 500 cards six times; `test_drawing` has that it is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_drawing, "png", lru_cache(maxsize=None)(_svg.png.__wrapped__))
        yield
