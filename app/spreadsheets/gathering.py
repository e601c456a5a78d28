"""Enterprises while they are put together from several sheets, and what is wrong with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.expressions import Value
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.reading import is_blank, plain
from app.spreadsheets.answering import Said
from app.spreadsheets.cells import (
    NUMBER_FOR_CODE,
    Convert,
    is_number_for_code,
    joined_code,
    shown,
)
from app.spreadsheets.columns import CREDIT_CODE, KEY
from app.spreadsheets.converting import converter
from app.spreadsheets.findings import CellProblem
from app.spreadsheets.opening import Row
from app.spreadsheets.recognising import Place, Recognised

# A file with more faults than this is another file; the rest is counted.
MAX_PROBLEMS = 50_000
_GIVEN = 200
_CODE_LENGTH = 18
_SEVERAL = N_("Several enterprises have this number: write the credit code instead.")


@dataclass(frozen=True, slots=True)
class SheetAt:
    """A recognised sheet with its columns by id."""

    found: Recognised
    places: Mapping[str, Place]

    @classmethod
    def of(cls, found: Recognised) -> "SheetAt":
        return cls(found, {place.column.id: place for place in found.places})

    @property
    def name(self) -> str:
        return self.found.sheet.name

    def converters(self) -> Sequence[tuple[Place, Convert]]:
        """Each column with the function that reads its cells."""
        return [(place, converter(place.column)) for place in self.found.places]


@dataclass(frozen=True, slots=True)
class RowAt:
    """A row of a sheet; `line` counts from 0."""

    sheet: SheetAt
    line: int
    row: Row

    @property
    def number(self) -> int:
        """The row as people count it."""
        return self.line + 1

    def cell(self, column_id: str) -> Any:
        """The raw cell of a column; None where the sheet has no such column."""
        place = self.sheet.places.get(column_id)
        return None if place is None else self.row[place.at]


@dataclass(slots=True)
class Firm:
    """One enterprise. `said` gives for each question the answer and the row it stands in."""

    at: RowAt
    key: str = ""
    bad: bool = False
    enterprise: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Value] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    said: dict[str, tuple[Said, RowAt]] = field(default_factory=dict)
    answered_at: RowAt | None = None
    documents: dict[str, list[tuple[RowAt, dict[str, Any]]]] = field(default_factory=dict)
    goods: list["ListedGood"] = field(default_factory=list)
    numbered: dict[str, "ListedGood"] = field(default_factory=dict)
    trades: list[tuple[RowAt, dict[str, Any]]] = field(default_factory=list)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


@dataclass(slots=True)
class ListedGood:
    """A good as it stands in its row, with the rows of its precursors."""

    at: RowAt
    raw: dict[str, Any]
    precursors: list[tuple[RowAt, dict[str, Any]]] = field(default_factory=list)


class Gathering:
    """The enterprises by their keys, and every problem found."""

    def __init__(self) -> None:
        self.firms: list[Firm] = []
        self.problems: list[CellProblem] = []
        self.unlisted = 0
        # None: a number that several enterprises with codes have.
        self._by_key: dict[str, Firm | None] = {}
        self._unread: set[tuple[str, int, str]] = set()
        self._doubled: set[tuple[int, str]] = set()

    def add(self, firm: Firm | None, at: RowAt, column_id: str, problem: Problem) -> None:
        """Note a problem at a cell; at the whole row where the sheet has no such column."""
        if firm is not None:
            firm.bad = True
        if (at.sheet.name, at.line, column_id) in self._unread:
            return
        if len(self.problems) >= MAX_PROBLEMS:
            self.unlisted += 1
            return
        place = at.sheet.places.get(column_id)
        letter, heading, given = "", "", ""
        if place is not None:
            letter, heading = place.letter, place.heading
            given = shown(at.row[place.at])[:_GIVEN]
        self.problems.append(CellProblem(at.sheet.name, at.number, letter, heading, given, problem))

    def take(self, firm: Firm | None, at: RowAt, column_id: str, error: InvalidInput) -> None:
        """Note all problems of one cell."""
        for problem in error.problems:
            self.add(firm, at, column_id, problem)

    def convert(
        self, firm: Firm | None, at: RowAt, converters: Iterable[tuple[Place, Convert]]
    ) -> dict[str, Any]:
        """The filled cells of a row by column id, without those that cannot be read.

        What is wrong with these is noted, and nothing more about them, such as that they lack.
        """
        cells: dict[str, Any] = {}
        for place, convert in converters:
            raw = at.row[place.at]
            if is_blank(raw):
                continue
            try:
                cells[place.column.id] = convert(raw)
            except InvalidInput as error:
                self.take(firm, at, place.column.id, error)
                self._unread.add((at.sheet.name, at.line, place.column.id))
        return cells

    def enter(self, firm: Firm) -> None:
        """Take in an enterprise; of two with the same code or number both are at fault.

        The same number does no harm where both have a code: several lists may count from 1.
        """
        self.firms.append(firm)
        for column_id, join in ((CREDIT_CODE, joined_code), (KEY, joined_key)):
            raw = firm.at.cell(column_id)
            if is_blank(raw):
                continue
            other = self._by_key.setdefault(join(raw), firm)
            if other is firm:
                continue
            if column_id == KEY and _has_code(firm) and (other is None or _has_code(other)):
                self._by_key[join(raw)] = None
            elif other is None:
                self.add(firm, firm.at, column_id, Problem(_SEVERAL))
            else:
                self._both(firm, other, column_id)
        if not _has_code(firm) and is_blank(firm.at.cell(KEY)):
            message = N_("Give the credit code, or a number of your own.")
            column_id = CREDIT_CODE if CREDIT_CODE in firm.at.sheet.places else KEY
            self.add(firm, firm.at, column_id, Problem(message))

    def _both(self, firm: Firm, other: Firm, column_id: str) -> None:
        self.add(firm, firm.at, column_id, doubled(other.at))
        if (id(other), column_id) not in self._doubled:
            self._doubled.add((id(other), column_id))
            self.add(other, other.at, column_id, doubled(firm.at))

    def whose(self, at: RowAt) -> Firm | None:
        """The enterprise to which a row of another sheet belongs; notes what is wrong with it."""
        column_id = CREDIT_CODE if is_blank(at.cell(KEY)) else KEY
        raw = at.cell(column_id)
        if is_blank(raw):
            message = N_("Say which enterprise this row belongs to: its credit code or number.")
            self.add(None, at, KEY if KEY in at.sheet.places else CREDIT_CODE, Problem(message))
            return None
        known = [join for join in joins_of(raw) if join in self._by_key]
        firm = self._by_key[known[0]] if known else None
        if firm is None:
            self.add(None, at, column_id, Problem(_nobody(raw, bool(known))))
        return firm


def _has_code(firm: Firm) -> bool:
    return not is_blank(firm.at.cell(CREDIT_CODE))


def _nobody(raw: Any, several: bool) -> str:
    """Why a cell names no enterprise."""
    if several:
        return _SEVERAL
    if is_number_for_code(raw):
        return NUMBER_FOR_CODE
    return N_("No enterprise in this file has this credit code or number.")


def joined_key(raw: Any) -> str:
    """An enterprise's number in the form in which rows of different sheets are joined."""
    return plain(shown(raw)).upper()


def joins_of(raw: Any) -> tuple[str, ...]:
    """The forms under which the enterprise named in a cell may be known, the likelier first."""
    own, code = joined_key(raw), joined_code(raw)
    return (own, code) if len(code) == _CODE_LENGTH and code != own else (own,)


def doubled(other: RowAt) -> Problem:
    """The problem of a row that has the same code or number as another."""
    message = N_("Row {row} of “{sheet}” has the same code or number: keep one of the two.")
    return Problem(message, {"row": other.number, "sheet": other.sheet.name})
