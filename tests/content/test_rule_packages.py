"""Rules from installed packages: found by jurisdiction, and explained where they are broken."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

import tbh_model as tbh
from installed import Packages
from small_folder import EDITION, THERAPIST, WITHOUT_SENDER as SERIES, write
from tbh_model.content.lint import _rule_packages
from tbh_model.content.lint._rule_packages import (
    GROUP,
    OWN_ENTRIES,
    UnknownRulesError,
    UnusableRulesError,
    installed_rules,
    rules_entries,
    rules_health,
    rules_text,
)

ROOT = Path(__file__).parents[2]
COUNTRY = """\
jurisdiction: XA
as_of: 2026-01-31
notices: [{kind: crisis, mentions: [112]}]
"""
PART = "jurisdiction: XA-B\nas_of: 2026-01-31\n"
SENDER = "newsletter: [{needs: an address, any_of: [postal_address]}]\n"


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    """Yield a folder of installed packages, which is empty."""
    folder = tmp_path / "installed"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    _rule_packages._load.cache_clear()
    yield Packages(folder)
    for name in [name for name in sys.modules if (folder / name.partition(".")[0]).exists()]:
        del sys.modules[name]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a content folder whose publisher is in a part of a country."""
    content = tmp_path / "content"
    write(content, "series.yaml", f"{SERIES}  jurisdiction: XA-B\nlint: {{TBH446: off}}\n")
    write(content, "therapists/t-1.yaml", THERAPIST)
    write(content, "editions/patience.yaml", EDITION)
    return content


def found(folder: Path) -> list[tuple[str, str | None, int | None, str]]:
    return [
        (problem.code, problem.file, problem.line, problem.path) for problem in tbh.check(folder)
    ]


def words(folder: Path) -> str:
    """Return what is said of the only problem."""
    (problem,) = tbh.check(folder)
    return f"{problem.severity}: {problem.message}; {problem.hint}"


def test_rules_of_an_installed_package_hold_in_its_jurisdiction(
    packages: Packages, folder: Path
) -> None:
    """And those for a country in each of its parts."""
    packages.install_rules("xa-rules", {"xa.yaml": COUNTRY})

    assert found(folder) == [("TBH412", "series.yaml", 1, "notices")]


def test_a_part_of_a_country_goes_before_the_country(packages: Packages, folder: Path) -> None:
    """Whichever package brings it; only what it includes is added."""
    packages.install_rules("xa-rules", {"xa.yaml": COUNTRY})
    packages.install_rules("part", {"xa-b.yaml": PART})
    packages.install_rules(
        "whole", {"xa-c.yaml": "jurisdiction: XA-C\nas_of: 2026-01-31\nincludes: [XA]\n"}
    )

    assert found(folder) == []
    book = installed_rules("XA-C").book
    assert book is not None
    assert [notice.mentions for notice in book.notices] == [("112",)]


def test_a_package_may_bring_rules_for_several_jurisdictions(packages: Packages) -> None:
    """Each is an entry point of its own, in capitals or not."""
    points = "xa = xa_rules\nXA-B = xa_rules"
    packages.install_rules("xa-rules", {"xa.yaml": COUNTRY, "xa-b.yaml": PART}, points=points)

    names = [entry.address for entry in rules_entries()]
    assert names == ["CA@tbh-model", "CA-ON@tbh-model", "XA@xa-rules", "XA-B@xa-rules"]
    assert [health.problem for health in rules_health()] == [None] * 4


def test_two_packages_for_one_jurisdiction_are_named_and_neither_is_taken(
    packages: Packages, folder: Path
) -> None:
    """What the country has holds meanwhile, and a `rules.yaml` chooses."""
    packages.install_rules("xa-rules", {"xa.yaml": COUNTRY})
    packages.install_rules("one", {"xa-b.yaml": PART})
    packages.install_rules("two", {"xa-b.yaml": PART + SENDER}, version="3")

    _, problem = tbh.check(folder)
    assert [code for code, *_ in found(folder)] == ["TBH412", "TBH447"]
    assert problem.message == "several packages bring rules for XA-B: one 1.2 and two 3"
    assert problem.hint == (
        "write a `rules.yaml` with `includes: [XA-B@one]` or `includes: [XA-B@two]`, or remove one"
    )
    assert [health.problem for health in rules_health()] == [
        None, None, None, problem.message, problem.message,
    ]  # fmt: skip

    write(folder, "rules.yaml", PART + "includes: [XA-B@one]\n")
    assert found(folder) == []
    write(folder, "rules.yaml", PART + "includes: [XA-B]\n")
    assert found(folder) == [("TBH447", "rules.yaml", 3, "includes[0]")]


def test_a_package_does_not_replace_what_another_brings(packages: Packages) -> None:
    """Not even ours, and without a word: whoever wants its rules chooses them."""
    packages.install_rules("ontario", {"ca-on.yaml": PART.replace("XA-B", "CA-ON")})

    rules = installed_rules("CA-ON")

    assert rules.book is not None
    assert rules.book.jurisdiction == "CA"
    assert [error.problem for error in rules.unusable] == [
        f"several packages bring rules for CA-ON: ontario 1.2 and tbh-model {tbh.__version__}"
    ]


UPDATE = "update or remove broken"


