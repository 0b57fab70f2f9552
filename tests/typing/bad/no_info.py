"""A class without `info` is refused at the decorator."""

from collections.abc import Iterable

from attrs import frozen

import tbh_model as tbh


@tbh.register  # pyright says: "info" is not present
@frozen(kw_only=True)
class NoInfo:  # mypy says: Value of type variable "E" of "register" cannot be "NoInfo"
    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        yield tbh.Artifact.text("a.txt", release.series.title)
