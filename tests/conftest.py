"""Fixtures that several packages share."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import tbh_model as tbh

settings.register_profile("brief", max_examples=18, deadline=None)
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("usual", max_examples=100, deadline=None)
settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

EXAMPLE = Path(__file__).parents[1] / "examples" / "therapists-being-human"


@pytest.fixture(scope="session")
def example() -> tbh.Series:
    """The series that the repository ships as its example."""
    return tbh.load(EXAMPLE)