@pytest.mark.parametrize(
    ("files", "code", "cause"),
    [
        ({"xa-b.yaml": PART + "titel: []\n"}, "",
         f"xa-b.yaml:3:1: unknown key `titel` in a rule book; {UPDATE}"),
        ({"xa-b.yaml": "jurisdiction: [\n"}, "",
         f"xa-b.yaml:1:15: a list in brackets is not closed; {UPDATE}"),
        ({"xa-b.yaml": b"\xe9"}, "", f"the byte 0xe9 here is not UTF-8; {UPDATE}"),
        ({"xa-b.yaml": "jurisdiction: XA-C\nas_of: 2026-01-31\n"}, "",
         f"they say `jurisdiction: XA-C`, and are announced for XA-B; {UPDATE}"),
        ({"xa-b.yaml": PART + "includes: [XB]\n"}, "",
         f"xa-b.yaml:3:12: found `XB`, which is none of CA, CA-ON, XA-B; {UPDATE}"),
        ({"xa-b.yaml": PART + "includes: [XA-B]\n"}, "",
         ("xa-b.yaml:3:12: the rules for XA-B of broken 1.2 cannot be used: these rules include "
         f"themselves; {UPDATE}")),
        ({"xa-b.yaml": PART}, "import nowhere",
         ("broken: ModuleNotFoundError: No module named 'nowhere'; "
         "install the package that brings the module 'nowhere', or remove broken")),
        ({"xa-b.yaml": PART}, "raise SystemExit(3)", f"broken: SystemExit: 3; {UPDATE}"),
    ],
)  # fmt: skip
def test_a_broken_package_is_named_and_the_content_loads(
    packages: Packages, folder: Path, files: dict[str, str | bytes], code: str, cause: str
) -> None:
    """At the jurisdiction, with what is wrong and what to do; other packages work."""
    packages.install_rules("broken", files, code=code)

    assert found(folder) == [("TBH447", "series.yaml", 6, "publisher.jurisdiction")]
    assert words(folder) == f"warning: the rules for XA-B of broken 1.2 cannot be used: {cause}"
    assert tbh.load(folder).editions
    assert installed_rules("CA-ON").unusable == ()


def test_an_interrupt_while_a_package_is_imported_passes(packages: Packages, folder: Path) -> None:
    """Somebody wants the program to stop."""
    packages.install_rules("slow", {"xa-b.yaml": PART}, code="raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        tbh.check(folder)


def test_a_college_may_be_one_of_the_rules_that_are_included(folder: Path) -> None:
    """One that is in neither is a mistake at its place."""
    title = "titles: [{college: %s, category: c, language: en, title: T}]\n"
    included = PART + "includes: [CA-ON]\n"

    write(folder, "rules.yaml", included + title % "CRPO")
    assert [code for code, *_ in found(folder)] == ["TBH412"]
    write(folder, "rules.yaml", included + title % "CRPQ")
    assert found(folder) == [("TBH111", "rules.yaml", 4, "titles[0].college")]


def test_a_file_that_is_not_there_is_named(packages: Packages, folder: Path) -> None:
    """As in a wheel that was built without its data."""
    packages.install_rules("hollow", {}, points="XA-B = hollow")

    assert words(folder) == (
        "warning: the rules for XA-B of hollow 1.2 cannot be used: there is no `xa-b.yaml` in "
        "hollow; update or remove hollow"
    )


def test_rules_of_ones_own_go_before_those_of_packages(packages: Packages, folder: Path) -> None:
    """A package that is not asked for is not imported, so a broken one does no harm."""
    packages.install_rules("broken", {"xa-b.yaml": ""}, code="raise SystemExit")
    write(folder, "rules.yaml", PART)

    assert found(folder) == []


def test_what_is_said_of_a_package_can_be_turned_off(packages: Packages, folder: Path) -> None:
    """Like every other rule."""
    packages.install_rules("broken", {"xa-b.yaml": ""})
    assert [code for code, *_ in found(folder)] == ["TBH447"]

    series = (folder / "series.yaml").read_text().replace("off}", "off, TBH447: off}")
    write(folder, "series.yaml", series)
    assert found(folder) == []


def test_rules_are_shown_as_they_are_written(packages: Packages) -> None:
    """For a copy; what is not there is answered with what is."""
    packages.install_rules("xa-rules", {"xa.yaml": COUNTRY})

    assert rules_text("XA") == rules_text("XA@xa-rules") == COUNTRY
    with pytest.raises(UnknownRulesError, match="'CA-OM'; did you mean 'CA-ON'"):
        rules_text("CA-OM")
    with pytest.raises(UnknownRulesError, match="'GB'; there are CA, CA-ON, XA"):
        rules_text("GB")
    packages.install_rules("hollow", {}, points="XB = hollow")
    _rule_packages._entries_on.cache_clear()
    with pytest.raises(UnusableRulesError, match=r"there is no `xb\.yaml` in hollow; update or"):
        rules_text("XB")


def test_canada_and_ontario_are_announced_like_any_other_package() -> None:
    """By entry points of ours, as they are installed here, which may be an editable install."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points = distribution("tbh-model").entry_points.select(group=GROUP)
    announced = {entry.name: entry.target for entry in OWN_ENTRIES}

    assert project["entry-points"][GROUP] == announced
    assert {point.name: point.value for point in points} == announced, "run `make .venv/.ready`"


def test_a_copy_of_the_source_has_our_rules_without_metadata(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a program that is frozen into one file."""
    monkeypatch.setattr(_rule_packages, "installed_entries", lambda group: ())

    assert _rule_packages._entries_on.__wrapped__(()) == OWN_ENTRIES


def test_reading_content_that_is_right_looks_at_no_package(folder: Path) -> None:
    """Nor does a build: only what checks pays for rules."""
    code = (
        "import sys, tbh_model as tbh\n"
        f"series = tbh.load({str(folder)!r})\n"
        "tbh.release(series, tbh.Channel.WEB, at=series.editions[0].published)\n"
        "print(*(name for name in sys.modules if 'rule' in name or name == 'importlib.metadata'))"
    )
    write(folder, "series.yaml", f"{SERIES}  jurisdiction: CA-ON\n")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""
