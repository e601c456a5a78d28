"""Which lines of a file its marked copy keeps, and where they stand in it."""

from collections.abc import Sequence

from app.domain.reading import is_blank
from app.spreadsheets.columns import CREDIT_CODE, KEY, SheetKind
from app.spreadsheets.findings import Reading
from app.spreadsheets.gathering import joins_of
from app.spreadsheets.odd_cells import column_number
from app.spreadsheets.opening import RawSheet, Row


class Kept:
    """The lines kept of each sheet, from 0; with `only_bad` not those of sound enterprises."""

    def __init__(self, reading: Reading, sheets: Sequence[RawSheet], only_bad: bool) -> None:
        seen = reading.understood.sheets
        self.heads = {sheet.name: sheet.head for sheet in seen if sheet.kind}
        self._keys = {
            (column.sheet, column.id): column_number(column.letter)
            for column in reading.understood.columns
            if column.id in (KEY, CREDIT_CODE)
        }
        self._firms = [sheet.name for sheet in seen if sheet.kind == SheetKind.ENTERPRISES]
        self._good: set[tuple[str, int]] = set()
        self._joins: set[str] = set()
        if only_bad:
            self._leave_out(reading, {sheet.name: sheet for sheet in sheets})
        self.lines = {sheet.name: self._kept(sheet) for sheet in sheets}
        self._places = {
            name: {line: at for at, line in enumerate(lines)} for name, lines in self.lines.items()
        }

    def place(self, sheet: str, line: int) -> int:
        """Where a kept line of the file stands in the copy, from 0."""
        return self._places[sheet][line]

    def _leave_out(self, reading: Reading, sheets: dict[str, RawSheet]) -> None:
        for row in reading.rows:
            name, line = row.sheet or self._firms[0], row.row - 1
            self._good.add((name, line))
            self._joins |= self._keys_in(name, sheets[name].rows[line])

    def _kept(self, sheet: RawSheet) -> list[int]:
        lines = range(len(sheet.rows))
        if sheet.name in self._firms:
            return [line for line in lines if (sheet.name, line) not in self._good]
        if not self._joins or sheet.name not in self.heads:
            return list(lines)
        head = self.heads[sheet.name]
        return [
            line
            for line in lines
            if line < head or not self._joins & self._keys_in(sheet.name, sheet.rows[line])
        ]

    def _keys_in(self, name: str, row: Row) -> set[str]:
        found: set[str] = set()
        for column_id in (KEY, CREDIT_CODE):
            at = self._keys.get((name, column_id), len(row))
            if at < len(row) and not is_blank(row[at]):
                found.update(joins_of(row[at]))
        return found
