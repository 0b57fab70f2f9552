"""An importer in one file, without a package: `tbh import answers --plugin interview.py`."""

from typing import ClassVar

from attrs import frozen

from tbh_model.importers import (
    AccountLine,
    Cell,
    Fate,
    Imported,
    ImporterInfo,
    ImportSource,
    Record,
    decode,
)


@frozen(kw_only=True)
class Interview:
    """A transcript: a line for each turn, `Name: what was said`."""

    info: ClassVar = ImporterInfo(
        name="interview", summary="A transcript of turns", suffixes=(".interview",)
    )

    host: str = "Host"
    """Whose turns are questions, and no answers."""

    def read(self, source: ImportSource, /) -> Imported:
        """Return a record for each turn that is not the host's."""
        text, notes = decode(source)
        records: list[Record] = []
        left_out: list[AccountLine] = []
        for number, line in enumerate(text.splitlines(), 1):
            name, colon, words = line.partition(":")
            place = f"line {number}"
            if colon and name.strip() != self.host:
                cells = (
                    Cell(heading="Name", text=name.strip()),
                    Cell(heading="Answer", text=words.strip()),
                )
                records.append(Record(place=place, line=number, cells=cells))
            elif line.strip():
                reason = "a question" if colon else "it is nobody's turn"
                left_out.append(
                    AccountLine(place=place, text=line, fate=Fate.LEFT_OUT, note=reason)
                )
        return Imported(records=tuple(records), left_out=tuple(left_out), notes=notes)
