"""The file that was handed in, as a workbook with its faults coloured and told beside each cell."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.text import LANGS, Lang
from app.i18n import gettext, translate
from app.spreadsheets.columns import CHOICES, ID_MARK, PROBLEMS, Column, SheetKind
from app.spreadsheets.findings import CellProblem, Reading
from app.spreadsheets.keeping import Kept
from app.spreadsheets.layout import one_table, tables
from app.spreadsheets.limited import run_limited
from app.spreadsheets.odd_cells import column_number
from app.spreadsheets.opening import RawSheet, Row, open_again
from app.spreadsheets.recognising import normal
from app.spreadsheets.writing import (
    Cell,
    Formats,
    Lists,
    comment_size,
    new_book,
    restrict,
    write_cell,
)

# Every comment is a drawing; beyond these the list of problems has to do.
MAX_COMMENTS = 5_000
_FIRST_YEAR = 1900
_WRITABLE = (str, bool, int, float, date)
_BAD = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LISTED = (
    (N_("Sheet"), 16),
    (N_("Cell"), 10),
    (N_("Heading"), 28),
    (N_("Given"), 28),
    (N_("What is wrong"), 100),
)


def mark_in_child(
    path: Path,
    filename: str,
    reading: Reading,
    lang: Lang,
    questionnaire: Questionnaire,
    *,
    only_bad: bool = False,
    seconds: float = 120,
) -> bytes:
    """`marked_workbook` of a file, made in a bounded process of its own. Raises `Refused`."""
    arguments = (path, filename, reading, lang, questionnaire, only_bad)
    return run_limited(_mark_file, *arguments, seconds=seconds)


def _mark_file(
    path: Path,
    filename: str,
    reading: Reading,
    lang: Lang,
    questionnaire: Questionnaire,
    only_bad: bool,
) -> bytes:
    data = path.read_bytes()
    return marked_workbook(data, filename, reading, lang, questionnaire, only_bad=only_bad)


def marked_workbook(
    data: bytes,
    filename: str,
    reading: Reading,
    lang: Lang,
    questionnaire: Questionnaire,
    *,
    only_bad: bool = False,
) -> bytes:
    """The bytes of an .xlsx file with the same sheets, rows and columns.

    Faulty cells are coloured and carry what is wrong as a comment; a sheet before all others
    lists them. With `only_bad` the rows of enterprises without fault are left out wherever they
    stand, so that what remains can be handed in again. Drop-downs and limits are the template's.
    """
    opened = open_again(data, filename, reading.understood.delimiter)
    replaced = {normal(text[name]) for text in (CHOICES, PROBLEMS) for name in LANGS}
    sheets = [sheet for sheet in opened.sheets if normal(sheet.name) not in replaced]
    stream = BytesIO()
    # Row by row through a file: a copy of ten thousand rows does not fit into memory well.
    book = new_book(stream, questionnaire, constant_memory=True, in_memory=False)
    marker = _Marker(book, reading, questionnaire, Kept(reading, sheets, only_bad), lang)
    names = _sheet_names(sheets, PROBLEMS[lang])
    marker.list_problems(book.add_worksheet(PROBLEMS[lang]), names)
    for sheet in sheets:
        marker.copy(book.add_worksheet(names[sheet.name]), sheet)
    marker.lists.write(book)
    book.close()
    return stream.getvalue()


def _sheet_names(sheets: list[RawSheet], taken: str) -> Mapping[str, str]:
    """Names that a workbook allows, which a file's name need not be."""
    names: dict[str, str] = {}
    used = {taken.lower()}
    for number, sheet in enumerate(sheets, 1):
        name = _NOT_IN_NAMES.sub(" ", sheet.name).strip()[:_LONGEST_NAME] or str(number)
        if name.lower() in used:
            name = f"{name[: _LONGEST_NAME - 5]} {number}"
        used.add(name.lower())
        names[sheet.name] = name
    return names


