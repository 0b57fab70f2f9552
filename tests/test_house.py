"""The structure: what may import what, what loads when, and what the package offers."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

import tbh_model as tbh

ROOT = Path(__file__).parents[1]


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_imports_point_downwards_only() -> None:
    """The contract of the packages, as `import-linter` reads it from pyproject.toml."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [command, "--no-cache"], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stdout


def test_the_package_loads_almost_nothing() -> None:
    """None of the libraries that its packages are built on, and no entry points."""
    code = (
        "import sys; before = set(sys.modules); import tbh_model; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )

    loaded = python(code).split()

    heavy = {"lxml", "feedgen", "jinja2", "cattrs", "yaml", "click", "rich", "attrs", "pyromark"}
    assert heavy.isdisjoint(loaded)
    assert "importlib.metadata" not in loaded


def test_the_model_loads_no_parser() -> None:
    """Building a series in Python needs attrs and nothing else."""
    code = (
        "import sys, tbh_model as tbh; tbh.Series; tbh.release; "
        "print(*({'lxml', 'feedgen', 'jinja2', 'cattrs', 'yaml', 'pyromark'} & set(sys.modules)))"
    )

    assert python(code) == ""


def test_what_commands_share_loads_no_content() -> None:
    """Arguments, messages and the names of packages: a command loads what it uses."""
    code = (
        "import sys, tbh_model.cli._console; "
        "from tbh_model import content, exporters, publishing, rights; "
        "print(*(name for name in sys.modules if name.count('.') == 2 and '._' in name "
        "and not name.startswith('tbh_model.cli') and name.startswith('tbh_model')))"
    )

    assert python(code) == ""


def test_the_names_of_files_are_found_without_what_reads_them() -> None:
    """A build that finds nothing new needs no more."""
    code = (
        "import sys; from tbh_model.content import ContentError, folder_names, template_files; "
        "print(*({'yaml', 'tbh_model.model', 'tbh_model.text'} & set(sys.modules)))"
    )

    assert python(code) == ""


def test_listing_exporters_loads_none() -> None:
    """Names come from metadata."""
    code = (
        "import sys, tbh_model as tbh; tbh.default_registry().entries(); "
        "print(*({'lxml', 'feedgen', 'jinja2'} & set(sys.modules)))"
    )

    assert python(code) == ""


def test_every_public_name_is_there() -> None:
    """The table of names, `__all__` and what type checkers see are one."""
    assert sorted(vars(tbh)["__all__"]) == sorted({*tbh._PACKAGE_OF, "__version__"})
    for name in vars(tbh)["__all__"]:
        assert getattr(tbh, name) is not None
        assert name in dir(tbh)


def test_a_misspelled_name_is_told_what_was_meant() -> None:
    """As a type checker tells it before."""
    with pytest.raises(AttributeError, match=r"no attribute 'Serie'; did you mean 'Series'\?"):
        tbh.Serie  # type: ignore[attr-defined]  # noqa: B018 - that is the point


def test_a_package_can_be_reached_by_name() -> None:
    """`tbh.text` without an import of its own; what is not there is an AttributeError."""
    assert python("import tbh_model as tbh; print(tbh.text.Paragraph.__name__)") == "Paragraph"
    assert not hasattr(tbh, "nothing")
    assert not hasattr(tbh, "_nothing")


@pytest.mark.parametrize(
    "package", ["content", "exporters", "importers", "publishers", "publishing"]
)
def test_every_name_of_a_package_is_there(package: str) -> None:
    """Also one whose module loads when it is first used; what is not there is an AttributeError."""
    code = (
        f"from tbh_model import {package}; "
        f"print([name for name in {package}.__all__ if not hasattr({package}, name)], "
        f"hasattr({package}, 'nothing'))"
    )

    assert python(code) == "[] False"


def test_a_build_that_goes_well_loads_nothing_that_looks_for_mistakes(tmp_path: Path) -> None:
    """Nor what edits content, writes archives and schemas, asks other processes, and draws bars."""
    content = ROOT / "examples" / "therapists-being-human"
    words = ["build", str(content), "--to", str(tmp_path), "--no-ledger", "--no-cache"]
    code = (
        f"import atexit, sys; from tbh_model.cli import main; sys.argv[1:] = {words}; "
        "atexit.register(lambda: print(*sys.modules)); main()"
    )

    loaded = set(python(code).split())

    assert "tbh_model.content._loader" in loaded
    assert loaded.isdisjoint(
        {
            "concurrent.futures",
            "rich",
            "tbh_model.content._check",
            "tbh_model.content.lint._engine",
            "tbh_model.content._yaml_patch",
            "tbh_model.content._json_schema",
            "tbh_model.content._problem_text",
            "tbh_model.publishing._archive",
            "tbh_model.publishing._external_executor",
            "tbh_model.publishing._schema",
            "tbh_model.rights._records",
            "urllib.request",
        }
    )


def test_a_build_that_finds_nothing_new_loads_neither_the_model_nor_a_parser(
    tmp_path: Path,
) -> None:
    """It compares what lies there with what the last build left."""
    content = copytree(ROOT / "examples" / "therapists-being-human", tmp_path / "content")
    words = ["build", str(content), "--to", str(tmp_path / "site")]
    code = (
        f"import atexit, sys; from tbh_model.cli import main; sys.argv[1:] = {words}; "
        "atexit.register(lambda: print(*sys.modules)); main()"
    )

    assert "tbh_model.model" in python(code).split()
    loaded = set(python(code).split())

    assert "tbh_model.publishing._last_build" in loaded
    assert loaded.isdisjoint(
        {
            "cattrs",
            "jinja2",
            "lxml",
            "pyromark",
            "rich",
            "tbh_model.exporters",
            "tbh_model.model",
            "tbh_model.publishing._plan",
            "tbh_model.rights",
            "tbh_model.text",
            "yaml",
        }
    )
