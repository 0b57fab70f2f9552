"""A class without `export` is refused at the decorator."""

from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@tbh.register  # pyright says: "export" is not present
@frozen(kw_only=True)
class NoExport:  # mypy says: Value of type variable "E" of "register" cannot be "NoExport"
    info: ClassVar = tbh.ExporterInfo(name="a", channel=tbh.Channel.WEB, summary="One")
