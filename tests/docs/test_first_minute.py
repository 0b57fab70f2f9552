"""A newcomer's first minute: the README on a package index, its install line, `make demo`."""

import re
import runpy
import subprocess
import tomllib
from collections.abc import Iterator
from importlib.metadata import metadata

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from docs.reader import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
without_relative_links = runpy.run_path(str(ROOT / "hatch_build.py"))["without_relative_links"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _inlines(markdown: str) -> Iterator[Token]:
    return (child for token in MarkdownIt().parse(markdown) for child in token.children or ())


def _targets(markdown: str, attribute: str) -> list[str]:
    """Return the destinations of all links (`href`) or images (`src`)."""
    values = (token.attrGet(attribute) for token in _inlines(markdown))
    return [str(value) for value in values if value is not None]


def _commands(target: str) -> str:
    """Return what make would run for a target in a checkout without an environment."""
    return subprocess.run(
        ["make", "--dry-run", "--always-make", target, "VENV=build/no-such-environment"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout


def test_the_description_on_a_package_index_has_no_relative_link() -> None:
    """An index renders the README without the repository, so relative links would be broken."""
    description = without_relative_links(README)
    targets = _targets(description, "href") + _targets(description, "src")

    assert [target for target in targets if not target.startswith("https://")] == []


def test_the_description_says_where_the_linked_pages_are() -> None:
    """A relative link becomes its text and its path; the source distribution has the file."""
    shown = without_relative_links("See [the gate](docs/gate.md) and [PyPI](https://pypi.org/).\n")

    assert shown == "See the gate (`docs/gate.md`) and [PyPI](https://pypi.org/).\n"


def test_the_installed_package_has_that_description() -> None:
    """The build hook sets the description: nothing of it is a relative link."""
    description = str(metadata("tbh-model").json["description"])

    assert description.startswith("# tbh-model\n")
    assert "](docs/" not in description


@pytest.mark.parametrize("target", _targets(README, "href"))
def test_a_link_of_the_readme_leads_to_a_file(target: str) -> None:
    """Somebody who reads the README in the repository can follow each link."""
    assert target.startswith("https://") or (ROOT / target).exists()


@pytest.mark.parametrize("target", _targets(README, "src"))
def test_an_image_of_the_readme_is_a_png(target: str) -> None:
    """Each image is there, and begins with the signature of PNG."""
    assert (ROOT / target).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_each_image_of_the_readme_has_a_text_alternative() -> None:
    """Whoever does not see the image reads what it shows."""
    images = [token for token in _inlines(README) if token.type == "image"]

    assert [image.attrGet("src") for image in images if not image.content.strip()] == []


def test_the_package_has_a_homepage() -> None:
    """`[project.urls]` is there, and holds absolute URLs."""
    assert PROJECT["project"]["urls"]["Homepage"].startswith("https://")


def test_pip_installs_into_an_environment_that_the_readme_creates() -> None:
    """Debian's Python refuses `pip install` outside a virtual environment."""
    before, install, _ = README.partition("python3 -m pip install")

    assert install
    assert re.search(r"python3 -m venv (\S+)\n\$ \. \1/bin/activate\n\$ $", before)


def test_the_demo_installs_the_command_alone() -> None:
    """`make demo` installs no test tools, type checkers or Sphinx; `make test` does."""
    assert "--group" not in _commands("demo")
    assert "--editable '.[cli]'" in _commands("demo")
    assert "--group dev" in _commands("test")


def test_the_demo_prints_what_it_does() -> None:
    """Each step that takes longer than a blink is announced before it runs."""
    steps = re.findall(r'^echo "(.+) \.\.\."$', _commands("demo"), re.MULTILINE)

    assert [step.split()[0] for step in steps] == ["Create", "Install", "Build", "Take"]
