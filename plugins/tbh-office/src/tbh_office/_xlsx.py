"""The importer of workbooks: the rows of a sheet, as the form service or a person filled them."""

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final

from attrs import define, field, frozen

from tbh_model.importers import (
    AccountLine,
    Cell,
    Fate,
    Imported,
    ImporterInfo,
    ImportSource,
    Record,
    UnreadableSourceError,
)
from tbh_office._package import OfficePackage, open_package, unreadable

if TYPE_CHECKING:  # a second to import, only for those who import a workbook
    from openpyxl.cell import Cell as SheetCell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    _AnyCell = SheetCell | MergedCell

_PROGRAM: Final = "Excel"
# Places of cells in a sheet, with empty ones: openpyxl makes an object for each.
_LIMIT: Final = 500_000


@frozen(kw_only=True)
class XLSX:
    """Rows of a sheet of a workbook, of any form service or person."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="xlsx", summary="A workbook of Excel", suffixes=(".xlsx", ".xlsm")
    )

    sheet: str | None = None
    """The name of the sheet with the answers; by default the first."""

    def read(self, source: ImportSource, /) -> Imported:
        """Return a record for each row below the headings that has any text.

        Raises:
            UnreadableSourceError: If it is no workbook, or has no such sheet.
        """
        package = open_package(source, _PROGRAM)
        try:
            _check_size(source, package)
            results, formulas = (_load(source, has_results=each) for each in (True, False))
        except UnreadableSourceError:
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken part leads to
            raise unreadable(source, _PROGRAM, error) from None
        sheets = {each.title: each for each in results.worksheets}
        chosen = next(iter(sheets), None) if self.sheet is None else self.sheet
        if chosen is None or chosen not in sheets:
            problem = f"it has no sheet {chosen!r}" if chosen else "it has no sheet"
            remedy = f"name one of {', '.join(map(repr, sheets))}" if sheets else "add one"
            raise UnreadableSourceError(source.name, problem, remedy)
        grids = {
            title: _Grid.read(source, sheet, formulas[title]) for title, sheet in sheets.items()
        }
        return _imported(sheets[chosen], grids)


def _check_size(source: ImportSource, package: OfficePackage) -> None:
    """Raise an error for merged cells over half of the sheet, each of which becomes an object."""
    from openpyxl.worksheet.cell_range import CellRange  # it takes long

    size = 0
    for _, root in package.under("xl/worksheets/"):
        for element in root.iter():
            if element.tag.endswith("}mergeCell"):
                area = CellRange(element.get("ref", "")).size
                size += area["rows"] * area["columns"]
    if size > _LIMIT:
        raise UnreadableSourceError(
            source.name, f"{size:,} cells of it are merged", "take the merging back in Excel"
        )


def _load(source: ImportSource, *, has_results: bool) -> "Workbook":
    from openpyxl import load_workbook  # it takes long

    with warnings.catch_warnings():  # of styles and extensions, which nobody reads here
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(source.data), data_only=has_results, keep_links=False)


@define
class _Grid:
    """The texts of a sheet by row and column, and what is beside them."""

    rows: dict[int, dict[int, str]] = field(factory=dict)
    left_out: list[AccountLine] = field(factory=list)

    @classmethod
    def read(cls, source: ImportSource, sheet: "Worksheet", formulas: "Worksheet") -> "_Grid":
        """Return the texts. No formula is run: what Excel has stored as its result is read."""
        if sheet.max_row * sheet.max_column > _LIMIT:
            last = sheet.dimensions.rpartition(":")[2]
            problem = f"the sheet {sheet.title!r} reaches to {last}"
            remedy = "delete the empty rows and columns behind the table"
            raise UnreadableSourceError(source.name, problem, remedy)
        grid = cls()
        for number, row in enumerate(sheet.iter_rows(), 1):
            for column, cell in enumerate(row, 1):
                formula = formulas.cell(number, column)
                text = grid._text(number, cell, formula if formula.data_type == "f" else None)
                if text.strip():
                    grid.rows.setdefault(number, {})[column] = text
        return grid

    def _text(self, row: int, cell: "_AnyCell", formula: "_AnyCell | None") -> str:
        """Return the text of a cell; its note, and a formula that has a result, are left out."""
        place, text = f"row {row}, {cell.coordinate}", _text(cell.value, cell.number_format)
        if cell.comment is not None:
            self.left_out.append(_leave_out(place, cell.comment.text, "a note on a cell"))
        if formula is None:
            return text
        written = str(getattr(formula.value, "text", formula.value))
        if not text.strip():
            return written
        reason = "a formula, of which the last result was read"
        self.left_out.append(_leave_out(place, written, reason))
        return text


def _text(value: object, number_format: str) -> str:
    """Return a value as text: what was typed, dates as ISO 8601 has them."""
    from openpyxl.utils.escape import unescape  # as above

    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() if value.time() == time() and "h" not in number_format.lower():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "seconds")
        case str():
            return unescape(value)  # Excel writes a carriage return as _x000D_
        case _:
            return str(value)


def _leave_out(place: str, text: str, reason: str) -> AccountLine:
    return AccountLine(place=place, text=text, fate=Fate.LEFT_OUT, note=reason)


def _imported(sheet: "Worksheet", grids: Mapping[str, _Grid]) -> Imported:
    """Return the records of a sheet; all else of the workbook is left out by name."""
    grid = grids[sheet.title]
    _fill_merged(sheet, grid.rows)
    left_out = list(grid.left_out)
    numbers = list(grid.rows)
    top = _heading_row(grid.rows)
    left_out.extend(
        _leave_out(f"row {number}", text, "it is above the headings")
        for number in numbers
        if number < top
        for text in grid.rows[number].values()
    )
    headings = grid.rows.get(top, {})
    records = tuple(
        Record(place=f"row {number}", cells=_cells(headings, grid.rows[number]))
        for number in numbers
        if number > top
    )
    left_out.extend(_empty_rows([number for number in numbers if number >= top]))
    for title, other in grids.items():
        if other is not grid:
            left_out.extend(_other_sheet(title, other))
    return Imported(records=records, left_out=tuple(left_out), notes=tuple(_notes(sheet, grid)))


def _fill_merged(sheet: "Worksheet", rows: dict[int, dict[int, str]]) -> None:
    """Write the text of merged cells into each row of them: it is that of all of these rows."""
    for area in sheet.merged_cells.ranges:
        text = rows.get(area.min_row, {}).get(area.min_col)
        for row in range(area.min_row + 1, area.max_row + 1) if text is not None else ():
            if row in rows:  # a row with nothing of its own is no answer
                rows[row] = dict(sorted({**rows[row], area.min_col: text or ""}.items()))


def _heading_row(rows: Mapping[int, Mapping[int, str]]) -> int:
    """Return the first row that is no title over the table; 0 if there is none."""
    widest = max(map(len, rows.values()), default=0)
    return next((number for number, row in rows.items() if len(row) > 1 or widest == 1), 0)


def _cells(headings: Mapping[int, str], row: Mapping[int, str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(heading=headings.get(column, ""), text=text) for column, text in sorted(row.items())
    )


def _empty_rows(numbers: Sequence[int]) -> Iterator[AccountLine]:
    """Yield the gaps between rows with text."""
    for above, below in pairwise(numbers):
        first, last = above + 1, below - 1
        if first <= last:
            place = f"row {first}" if first == last else f"rows {first} to {last}"
            yield _leave_out(place, "", "it is empty" if first == last else "they are empty")


def _other_sheet(title: str, grid: _Grid) -> Iterator[AccountLine]:
    for number, row in grid.rows.items():
        for text in row.values():
            place = f"sheet {title!r}, row {number}"
            yield _leave_out(place, text, "it is on another sheet; the option `sheet` chooses one")
    for line in grid.left_out:
        yield _leave_out(f"sheet {title!r}, {line.place}", line.text, line.note)


def _notes(sheet: "Worksheet", grid: _Grid) -> Iterator[str]:
    """Yield what of the rows that were read Excel does not show."""
    if sheet.sheet_state != "visible":
        yield f"the sheet {sheet.title!r} is hidden"
    rows = [str(number) for number in grid.rows if sheet.row_dimensions[number].hidden]
    if rows:
        yield f"hidden rows were read, too: {', '.join(rows)}"
    columns = [letter for letter, each in sheet.column_dimensions.items() if each.hidden]
    if columns:
        yield f"hidden columns were read, too: {', '.join(columns)}"
