"""Fixtures that several packages share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem
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


@pytest.fixture(autouse=True)
def empty_memory_store() -> Iterator[None]:
    """The store in memory is one for the whole process: no test finds what another left there."""
    yield
    MemoryFileSystem.store.clear()
    MemoryFileSystem.pseudo_dirs[:] = [""]
