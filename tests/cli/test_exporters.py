"""`tbh exporters` and all others, where good, broken and conflicting packages are installed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import tbh_model as tbh
from conftest import EXAMPLE
from installed import Packages, exporter

AT = ("--at", "2026-11-20T12:00:00Z")
SOURCE = Path(tbh.__file__).parents[1]
BROKEN = {
    "missing": "import nowhere",
    "hollow": "",
    "leaver": "raise SystemExit(0)",
    "impostor": "class It: pass",
}
HEAVY = ("cattrs", "feedgen", "jinja2", "lxml", "pyromark", "rich", "yaml")
ANSWER = ("I eat cereal for supper", "r-3ff9")
PLUGINS = (*BROKEN, "good", "first", "second")


class House:
    """A folder of content, packages beside it, and a terminal."""

    def __init__(self, home: Path) -> None:
        self.content, self.packages = home / "content", Packages(home / "packages")
        self.content.mkdir()
        shutil.copy(EXAMPLE / "series.yaml", self.content)
        for name in ("therapists", "editions", "images"):
            shutil.copytree(EXAMPLE / name, self.content / name)

    def run(self, *words: object, switch: str = "") -> "subprocess.CompletedProcess[str]":
        """Run `tbh` in a process of its own, so that nothing is imported yet."""
        path = f"{self.packages.folder}{os.pathsep}{SOURCE}"
        return subprocess.run(
            [sys.executable, "-m", "tbh_model", *map(str, words)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": path, "TBH_EXPORTERS": switch},
            cwd=self.content,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return one in which a good package is installed, four broken ones, and two of one name."""
    made = House(tmp_path)
    option = 'size: int = 3\n"""How large."""'
    made.packages.install("good", "good = good:It", exporter("good", option))
    for name, module in BROKEN.items():
        made.packages.install(name, f"{name} = {name}:It", module)
    made.packages.install("first", "twin = first:It", exporter("twin"))
    made.packages.install("second", "twin = second:It", exporter("twin"), version="3.0")
    return made


def test_everything_is_listed_and_nothing_imported(house: House) -> None:
    """Neither an exporter of a package nor what the built-in ones are made with."""
    code = (
        "import sys\n"
        "from tbh_model.cli._main import tbh\n"
        "tbh(['exporters', 'list'], standalone_mode=False)\n"
        f"print(sorted({{*{HEAVY}, *{PLUGINS}}} & {{*sys.modules}}))"
    )
    path = f"{house.packages.folder}{os.pathsep}{SOURCE}"

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    *lines, imported = done.stdout.splitlines()
    assert imported == "[]"
    assert "good         good 1.2 (installed)" in lines
    assert "leaver       leaver 1.2 (installed)" in lines
    assert "twin@first   first 1.2 (installed)" in lines
    assert "twin@second  second 3.0 (installed)" in lines


def test_the_list_as_json_says_what_to_write(house: House) -> None:
    """For each exporter, beside what is known of it."""
    data = json.loads(house.run("exporters", "list", "--json", switch="twin").stdout)

    found = {each["address"]: each for each in data}
    assert found["good@good"] == {
        "write": "good",
        "name": "good",
        "distribution": "good",
        "version": "1.2",
        "target": "good:It",
        "origin": "installed",
        "is_off": True,
        "address": "good@good",
    }
    assert found["twin@second"]["write"] == "twin@second"


def test_the_doctor_explains_each(house: House) -> None:
    """With exit status 1 where something is wrong."""
    done = house.run("exporters", "doctor")

    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    (good,) = (line for line in lines if line.startswith("good@good"))
    assert "good 1.2: ok (0." in good
    assert (
        "  remedy:  install the package that brings the module 'nowhere', or remove missing"
        in lines
    )
    assert "  remedy:  write twin@first or twin@second" in lines
    assert sum("cannot be used" in line for line in lines) == len(BROKEN)
    assert lines[-1] == "7 exporters looked at, 6 with problems"


