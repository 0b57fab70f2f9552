"""What an exporter is: a frozen attrs class whose fields are its options, and one method."""

import re
from collections.abc import Iterable
from typing import Annotated, ClassVar, Final, Protocol, runtime_checkable

from attrs import frozen

from tbh_model._final import final
from tbh_model.exporters._artifact import Artifact
from tbh_model.model import Channel, Constraint, Line, validate
from tbh_model.rights import Release

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
ExporterName = Annotated[
    str,
    Constraint(
        "exporter-name",
        "small letters, digits and single hyphens, a letter first, such as plain-text",
        lambda name: _NAME.fullmatch(name) is not None,
    ),
]


@final
@frozen(kw_only=True)
class ExporterInfo:
    """What is known of an exporter before it runs."""

    name: ExporterName
    """Small letters, digits and hyphens, such as `plain-text`."""
    channel: Channel
    """The channel that it serves: it is given a release for this one."""
    summary: Line
    """What it makes, in half a line."""
    has_responses: bool = True
    """Whether what it makes holds the responses. One that only lists what there is says `False`,
    and the conformance kit does not look for them."""

    def __attrs_post_init__(self) -> None:
        """Check every field."""
        validate(self)


@runtime_checkable
class Exporter(Protocol):
    """Makes the files of one channel from a release.

    An exporter is a frozen attrs class; its fields are its options. It is pure: it asks no clock
    (`release.at` is the instant), reaches no network, writes nothing and keeps nothing.
    """

    info: ClassVar[ExporterInfo]

    def export(self, release: Release, /) -> Iterable[Artifact]:
        """Return the files to be; paths are relative to wherever they will be written."""
        ...
