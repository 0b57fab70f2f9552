"""Importers by name and by file, and what a file without one is answered."""

from typing import ClassVar

import pytest
from attrs import frozen

from tbh_model import importers
from tbh_model.importers import Imported, ImporterInfo, ImporterRegistry, ImportSource, Origin

TABLE = ImportSource(name="answers.CSV", data=b"Name,Answer\nDana,Tea.\n")


@frozen(kw_only=True)
class Turns:
    """Turns of a conversation."""

    info: ClassVar = ImporterInfo(name="turns", summary="Turns", suffixes=(".turns", ".csv"))

    def read(self, source: ImportSource, /) -> Imported:
        """Return nothing."""
        return Imported(notes=("read by turns",))


@pytest.fixture
def registry() -> ImporterRegistry:
    return ImporterRegistry()


def test_the_built_in_importers_are_there(registry: ImporterRegistry) -> None:
    """By the names of the reference, each with the information it announces."""
    names = [entry.name for entry in registry.entries() if entry.origin is Origin.BUILT_IN]

    assert names == ["html-file", "json-form", "mail", "markdown-file", "table", "text-file"]
    for name in names:
        importers.check_importer(registry.get(name))
        assert registry.get(name).info.name == name


def test_a_file_is_read_by_the_importer_for_its_ending(registry: ImporterRegistry) -> None:
    """However its letters are written."""
    assert isinstance(registry.for_source(TABLE), importers.Table)


def test_what_is_registered_comes_first(registry: ImporterRegistry) -> None:
    """A program knows its files."""
    assert registry.register(Turns) is Turns
    assert registry.for_source(TABLE) == Turns()


@pytest.mark.parametrize(
    ("name", "package"),
    [("a.xlsx", "tbh-office"), ("a.docx", "tbh-office"), ("a.xml", "tbh-wordpress")],
)
def test_a_missing_package_is_named(registry: ImporterRegistry, name: str, package: str) -> None:
    """With the command that brings it."""
    with pytest.raises(importers.NoImporterError) as caught:
        registry.for_source(ImportSource(name=name, data=b""))

    assert str(caught.value) == (
        f"nothing that is installed reads {name}; the package {package} does; "
        f"run: pip install {package}"
    )


def test_a_file_that_nothing_reads_is_answered_with_what_can_be_read(
    registry: ImporterRegistry,
) -> None:
    """By their endings."""
    with pytest.raises(importers.NoImporterError, match=r"reads a\.pages; .*\.eml, .*\.csv"):
        registry.for_source(ImportSource(name="a.pages", data=b""))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"From: a@b.example\r\nDate: today\r\n\r\nTea.", importers.Mail),
        (b"From my window: the harbour.\n\nTea.", importers.TextFile),
        (b"", importers.TextFile),
    ],
)
def test_standard_input_is_a_message_or_text(
    registry: ImporterRegistry, data: bytes, kind: type
) -> None:
    """By its headers."""
    assert isinstance(registry.for_source(ImportSource(name="-", data=data)), kind)


def test_an_unknown_name_is_answered_with_the_nearest(registry: ImporterRegistry) -> None:
    """As for exporters, by the word for importers."""
    with pytest.raises(importers.UnknownImporterError) as caught:
        registry.get("tabel")

    assert str(caught.value) == "no importer named 'tabel'; did you mean 'table'?"


def test_what_is_no_importer_is_refused_with_what_to_write(registry: ImporterRegistry) -> None:
    """By the same checks as an exporter, in words of its own."""

    @frozen(kw_only=True)
    class Bad:
        info: ClassVar = Turns.info

    with pytest.raises(importers.InvalidImporterError) as caught:
        registry.register(Bad)

    assert str(caught.value) == (
        "Bad is not an importer: it has no method `read`; write "
        "`def read(self, source: ImportSource, /) -> Imported`"
    )


def test_an_option_that_there_is_not_is_answered() -> None:
    """By the name of the importer."""
    with pytest.raises(importers.OptionError, match=r"^importer 'table': no option 'seperator'"):
        importers.with_options(importers.Table, {"seperator": ";"})
