"""The workbook that is handed out to be filled in, and the same as one CSV table."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook

from app.domain.problems import N_
from app.domain.questionnaire import Questionnaire
from app.domain.text import Lang, Text
from app.i18n import label
from app.spreadsheets.columns import ID_MARK, INSTRUCTIONS, SheetKind, Table
from app.spreadsheets.layout import one_table, tables
from app.spreadsheets.writing import (
    Cell,
    Formats,
    Lists,
    comment_size,
    new_book,
    reference,
    restrict,
    write_cell,
)

IDS, GROUPS, HEADINGS, FIRST = range(4)
# Columns that stay in sight while one scrolls to the right.
_FROZEN = {SheetKind.ENTERPRISES: 3}
_GROUP_COLOURS = ("#DCE9E1", "#E3E6F2")
_INSTRUCTIONS_WIDTH = 100
_RISKY = re.compile(r"'*[=+\-@\t\r]")
Rows = Mapping[SheetKind, Iterable[Mapping[str, Cell]]]


def template_workbook(questionnaire: Questionnaire, lang: Lang) -> bytes:
    """The bytes of an empty .xlsx template; the same for the same questionnaire."""
    return filled_template(questionnaire, lang, {})


def filled_template(questionnaire: Questionnaire, lang: Lang, rows: Rows) -> bytes:
    """The template with rows in it, each a mapping of column ids to cells."""
    stream = BytesIO()
    book = new_book(stream, questionnaire)
    formats, lists = Formats(book), Lists(lang)
    _instructions(book, questionnaire, lang, formats)
    for table in tables(questionnaire):
        sheet = book.add_worksheet(table.name[lang])
        _head(sheet, table, lang, formats, lists)
        _rows(sheet, table, rows.get(table.kind, ()), formats)
        if table.kind is SheetKind.ENTERPRISES:
            sheet.activate()
    lists.write(book)
    book.close()
    return stream.getvalue()


def template_csv(questionnaire: Questionnaire, lang: Lang) -> bytes:
    """An empty CSV table of enterprises and answers, UTF-8 with a byte order mark."""
    return filled_csv(questionnaire, lang, ())


def filled_csv(
    questionnaire: Questionnaire, lang: Lang, rows: Iterable[Mapping[str, Cell]]
) -> bytes:
    """The CSV table with rows in it, each a mapping of column ids to cells."""
    columns = one_table(questionnaire).columns
    stream = StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(column.heading[lang] for column in columns)
    for row in rows:
        writer.writerow(_csv_cell(row.get(column.id)) for column in columns)
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> object:
    """The cell as it is written: text that a spreadsheet would run as a formula is disarmed."""
    if isinstance(value, str) and _RISKY.match(value):
        return f"'{value}"
    return "" if value is None else value


def _head(sheet: Any, table: Table, lang: Lang, formats: Formats, lists: Lists) -> None:
    """Ids, groups and headings; comments, widths and drop-downs of every column."""
    sheet.set_row(IDS, None, None, {"hidden": True})
    sheet.set_row(HEADINGS, 45)
    sheet.freeze_panes(FIRST, _FROZEN.get(table.kind, 1))
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, formats.of_cell(column))
    for at, column in enumerate(table.columns):
        sheet.write_string(IDS, at, f"{ID_MARK}{column.id}", formats.get(num_format="@"))
    at = 0
    for number, (group, members) in enumerate(groupby(table.columns, lambda c: c.group)):
        count = len(tuple(members))
        colour = _GROUP_COLOURS[number % len(_GROUP_COLOURS)]
        _group(sheet, at, count, group[lang], formats.get(bold=True, bg_color=colour, border=1))
        heading = formats.get(
            bold=True, bg_color=colour, border=1, text_wrap=True, valign="vcenter"
        )
        for offset, column in enumerate(table.columns[at : at + count], at):
            sheet.write_string(HEADINGS, offset, column.heading[lang], heading)
        at += count
    for at, column in enumerate(table.columns):
        if column.help[lang]:
            help_ = column.help[lang]
            sheet.write_comment(HEADINGS, at, help_, comment_size(help_))
        restrict(sheet, at, column, FIRST, lists)


def _group(sheet: Any, at: int, count: int, text: str, format_: Any) -> None:
    if count > 1:
        sheet.merge_range(GROUPS, at, GROUPS, at + count - 1, text, format_)
    else:
        sheet.write_string(GROUPS, at, text, format_)


def _rows(sheet: Any, table: Table, rows: Iterable[Mapping[str, Cell]], formats: Formats) -> None:
    cell_formats = [formats.of_cell(column) for column in table.columns]
    for line, row in enumerate(rows, FIRST):
        for at, column in enumerate(table.columns):
            value = row.get(column.id)
            if value is not None and value != "":
                write_cell(sheet, line, at, value, cell_formats[at])


def _instructions(
    book: Workbook, questionnaire: Questionnaire, lang: Lang, formats: Formats
) -> None:
    sheet = book.add_worksheet(INSTRUCTIONS[lang])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, _INSTRUCTIONS_WIDTH)
    wrapped = formats.get(text_wrap=True, valign="top")
    bold = formats.get(bold=True, text_wrap=True, valign="top")
    sheet.write_string(0, 0, questionnaire.title[lang], formats.get(bold=True, font_size=14))
    for line, (name, text) in enumerate(_explained(questionnaire), 2):
        # Not every program makes room for wrapped text by itself; a wide character takes two.
        columns = len(text[lang].encode("gb18030"))
        sheet.set_row(line, 15 * (1 + columns // _INSTRUCTIONS_WIDTH))
        sheet.write_string(line, 0, name[lang], bold)
        sheet.write_string(line, 1, text[lang], wrapped)


def _explained(questionnaire: Questionnaire) -> Sequence[tuple[Text, Text]]:
    """What the instructions say, name and text. The reader finds the questionnaire by the first."""
    named = reference(questionnaire)
    levels = [
        (Text(f"{e.level} - {e.label.zh}", f"{e.level} - {e.label.en}"), e.test)
        for e in questionnaire.evidence_levels
    ]
    sheets = {table.kind: table.name for table in tables(questionnaire)}
    return (
        (label(N_("Questionnaire")), Text(named, named)),
        (
            sheets[SheetKind.ENTERPRISES],
            label(
                N_(
                    "One row for each enterprise, at most 10,000. Give a credit code or a number "
                    "of your own, which occurs only once. Leave empty what you do not know."
                )
            ),
        ),
        (
            sheets[SheetKind.ANSWERS],
            label(
                N_(
                    "One row for each enterprise, joined by credit code or number. Choose a level "
                    "from the list, or write its number; the evidence beside it is 0 to 3. "
                    "“Don't know” and “Does not apply: the reason” are answers too."
                )
            ),
        ),
        (
            label(N_("Documents, goods, precursors, trades")),
            label(N_("These sheets are optional: one row for each document, good or trade.")),
        ),
        (
            label(N_("Codes")),
            label(
                N_(
                    "Credit codes and tariff codes are text. A spreadsheet that takes them for "
                    "numbers loses zeros and digits; the columns of this template are text "
                    "already."
                )
            ),
        ),
        (
            label(N_("Columns")),
            label(
                N_(
                    "Columns may be moved, left out or added. Leave the hidden first row as it "
                    "is: by it every column is found, whatever its heading says."
                )
            ),
        ),
        (label(N_("Levels of evidence")), Text("", "")),
        *levels,
    )
