"""Exporters by name: found in metadata, imported when asked for."""

import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from attrs import frozen

import tbh_model as tbh
from small import AT, series
from tbh_model.exporters import Origin, _registry, check_exporter, options_of


@frozen(kw_only=True)
class PlainText:
    """One text file for each edition."""

    info: ClassVar = tbh.ExporterInfo(
        name="plain-text", channel=tbh.Channel.WEB, summary="One text file for each edition"
    )
    width: int = 72

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Give them."""
        for edition in release.series.editions:
            yield tbh.Artifact.text(f"{edition.slug}.txt", edition.title[: self.width])


@pytest.fixture
def registry() -> tbh.ExporterRegistry:
    return tbh.ExporterRegistry()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Install small packages that announce exporters."""

    def install(name: str, entry_points: str, module: str = "") -> None:
        info = tmp_path / f"{name}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[tbh_model.exporters]\n{entry_points}\n")
        (tmp_path / f"{name}.py").write_text(module)

    monkeypatch.syspath_prepend(tmp_path)
    _registry._installed_entries.cache_clear()
    yield install
    _registry._installed_entries.cache_clear()


GOOD = """
from typing import ClassVar
from attrs import frozen
import tbh_model as tbh

@frozen(kw_only=True)
class Good:
    info: ClassVar = tbh.ExporterInfo(name="good", channel=tbh.Channel.WEB, summary="Good")
    def export(self, release, /):
        yield tbh.Artifact.text("good.txt", "good")
"""


def test_the_built_in_exporters_are_there(registry: tbh.ExporterRegistry) -> None:
    """By the names of the contract, each with the information it announces."""
    names = [entry.name for entry in registry.entries() if entry.origin is Origin.BUILT_IN]

    assert names == ["atom", "headers", "html", "json-feed", "newsletter", "opml", "rss"]
    assert registry.get("rss") is tbh.RSS
    for name in names:
        check_exporter(registry.get(name))
        assert registry.get(name).info.name == name


def test_a_registered_exporter_runs_by_name(registry: tbh.ExporterRegistry) -> None:
    """The class of the contract, word for word."""
    assert registry.register(PlainText) is PlainText
    assert registry.register(PlainText) is PlainText  # again is no conflict
    assert registry.get("plain-text") is PlainText
    assert "plain-text" in [entry.name for entry in registry.entries()]


def test_the_name_of_another_is_not_taken_silently(registry: tbh.ExporterRegistry) -> None:
    """Built-in or registered: only on purpose."""

    @frozen(kw_only=True)
    class Other(PlainText):
        info: ClassVar = attrs.evolve(PlainText.info, name="rss")

    with pytest.raises(tbh.InvalidExporterError, match="the name 'rss' is taken"):
        registry.register(Other)

    assert registry.register(Other, replace=True) is Other
    assert registry.get("rss") is Other
    assert registry.get("rss@tbh-model") is tbh.RSS


def test_an_unknown_name_is_answered_with_the_nearest(registry: tbh.ExporterRegistry) -> None:
    """Or with all that there are."""
    with pytest.raises(tbh.UnknownExporterError) as caught:
        registry.get("json-fed")
    assert str(caught.value) == "no exporter named 'json-fed'; did you mean 'json-feed'?"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301

    every = "atom, headers, html, json-feed, newsletter, opml, rss"
    with pytest.raises(LookupError, match=rf"there are {every}$"):
        registry.get("telegraph")


def test_an_installed_exporter_is_found_and_imported_when_asked_for(
    registry: tbh.ExporterRegistry, packages: Any
) -> None:
    """Listing it imports nothing."""
    packages("good_package", "good = good_package:Good", GOOD)

    (entry,) = (each for each in registry.entries() if each.origin is Origin.INSTALLED)
    assert (entry.name, entry.distribution, entry.version) == ("good", "good_package", "1.2")
    assert "good_package" not in sys.modules

    assert registry.get("good").__module__ == "good_package"
    assert registry.get("good@good_package") is registry.get("good")


def test_two_packages_with_one_name_are_both_named(
    registry: tbh.ExporterRegistry, packages: Any
) -> None:
    """And each can be had by its full address."""
    packages("first", "twin = first:Good", GOOD)
    packages("second", "twin = second:Good", GOOD)

    with pytest.raises(tbh.ExporterConflictError) as caught:
        registry.get("twin")

    assert str(caught.value) == (
        "first 1.2 and second 1.2 both bring an exporter named 'twin'; "
        "write twin@first or twin@second"
    )
    assert registry.get("twin@second").__module__ == "second"


