"""An exporter in one file, without a package: `tbh build --plugin plain_titles.py`."""

from collections.abc import Iterator
from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@frozen(kw_only=True)
class PlainTitles:
    """A list of the titles, as text."""

    info: ClassVar = tbh.ExporterInfo(
        name="plain-titles", channel=tbh.Channel.WEB, summary="A list of the titles, as text"
    )

    bullet: str = "-"
    """The sign before each title."""

    def export(self, release: tbh.Release, /) -> Iterator[tbh.Artifact]:
        """Yield one file."""
        lines = [f"{self.bullet} {edition.title}\n" for edition in release.series.editions]
        yield tbh.Artifact.text("titles.txt", "".join(lines))
