"""`tbh exporters new`: a package that installs, runs, passes its tests and its types."""

import re
import sys
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import tbh_model as tbh
from machine import Machine
from small import AT, edition, response, series
from tbh_model.cli._main import tbh as command
from tbh_model.exporters import check_exporter

ROOT = Path(__file__).parents[2]
FILES = [
    ".github/workflows/test.yml",
    ".gitignore",
    "README.md",
    "pyproject.toml",
    "src/tbh_wall_paper/__init__.py",
    "src/tbh_wall_paper/py.typed",
    "src/tbh_wall_paper/templates/wall-paper/edition.html",
    "tests/test_conformance.py",
]

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs it in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(command, ["exporters", "new", *arguments])

    return run


def files(folder: Path) -> list[str]:
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


def test_every_file_is_written_and_printed(run: Run, tmp_path: Path) -> None:
    """Into a folder named after the package."""
    done = run("wall-paper")

    assert done.exit_code == 0
    assert files(tmp_path / "tbh-wall-paper") == FILES
    assert sorted(done.stdout.split()) == [f"tbh-wall-paper/{file}" for file in FILES]
    assert done.stderr == "Next: cd tbh-wall-paper && python -m pip install -e '.[test]'\n"


def test_the_folder_can_be_chosen_and_a_repository_may_be_there(run: Run, tmp_path: Path) -> None:
    """What a new repository has is kept."""
    (tmp_path / "README.md").write_text("Mine.\n", encoding="utf-8")

    done = run("wall-paper", "--to", ".")

    assert done.exit_code == 0
    assert files(tmp_path) == FILES
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Mine.\n"


def test_nothing_is_overwritten(run: Run, tmp_path: Path) -> None:
    """Where one file stands, no other is written."""
    (tmp_path / "tbh-wall-paper").mkdir()
    (tmp_path / "tbh-wall-paper" / "pyproject.toml").touch()

    done = run("wall-paper")

    assert done.exit_code == 1
    assert done.stderr == (
        "error: tbh-wall-paper/pyproject.toml is there already; nothing was written\n"
    )
    assert files(tmp_path) == ["tbh-wall-paper/pyproject.toml"]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        (
            "Wall_Paper",
            "use small letters, digits and single hyphens, a letter first; write wall-paper",
        ),
        ("2026", "use small letters, digits and single hyphens, a letter first\n"),
        ("../wall", "use small letters, digits and single hyphens, a letter first; write wall"),
        ("пять", "use small letters, digits and single hyphens, a letter first\n"),
        ("rss", "one that comes with tbh-model has it; choose another"),
        ("headers", "one that comes with tbh-model has it; choose another"),
        ("none", "Python has that word for itself; choose another"),
        ("model", "the package would be called tbh-model, as the library is; choose another"),
        ("tbh-lines", "the package is called tbh-... anyway; write lines"),
    ],
)
def test_a_name_that_will_not_do_is_refused(
    run: Run, tmp_path: Path, name: str, remedy: str
) -> None:
    """With what to write instead, and before anything is written."""
    done = run(name)

    assert done.exit_code == 2
    assert f"cannot be the name of your exporter: {remedy}" in done.stderr
    assert files(tmp_path) == []


