"""What a `publish.yaml` says, and what it cannot mean."""

from pathlib import Path

import tbh_model as tbh
from small_folder import SERIES, write


def test_a_publish_file_that_names_no_exporter_removes_no_site(tmp_path: Path) -> None:
    """It is an error at its line: a build would make nothing, and remove what there was."""
    write(tmp_path / "content", "series.yaml", SERIES)
    write(tmp_path / "content", "publish.yaml", "exporters: {}\n")

    found = [each for each in tbh.check(tmp_path / "content") if each.file == "publish.yaml"]

    assert [(each.code, each.line, each.severity) for each in found] == [
        ("TBH106", 1, tbh.Severity.ERROR)
    ]
    assert "names no exporter" in found[0].message
