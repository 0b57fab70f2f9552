"""An exporter that is as small as can be, for tests that look at where its files go."""

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@frozen(kw_only=True)
class Texts:
    """One file for each edition, and whatever else is asked for."""

    info: ClassVar = tbh.ExporterInfo(name="texts", channel=tbh.Channel.WEB, summary="Texts")
    more: tuple[str, ...] = ()
    prefix: str = ""
    media_type: str = "text/plain"

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return the title of each edition, and what is asked for."""
        for each in release.series.editions:
            yield tbh.Artifact.text(f"{self.prefix}{each.slug}.txt", each.title)
        for path in self.more:
            yield tbh.Artifact.text(path, "more", self.media_type)


@frozen(kw_only=True)
class Others:
    """Whatever is asked for, under another name."""

    info: ClassVar = tbh.ExporterInfo(name="others", channel=tbh.Channel.WEB, summary="Others")
    more: tuple[str, ...] = ()

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return what is asked for."""
        for path in self.more:
            yield tbh.Artifact.text(path, "more")


@frozen(kw_only=True)
class Many:
    """So many files, each made on demand, with bodies of a length."""

    info: ClassVar = tbh.ExporterInfo(name="many", channel=tbh.Channel.WEB, summary="Many")
    count: int = 200
    length: int = 10

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return the files."""
        for number in range(self.count):
            path = f"{number % 7}/{number}.txt"
            yield tbh.Artifact.lazy(path, "text/plain", text, number, self.length)


def text(number: int, length: int) -> str:
    """Return a text of a length."""
    return f"{number} ".ljust(length, "x")
