"""Images that are taken away between the plan and the writing."""

from collections.abc import Callable
from pathlib import Path

import pytest

import tbh_model as tbh
from small import AT
from small_folder import EDITION, SERIES, THERAPIST, write

IMAGE = "images/chair.png"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one edition, and an image of it."""
    folder = tmp_path / "content"
    write(tmp_path, "content/series.yaml", SERIES)
    write(folder, "therapists/t-1.yaml", THERAPIST)
    write(folder, "editions/patience.yaml", f"{EDITION}image: {{src: {IMAGE}, alt: A chair}}\n")
    write(folder, IMAGE, b"a picture")
    return folder


def taking_away(image: Path) -> Callable[[int, int], None]:
    """Take an image away as soon as the first file is done: everything has been planned then."""

    def progress(_: int, __: int) -> None:
        image.unlink(missing_ok=True)

    return progress


def test_an_image_that_vanishes_is_named(content: Path, tmp_path: Path) -> None:
    """The exporter that shows it has failed, in plain words; the others have finished."""
    report = tbh.publish(
        tbh.load(content), tmp_path / "out", AT, progress=taking_away(content / IMAGE), jobs=1
    )

    (failure,) = report.failures
    assert "there is no such image" in str(failure)
    assert IMAGE in str(failure)
    assert {"rss", "atom", "json-feed", "newsletter", "opml"} <= report.exporters.keys()


def test_the_image_of_an_earlier_build_stays(content: Path, tmp_path: Path) -> None:
    """A page that shows it is still there; when it is back, the next build finishes the job."""
    out = tmp_path / "out"
    tbh.publish(tbh.load(content), out, AT)
    write(content, IMAGE, b"another picture")
    series = tbh.load(content)
    tbh.publish(series, out, AT, progress=taking_away(content / IMAGE), jobs=1)

    assert (out / IMAGE).read_bytes() == b"a picture"

    write(content, IMAGE, b"another picture")
    assert tbh.publish(series, out, AT).is_complete
    assert (out / IMAGE).read_bytes() == b"another picture"


def test_an_image_that_is_gone_before_the_plan_is_left_out(content: Path, tmp_path: Path) -> None:
    """As one that never was: `tbh check` warns of it, and the site shows none."""
    series = tbh.load(content)
    (content / IMAGE).unlink()

    report = tbh.publish(series, tmp_path / "out", AT)

    assert report.is_complete
    assert IMAGE not in report.written


def test_an_image_that_cannot_be_stops_no_exporter(content: Path, tmp_path: Path) -> None:
    """A name that no system can hold."""
    src = f"{'a' * 300}.png"
    write(content, "editions/patience.yaml", f"{EDITION}image: {{src: {src}, alt: A chair}}\n")

    assert tbh.publish(tbh.load(content), tmp_path / "out", AT).is_complete
