"""Exporters by name: found in metadata, imported when asked for."""

import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any, ClassVar

import attrs
import pytest
from attrs import frozen

import tbh_model as tbh
from installed import Packages, exporter
from tbh_model.exporters import Origin, check_exporter


@frozen(kw_only=True)
class PlainText:
    """One text file for each edition."""

    info: ClassVar = tbh.ExporterInfo(
        name="plain-text", channel=tbh.Channel.WEB, summary="One text file for each edition"
    )
    width: int = 72

    def export(self, release: tbh.Release, /) -> Iterable[tbh.Artifact]:
        """Return them."""
        for edition in release.series.editions:
            yield tbh.Artifact.text(f"{edition.slug}.txt", edition.title[: self.width])


@pytest.fixture
def registry() -> tbh.ExporterRegistry:
    return tbh.ExporterRegistry()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    """Yield a folder of installed packages, and forget their modules in the end."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv("TBH_EXPORTERS", raising=False)
    before = set(sys.modules)
    yield Packages(tmp_path)
    for name in {*sys.modules} - before:
        if (tmp_path / f"{name}.py").exists():
            del sys.modules[name]


def installed(registry: tbh.ExporterRegistry) -> list[tbh.ExporterEntry]:
    return [entry for entry in registry.entries() if entry.origin is Origin.INSTALLED]


def test_the_built_in_exporters_are_there(registry: tbh.ExporterRegistry) -> None:
    """By the names of the contract, each with the information it announces."""
    names = [entry.name for entry in registry.entries() if entry.origin is Origin.BUILT_IN]

    assert names == [
        *("atom", "headers", "html", "json-feed", "llms-txt", "newsletter", "opml", "rss"),
        "sitemap",
    ]
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

    with pytest.raises(tbh.InvalidExporterError, match="the name 'rss' is taken by tbh-model"):
        registry.register(Other)

    assert registry.register(Other, replace=True) is Other
    assert registry.get("rss") is Other
    assert registry.get("rss@tbh-model") is tbh.RSS


CELL = """
import tbh_model as tbh
from attrs import frozen
from typing import ClassVar

@registry.register
@frozen(kw_only=True)
class Cell:
    info: ClassVar = tbh.ExporterInfo(name="cell-of-a-notebook", channel="web", summary="A cell")
    width: int = {width}
    def export(self, release, /):
        return ()
