"""What the tests of the desk share."""

from pathlib import Path

import pytest

from browser import Browser, content


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """Somebody who was let in to a small folder."""
    return Browser(content(tmp_path))
