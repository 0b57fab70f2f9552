"""`tbh serve`, as far as it goes without a server."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tbh_model.cli._main import tbh

EXAMPLE = Path(__file__).parents[2] / "examples" / "therapists-being-human"


def test_who_lets_others_in_must_say_so() -> None:
    """The advice is printed, and the exit status is 1."""
    done = CliRunner().invoke(tbh, ["serve", str(EXAMPLE), "--host", "192.0.2.1"])

    assert done.exit_code == 1
    assert "add --allow-remote" in done.stderr
    assert "Traceback" not in done.output


def test_without_its_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And names what is missing."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    for name in [name for name in sys.modules if name.startswith("tbh_model.preview")]:
        monkeypatch.delitem(sys.modules, name)
    done = CliRunner().invoke(tbh, ["serve", str(EXAMPLE)])

    assert done.exit_code == 1
    assert "pip install 'tbh-model[cli,serve]'" in done.stderr


def test_no_other_command_loads_what_it_is_built_on() -> None:
    """Not even its own help."""
    code = (
        "import sys; from click.testing import CliRunner; from tbh_model.cli._main import tbh; "
        "CliRunner().invoke(tbh, ['serve', '--help']); "
        "print(*({'starlette', 'uvicorn', 'watchfiles'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
