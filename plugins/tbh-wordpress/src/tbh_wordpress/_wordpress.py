"""The exporter: its options, and the one file that it makes."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar, Final

from attrs import frozen

import tbh_model as tbh
from tbh_model.exporters import published_release
from tbh_model.model import Line, validate

PATH: Final = "wordpress.xml"
MEDIA_TYPE: Final = "application/rss+xml"
"""WordPress sends what it exports as this."""


class Taxonomy(StrEnum):
    """What the tags of an edition become."""

    TAG = "tag"
    CATEGORY = "category"


@frozen(kw_only=True)
class WordPress:
    """One WXR 1.2 file with a post for each edition, and an attachment for each of its images."""

    info: ClassVar[tbh.ExporterInfo] = tbh.ExporterInfo(
        name="wordpress",
        channel=tbh.Channel.WEB,
        summary="A file that the WordPress importer takes",
    )

    category: Line | None = None
    """The category of every post; the title of the series by default."""
    tags_as: Taxonomy = Taxonomy.TAG
    """Whether the tags of an edition are tags or categories there."""
    attachments: bool = True
    """Whether images become attachments, which WordPress fetches from where they are."""

    def __attrs_post_init__(self) -> None:
        """Check every option."""
        validate(self)

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return the file, made on demand."""
        series = published_release(release).series  # nothing links to a picture that is not there
        yield tbh.Artifact.lazy(PATH, MEDIA_TYPE, _file, self, series)


def _file(exporter: WordPress, series: tbh.Series) -> bytes:
    from tbh_wordpress._document import document  # lxml: 20 ms, only for those who export

    return document(
        series,
        category=exporter.category or series.title,
        tags_are_categories=exporter.tags_as is Taxonomy.CATEGORY,
        has_attachments=exporter.attachments,
    )
