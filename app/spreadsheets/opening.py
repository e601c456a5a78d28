"""A file's bytes as sheets of raw cells, whatever kind of table it is."""

import codecs
import csv
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from pathlib import PurePath
from typing import Any, Literal
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from app.domain.problems import N_
from app.spreadsheets.guarding import Refused, guard, is_workbook
from app.spreadsheets.odd_cells import OddCells

# Of one sheet: an enterprise may have several documents, goods and trades.
MAX_LINES = 100_000
# What a workbook's sheet can have; CSV has no bound of its own.
MAX_COLUMNS = 16_384
DELIMITERS = (",", ";", "\t")
_SAMPLE = 30
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Written before text that a spreadsheet would run as a formula.
_DISARMED = re.compile(r"'+[=+\-@\t\r]")
_DAMAGED = (
    CalamineError,
    ExpatError,
    BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
)
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet. `rows` begin at the file's first row, so that row n of the file is rows[n-1]."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened file; encoding and delimiter are empty for a workbook."""

    kind: Literal["xlsx", "csv"]
    sheets: tuple[RawSheet, ...]
    encoding: str = ""
    delimiter: str = ""


def open_table(data: bytes, filename: str, known: Callable[[Sequence[Row]], int]) -> Opened:
    """The file's sheets. `known` counts the headings recognised in some rows.

    Raises `Refused`, also for what `guard` refuses.
    """
    guard(data, filename)

    def fittest(text: str) -> str:
        return max(DELIMITERS, key=lambda mark: _fitness(text, mark, known))

    return _opened(data, filename, fittest)


def open_again(data: bytes, filename: str, delimiter: str) -> Opened:
    """The sheets of a file that was read before; `delimiter` as it was found then."""
    return _opened(data, filename, lambda _: delimiter)


def _opened(data: bytes, filename: str, delimiter_of: Callable[[str], str]) -> Opened:
    if is_workbook(data):
        return Opened("xlsx", _workbook(data))
    text, encoding = _decoded(data)
    delimiter = delimiter_of(text)
    sheet = RawSheet(PurePath(filename).stem, _csv_rows(text, delimiter))
    return Opened("csv", (sheet,), encoding, delimiter)


def _workbook(data: bytes) -> tuple[RawSheet, ...]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        odd = OddCells(data)
        return tuple(RawSheet(name, _sheet_rows(book, name, odd)) for name in book.sheet_names)
    except Refused:
        raise
    except _DAMAGED:
        raise Refused(
            N_("The workbook is damaged: open and save it again, then send it.")
        ) from None


def _sheet_rows(book: CalamineWorkbook, name: str, odd: OddCells) -> list[list[Any]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MAX_LINES + 1)
    odd.amend(name, rows)
    _bound(len(rows))
    return rows


def _bound(lines: int) -> None:
    if lines > MAX_LINES:
        message = N_(
            "A sheet has more than {maximum} rows. Delete rows that are not needed, or split the "
            "table into several files."
        )
        raise Refused(message, maximum=MAX_LINES)


def _decoded(data: bytes) -> tuple[str, str]:
    """The text and its encoding: what the byte order mark says, else UTF-8, else GB18030."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "gb18030")
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    message = N_("The text is neither UTF-8 nor GB18030. Save the table as CSV UTF-8 or as .xlsx.")
    raise Refused(message)


def _fitness(text: str, delimiter: str, known: Callable[[Sequence[Row]], int]) -> tuple[int, int]:
    """How well a delimiter fits: headings recognised, then columns."""
    try:
        rows = list(islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), _SAMPLE))
    except csv.Error:
        return 0, 0
    rows = [row[:MAX_COLUMNS] for row in rows]
    return known(rows), max(map(len, rows), default=0)


def _csv_rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append([cell[1:] if _DISARMED.match(cell) else cell for cell in row])
            _bound(len(rows))
            if len(row) > MAX_COLUMNS:
                raise csv.Error
    except csv.Error:
        message = N_("Line {line} cannot be read: a cell in it is not closed or far too long.")
        raise Refused(message, line=reader.line_num) from None
    return rows
