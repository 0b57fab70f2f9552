"""`export` takes a release and nothing else."""

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@tbh.register  # pyright says: expected 1 but received 2
@frozen(kw_only=True)
class Greedy:  # mypy says: Value of type variable "E" of "register" cannot be "Greedy"
    info: ClassVar = tbh.ExporterInfo(name="a", channel=tbh.Channel.WEB, summary="One")

    def export(self, release: tbh.Release, at: int, /) -> Iterable[tbh.Artifact]:
        yield tbh.Artifact.text("a.txt", release.series.title)
