"""What an exporter is: a frozen attrs class whose fields are its options, and one method."""

from collections.abc import Iterable
from typing import ClassVar, Protocol, runtime_checkable

from attrs import frozen

from tbh_model._final import final
from tbh_model.exporters._artifact import Artifact
from tbh_model.model import Channel
from tbh_model.rights import Release


@final
@frozen(kw_only=True)
class ExporterInfo:
    """What is known of an exporter before it runs."""

    name: str
    """Small letters, digits and hyphens, such as `plain-text`."""
    channel: Channel
    """The channel that it serves: it is given a release for this one."""
    summary: str
    """What it makes, in half a line."""
    has_responses: bool = True
    """Whether what it makes holds the responses. One that only lists what there is says `False`,
    and the conformance kit does not look for them."""


@runtime_checkable
class Exporter(Protocol):
    """Makes the files of one channel from a release.

    An exporter is a frozen attrs class; its fields are its options. It is pure: it asks no clock
    (`release.at` is the instant), reaches no network, writes nothing and keeps nothing.
    """

    info: ClassVar[ExporterInfo]

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Give the files to be; paths are relative to wherever they will be written."""
        ...
