"""What the tests of the preview share: a small folder, and somebody who browses it."""

from pathlib import Path

import pytest

from preview.browser import Browser
from small_folder import EDITION, SERIES, THERAPIST, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder with one edition that is out."""
    content = tmp_path / "content"
    content.mkdir()
    write(content, "series.yaml", SERIES)
    write(content, "therapists/t-1.yaml", THERAPIST)
    write(content, "editions/patience.yaml", EDITION)
    return content


@pytest.fixture
def browse(folder: Path) -> Browser:
    """Somebody who looks at the folder in a browser on 1 June 2026."""
    return Browser(folder)
