"""Small workbooks made cell by cell, as people make them without the template."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from app.catalogue import Catalogue
from app.i18n import translate
from app.spreadsheets.reading import Reading, read_sheet
from tests.conftest import QUESTIONNAIRES
from tests.factories import DAY

QUESTIONNAIRE = Catalogue(QUESTIONNAIRES).questionnaire("exporter-readiness")


class Percent(float):
    """A number whose cell shows it in percent."""


class Error(str):
    """An error that a cell holds, such as #N/A."""

    __slots__ = ()


def grid(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook with these cells: text, numbers, days, `Percent` and `Error`."""
    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    percent = book.add_format({"num_format": "0%"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for at, value in enumerate(row):
                match value:
                    case None | "":
                        pass
                    case Percent():
                        sheet.write_number(line, at, float(value), percent)
                    case Error():
                        sheet.write_formula(line, at, "=NA()", None, str(value))
                    case bool():
                        sheet.write_boolean(line, at, value)
                    case date():
                        sheet.write_datetime(line, at, value, day)
                    case int() | float():
                        sheet.write_number(line, at, value)
                    case _:
                        sheet.write_string(line, at, value)
    book.close()
    return stream.getvalue()


def read(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Reading:
    """What is read from a workbook with these cells."""
    return read_sheet(grid(sheets), "firms.xlsx", QUESTIONNAIRE, DAY)


def one(headings: Sequence[str], cells: Sequence[Any]) -> Reading:
    """What is read from a table of one enterprise, beside its number and its name."""
    return read({"Sheet1": [["no.", "name_zh", *headings], ["1", "某厂", *cells]]})


def content(headings: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    """What such an enterprise says, where nothing is wrong with it."""
    reading = one(headings, cells)
    assert told(reading) == {}
    (row,) = reading.rows
    return row.content


def told(reading: Reading) -> dict[str, str]:
    """The problems by their cells, such as `Sheet1!C2`, in English."""
    return {f"{p.sheet}!{p.column}{p.row}": translate(p.problem, "en") for p in reading.problems}
