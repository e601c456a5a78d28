"""How each column's cells are read: from a raw cell to the plain data of an enterprise file."""

from collections.abc import Mapping
from typing import Any

from app.domain.problems import N_
from app.domain.reading import refuse
from app.domain.text import Text
from app.spreadsheets.cells import Convert, credit_code, day, flag, key, line, number, tariff_code
from app.spreadsheets.choosing import chooser, currency, several, step
from app.spreadsheets.columns import CellKind, Column
from app.spreadsheets.odd_cells import ERRORS

MAX_CELL = 2_000
_PEOPLE = Text("人", "people")
_NO_UNIT = Text("", "")
_NO_EVIDENCE = N_("“{given}” is no level of evidence. Write 0, 1, 2 or 3.")
_SIMPLE: Mapping[CellKind, Convert] = {
    CellKind.KEY: key,
    CellKind.CREDIT_CODE: credit_code,
    CellKind.TARIFF_CODE: tariff_code,
    CellKind.DATE: day,
    CellKind.FLAG: flag,
}


def converter(column: Column) -> Convert:
    """How the cells of a column are read; made once for each column.

    The function takes a cell that is not empty and raises `InvalidInput` with one problem.
    """
    convert = _converter(column)

    def checked(raw: Any) -> Any:
        if isinstance(raw, str):
            if raw.strip() in ERRORS:
                message = N_("The cell holds the error {error}: write the value itself.")
                raise refuse("", message, error=raw.strip())
            if len(raw) > MAX_CELL:
                message = N_("Shorten the text to {maximum} characters; it has {length}.")
                raise refuse("", message, maximum=MAX_CELL, length=len(raw))
        return convert(raw)

    return checked


def _converter(column: Column) -> Convert:
    match column.kind:
        case CellKind.WHOLE:
            return lambda raw: number(raw, _PEOPLE)
        case CellKind.NUMBER | CellKind.PERCENT:
            return lambda raw: number(raw, column.unit or _NO_UNIT)
        case CellKind.CHOICE:
            return chooser(column.choices)
        case CellKind.SET:
            return several(column.choices)
        case CellKind.EVIDENCE:
            return step(column.choices, _NO_EVIDENCE)
        case CellKind.TEXT if column.id == "currency":
            return currency
        case _:
            return _SIMPLE.get(column.kind, line)
