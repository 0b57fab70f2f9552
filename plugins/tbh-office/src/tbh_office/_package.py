"""Packages of Office: zip archives of XML, opened with limits."""

import io
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, fromstring
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - it is a class

from attrs import frozen

from tbh_model.importers import ImportSource, UnreadableSourceError

# Bytes of all parts, unpacked: a hundred times what an hour of interviews takes.
_LIMIT: Final = 100_000_000
# Office writes none, and those who do want entities that grow or that reach for other files.
_DOCTYPES: Final = tuple("<!DOCTYPE".encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be"))
# What `zipfile` raises for files that are broken or encrypted.
_ZIP_ERRORS: Final = (
    *(BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, ZlibError),
)


@frozen
class OfficePackage:
    """The parts of a file of Office."""

    parts: dict[str, bytes]
    """The bytes of each part of XML by its name, such as `word/document.xml`."""

    def under(self, start: str) -> Iterator[tuple[str, Element]]:
        """Yield the names and roots of the parts whose names begin with some letters."""
        for name, data in sorted(self.parts.items()):
            if name.startswith(start) and name.endswith(".xml"):
                yield name, fromstring(data)  # noqa: S314 - there is no DOCTYPE in it


def open_package(source: ImportSource, program: str) -> OfficePackage:
    """Return the parts of a file.

    Args:
        source: The file.
        program: The program that saves such files, for errors.

    Raises:
        UnreadableSourceError: If it is no file of Office, larger than can be read, or has a DTD.
    """
    remedy = f"open the file in {program}, and save it again"
    try:
        with ZipFile(io.BytesIO(source.data)) as archive:
            size = sum(each.file_size for each in archive.infolist())
            names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
            parts = {name: archive.read(name) for name in names if size <= _LIMIT}
    except _ZIP_ERRORS:
        problem = f"no file of {program}, or one that is cut off or locked with a password"
        raise UnreadableSourceError(source.name, problem, remedy) from None
    if size > _LIMIT:
        problem = f"it has more than {_LIMIT // 1_000_000} MB when unpacked"
        raise UnreadableSourceError(source.name, problem, "delete pictures in it")
    if any(doctype in data for data in parts.values() for doctype in _DOCTYPES):
        problem = "its XML has a document type, which no Office writes"
        raise UnreadableSourceError(source.name, problem, remedy)
    return OfficePackage(parts)


def unreadable(source: ImportSource, program: str, error: Exception) -> UnreadableSourceError:
    """Return the error for a package whose parts a library cannot read."""
    reason = "its XML is broken" if isinstance(error, SyntaxError) else type(error).__name__
    problem = f"{program} did not write it like this ({reason})"
    return UnreadableSourceError(source.name, problem, f"open it in {program}, and save it again")
