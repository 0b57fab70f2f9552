"""Importers of tables and of what form services hand on: CSV, TSV and JSON."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar, Final

from tbh_model._attrs import field, frozen
from tbh_model._final import final
from tbh_model.importers._contract import (
    AccountLine,
    Cell,
    Fate,
    Imported,
    ImporterInfo,
    ImportSource,
    Record,
    UnreadableSourceError,
    decode,
)

_SEPARATORS: Final = ",;\t|"
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


@final
@frozen(kw_only=True)
class Table:
    """Rows of a CSV or TSV file, of any form service or spreadsheet."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="table", summary="A table with a heading row", suffixes=(".csv", ".tsv", ".tab")
    )

    encoding: str | None = None
    """The encoding, such as `windows-1252`; found out by default."""
    separator: str | None = None
    """The character between cells; by default the one that the heading row has most cells with."""

    def read(self, source: ImportSource, /) -> Imported:
        """Return a record for each row below the headings that has any text."""
        text, notes = decode(source, self.encoding)
        left_out: list[AccountLine] = []
        separator, declared = self.separator, _SEPARATOR_LINE.match(text)
        if declared:
            separator = separator or declared[1]
            line = declared[0].rstrip("\r\n")
            left_out.append(_leave_out("row 1", line, "it names the separator of cells"))
        skipped_lines = 1 if declared else 0
        rows = _rows(source, text[declared.end() if declared else 0 :], separator, skipped_lines)
        headings = next(rows, (0, 0, ()))[2]
        records = tuple(
            Record(place=f"row {number}", line=line, cells=_cells(headings, row))
            for number, line, row in rows
        )
        return Imported(records=records, left_out=tuple(left_out), notes=notes)


def _leave_out(place: str, text: str, reason: str) -> AccountLine:
    return AccountLine(place=place, text=text, fate=Fate.LEFT_OUT, note=reason)


def _rows(
    source: ImportSource, text: str, separator: str | None, skipped_lines: int
) -> Iterator[tuple[int, int, Sequence[str]]]:
    """Yield each row with text: its number as a spreadsheet has it, its line, and its cells."""
    separator = separator or _find_separator(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except TypeError:
        remedy = "write one character, such as ;"
        raise UnreadableSourceError(source.name, f"no separator {separator!r}", remedy) from None
    line = skipped_lines + 1
    try:
        for number, row in enumerate(reader, skipped_lines + 1):
            if any(cell.strip() for cell in row):
                yield number, line, row
            line = reader.line_num + skipped_lines + 1
    except csv.Error as error:
        remedy = "open the file in a spreadsheet, and save it as CSV again"
        problem = f"no table can be read: {error}"
        raise UnreadableSourceError(source.name, problem, remedy, line) from None


def _find_separator(text: str) -> str:
    """Return the separator with which the first row has the most cells."""

    def count(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), ()))
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=count)


def _cells(headings: Sequence[str], row: Sequence[str]) -> tuple[Cell, ...]:
    """Return the cells of a row that have text, also those beyond the last heading."""
    names = (*headings, *("" for _ in range(len(row) - len(headings))))
    return tuple(
        Cell(heading=heading, text=text)
        for heading, text in zip(names, row, strict=False)
        if text.strip()
    )


# Where the list of submissions is, in what the services hand on.
_LISTS: Final = ("responses", "items", "submissions", "results", "answers", "data")
_IDS: Final = ("submissionId", "responseId", "response_id", "token", "id")
# The keys of the question and of the answer, in an object that has both.
_LABELS: Final = ("label", "question", "title", "headline")
_ANSWERS: Final = (
    *("value", "answer", "text", "email", "boolean", "choice", "choices", "number", "date"),
)
_CHOICE_LABELS: Final = ("label", "labels", "text", "value")


@final
@frozen(kw_only=True)
class JSONForm:
    """Submissions of a form in JSON, in a list or one by itself."""

    info: ClassVar[ImporterInfo] = ImporterInfo(
        name="json-form", summary="Submissions of a form in JSON", suffixes=(".json",)
    )

    def read(self, source: ImportSource, /) -> Imported:
        """Return a record for each submission.

        Raises:
            UnreadableSourceError: If it is no JSON.
        """
        text, notes = decode(source)
        try:
            data = json.loads(text)
        except ValueError as error:
            line = getattr(error, "lineno", None)
            problem = f"no JSON: {getattr(error, 'msg', error)}"
            raise UnreadableSourceError(
                source.name, problem, "export the answers again", line
            ) from None
        except RecursionError:
            problem = "the JSON is nested too deeply"
            raise UnreadableSourceError(source.name, problem, "export it again") from None
        path, submissions = _submissions(data)
        records = tuple(
            _record(submission, f"{path or 'item'} {number}")
            for number, submission in enumerate(submissions, 1)
        )
        rest = {key: value for key, value in data.items() if key != path} if path else {}
        left_out = tuple(
            _leave_out(cell.heading, cell.text, "it is not part of an answer")
            for cell in _Flattener().cells("", rest)
        )
        return Imported(records=records, left_out=left_out, notes=notes)


