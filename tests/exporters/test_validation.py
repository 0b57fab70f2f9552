"""What a class must be like to be registered."""

import dataclasses
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal

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


class Size(StrEnum):
    SMALL = "small"


@attrs.define(kw_only=True)
class Melted:
    name: str = ""


FROZEN = "put @attrs.frozen(kw_only=True) above the class"
WRITE_INFO = "write `info: ClassVar = ExporterInfo(name=..., channel=..., summary=...)`"
WRITE_EXPORT = "write `def export(self, release: Release, /) -> Iterable[Artifact]`"


@pytest.mark.parametrize(
    ("kind", "found", "advice"),
    [
        (made()(), "it is not a class", "give the class itself"),
        (made(decorate=lambda kind: kind), "it is no attrs class", FROZEN),
        (
            made(decorate=dataclasses.dataclass(frozen=True)),
            "it is a dataclass",
            f"{FROZEN} in place of @dataclass",
        ),
        (made({"n": int}, attrs.define(kw_only=True)), "its options are not frozen", FROZEN),
        (type("Undecorated", (made(),), {"n": 3}), "it is no attrs class", FROZEN),
        (made({"n": int}, frozen), "its option `n` may be given by position", FROZEN),
        (made({"_n": int}), "its option `_n` has another name outside, `n`", "write `n: ...`"),
        (made({"at": int}), "its option is named `at`", "choose another name"),
        (made(info=...), "it has no `info`", WRITE_INFO),
        (made(info="sound"), "its `info` is 'sound'", WRITE_INFO),
        (made(info=tbh.ExporterInfo), "its `info` is the class ExporterInfo", WRITE_INFO),
        (made({"info": tbh.ExporterInfo}), "its `info` is an option", WRITE_INFO),
        (
            made({"n": int}, n="x"),
            "the default of its option `n` is the text 'x'",
            "write a whole number",
        ),
        (
            made({"n": Count}, n=-1),
            "the default of its option `n` is the number -1",
            "write a whole number",
        ),
        (made({"n": tuple[str, ...]}, n=[]), "the default of its option `n` is a list", "write ()"),
        (
            made({"n": Size}, n="small"),
            "the default of its option `n` is the text 'small'",
            "Size.",
        ),
        (made({"n": Melted}, n=None), "its option `n` has the type Melted", "a frozen attrs class"),
        (made(export=...), "it has no method `export`", WRITE_EXPORT),
        (made(export=3), "its `export` is 3", WRITE_EXPORT),
        (made(export=later), "its `export` is asynchronous", WRITE_EXPORT),
        (made(export=soon), "its `export` is asynchronous", WRITE_EXPORT),
        (made(export=lambda self: ()), "its `export` takes (self)", WRITE_EXPORT),
        (made(export=lambda self, a, b: ()), "its `export` takes (self, a, b)", WRITE_EXPORT),
        (made(export=classmethod(lambda cls, a: ())), "its `export` takes (a)", WRITE_EXPORT),
        (made({"n": "Nowhere"}), "the type of an option cannot be found: name 'Nowhere'", "import"),
        (made({"n": complex}), "its option `n` has the type complex", "write bool, int, float"),
        (made({"n": set[str]}), "its option `n` has the type set[str]", "a tuple[..., ...]"),
        (made({"n": dict[int, str]}), "its option `n` has the type dict[int, str]", "dict[str, "),
        (made({"n": int | Size}), "its option `n` has the type int | ", "`| None`"),
    ],
    ids=itertools.count(),
)
def test_what_is_no_exporter_is_refused_with_what_to_write(
    kind: Any, found: str, advice: str
) -> None:
    """Each mistake has its own answer."""
    with pytest.raises(tbh.InvalidExporterError) as caught:
        tbh.ExporterRegistry().register(kind)

    assert caught.value.reason.startswith(found)
    assert advice in caught.value.advice
    said = f"is not an exporter: {caught.value.reason}; {caught.value.advice}"
    assert str(caught.value).endswith(said)


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
    made_here: dict[str, int] = field(init=False, factory=dict)

    def export(self, release: tbh.Release, /, *, again: int = 0) -> Iterable[tbh.Artifact]:
        return ()


def test_an_exporter_may_have_options_of_any_known_type() -> None:
    """Ones that must be given, and fields that nobody sets, too."""
    check_exporter(Sound)

    assert tbh.ExporterRegistry().register(Sound) is Sound


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "My Exporter", "found the text 'My Exporter'; allowed: small letters, digits"),
        ("name", 3, "found the number 3; allowed: small letters, digits"),
        ("channel", "My Channel", "found the text 'My Channel'; allowed: web, feed, newsletter"),
        ("summary", " ", "found the text ' '; allowed: text on one line"),
        ("has_responses", "no", "found the text 'no'; allowed: true or false"),
    ],
)
def test_what_is_said_of_an_exporter_is_checked_where_it_is_written(
    field: str, value: object, words: str
) -> None:
    """At the line of its `info`, and with all that is wrong at once."""
    with pytest.raises(tbh.InvalidValueError) as caught:
        tbh.ExporterInfo(**{"name": "a", "channel": tbh.Channel.WEB, "summary": "A", field: value})  # type: ignore[arg-type]

    assert str(caught.value).startswith(f"ExporterInfo.{field}: {words}")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (lambda self, release: None, "its `export` gave None; yield artifacts, or give a list"),
        (lambda self, release: "a", "its `export` gave str 'a'; yield artifacts, or give a list"),
        (
            lambda self, release: tbh.Artifact.text("a", "b"),
            "its `export` gave of the type Artifact; yield artifacts, or give a list",
        ),
        (soon, "its `export` is asynchronous; write `def export` without `async`"),
    ],
)
def test_what_export_gives_must_be_artifacts(given: Any, words: str) -> None:
    """Told as what it is, also for a class that nobody registered."""
    from small import AT, series

    with pytest.raises(tbh.ArtifactError) as caught:
        tbh.export(series(), made(export=given)(), at=AT)

    assert words in str(caught.value)
