"""An option that there is not is refused at the call."""

from collections.abc import Iterable
from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@tbh.register
@frozen(kw_only=True)
class Lines:
    info: ClassVar = tbh.ExporterInfo(name="a", channel=tbh.Channel.WEB, summary="One")
    width: int = 72

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        yield tbh.Artifact.text("a.txt", release.series.title)


# pyright says: No parameter named "limt"
# mypy says: Unexpected keyword argument "limt" for "RSS"; did you mean "limit"?
tbh.RSS(limt=3)
# pyright says: No parameter named "widht"
# mypy says: Unexpected keyword argument "widht" for "Lines"; did you mean "width"?
Lines(widht=3)
# pyright says: "Literal['3']" is not assignable to "int"
# mypy says: Argument "width" to "Lines" has incompatible type "str"; expected "int"
Lines(width="3")