def _submissions(data: Any) -> tuple[str, list[Any]]:
    """Return the list of submissions, and the path to it; empty if it is the whole."""
    if isinstance(data, list):
        return "", data
    if isinstance(data, dict):
        for key in _LISTS:
            value = data.get(key)
            if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
                if _is_labelled(value[0]) or "field" in value[0]:
                    break  # the answers of one submission
                return key, value
    return "", [data]


def _is_labelled(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and any(key in value for key in _LABELS)
        and any(key in value for key in _ANSWERS)
    )


def _record(submission: Any, place: str) -> Record:
    titles = dict(_field_titles(submission))
    cells = tuple(_Flattener(titles=titles).cells("", submission))
    return Record(place=place, id=_id(submission), cells=cells)


def _id(submission: Any) -> str | None:
    """Return the id of a submission, from itself or from what it is wrapped in."""
    if not isinstance(submission, dict):
        return None
    for key in _IDS:
        if isinstance(submission.get(key), str | int) and str(submission[key]).strip():
            return str(submission[key])
    return _id(submission.get("data")) or _id(submission.get("form_response"))


def _field_titles(data: Any) -> Iterator[tuple[str, str]]:
    """Yield the ids and titles of the questions that a submission brings along."""
    if isinstance(data, dict):
        title = next((data[key] for key in _LABELS if isinstance(data.get(key), str)), None)
        for key in ("id", "ref", "key"):
            if title is not None and isinstance(data.get(key), str):
                yield data[key], title
        for value in data.values():
            yield from _field_titles(value)
    elif isinstance(data, list):
        for item in data:
            yield from _field_titles(item)


@frozen
class _Flattener:
    """Makes cells of the texts of nested data; each text is in one of them."""

    titles: Mapping[str, str] = field(factory=dict)
    """Titles of questions by id."""

    def cells(self, path: str, data: Any) -> Iterator[Cell]:
        """Yield the cells of the texts in some data."""
        if isinstance(data, dict):
            heading = self._heading(data)
            answer_key = next((key for key in _ANSWERS if data.get(key) not in (None, [])), None)
            for key, value in data.items():
                inner_path = f"{path}.{key}" if path else str(key)
                if heading is not None and key == answer_key:
                    yield from self._answer_cells(heading, inner_path, value, data.get("options"))
                else:
                    yield from self.cells(inner_path, value)
        elif isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
            for index, item in enumerate(data):
                yield from self.cells(f"{path}[{index}]", item)
        elif text := _text(data):
            key = path.rpartition(".")[2]
            yield Cell(heading=self.titles.get(key, path), text=text)

    def _answer_cells(self, heading: str, path: str, value: Any, options: Any) -> Iterator[Cell]:
        """Yield what was answered, by the words of choices, and then what else is told of it."""
        rest: Any = None
        if isinstance(value, dict):
            label = next((key for key in _CHOICE_LABELS if key in value), None)
            rest = {key: inner for key, inner in value.items() if key != label}
            value = value.get(label)
        if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            value, rest = None, value
        text = _text(value, _option_words(options))
        if text:
            yield Cell(heading=heading, text=text)
        yield from self.cells(path, rest)

    def _heading(self, data: Mapping[str, Any]) -> str | None:
        """Return the question that an object answers, by its label or by the id of its field."""
        for key in _LABELS:
            if isinstance(data.get(key), str):
                return str(data[key])
        question = data.get("field")
        if isinstance(question, dict):
            ids = (str(question.get(key)) for key in ("id", "ref"))
            return next((self.titles[id_] for id_ in ids if id_ in self.titles), None)
        return None


def _option_words(options: Any) -> Mapping[str, str]:
    """Return the words of the options of a question, by id."""
    return {
        option["id"]: str(option.get("text") or option.get("label") or option["id"])
        for option in (options if isinstance(options, list) else ())
        if isinstance(option, dict) and isinstance(option.get("id"), str)
    }


def _text(value: Any, words: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the text of a scalar or of a list of scalars; empty if there is none to see."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return ";".join(text for item in value if (text := _text(item, words)))
        case str():
            return words.get(value, value) if value.strip() else ""
        case _:
            return str(value)
