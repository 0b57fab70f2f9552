"""Fixtures that several rooms share."""

from pathlib import Path

import pytest

import tbh_model as tbh

EXAMPLE = Path(__file__).parents[1] / "examples" / "therapists-being-human"


@pytest.fixture(scope="session")
def example() -> tbh.Series:
    """The series that the repository ships as its example."""
    return tbh.load(EXAMPLE)
