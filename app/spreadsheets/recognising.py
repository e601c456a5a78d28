"""Which sheet is which, which row holds the headings, which column is what."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from xlsxwriter.utility import xl_col_to_name

from app.domain.problems import N_, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.reading import is_blank
from app.domain.text import LANGS, Text
from app.spreadsheets.columns import (
    CHOICES,
    ID_MARK,
    INSTRUCTIONS,
    PROBLEMS,
    PROFILE,
    CellKind,
    Column,
    SheetKind,
    Table,
)
from app.spreadsheets.findings import CellProblem, ColumnSeen
from app.spreadsheets.layout import one_table, tables
from app.spreadsheets.opening import RawSheet, Row

# Titles and notes may stand above the headings.
_LOOKED_AT = 30
_ENOUGH = 2
# From the template's row of ids down to its headings.
_IDS_TO_HEADINGS = 2
_NOT_LETTERS = re.compile(r"[\W_]+")
_NAMES = frozenset({"name_zh", "name_en"})
_KEYS = frozenset({"key", "uscc"})
_NOTHING = Text("", "")


def normal(text: object) -> str:
    """A text by which headings and choices are compared: letters and digits alone, small."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", str(text)).lower())


@dataclass(frozen=True, slots=True)
class Place:
    """A column at its place in a sheet; `at` counts from 0, `heading` is as in the file."""

    at: int
    heading: str
    column: Column

    @property
    def letter(self) -> str:
        return str(xl_col_to_name(self.at))


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet with its columns. `head` is the line of the headings, from 0."""

    sheet: RawSheet
    kind: SheetKind
    head: int
    places: tuple[Place, ...]
    problems: tuple[CellProblem, ...]

    def filled(self) -> list[tuple[int, Row]]:
        """The lines below the headings that say something, with their line from 0.

        Each is at least as wide as the columns that are read.
        """
        ats = [place.at for place in self.places]
        width = max(ats, default=-1) + 1
        found: list[tuple[int, Row]] = []
        for line, row in enumerate(self.sheet.rows[self.head + 1 :], self.head + 1):
            whole = row if len(row) >= width else [*row, *[""] * (width - len(row))]
            if any(not is_blank(whole[at]) for at in ats):
                found.append((line, whole))
        return found

    def columns(self) -> list[ColumnSeen]:
        """Every column with a heading, and what it is read as."""
        seen: list[ColumnSeen] = []
        by_at = {place.at: place for place in self.places}
        for at, cell in enumerate(self.sheet.rows[self.head]):
            heading, place = str(cell).strip(), by_at.get(at)
            if heading or place is not None:
                id_, text = (place.column.id, place.column.heading) if place else ("", _NOTHING)
                letter = str(xl_col_to_name(at))
                seen.append(ColumnSeen(self.sheet.name, letter, heading, id_, text))
        return seen


class Recogniser:
    """Knows the headings of one questionnaire's sheets."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        main = one_table(questionnaire)
        others = tables(questionnaire)
        answers = next(table for table in others if table.kind is SheetKind.ANSWERS)
        # The column that joins the answers stands in both tables, under two headings.
        main = replace(main, columns=tuple(_joined(c, answers) for c in main.columns))
        apart = (SheetKind.ENTERPRISES, SheetKind.ANSWERS)
        self.tables = (main, *(table for table in others if table.kind not in apart))
        self.names = {table.kind: _names(table) for table in self.tables}
        self.ids = {table.kind: {c.id: c for c in table.columns} for table in self.tables}
        self.sheet_names = {
            normal(text): table.kind
            for table in others
            for text in (*(table.name[lang] for lang in LANGS), table.kind)
        }
        apart_names = (INSTRUCTIONS, CHOICES, PROBLEMS)
        self.not_data = {normal(text[lang]) for text in apart_names for lang in LANGS}

    def known(self, rows: Sequence[Row]) -> int:
        """How many headings of enterprises and answers the best of these rows has."""
        names = self.names[SheetKind.ENTERPRISES]
        return max((sum(normal(cell) in names for cell in row) for row in rows), default=0)

    def recognise(self, sheets: Sequence[RawSheet]) -> tuple[Recognised, ...]:
        """The sheets that hold data, in the order in which they are read."""
        found = [f for f in map(self._sheet, sheets) if f is not None]
        named = [f for f in found if self._named(f) is SheetKind.ENTERPRISES]
        full = named or [f for f in found if self._may_be_enterprises(f) and _has(f, PROFILE)]
        firms = full or [f for f in found if self._may_be_enterprises(f)]
        order = list(SheetKind)
        data = (
            f if f.kind is not SheetKind.ENTERPRISES or f in firms else _as_answers(f)
            for f in found
        )
        return tuple(sorted(data, key=lambda f: order.index(f.kind)))

    def _named(self, found: Recognised) -> SheetKind | None:
        return self.sheet_names.get(normal(found.sheet.name))

    def _may_be_enterprises(self, found: Recognised) -> bool:
        if found.kind is not SheetKind.ENTERPRISES or self._named(found) is SheetKind.ANSWERS:
            return False
        return any(place.column.id in _NAMES for place in found.places)

    def _sheet(self, sheet: RawSheet) -> Recognised | None:
        if normal(sheet.name) in self.not_data:
            return None
        wanted = self.sheet_names.get(normal(sheet.name))
        wanted = SheetKind.ENTERPRISES if wanted is SheetKind.ANSWERS else wanted
        scored = [(self._score(sheet, t), t.kind is wanted, t) for t in self.tables]
        scored = [entry for entry in scored if entry[0] >= _ENOUGH]
        if not scored:
            return None
        chosen = next((t for _, named, t in scored if named), None)
        return self._columns(sheet, chosen or max(scored, key=lambda entry: entry[0])[2])

    def _score(self, sheet: RawSheet, table: Table) -> int:
        names = self.names[table.kind]
        return max(
            (sum(normal(c) in names for c in row) for row in sheet.rows[:_LOOKED_AT]), default=0
        )

    def _columns(self, sheet: RawSheet, table: Table) -> Recognised:
        rows = sheet.rows[:_LOOKED_AT]
        ids, names = self.ids[table.kind], self.names[table.kind]
        by_id = [sum(_named_id(cell) in ids for cell in row) for row in rows]
        by_name = [sum(normal(cell) in names for cell in row) for row in rows]
        id_line = by_id.index(max(by_id)) if max(by_id, default=0) >= _ENOUGH else None
        head = _head_line(by_name, id_line)
        id_row: Row = rows[id_line] if id_line is not None else ()
        head = min(head, len(sheet.rows) - 1)
        places, problems = self._placed(sheet, head, id_row, table.kind)
        return Recognised(sheet, table.kind, head, places, problems)

    def _placed(
        self, sheet: RawSheet, head: int, id_row: Row, kind: SheetKind
    ) -> tuple[tuple[Place, ...], tuple[CellProblem, ...]]:
        ids, names, headings = self.ids[kind], self.names[kind], sheet.rows[head]
        places: dict[str, Place] = {}
        problems: list[CellProblem] = []
        for at in range(max(len(id_row), len(headings))):
            heading = str(headings[at]).strip() if at < len(headings) else ""
            by_id = ids.get(_named_id(id_row[at])) if at < len(id_row) else None
            by_name = names.get(normal(heading))
            column = by_id or by_name
            if column is None:
                continue
            place = Place(at, heading, column)
            problem = _fault(place, by_name, places)
            if problem is not None:
                given = heading[:200]
                problems.append(
                    CellProblem(sheet.name, head + 1, place.letter, heading, given, problem)
                )
            else:
                places[column.id] = place
        return tuple(places.values()), tuple(problems)


