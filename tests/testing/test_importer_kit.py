"""The conformance kit of importers: it passes what is good, and finds each fault by its name."""

import json
import time
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen

from tbh_model import importers
from tbh_model.importers import Cell, Imported, ImporterInfo, ImportSource, Record
from tbh_model.testing import Check, CheckStatus, Sample, importer_checks, run_importer_checks

ROOT = Path(__file__).parents[2]
PAGE = "<title>Tea</title><h1>Tea</h1><p>I <b>wait</b>.</p><script>count()</script>"
SAMPLES = {
    "table": Sample(
        name="a.csv",
        data=b'Name,Answer\nDana,"Tea,\n\nand more."\n',
        texts=("Name", "Dana", "Tea, and more."),
    ),
    "json-form": Sample(
        name="a.json",
        data=json.dumps({"form": "May", "responses": [{"q": ["a", 1, True]}]}).encode(),
        texts=("May", "a", "true"),
    ),
    "mail": Sample(
        name="a.eml",
        data=b"From: Dana <d@e.example>\nSubject: Re: Tea\n\nHello,\n\nI wait.\n\n> You asked.\n",
        texts=("Dana <d@e.example>", "Re: Tea", "Hello,", "I wait.", "You asked."),
    ),
    "html-file": Sample(name="a.html", data=PAGE.encode(), texts=("Tea", "I wait.")),
    "markdown-file": Sample(
        name="a.md", data=b"---\ntitle: Tea\n---\n> I *wait*.\n", texts=("Tea", "I *wait*.")
    ),
    "text-file": Sample(name="a.txt", data="Thé.\n\n- un\n".encode(), texts=("Thé.", "un")),
}
BUILT_IN = tuple(
    check
    for name, sample in SAMPLES.items()
    for check in importer_checks(importers.default_registry().get(name)(), [sample])
)


@pytest.mark.parametrize("check", BUILT_IN, ids=lambda check: f"{check.plugin.info.name}-{check}")
def test_every_importer_of_ours_passes(check: Check) -> None:
    """Each with a sample."""
    check()


def test_each_built_in_importer_has_a_sample() -> None:
    """A new one is not forgotten."""
    assert SAMPLES.keys() == importers.IMPORTERS.built_in.keys()


@frozen(kw_only=True)
class Lines:
    """A record for each line."""

    info: ClassVar = ImporterInfo(name="lines", summary="Lines", suffixes=(".txt",))

    def read(self, source: ImportSource, /) -> Imported:
        """Return them."""
        lines = source.data.decode(errors="replace").splitlines()
        records = (
            Record(place=f"line {number}", cells=(Cell(heading="", text=line),))
            for number, line in enumerate(lines, 1)
        )
        return Imported(records=tuple(records))


@frozen(kw_only=True)
class Crashing(Lines):
    """Fails for what is not UTF-8."""

    def read(self, source: ImportSource, /) -> Imported:
        source.data.decode()
        return Lines().read(source)


@frozen(kw_only=True)
class Forgetful(Lines):
    """Forgets the last line."""

    def read(self, source: ImportSource, /) -> Imported:
        imported = Lines().read(source)
        return evolve(imported, records=imported.records[:-1])


@frozen(kw_only=True)
class Placeless(Lines):
    """Says of each record the same place."""

    def read(self, source: ImportSource, /) -> Imported:
        records = Lines().read(source).records
        return Imported(records=tuple(evolve(record, place="here") for record in records))


@frozen(kw_only=True)
class Hasty(Lines):
    """Looks at the clock."""

    def read(self, source: ImportSource, /) -> Imported:
        return evolve(Lines().read(source), notes=(str(time.time()),))


@frozen(kw_only=True)
class Writing(Lines):
    """Writes a file."""

    def read(self, source: ImportSource, /) -> Imported:
        Path("/dev/null").write_bytes(source.data)
        return Lines().read(source)


SAMPLE = Sample(name="a.txt", data=b"One.\nTwo.\n", texts=("One.", "Two."))


def test_a_good_importer_passes() -> None:
    """Every check."""
    report = run_importer_checks(Lines(), [SAMPLE])

    assert report.count(CheckStatus.PASSED) == len(report.outcomes) == 12


@pytest.mark.parametrize(
    ("importer", "check"),
    [
        (Crashing(), "robustness"),
        (Forgetful(), "account"),
        (Placeless(), "records"),
        (Hasty(), "clock"),
        (Hasty(), "deterministic"),
        (Writing(), "pure"),
    ],
)
def test_a_fault_is_found(importer: Any, check: str) -> None:
    """By the check that is there for it."""
    failures = {failure.check for failure in run_importer_checks(importer, [SAMPLE]).failures}

    assert check in failures


def test_without_a_sample_what_is_read_is_not_checked() -> None:
    """And the report says so."""
    report = run_importer_checks(Lines())

    assert report.is_conformant
    assert report.count(CheckStatus.NOT_APPLICABLE) == 6
    assert json.loads(report.as_json())["importer"] == "lines"


def test_every_check_is_in_the_reference() -> None:
    """By its name, in the section on importers."""
    page = (ROOT / "docs/reference/conformance.md").read_text(encoding="utf-8")
    section = page.partition("## Importers")[2]

    assert [str(c) for c in importer_checks(Lines()) if f"`{c}`" not in section] == []
