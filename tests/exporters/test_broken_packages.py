"""A broken package breaks only itself, and is explained."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tbh_model as tbh
from installed import Packages, exporter


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    """Yield a folder of installed packages with a good one in it."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delenv("TBH_EXPORTERS", raising=False)
    made = Packages(tmp_path)
    made.install("good_package", "good = good_package:It", exporter("good"))
    yield made
    for file in tmp_path.glob("*.py"):
        sys.modules.pop(file.stem, None)


@pytest.fixture
def registry() -> tbh.ExporterRegistry:
    return tbh.ExporterRegistry()


WRAPPED = "try:\n    import nowhere\nexcept ImportError as error:\n    {}\n"
NOWHERE = (
    "ModuleNotFoundError: No module named 'nowhere'; "
    "install the package that brings the module 'nowhere', or remove broken"
)
INSIDE = (
    "ModuleNotFoundError: No module named 'broken.inside'; 'broken' is not a package; "
    "update or remove broken"
)
TO_COME = (
    "ModuleNotFoundError: No module named 'tbh_model.exporters.to_come'; "
    f"update tbh-model, or install a version of broken for tbh-model {tbh.__version__}"
)


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("", "AttributeError: module 'broken' has no attribute 'X'; update or remove broken"),
        ("raise SystemExit(3)", "SystemExit: 3; update or remove broken"),
        (
            "class Panic(BaseException): ...\nraise Panic('no')",
            "Panic: no; update or remove broken",
        ),
        ("1 / 0", "ZeroDivisionError: division by zero; update or remove broken"),
        ("raise Exception", "Exception; update or remove broken"),
        ("raise ValueError('one\\ntwo')", "ValueError: one; update or remove broken"),
        ("1 +", "SyntaxError: invalid syntax (broken.py, line 1); update or remove broken"),
        ("import nowhere.inside", NOWHERE),
        (WRAPPED.format("raise RuntimeError('no luck') from error"), NOWHERE),
        (WRAPPED.format("raise SystemExit('no luck')"), NOWHERE),
        (
            WRAPPED.format("raise RuntimeError('no luck') from None"),
            "RuntimeError: no luck; update or remove broken",
        ),
        ("import broken.inside", INSIDE),
        (
            "import fancy_fonts",
            "ModuleNotFoundError: No module named 'fancy_fonts'; run: pip install 'broken[images]'",
        ),
        (
            "import always_there",
            "ModuleNotFoundError: No module named 'always_there'; run: pip install broken",
        ),
        ("from tbh_model.exporters.to_come import it", TO_COME),
    ],
)
def test_a_package_that_cannot_be_imported_is_explained(
    registry: tbh.ExporterRegistry, packages: Packages, module: str, words: str
) -> None:
    """Package, version, target, the first cause and what to do; the others work."""
    requires = ("always-there>=2", 'Fancy.Fonts>=1 ; extra == "images"')
    packages.install("broken", "bad = broken:X", module, requires=requires)

    with pytest.raises(tbh.BrokenExporterError) as caught:
        registry.get("bad")

    assert str(caught.value) == f"exporter 'bad' of broken 1.2 cannot be used: broken:X: {words}"
    assert registry.get("good").info.name == "good"
    assert registry.get("rss") is tbh.RSS


def test_the_first_cause_is_one_of_the_package(
    registry: tbh.ExporterRegistry, packages: Packages
) -> None:
    """Not what its user was busy with when the exporter was asked for."""
    packages.install("broken", "bad = broken:X", "1 / 0")

    try:
        int("of somebody else")
    except ValueError:
        with pytest.raises(tbh.BrokenExporterError, match="ZeroDivisionError"):
            registry.get("bad")


def test_an_error_that_cannot_be_written_is_named(
    registry: tbh.ExporterRegistry, packages: Packages
) -> None:
    """By its class alone."""
    module = "class Mute(Exception):\n    def __str__(self): return 1 / 0\nraise Mute"
    packages.install("broken", "bad = broken:X", module)

    with pytest.raises(tbh.BrokenExporterError, match="broken:X: Mute; update or remove broken"):
        registry.get("bad")


def test_an_interrupt_at_import_passes(registry: tbh.ExporterRegistry, packages: Packages) -> None:
    """Somebody wants the program to stop."""
    packages.install("broken", "bad = broken:X", "raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        registry.get("bad")


def test_a_broken_package_works_once_it_is_mended(
    registry: tbh.ExporterRegistry, packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The registry remembers no failure."""
    module = "import os\nos.environ['MENDED']\n" + exporter("bad")
    packages.install("broken", "bad = broken:It", module)
    with pytest.raises(tbh.BrokenExporterError, match="KeyError: 'MENDED'"):
        registry.get("bad")

    monkeypatch.setenv("MENDED", "yes")

    assert registry.get("bad").info.name == "bad"


NAMED = "its `info.name` is 'better' and its entry point is named 'bad'"
LINE = """write `better = "broken:It"` under [project.entry-points."tbh_model.exporters"]"""


@pytest.mark.parametrize(
    ("target", "module", "found", "advice"),
    [
        ("broken:It", "It = 3", "it is not a class", "give the class itself"),
        ("broken", "", "it is a module", "name the class in it, as in `broken:MyExporter`"),
        (
            "broken:It",
            "class It: pass",
            "it is no attrs class",
            "put @attrs.frozen(kw_only=True) above the class",
        ),
        ("broken:It", exporter("better"), NAMED, LINE),
    ],
)
def test_what_is_no_exporter_is_explained(
    packages: Packages, target: str, module: str, found: str, advice: str
) -> None:
    """To whoever installed it, and to its authors."""
    packages.install("broken", f"bad = {target}", module)

    with pytest.raises(tbh.InvalidExporterError) as caught:
        tbh.ExporterRegistry().get("bad")

    assert str(caught.value) == (
        f"exporter 'bad' of broken 1.2 cannot be used: {target} is not an exporter: {found}; "
        f"update or remove broken (for its authors: {advice})"
    )


def test_the_doctor_looks_at_each_and_raises_nothing(
    registry: tbh.ExporterRegistry, packages: Packages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """State, problem and remedy of every installed exporter."""
    packages.install("broken", "bad = broken:X", "raise SystemExit(3)")
    packages.install("theirs", "rss = theirs:It", exporter("rss"))
    packages.install("quiet", "still = quiet:It", exporter("still"))
    monkeypatch.setenv("TBH_EXPORTERS", "bad, rss, good")

    found = {health.entry.name: health for health in registry.doctor()}

    assert {name: health.state.value for name, health in found.items()} == {
        "bad": "broken",
        "good": "ok",
        "rss": "conflict",
        "still": "switched off",
    }
    assert found["bad"].remedy == "update or remove broken"
    assert found["rss"].remedy == "write rss@tbh-model or rss@theirs"
    assert (found["good"].problem, found["good"].remedy) == (None, None)
    assert found["good"].seconds > 0
    assert "quiet" not in sys.modules