def _fault(place: Place, by_name: Column | None, places: Mapping[str, Place]) -> Problem | None:
    """What is wrong with a heading: it says another column than its id, or repeats one."""
    if by_name is not None and by_name.id != place.column.id:
        message = N_(
            "The heading says “{heading}”, but the hidden first row says “{id}”. Give the column "
            "the heading it had, or empty its cell in the hidden row."
        )
        return Problem(message, {"heading": place.heading[:80], "id": place.column.heading})
    if place.column.id in places:
        message = N_("This column was read already, in column {letter}. Delete one of the two.")
        return Problem(message, {"letter": places[place.column.id].letter})
    return None


def _head_line(by_name: Sequence[int], id_line: int | None) -> int:
    """The line of the headings: the one that knows most, below the ids where there are any."""
    if id_line is None:
        return by_name.index(max(by_name))
    below = by_name[id_line + 1 : id_line + 1 + _IDS_TO_HEADINGS + 1]
    if max(below, default=0) >= _ENOUGH:
        return id_line + 1 + below.index(max(below))
    return id_line + _IDS_TO_HEADINGS


def _named_id(cell: object) -> str:
    """The id in a cell of the hidden row; empty for any other cell."""
    text = str(cell).strip()
    return text.removeprefix(ID_MARK) if text.startswith(ID_MARK) else ""


def _has(found: Recognised, prefix: str) -> bool:
    return any(place.column.id.startswith(prefix) for place in found.places)


def _as_answers(found: Recognised) -> Recognised:
    """The sheet as one of answers: only its keys, answers and evidence are read."""
    kinds = (CellKind.ANSWER, CellKind.EVIDENCE)
    places = tuple(p for p in found.places if p.column.kind in kinds or p.column.id in _KEYS)
    return replace(found, kind=SheetKind.ANSWERS, places=places)


def _joined(column: Column, answers: Table) -> Column:
    if column.id != "key":
        return column
    return replace(column, also=(*column.also, answers.column("key").heading))


def _names(table: Table) -> dict[str, Column]:
    """Every heading by which a column is known; one that would fit two columns fits none."""
    found: dict[str, Column] = {}
    unclear: set[str] = set()
    for column in table.columns:
        texts = [t[lang] for t in (column.heading, *column.also) for lang in LANGS]
        for name in {normal(text) for text in (column.id, *texts)} - {""}:
            if found.setdefault(name, column) is not column:
                unclear.add(name)
    return {name: column for name, column in found.items() if name not in unclear}
