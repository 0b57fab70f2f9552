"""`export` gives artifacts."""

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@tbh.register  # pyright says: "Iterable[str]" is incompatible with type "Iterable[Artifact]"
@frozen(kw_only=True)
class Texts:  # mypy says: Value of type variable "E" of "register" cannot be "Texts"
    info: ClassVar = tbh.ExporterInfo(name="a", channel=tbh.Channel.WEB, summary="One")

    def export(self, release: tbh.Release, /) -> Iterable[str]:
        yield release.series.title
