"""Checks of the content package alone, without those of a build."""

import pytest

import tbh_model as tbh
from tbh_model import content


@pytest.fixture(autouse=True)
def content_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `tbh.check` look at the content alone: no exporter runs, and no gate."""
    monkeypatch.setattr(tbh, "check", content.check)
