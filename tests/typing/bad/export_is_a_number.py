"""`export` is a method."""

from typing import ClassVar

from attrs import frozen

import tbh_model as tbh


@tbh.register  # pyright says: "export" is an incompatible type
@frozen(kw_only=True)
class Number:  # mypy says: Value of type variable "E" of "register" cannot be "Number"
    info: ClassVar = tbh.ExporterInfo(name="a", channel=tbh.Channel.WEB, summary="One")
    export: int = 3
