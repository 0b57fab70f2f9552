"""The content room by itself: what is said of content, and not what a build makes of it."""

import pytest

import tbh_model as tbh
from tbh_model import content


@pytest.fixture(autouse=True)
def content_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `tbh.check` look at the content alone: no exporter runs, and no gate."""
    monkeypatch.setattr(tbh, "check", content.check)