@pytest.fixture
def exporter(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[tbh.Exporter]:
    """The class of a new package, found by its entry point."""
    run("wall-paper")
    folder = tmp_path / "tbh-wall-paper"
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["tbh_model.exporters"]["wall-paper"].partition(":")
    monkeypatch.syspath_prepend(folder / "src")
    monkeypatch.delitem(sys.modules, module, raising=False)
    found: type[tbh.Exporter] = getattr(import_module(module), name)
    return found


def test_its_class_is_an_exporter(exporter: type[tbh.Exporter]) -> None:
    """Named after the package, with one option."""
    check_exporter(exporter)

    assert (exporter.__name__, exporter.info.name) == ("WallPaper", "wall-paper")


def test_its_pages_say_what_was_said(exporter: type[tbh.Exporter]) -> None:
    """Every quote as it is, escaped for HTML, and under it whoever said it."""
    said = response(quote="Less <b> & more", answer=tbh.markdown("*All* of it."))
    (page,) = tbh.export(series(editions=(edition(responses=(said,)),)), exporter(), at=AT)
    text = page.body.decode()

    assert (page.path, page.media_type) == ("wall-paper/patience.html", "text/html")
    assert text.startswith('<!doctype html>\n<html lang="en">\n')
    assert text.endswith("</body>\n</html>\n")
    assert "<p>“Less &lt;b&gt; &amp; more”</p>\n<p><em>All</em> of it.</p>" in text
    assert "<figcaption>Dana Okafor, RP</figcaption>" in text


def test_its_option_does_something(exporter: type[tbh.Exporter]) -> None:
    """Without the full answers there are the quotes."""
    said = response(answer=tbh.markdown("*All* of it."))
    made = series(editions=(edition(responses=(said,)),))
    (page,) = tbh.export(made, exporter(answers=False), at=AT)  # type: ignore[call-arg]  # by name

    assert b"Patience is a long room." in page.body
    assert b"of it." not in page.body


def test_its_workflow_is_yaml(exporter: type[tbh.Exporter], tmp_path: Path) -> None:
    """With the expression of GitHub in it, which looks like one of ours."""
    file = tmp_path / "tbh-wall-paper" / ".github" / "workflows" / "test.yml"
    steps = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]["test"]["steps"]

    assert steps[1]["with"] == {"python-version": "${{ matrix.python }}"}
    assert steps[-1] == {"run": "python -m mypy"}


@pytest.mark.heavy
def test_it_installs_and_runs_on_a_fresh_machine(machine: Machine) -> None:
    """It is listed with its package, and takes its option."""
    example = str(ROOT / "examples" / "therapists-being-human")
    listed = machine.tbh("exporters", "list")
    machine.tbh("export", "wall-paper", example, "--to", "out", "--set", "answers=false")

    page = machine.folder / "out" / "wall-paper" / "what-makes-an-apology-work.html"
    assert "wall-paper  tbh-wall-paper 0.1.0 (installed)" in listed
    assert page.is_file()


@pytest.mark.heavy
def test_its_types_fit_what_is_installed(machine: Machine) -> None:
    """In strict mode, with nothing to ignore."""
    assert "no issues found" in machine.python("-m", "mypy", "src", folder="tbh-wall-paper")


@pytest.mark.heavy
def test_its_own_tests_pass_on_a_fresh_machine(machine: Machine) -> None:
    """It conforms, and its tests have types too."""
    assert "no issues found" in machine.python("-m", "mypy", folder="tbh-wall-paper")
    assert "passed" in machine.python("-m", "pytest", "-q", folder="tbh-wall-paper")


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """Wheels of the library and of a new package, built and installed."""
    made = Machine(tmp_path_factory.mktemp("machine"))
    made.pip("install", f"{made.wheel(ROOT)}[cli]", "pytest>=9", "mypy>=1.18")
    made.tbh("exporters", "new", "wall-paper")
    made.pip("install", str(made.wheel(made.folder / "tbh-wall-paper")))
    return made


@pytest.mark.heavy
def test_the_next_steps_work_as_they_are_printed(old_machine: Machine) -> None:
    """With the pip that came with Python 3.11, and then those that the README names."""
    made = old_machine.folder / "tbh-wall-paper"
    said = old_machine.tbh("exporters", "new", "wall-paper")
    (step,) = re.findall(r"^Next: (.+)$", said, re.MULTILINE)
    readme = (made / "README.md").read_text(encoding="utf-8")
    steps = re.findall(r"^    (python .+)$", readme.partition("## Work on it")[2], re.MULTILINE)
    assert len(steps) == 3

    old_machine.shell(step)
    for each in steps:
        old_machine.shell(f"cd tbh-wall-paper && {each}")

    assert "wall-paper  tbh-wall-paper 0.1.0 (installed)" in old_machine.tbh("exporters", "list")
    assert "pip 23.0 " in old_machine.shell("python -m pip --version")


@pytest.fixture
def old_machine(tmp_path: Path) -> Machine:
    """One with pip 23.0, and the library in it."""
    made = Machine(tmp_path)
    try:
        made.pip("install", "pip==23.0")
    except AssertionError as error:
        pytest.skip(f"PIP 23.0 CANNOT BE HAD FROM THE PACKAGE INDEX HERE: {error}")
    made.pip("install", f"{made.wheel(ROOT)}[cli]")
    return made
