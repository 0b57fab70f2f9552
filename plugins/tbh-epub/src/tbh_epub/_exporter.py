"""The exporter: its options, and which books there are."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

import tbh_model as tbh
from tbh_epub._volumes import Volume, by_year, whole
from tbh_model.model import Line, validate

_MEDIA_TYPE = "application/epub+zip"


class Season(StrEnum):
    """What goes into one book."""

    YEAR = "year"
    """The editions of one year, by the time zone of the series."""
    ALL = "all"
    """All editions."""


class CoverError(tbh.TBHError, ValueError):
    """The cover that was asked for cannot be in a book."""

    def __init__(self, src: str, reason: str, remedy: str) -> None:
        super().__init__(src, reason, remedy)
        self.src, self.reason, self.remedy = src, reason, remedy

    def __str__(self) -> str:
        """Name the image, and say what to do."""
        return f"the cover {self.src!r} {self.reason}; {self.remedy}"


@frozen(kw_only=True)
class EPUB:
    """A book of each season: a page for each edition, and one on the panel.

    A book is downloaded and kept, and nobody can take it back. It is made for the channel
    `newsletter`, whose consent covers copies that leave for good; that for a web page does not.
    """

    info: ClassVar[tbh.ExporterInfo] = tbh.ExporterInfo(
        name="epub", channel=tbh.Channel.NEWSLETTER, summary="An EPUB 3 book of each season"
    )
    season: Season = Season.YEAR
    """Whether there is a book for each year, or one of all editions."""
    title: Line | None = None
    """Of the book, before the year; that of the series by default."""
    cover: tbh.Image | None = None
    """An image in the content folder; that of the series by default, if it lies there."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return each book, made when it is asked for; none for a series without editions.

        Raises:
            CoverError: If there is no such cover, or it is no image that a book can hold.
        """
        if self.cover is not None:
            _check_cover(release.series, self.cover)
        volumes = by_year if self.season is Season.YEAR else whole
        for volume in volumes(release.series, release.more_on_web):
            yield tbh.Artifact.lazy(
                volume.file_name,
                _MEDIA_TYPE,
                _made,
                volume,
                self.title,
                self.cover,
                last_modified=volume.modified,
            )


def _made(volume: Volume, title: str | None, cover: tbh.Image | None) -> bytes:
    from tbh_epub._book import book  # lxml: 20 ms, only for those who make a book

    return book(volume, title, cover)


def _check_cover(series: tbh.Series, cover: tbh.Image) -> None:
    from tbh_epub._pictures import Pictures  # lxml reads SVG

    if cover.is_remote or series.folder is None:
        advice = "put it into the content folder, and write its path there"
        raise CoverError(cover.src, "does not lie in the content folder", advice)
    if Pictures(folder=series.folder).place(cover.src) is None:
        advice = "give a JPEG, PNG, GIF, WebP or a plain SVG that lies in the content folder"
        raise CoverError(cover.src, "is no image that a book can hold", advice)
