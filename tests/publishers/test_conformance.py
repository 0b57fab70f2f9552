"""The publisher of the examples, by the kit."""

import pytest

from publishers import board
from tbh_model.testing import Check, publisher_checks


@pytest.mark.parametrize(
    "check",
    publisher_checks(board.publisher_at("https://board.example"), board.SIMULATION),
    ids=str,
)
def test_conformance(check: Check) -> None:
    """Each check of the kit, on a served board."""
    check()