def test_the_doctor_as_json(house: House) -> None:
    """An object for each, whatever its module prints; what is switched off is well."""
    house.packages.install("loud", "loud = loud:It", "print('hello')\n" + exporter("loud"))
    done = house.run("exporters", "doctor", "--json", switch="good,loud")

    found = {each["entry"]["address"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 0
    assert found["good@good"].keys() == {"entry", "state", "problem", "remedy", "seconds"}
    assert found["good@good"]["state"] == "ok"
    assert found["leaver@leaver"]["state"] == "switched off"


def test_a_doctor_without_patients_is_content(tmp_path: Path) -> None:
    """Exit status 0, and a word."""
    done = House(tmp_path).run("exporters", "doctor")

    assert done.returncode == 0
    assert done.stdout == "No exporters are installed beside the built-in ones.\n"


def test_show_says_what_can_be_set(house: House) -> None:
    """Package, version, channel and options."""
    assert house.run("exporters", "show", "good").stdout == (
        "good: Makes good\n"
        "package: good 1.2 (installed)\n"
        "channel: web\n"
        "options:\n"
        "  size (whole number): default 3\n"
        "    How large.\n"
    )


def test_show_as_json_has_the_schema(house: House) -> None:
    """Of the options, as an editor reads it."""
    data = json.loads(house.run("exporters", "show", "twin@second", "--json").stdout)
    assert (data["distribution"], data["channel"], data["options"]) == ("second", "web", [])

    data = json.loads(house.run("exporters", "show", "good", "--json").stdout)
    assert data["options"] == [
        {
            "name": "size",
            "type": "whole number",
            "default": "3",
            "description": "How large.",
        }
    ]
    assert data["schema"]["properties"]["size"]["description"] == "How large."


@pytest.mark.parametrize("name", [*BROKEN, "twin"])
@pytest.mark.parametrize("words", ["exporters show", "export", "build --to x --only"])
def test_what_cannot_be_used_is_explained_by_every_command(
    house: House, words: str, name: str
) -> None:
    """In a line, with exit status 1 and no traceback."""
    done = house.run(*words.split(), name)

    assert (done.returncode, done.stdout) == (1, "")
    said = "first 1.2 and second 3.0" if name == "twin" else f"exporter '{name}' of {name} 1.2"
    assert done.stderr.startswith(f"error: {said}")
    assert done.stderr.count("\n") == 1


def test_a_build_without_publish_yaml_is_not_touched(house: House) -> None:
    """Not even by a package that claims a built-in name."""
    house.packages.install("theirs", "rss = theirs:It", exporter("rss"))

    done = house.run("build", "--to", "out", "--no-ledger", "--quiet", *AT)

    assert (done.returncode, done.stderr) == (0, "")
    assert (house.content / "out" / "rss.xml").is_file()


@pytest.mark.parametrize("name", ["missing", "leaver", "hollow"])
def test_a_build_makes_all_but_what_cannot_be_imported(house: House, name: str) -> None:
    """A withdrawal goes out with the others, and the exit status says that one is missing."""
    (house.content / "publish.yaml").write_text(f"exporters:\n  {name}: {{}}\n  rss: {{}}\n")
    build = ("build", "--to", "out", "--no-ledger", "--quiet", *AT)
    house.run(*build)
    words, answer = ANSWER
    assert words in (house.content / "out/rss.xml").read_text(encoding="utf-8")

    withdrawn = house.run("withdraw", answer, "--on", "2026-11-01")
    done = house.run(*build)

    assert (withdrawn.returncode, done.returncode) == (0, 1)
    assert f"exporter '{name}' of {name} 1.2" in done.stderr
    assert "publish.yaml:2" in done.stderr
    assert words not in (house.content / "out/rss.xml").read_text(encoding="utf-8")


def test_the_traceback_of_a_failure_is_printed_when_it_is_asked_for(house: House) -> None:
    """With the line of the exporter; else the failure in a line, and where it is."""
    module = exporter("late").replace("yield", "raise RuntimeError('no ink')\n        yield")
    house.packages.install("late", "late = late:It", module)
    build = ("build", "--to", "out", "--no-ledger", "--quiet", "--only", "late", *AT)

    plain, traced = house.run(*build), house.run("--traceback", *build)

    assert (plain.returncode, traced.returncode) == (1, 1)
    for done in (plain, traced):
        assert "RuntimeError: no ink" in done.stderr
    assert "Traceback (most recent call last):" not in plain.stderr
    assert "Traceback (most recent call last):" in traced.stderr
    assert "    raise RuntimeError('no ink')\n" in traced.stderr


def test_a_build_takes_addresses(house: House) -> None:
    """In `publish.yaml` and after --only."""
    text = "exporters:\n  good: {size: 4}\n  twin@second: {}\n"
    (house.content / "publish.yaml").write_text(text)

    done = house.run("build", "--to", "out", "--no-ledger", *AT)

    assert (done.returncode, done.stderr) == (0, "")
    assert (house.content / "out" / "twin.txt").read_text() == "second"
    house.run("build", "--to", "out", "--no-ledger", "--only", "twin@first", *AT)
    assert (house.content / "out" / "twin.txt").read_text() == "first"


def test_only_takes_the_options_of_the_file_under_either_name(house: House) -> None:
    """An address means the same exporter as its name."""
    (house.content / "publish.yaml").write_text("exporters:\n  rss: {limit: 1}\n")

    done = house.run("build", "--to", "out", "--no-ledger", "--only", "rss@tbh-model", *AT)

    assert (done.returncode, done.stderr) == (0, "")
    assert (house.content / "out" / "rss.xml").read_text().count("<item>") == 1


def test_check_explains_each_at_its_line(house: House) -> None:
    """All of them at once."""
    lines = ["exporters:", *(f"  {name}:" for name in (*BROKEN, "twin", "good"))]
    (house.content / "publish.yaml").write_text("\n".join(lines))

    done = house.run("check", "--format", "json")

    found = [each for each in json.loads(done.stdout) if each["code"] == "TBH302"]
    assert [each["line"] for each in found] == [2, 3, 4, 5, 6]
    assert found[-1]["hint"] == "write twin@first or twin@second"
    assert "leaver 1.2" in found[2]["message"]


def test_export_takes_an_address(house: House) -> None:
    """With options as for a name."""
    done = house.run("export", "good@good", ".", "--set", "size=4", *AT)

    assert (done.returncode, done.stdout, done.stderr) == (0, "good", "")


def test_the_schema_has_what_can_be_used(house: House) -> None:
    """By name, or by address where the name is taken twice."""
    made = json.loads(house.run("schema", "publish").stdout)["properties"]["exporters"]

    assert "good" in made["properties"]
    assert made["properties"].keys().isdisjoint({*BROKEN, "twin"})
    assert any("twin@second" in pattern for pattern in made["patternProperties"])


def test_exporters_may_be_switched_off(house: House) -> None:
    """By name, or all that are installed."""
    done = house.run("exporters", switch="off")
    assert "good         good 1.2 (installed, switched off)" in done.stdout.splitlines()
    assert "twin@first   first 1.2 (installed, switched off)" in done.stdout.splitlines()

    done = house.run("exporters", "show", "twin", switch="twin@first")
    assert "package: first 1.2 (installed)" in done.stdout