"""


def test_a_cell_that_runs_again_replaces_what_it_registered(
    registry: tbh.ExporterRegistry,
) -> None:
    """As a module does that is reloaded: same module, same name."""
    space: dict[str, Any] = {"__name__": "__main__", "registry": registry}
    for width in (1, 2):
        exec(CELL.format(width=width), space)  # noqa: S102 - as a notebook does

    kind: Any = registry.get("cell-of-a-notebook")
    assert kind is space["Cell"]
    assert kind().width == 2


def test_another_class_of_that_name_is_refused_with_what_to_do(
    registry: tbh.ExporterRegistry,
) -> None:
    """It is another exporter, and not the same one written anew."""
    registry.register(PlainText)

    @frozen(kw_only=True)
    class Other(PlainText):
        info: ClassVar = PlainText.info

    with pytest.raises(tbh.InvalidExporterError) as caught:
        registry.register(Other)
    assert str(caught.value) == (
        f"Other is not an exporter: the name 'plain-text' is taken by {__name__}.PlainText; "
        "choose another name, or register it with replace=True"
    )


def test_an_unknown_name_is_answered_with_the_nearest(registry: tbh.ExporterRegistry) -> None:
    """Or with all that there are."""
    with pytest.raises(tbh.UnknownExporterError) as caught:
        registry.get("json-fed")
    assert str(caught.value) == "no exporter named 'json-fed'; did you mean 'json-feed'?"
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301

    every = "atom, headers, html, json-feed, llms-txt, newsletter, opml, rss, sitemap"
    with pytest.raises(LookupError, match=rf"there are {every}$"):
        registry.get("telegraph")


def test_an_installed_exporter_is_found_and_imported_when_asked_for(
    registry: tbh.ExporterRegistry, packages: Packages
) -> None:
    """Listing it imports nothing, and asking for it imports no other."""
    packages.install("good_package", "good = good_package:It", exporter("good"))
    packages.install("other", "other = other:It", exporter("other"))

    entry, _ = installed(registry)
    assert (entry.name, entry.distribution, entry.version) == ("good", "good_package", "1.2")
    assert entry.target == "good_package:It"
    assert "good_package" not in sys.modules

    assert registry.get("good").__module__ == "good_package"
    assert registry.get("good@good_package") is registry.get("good")
    assert "other" not in sys.modules


def test_two_packages_with_one_name_are_both_named(
    registry: tbh.ExporterRegistry, packages: Packages
) -> None:
    """And each can be had by its full address, which is what is listed."""
    packages.install("first", "twin = first:It", exporter("twin"))
    packages.install("second", "twin = second:It", exporter("twin"), version="3.0")

    with pytest.raises(tbh.ExporterConflictError) as caught:
        registry.get("twin")

    assert str(caught.value) == (
        "first 1.2 and second 3.0 both bring an exporter named 'twin'; "
        "write twin@first or twin@second"
    )
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301
    assert registry.get("twin@second").__module__ == "second"
    assert [registry.name_of(entry) for entry in installed(registry)] == [
        "twin@first",
        "twin@second",
    ]


def test_one_package_with_a_name_twice_cannot_be_told_apart_by_address(
    registry: tbh.ExporterRegistry, packages: Packages
) -> None:
    """So only another version of it helps."""
    packages.install("odd", "twin = odd:It\ntwin = odd:Other", exporter("twin"))

    with pytest.raises(
        tbh.ExporterConflictError, match=r"^odd 1.2 brings several named 'twin'; update or remove"
    ):
        registry.get("twin")


def test_a_built_in_name_is_not_shadowed_by_a_package(
    registry: tbh.ExporterRegistry, packages: Packages
) -> None:
    """The name alone is refused; both addresses work, and so do those that nobody names."""
    packages.install("theirs", "rss = theirs:It", exporter("rss"))

    with pytest.raises(tbh.ExporterConflictError, match="write rss@tbh-model or rss@theirs"):
        registry.get("rss")

    assert registry.get("rss@tbh-model") is tbh.RSS
    assert registry.get("rss@theirs").__module__ == "theirs"
    assert tbh.RSS in registry.built_in()


def test_what_is_registered_in_place_of_a_built_in_one_runs_by_default(
    registry: tbh.ExporterRegistry,
) -> None:
    """Somebody asked for that in so many words."""

    @frozen(kw_only=True)
    class Other(PlainText):
        info: ClassVar = attrs.evolve(PlainText.info, name="rss")

    registry.register(Other, replace=True)

    assert Other in registry.built_in()
    assert tbh.RSS not in registry.built_in()


def test_a_package_that_is_seen_twice_is_one(
    registry: tbh.ExporterRegistry, packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an editable install beside its wheel is; of two versions the one on top counts."""
    packages.install("good_package", "good = good_package:It", exporter("good"))
    for folder, version in (("again", "1.2"), ("old", "1.0")):
        other = Packages(packages.folder / folder)
        other.install("good_package", "good = good_package:It\nx = y:Z", version=version)
        (other.folder / f"good_package-{version}.dist-info" / "entry_points.txt").write_text(
            "[tbh_model.exporters]\ngood = good_package:It\n"
            + ("gone = good_package:Gone\n" if folder == "old" else "")
        )
        monkeypatch.syspath_prepend(other.folder)
    monkeypatch.syspath_prepend(packages.folder)

    assert [entry.address for entry in installed(registry)] == ["good@good_package"]


def test_metadata_that_cannot_be_read_hides_no_other_package(
    registry: tbh.ExporterRegistry, packages: Packages
) -> None:
    """A line without an equals sign, and a package without a name."""
    packages.install("good_package", "good = good_package:It", exporter("good"))
    packages.install("garbled", "this is no entry point")
    packages.install("nameless", "anonymous = nameless:It")
    (packages.folder / "nameless-1.2.dist-info" / "METADATA").unlink()

    assert [entry.name for entry in installed(registry)] == ["good"]


