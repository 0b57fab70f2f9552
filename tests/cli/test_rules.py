"""`tbh rules`: what is installed, what is wrong with it, and what it says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tbh_model as tbh
from installed import Packages

SOURCE = Path(tbh.__file__).parents[1]
RULES = "jurisdiction: XA\nas_of: 2026-01-31\n"
OURS = f"""\
CA     as of 2026-11-23  tbh-model {tbh.__version__}
CA-ON  as of 2026-11-23  tbh-model {tbh.__version__}
"""


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    """Return a folder of installed packages, which is empty."""
    return Packages(tmp_path)


def run(packages: Packages, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run `tbh` in a process of its own, where the packages are installed."""
    path = f"{packages.folder}{os.pathsep}{SOURCE}"
    return subprocess.run(
        [sys.executable, "-m", "tbh_model", *words],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_installed_rules_are_listed_with_their_day_and_package(packages: Packages) -> None:
    """What a package prints when it is imported is no part of the result."""
    packages.install_rules("xa-rules", {"xa.yaml": RULES}, code="print('hello')")

    done = run(packages, "rules")

    assert done.stdout == f"{OURS}XA     as of 2026-01-31  xa-rules 1.2\n"
    assert done.stderr == "hello\n"
    assert done.returncode == 0


def test_rules_that_cannot_be_used_are_explained(packages: Packages) -> None:
    """Each with its package and a remedy, and the exit status says that there are some."""
    packages.install_rules("broken", {"xa.yaml": ""}, code="import nowhere")
    packages.install_rules("one", {"xb.yaml": RULES.replace("XA", "XB")})
    packages.install_rules("two", {"xb.yaml": RULES.replace("XA", "XB")})

    done = run(packages, "rules", "list")

    conflict = """\
  problem: several packages bring rules for XB: one 1.2 and two 1.2
  remedy:  write a `rules.yaml` with `includes: [XB@one]` or `includes: [XB@two]`, or remove one
"""
    assert done.stdout == (
        f"{OURS}XA     cannot be used  broken 1.2\n"
        "  problem: the rules for XA of broken 1.2 cannot be used: broken: ModuleNotFoundError: "
        "No module named 'nowhere'\n"
        "  remedy:  install the package that brings the module 'nowhere', or remove broken\n"
        f"XB     cannot be used  one 1.2\n{conflict}XB     cannot be used  two 1.2\n{conflict}"
    )
    assert done.stderr == ""
    assert done.returncode == 1


def test_programs_get_the_list_as_data(packages: Packages) -> None:
    """With what to write under `includes`."""
    packages.install_rules("xa-rules", {"xa.yaml": RULES})

    *_, rules = json.loads(run(packages, "rules", "list", "--json").stdout)

    assert rules == {
        "name": "XA",
        "distribution": "xa-rules",
        "version": "1.2",
        "target": "xa_rules",
        "address": "XA@xa-rules",
        "as_of": "2026-01-31",
        "problem": None,
        "remedy": None,
    }


def test_rules_are_printed_for_a_copy(packages: Packages) -> None:
    """As they are written; a jurisdiction that nobody has rules for is answered."""
    packages.install_rules("xa-rules", {"xa.yaml": RULES})

    assert run(packages, "rules", "show", "XA").stdout == RULES
    done = run(packages, "rules", "show", "XB")
    assert done.stderr == "error: no package brings rules for 'XB'; there are CA, CA-ON, XA\n"
    assert done.returncode == 1
