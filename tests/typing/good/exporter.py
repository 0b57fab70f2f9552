"""An exporter as the documentation has it, with options of each kind."""

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar, Literal, assert_type

from attrs import frozen

import tbh_model as tbh


class Size(StrEnum):
    SMALL = "small"


@tbh.register
@frozen(kw_only=True)
class Complete:
    info: ClassVar = tbh.ExporterInfo(name="a", channel=tbh.Channel.WEB, summary="One")
    limit: int = 20
    size: Size = Size.SMALL
    border: Literal["none", "thin"] = "none"
    names: tuple[str, ...] = ()

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        yield tbh.Artifact.text("a.txt", release.series.title)


made = Complete(limit=3, border="thin")
assert_type(made.limit, int)
assert_type(tbh.register(Complete, replace=True), type[Complete])


def use(exporter: tbh.Exporter) -> str:
    return exporter.info.name


use(made)
use(tbh.RSS(limit=3))
with tbh.default_registry().overlay(Complete, tbh.RSS) as registry:
    use(registry.get("a")())
