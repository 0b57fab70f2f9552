"""The packages under `plugins`: each is whole, and passes its own tests."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from installed import Packages
from machine import Machine

ROOT = Path(__file__).parents[2]
PLUGINS: dict[Path, dict[str, Any]] = {
    file.parent: tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    for file in sorted(ROOT.glob("plugins/*/pyproject.toml"))
}


def _with(group: str) -> list[Path]:
    """Return the packages that announce something in a group of entry points."""
    return [
        package for package, project in PLUGINS.items() if group in project.get("entry-points", ())
    ]


PACKAGES = _with("tbh_model.exporters")
each_package = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)

RULES = _with("tbh_model.rules")
each_rules_package = pytest.mark.parametrize("package", RULES, ids=lambda package: package.name)

COMMANDS = _with("tbh_model.commands")
each_command_package = pytest.mark.parametrize("package", COMMANDS, ids=lambda item: item.name)

IMPORTERS = _with("tbh_model.importers")
each_importing_package = pytest.mark.parametrize(
    "package", IMPORTERS, ids=lambda package: package.name
)

PUBLISHERS = _with("tbh_model.publishers")
each_publishing_package = pytest.mark.parametrize(
    "package", PUBLISHERS, ids=lambda package: package.name
)

QUIET = ("-B", "-m", "pytest", "-q", "-p", "no:cacheprovider")


def _project(package: Path) -> dict[str, Any]:
    return PLUGINS[package]


def _exporter(package: Path) -> tuple[str, str]:
    """Return the name of the exporter that a package brings, and where it is."""
    (found,) = _project(package)["entry-points"]["tbh_model.exporters"].items()
    name, target = found
    return name, target


def _run(package: Path, installed: Packages, *arguments: str) -> str:
    """Run Python where the package is found as if pip had installed it."""
    path = (package / "src", installed.folder, ROOT / "src")
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=package,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@each_package
def test_a_package_is_whole(package: Path, tmp_path: Path) -> None:
    """Its exporter has the name that it is announced under, options in the README, and types."""
    project, (name, target) = _project(package), _exporter(package)
    installed = Packages(tmp_path)
    installed.install(project["name"], f"{name} = {target}", version=project["version"])
    described = json.loads(
        _run(package, installed, "-m", "tbh_model", "exporters", "show", name, "--json")
    )
    options = [each["name"] for each in described["options"]]
    readme = (package / "README.md").read_text(encoding="utf-8")
    module = package / "src" / target.partition(":")[0]

    assert described["name"] == name
    assert [each for each in options if f"| `{each}` |" not in readme] == []
    assert (module / "py.typed").is_file()
    assert (package / "tests" / "test_conformance.py").is_file()


@pytest.mark.heavy
@each_package
def test_the_tests_of_a_package_pass(package: Path, tmp_path: Path) -> None:
    """The conformance kit is among them."""
    assert "passed" in _run(package, Packages(tmp_path), *QUIET)


@each_importing_package
def test_a_package_of_importers_is_whole(package: Path, tmp_path: Path) -> None:
    """Each has the name that it is announced under, options in the README, and types."""
    project, installed = _project(package), Packages(tmp_path)
    group = "tbh_model.importers"
    points = project["entry-points"][group]
    announced = "\n".join(f"{name} = {target}" for name, target in points.items())
    installed.install(project["name"], announced, version=project["version"], group=group)
    readme = (package / "README.md").read_text(encoding="utf-8")

    for name, target in points.items():
        shown = _run(package, installed, "-m", "tbh_model", "importers", "show", name, "--json")
        described = json.loads(shown)
        options = [each["name"] for each in described["options"]]
        assert described["name"] == name
        assert [each for each in options if f"| `{each}` |" not in readme] == []
        assert (package / "src" / target.partition(":")[0] / "py.typed").is_file()


@each_publishing_package
def test_a_package_of_a_publisher_is_whole(package: Path, tmp_path: Path) -> None:
    """It has the name that it is announced under, options in the README, and types."""
    project, installed = _project(package), Packages(tmp_path)
    group = "tbh_model.publishers"
    ((name, target),) = project["entry-points"][group].items()
    installed.install(project["name"], f"{name} = {target}", version="1", group=group)
    shown = _run(package, installed, "-m", "tbh_model", "publishers", "show", name, "--json")
    readme = (package / "README.md").read_text(encoding="utf-8")
    described = json.loads(shown)
    options = [each["name"] for each in described["options"]]

    assert described["name"] == name
    assert [each for each in options if f"| `{each}` |" not in readme] == []
    assert (package / "src" / target.partition(":")[0] / "py.typed").is_file()


@pytest.mark.heavy
@pytest.mark.parametrize(
    "package",
    [each for each in (*IMPORTERS, *PUBLISHERS) if each not in PACKAGES],
    ids=lambda package: package.name,
)
def test_the_tests_of_another_package_pass(package: Path, tmp_path: Path) -> None:
    """The conformance kit is among them."""
    assert "passed" in _run(package, Packages(tmp_path), *QUIET)


@pytest.mark.heavy
@each_rules_package
def test_the_tests_of_a_package_of_rules_pass(package: Path, tmp_path: Path) -> None:
    """Where its rules are found, as they are once it is installed."""
    project, installed = _project(package), Packages(tmp_path)
    group = "tbh_model.rules"
    points = "\n".join(
        f"{name} = {target}" for name, target in project["entry-points"][group].items()
    )
    installed.install(project["name"], points, version=project["version"], group=group)

    assert "passed" in _run(package, installed, *QUIET)


@each_command_package
def test_a_package_of_a_command_is_whole(package: Path, tmp_path: Path) -> None:
    """`tbh --help` names it, its own help has an example, and its tests pass."""
    project, installed = _project(package), Packages(tmp_path)
    ((name, target),) = project["entry-points"]["tbh_model.commands"].items()
    points, version, group = f"{name} = {target}", project["version"], "tbh_model.commands"
    installed.install(project["name"], points, version=version, group=group)

    listed = _run(package, installed, "-m", "tbh_model", "--help")
    assert re.search(rf"{name} +From {package.name} {version}\.", listed)
    assert f"$ tbh {name}" in _run(package, installed, "-m", "tbh_model", name, "--help")
    assert (package / "src" / target.partition(":")[0] / "py.typed").is_file()
    assert "passed" in _run(package, installed, *QUIET)


@pytest.mark.heavy
@each_rules_package
def test_a_package_of_rules_is_found_on_a_fresh_machine(package: Path, machine: Machine) -> None:
    """Ours too, from a wheel; its own from a wheel, and from an editable install."""
    for install in ([str(machine.wheel(package))], ["--editable", str(package)]):
        machine.pip("install", *install)
        assert (
            machine.tbh("rules")
            .split("\n")[2]
            .endswith(f"{_project(package)['name']} {_project(package)['version']}")
        )
        assert "passed" in machine.python(*QUIET, str(package))


@pytest.mark.heavy
def test_books_are_valid(tmp_path: Path) -> None:
    """By the validator of the format, where it is installed."""
    (package,) = (each for each in PACKAGES if each.name == "tbh-epub")

    said = _run(package, Packages(tmp_path), *QUIET, "-m", "heavy", "tests/test_epubcheck.py")
    assert " passed" in said or " skipped" in said


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["tbh-ghost", "tbh-wordpress"])
def test_a_real_platform_shows_what_is_released(name: str, tmp_path: Path) -> None:
    """Where its programs are installed: after each push, and after fifty kills."""
    (package,) = (each for each in PUBLISHERS if each.name == name)

    said = _run(package, Packages(tmp_path), *QUIET, "-rs", "-m", "heavy", "tests/test_live.py")
    if " passed" not in said:
        pytest.skip(f"NO REAL PLATFORM WAS TRIED FOR {name}\n{said}")


@pytest.mark.heavy
@each_package
def test_a_package_passes_the_kit_on_a_fresh_machine(package: Path, machine: Machine) -> None:
    """Installed from wheels, it is found, conforms, and passes its own tests."""
    name, _ = _exporter(package)
    file = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))
    machine.pip("install", *file["dependency-groups"]["test"])
    example = str(ROOT / "examples" / "therapists-being-human")

    assert f"{_project(package)['name']} " in machine.tbh("exporters", "list")
    tests = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))
    machine.pip("install", *tests["dependency-groups"]["test"])
    # all sizes of 500 cards, again and again: its own tests run the kit on one size
    if name != "cards":
        assert "failed" not in machine.tbh("exporters", "check", name)
    machine.tbh("export", name, example, "--to", f"out-{name}")
    assert "passed" in machine.python(*QUIET, str(package))


@pytest.mark.heavy
@each_importing_package
def test_a_package_of_importers_is_found_on_a_fresh_machine(
    package: Path, machine: Machine
) -> None:
    """Installed from a wheel, and passes its own tests."""
    file = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))
    machine.pip("install", str(machine.wheel(package)), *file["dependency-groups"]["test"])

    assert f"{_project(package)['name']} " in machine.tbh("importers", "list")
    assert "passed" in machine.python(*QUIET, str(package))


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Wheels of the library and of every package, built and installed."""
    made = Machine(tmp_path_factory.mktemp("machine"))
    made.pip("install", f"{made.wheel(ROOT)}[cli]", "pytest>=9")
    made.pip("install", *(str(made.wheel(package)) for package in PACKAGES))
    return made