@pytest.mark.parametrize(
    ("target", "module", "cause"),
    [
        ("broken:Gone", "", "AttributeError: module 'broken' has no attribute 'Gone'"),
        ("broken:X", "import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
        ("broken:X", "raise SystemExit(3)", "SystemExit: 3"),
        ("broken:X", "1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_broken_package_breaks_only_itself(
    registry: tbh.ExporterRegistry, packages: Any, target: str, module: str, cause: str
) -> None:
    """It is named with version, target, cause and remedy; the others work."""
    packages("broken", f"bad = {target}", module)

    with pytest.raises(tbh.BrokenExporterError) as caught:
        registry.get("bad")

    assert str(caught.value) == (
        f"exporter 'bad' of broken 1.2 cannot be used: {target}: {cause}; update or remove broken"
    )
    assert registry.get("rss") is tbh.RSS
    sys.modules.pop("broken", None)


def made(**namespace: object) -> type:
    return frozen(type("Wrong", (), {"__annotations__": {}, **namespace}))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (3, "it is not a class"),
        (type("Wrong", (), {}), "put @attrs.frozen"),
        (attrs.define(type("Mutable", (), {})), "put @attrs.frozen"),
        (made(), "it has no `info`"),
        (made(info=attrs.evolve(PlainText.info, name="No Good")), "its name is 'No Good'"),
        (made(info=PlainText.info), "it has no method `export`"),
    ],
)
def test_what_is_no_exporter_is_refused_with_what_to_write(
    registry: tbh.ExporterRegistry, kind: Any, words: str
) -> None:
    """Each mistake has its own answer."""
    with pytest.raises(tbh.InvalidExporterError, match=words):
        registry.register(kind)


def test_options_are_checked_by_name_and_value() -> None:
    """An unknown option and a wrong value are both answered."""
    with pytest.raises(tbh.OptionError, match="exporter 'rss': no option 'limt'; did you mean"):
        tbh.export(series(), "rss", at=AT, limt=3)
    with pytest.raises(tbh.OptionError, match="allowed: a whole number from 1"):
        tbh.export(series(), "rss", at=AT, limit=0)
    with pytest.raises(tbh.OptionError, match="options go into the exporter: RSS"):
        tbh.export(series(), tbh.RSS(), at=AT, limit=3)
    with pytest.raises(tbh.OptionError, match="there are: width"):
        tbh.exporters.with_options(PlainText, {"height": 3})


def test_options_are_the_fields_of_the_class() -> None:
    """With type and default, for people to read."""
    assert [(each.name, each.type, each.default) for each in options_of(tbh.RSS)][:3] == [
        ("limit", "whole number", "50"),
        ("content", "full | summary", "full"),
        ("archive", "true | false", "false"),
    ]


def test_an_exporter_that_fails_is_named() -> None:
    """With what happened, and the original error attached."""

    @frozen(kw_only=True)
    class Failing(PlainText):
        def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
            raise ZeroDivisionError(release.channel)

    with pytest.raises(
        tbh.ExportError, match=r"^exporter 'plain-text' of \S+ failed: Zero"
    ) as caught:
        tbh.export(series(), Failing(), at=AT)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_an_exporter_is_given_nothing_that_was_withheld() -> None:
    """Not even the list of it."""
    given: list[tbh.Release] = []

    @frozen(kw_only=True)
    class Curious(PlainText):
        def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
            given.append(release)
            return ()

    early = AT.replace(year=2020)
    tbh.export(series(), Curious(), at=early)

    assert given[0].withheld == ()
    assert given[0].warnings == ()
    assert given[0].series.editions == ()


def test_without_an_instant_it_is_now() -> None:
    """The one place of the library, beside publishing, that asks a clock."""
    assert len(tbh.export(series(), PlainText())) == 1


def test_a_deferred_body_is_made_each_time() -> None:
    """From its function and arguments, as text or bytes; and it pickles."""
    artifact = tbh.Artifact.deferred("a.txt", "text/plain", "é{}".format, "x")
    raw = tbh.Artifact.deferred("a.bin", "application/octet-stream", bytes, 2)

    assert (artifact.body, raw.body) == ("éx".encode(), b"\x00\x00")
    assert pickle.loads(pickle.dumps(raw)).body == b"\x00\x00"  # noqa: S301
    assert tbh.Artifact(path="a", media_type="text/plain", body=b"b").body == b"b"
    assert repr(raw) == "Artifact(path='a.bin', media_type='application/octet-stream')"


def test_registering_reaches_the_default_registry() -> None:
    """In another process, so that this one stays as it was."""
    code = (
        "import tbh_model as tbh\n"
        "from test_registry import PlainText\n"
        "tbh.register(PlainText)\n"
        "print(tbh.default_registry().get('plain-text').__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent,
        env={"PYTHONPATH": f"{Path(__file__).parent}:{Path(__file__).parents[1]}"},
    )

    assert done.stdout == "PlainText\n"