def test_the_environment_switches_installed_exporters_off(
    registry: tbh.ExporterRegistry, packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them or all but some; the built-in ones stay."""
    packages.install("good_package", "good = good_package:It", exporter("good"))
    packages.install("theirs", "rss = theirs:It", exporter("rss"))

    monkeypatch.setenv("TBH_EXPORTERS", "off")
    assert registry.get("rss") is tbh.RSS
    with pytest.raises(tbh.ExporterSwitchedOffError) as caught:
        registry.get("good")
    assert str(caught.value) == (
        "exporter 'good' of good_package 1.2 is switched off by the environment variable "
        "TBH_EXPORTERS; add good@good_package to it, or unset it"
    )
    with pytest.raises(tbh.UnknownExporterError, match=r"'goot'; there are atom, .*, sitemap$"):
        registry.get("goot")

    monkeypatch.setenv("TBH_EXPORTERS", "html, good@good_package")
    assert registry.get("good").__module__ == "good_package"
    assert registry.get("rss") is tbh.RSS
    with pytest.raises(tbh.ExporterSwitchedOffError):
        registry.get("rss@theirs")


def test_an_unknown_address_is_answered_with_the_nearest_address(
    registry: tbh.ExporterRegistry,
) -> None:
    """In full, as it has to be written."""
    with pytest.raises(tbh.UnknownExporterError, match="did you mean 'rss@tbh-model'"):
        registry.get("rss@tbh_model")


def test_an_overlay_is_gone_when_it_is_left(registry: tbh.ExporterRegistry) -> None:
    """With all that was registered meanwhile; what it covered is there again."""

    @frozen(kw_only=True)
    class Other(PlainText):
        """Has the same name."""

    @frozen(kw_only=True)
    class Late(PlainText):
        info: ClassVar = attrs.evolve(PlainText.info, name="late")

    registry.register(PlainText)
    with registry.overlay(Other) as same:
        assert same is registry
        assert registry.get("plain-text") is Other
        registry.register(Late)

    assert registry.get("plain-text") is PlainText
    with pytest.raises(tbh.UnknownExporterError):
        registry.get("late")


def test_overlays_may_be_left_in_any_order(registry: tbh.ExporterRegistry) -> None:
    """As threads do; each takes away what it brought and nothing else."""

    @frozen(kw_only=True)
    class Other(PlainText):
        info: ClassVar = attrs.evolve(PlainText.info, name="other")

    first, second = registry.overlay(PlainText), registry.overlay(Other)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)

    assert registry.get("other") is Other
    with pytest.raises(tbh.UnknownExporterError):
        registry.get("plain-text")
    second.__exit__(None, None, None)
    assert {entry.origin for entry in registry.entries()} == {Origin.BUILT_IN}


def test_an_overlay_of_something_else_changes_nothing(registry: tbh.ExporterRegistry) -> None:
    """What is no exporter is refused before anything is registered."""
    wrong: Any = int
    before = registry.entries()

    with (
        pytest.raises(tbh.InvalidExporterError, match="int is not an exporter"),
        registry.overlay(PlainText, wrong),
    ):
        pass

    assert registry.entries() == before


class Slow(type):
    """Makes classes at which another thread takes its turn whenever they are compared."""

    def __hash__(cls) -> int:
        sleep(0.001)
        return super().__hash__()


def test_of_threads_that_want_one_name_one_gets_it(registry: tbh.ExporterRegistry) -> None:
    """The others are told that it is taken, however close they come."""

    def is_registered(number: int) -> bool:
        @frozen(kw_only=True)
        class Each(PlainText, metaclass=Slow):
            """Another class of the same name."""

        Each.__qualname__ = f"Each{number}"
        ready.wait()
        try:
            registry.register(Each)
        except tbh.InvalidExporterError:
            return False
        return True

    ready = Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(is_registered, range(8))) == 1


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