class _Marker:
    """Writes the copy, sheet by sheet."""

    def __init__(
        self,
        book: Workbook,
        reading: Reading,
        questionnaire: Questionnaire,
        kept: Kept,
        lang: Lang,
    ) -> None:
        self.reading = reading
        self.kept = kept
        self.lang = lang
        self.lists = Lists(lang)
        self.formats = Formats(book)
        self.comments = 0
        self.kinds = {sheet.name: sheet.kind for sheet in reading.understood.sheets}
        main = {column.id: column for column in one_table(questionnaire).columns}
        self.columns: dict[str, Mapping[str, Column]] = {}
        for table in tables(questionnaire):
            self.columns[table.kind] = {column.id: column for column in table.columns}
        self.columns[SheetKind.ENTERPRISES] = self.columns[SheetKind.ANSWERS] = main
        self.faults: dict[str, dict[int, list[CellProblem]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for problem in reading.problems:
            self.faults[problem.sheet][problem.row - 1].append(problem)

    def list_problems(self, sheet: Any, names: Mapping[str, str]) -> None:
        """One line a problem, the cell by its place in the copy and linked."""
        bold = self.formats.get(bold=True, bottom=1)
        wrapped = self.formats.get(text_wrap=True, valign="top")
        link = self.formats.get(font_color="#0563C1", underline=1, valign="top")
        sheet.freeze_panes(1, 0)
        for at, (heading, width) in enumerate(_LISTED):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, gettext(self.lang, heading), bold)
        for line, problem in enumerate(self.reading.problems, 1):
            name = names[problem.sheet]
            place = self.kept.place(problem.sheet, problem.row - 1) + 1
            cell = f"{problem.column or 'A'}{place}"
            sheet.write_string(line, 0, name, wrapped)
            sheet.write_url(line, 1, f"internal:'{name}'!{cell}", link, string=cell)
            sheet.write_string(line, 2, problem.heading, wrapped)
            sheet.write_string(line, 3, problem.given, wrapped)
            sheet.write_string(line, 4, translate(problem.problem, self.lang), wrapped)

    def copy(self, sheet: Any, source: RawSheet) -> None:
        """The sheet's kept lines, its faulty cells marked."""
        columns = self._columns(source.name)
        head = self.kept.heads.get(source.name, 0)
        formats = {at: self.formats.of_cell(column) for at, column in columns.items()}
        for at in range(max(map(len, source.rows), default=0)):
            column = columns.get(at)
            sheet.set_column(at, at, column.width if column else 16, formats.get(at))
        if head:
            sheet.freeze_panes(head, 1)
        for at, column in columns.items():
            restrict(sheet, at, column, head, self.lists)
        faults = self.faults.get(source.name, {})
        for place, line in enumerate(self.kept.lines[source.name]):
            row = source.rows[line]
            if line < head and any(str(cell).startswith(ID_MARK) for cell in row):
                sheet.set_row(place, None, None, {"hidden": True})
            above = self.formats.get(bold=True, text_wrap=True, valign="top")
            self._line(sheet, place, row, formats if line >= head else None, above)
            if line in faults:
                self._mark(sheet, place, row, faults[line], columns)

    def _line(
        self, sheet: Any, place: int, row: Row, formats: Mapping[int, Any] | None, above: Any
    ) -> None:
        plain = self.formats.of_cell(None)
        for at, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            value = _writable(cell)
            format_ = above if formats is None else formats.get(at, plain)
            if isinstance(value, date):
                format_ = self.formats.of_day()
            write_cell(sheet, place, at, value, format_)

    def _mark(
        self,
        sheet: Any,
        place: int,
        row: Row,
        problems: list[CellProblem],
        columns: Mapping[int, Column],
    ) -> None:
        """Colour the faulty cells of a line that is being written, and say what is wrong."""
        by_place: dict[int, list[str]] = defaultdict(list)
        for problem in problems:
            at = max(column_number(problem.column), 0)
            by_place[at].append(translate(problem.problem, self.lang))
        for at, texts in by_place.items():
            value = _writable(row[at]) if at < len(row) else None
            format_ = self.formats.of_cell(columns.get(at), **_BAD)
            if isinstance(value, date):
                format_ = self.formats.of_day(**_BAD)
            write_cell(sheet, place, at, value, format_)
            if self.comments < MAX_COMMENTS:
                self.comments += 1
                text = "\n".join(texts)
                sheet.write_comment(place, at, text, comment_size(text))

    def _columns(self, name: str) -> Mapping[int, Column]:
        known = self.columns.get(self.kinds.get(name, ""), {})
        return {
            column_number(seen.letter): known[seen.id]
            for seen in self.reading.understood.columns
            if seen.sheet == name and seen.id in known
        }


def _writable(cell: Any) -> Cell:
    """A raw cell as one that can be written; times, and days before 1900, become text."""
    if isinstance(cell, date) and cell.year < _FIRST_YEAR:
        return cell.isoformat()
    return cell if isinstance(cell, _WRITABLE) or cell is None else str(cell)
