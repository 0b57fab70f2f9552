"""What a class must be like to be registered."""

import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

import attrs
import pytest
from attrs import field, frozen

import tbh_model as tbh
from tbh_model.exporters import check_exporter
from tbh_model.model import Count

INFO = tbh.ExporterInfo(name="sound", channel=tbh.Channel.WEB, summary="Nothing")


def export(self: object, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
    return ()


async def later(self: object, release: tbh.Release, /) -> AsyncIterator[tbh.Artifact]:
    yield tbh.Artifact.text("a", "b")


async def soon(self: object, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
    return ()


def made(
    types: dict[str, Any] | None = None, decorate: Callable[..., Any] | None = None, **names: object
) -> Any:
    """Make an exporter class that is right but for what is given."""
    space = {"__annotations__": types or {}, "info": INFO, "export": export, **names}
    given = {name: value for name, value in space.items() if value is not ...}
    return (decorate or frozen(kw_only=True))(type("Wrong", (), given))


def announced(**changes: Any) -> tbh.ExporterInfo:
    return attrs.evolve(INFO, **changes)


FROZEN = "put @attrs.frozen(kw_only=True) above the class"
WRITE_INFO = "write `info: ClassVar = ExporterInfo(name=..., channel=..., summary=...)`"
WRITE_EXPORT = "write `def export(self, release: Release, /) -> Iterable[Artifact]`"


@pytest.mark.parametrize(
    ("kind", "found", "advice"),
    [
        (made()(), "it is not a class", "give the class itself"),
        (made(decorate=lambda kind: kind), "its options are not frozen", FROZEN),
        (made({"n": int}, attrs.define(kw_only=True)), "its options are not frozen", FROZEN),
        (type("Undecorated", (made(),), {"n": 3}), "its options are not frozen", FROZEN),
        (made({"n": int}, frozen), "its option `n` may be given by position", FROZEN),
        (made({"_n": int}), "its option `_n` has another name outside, `n`", "write `n: ...`"),
        (made({"at": int}), "its option is named `at`", "choose another name"),
        (made(info=...), "it has no `info`", WRITE_INFO),
        (made(info="sound"), "it has no `info`", WRITE_INFO),
        (made({"info": tbh.ExporterInfo}), "its `info` is an option", WRITE_INFO),
        (made(info=announced(name="No Good")), "its name is 'No Good'", "use small letters"),
        (made(info=announced(name=3)), "its name is 3", "use small letters"),
        (made(info=announced(channel="web")), "its channel is 'web'", "write one of Channel.WEB,"),
        (made(info=announced(summary=" ")), "its summary is ' '", "say on one line what it makes"),
        (made(export=...), "it has no method `export`", WRITE_EXPORT),
        (made(export=3), "its `export` is 3", WRITE_EXPORT),
        (made(export=later), "its `export` is asynchronous", WRITE_EXPORT),
        (made(export=soon), "its `export` is asynchronous", WRITE_EXPORT),
        (made(export=lambda self: ()), "its `export` takes (self)", WRITE_EXPORT),
        (made(export=lambda self, a, b: ()), "its `export` takes (self, a, b)", WRITE_EXPORT),
        (made(export=classmethod(lambda cls, a: ())), "its `export` takes (a)", WRITE_EXPORT),
        (made({"n": "Nowhere"}), "the type of an option cannot be found: name 'Nowhere'", "import"),
        (made({"n": float}), "its option `n` has the type float", "write bool, int, str"),
        (made({"n": list[str]}), "its option `n` has the type list[str]", "a tuple[..., ...]"),
        (made({"n": int | str}), "its option `n` has the type int | str", "`| None`"),
        (
            made({"n": Annotated[int, tbh.RenamedFrom("old")], "old": int}),
            "its option `n` was renamed from `old`, which is an option too",
            "take away `RenamedFrom('old')`, or the option `old`",
        ),
    ],
    ids=itertools.count(),
)
def test_what_is_no_exporter_is_refused_with_what_to_write(
    kind: Any, found: str, advice: str
) -> None:
    """Each mistake has its own answer."""
    with pytest.raises(tbh.InvalidExporterError) as caught:
        tbh.ExporterRegistry().register(kind)

    assert caught.value.found.startswith(found)
    assert advice in caught.value.advice
    said = f"is not an exporter: {caught.value.found}; {caught.value.advice}"
    assert str(caught.value).endswith(said)


class Size(StrEnum):
    SMALL = "small"


@frozen(kw_only=True)
class Group:
    name: str = ""
    inner: "Group | None" = None


@frozen(kw_only=True)
class Sound:
    """Has an option of each kind that there is."""

    info: ClassVar = INFO
    needed: str
    many: tuple[Count, ...] = ()
    some: frozenset[Size] = frozenset()
    word: Literal["one", "two"] = "one"
    day: date | None = None
    instant: datetime | None = None
    is_on: bool = False
    text: tbh.RichText | None = None
    group: Group | None = None
    old: Annotated[int, tbh.RenamedFrom("older")] = 3
    made_here: dict[str, int] = field(init=False, factory=dict)

    def export(self, release: tbh.Release, /, *, again: int = 0) -> Iterable[tbh.Artifact]:
        return ()


def test_an_exporter_may_have_options_of_any_known_type() -> None:
    """Ones that must be given, and fields that nobody sets, too."""
    check_exporter(Sound)

    assert tbh.ExporterRegistry().register(Sound) is Sound
