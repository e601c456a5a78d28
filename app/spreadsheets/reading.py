"""Reading a filled-in workbook or CSV table: what is good in it, and each fault by its cell."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.domain.problems import N_, Problem
from app.domain.questionnaire import Questionnaire
from app.spreadsheets.answering import AnswerReader, answer_columns
from app.spreadsheets.cells import shown
from app.spreadsheets.columns import EVIDENCE, KEY, SheetKind
from app.spreadsheets.enterprises import Contradictions, EnterpriseRows
from app.spreadsheets.extras import Converters, Extras
from app.spreadsheets.findings import (
    CellProblem,
    ColumnSeen,
    Reading,
    ReadRow,
    SheetSeen,
    Understood,
)
from app.spreadsheets.gathering import Firm, Gathering, RowAt, SheetAt, doubled
from app.spreadsheets.guarding import Refused
from app.spreadsheets.layout import one_table
from app.spreadsheets.limited import run_limited
from app.spreadsheets.odd_cells import column_number
from app.spreadsheets.opening import Opened, open_table
from app.spreadsheets.recognising import Recognised, Recogniser
from app.spreadsheets.writing import MAX_ROWS, reference

__all__ = [
    "CellProblem",
    "ColumnSeen",
    "ReadRow",
    "Reading",
    "SheetSeen",
    "Understood",
    "read_in_child",
    "read_sheet",
]
_PREVIEW = 5
_PREVIEW_TEXT = 80
_REFERENCE = re.compile(r"[a-z][a-z0-9-]*/\d+(?:\.\d+)*")


def read_in_child(
    path: Path, filename: str, questionnaire: Questionnaire, day: date, seconds: float = 120
) -> Reading:
    """`read_sheet` of a file in a process of its own, bounded in memory and in time.

    Raises `Refused`, also where the process had to be ended.
    """
    return run_limited(_read_file, path, filename, questionnaire, day, seconds=seconds)


def _read_file(path: Path, filename: str, questionnaire: Questionnaire, day: date) -> Reading:
    return read_sheet(path.read_bytes(), filename, questionnaire, day)


def read_sheet(data: bytes, filename: str, questionnaire: Questionnaire, day: date) -> Reading:
    """What the table says of each enterprise on the day of assessment, read in this process.

    Contents of rows share parts with each other and are not to be changed. Raises `Refused`
    where no enterprise can be found in the file, or it answers another questionnaire.
    """
    recogniser = Recogniser(questionnaire)
    opened = open_table(data, filename, recogniser.known)
    found = recogniser.recognise(opened.sheets)
    named = _named(opened, {sheet.sheet.name for sheet in found})
    if named and named != reference(questionnaire):
        message = N_("This file answers {named}, but the questionnaire is {given}.")
        raise Refused(message, named=named, given=reference(questionnaire))
    lines = {id(sheet): sheet.filled() for sheet in found}
    firms = sum(len(lines[id(f)]) for f in found if f.kind is SheetKind.ENTERPRISES)
    if not any(sheet.kind is SheetKind.ENTERPRISES for sheet in found):
        message = N_(
            "No table of enterprises was found: the headings are not known. Put the table into "
            "the template, or use its headings."
        )
        raise Refused(message)
    if not firms:
        raise Refused(N_("Below the headings there is no enterprise."))
    if firms > MAX_ROWS:
        message = N_("At most {maximum} enterprises in one file; here are {count}.")
        raise Refused(message, maximum=MAX_ROWS, count=firms)
    gathering = _Reader(questionnaire, day).read(found, lines)
    headings = [problem for sheet in found for problem in sheet.problems]
    understood = _understood(opened, found, lines, named)
    return _reading(understood, gathering, headings, day)


def _named(opened: Opened, data: Collection[str]) -> str:
    """The questionnaire that the template's instructions name; empty where they are gone.

    Sheets of `data` are passed over: a number such as a/1 in them is somebody's own.
    """
    for sheet in opened.sheets:
        if sheet.name in data:
            continue
        for row in sheet.rows[:10]:
            for cell in row[:4]:
                if isinstance(cell, str) and _REFERENCE.fullmatch(cell.strip()):
                    return cell.strip()
    return ""


def _reading(
    understood: Understood, gathering: Gathering, headings: list[CellProblem], day: date
) -> Reading:
    order = {sheet.name: at for at, sheet in enumerate(understood.sheets)}
    problems = sorted(
        [*headings, *gathering.problems],
        key=lambda p: (order[p.sheet], p.row, column_number(p.column)),
    )
    # A column that may have been mistaken for another one makes every row doubtful.
    good = [] if headings else [firm for firm in gathering.firms if not firm.bad]
    rows = tuple(
        ReadRow(firm.key, firm.at.number, _content(firm, day), firm.at.sheet.name) for firm in good
    )
    total = len(gathering.firms)
    bad = total - len(rows)
    return Reading(understood, rows, tuple(problems), bad, total, gathering.unlisted)


def _content(firm: Firm, day: date) -> dict[str, Any]:
    return {
        "enterprise": firm.enterprise,
        "assessed_on": day.isoformat(),
        "profile": firm.profile,
        "answers": {
            question_id: said.content
            for question_id, (said, _) in firm.said.items()
            if said.content is not None
        },
        **firm.lists,
    }


class _Reader:
    """Reads the sheets of one file in their order, enterprises first."""

    def __init__(self, questionnaire: Questionnaire, day: date) -> None:
        self.questionnaire = questionnaire
        self.gathering = Gathering()
        self.extras = Extras(questionnaire, self.gathering)
        self.contradictions = Contradictions(questionnaire, day)
        columns = answer_columns(one_table(questionnaire).columns)
        self.readers = {
            q.id: AnswerReader(q, columns[q.id], columns[f"{q.id}{EVIDENCE}"], day)
            for q in questionnaire.questions
        }

    def read(
        self, found: Sequence[Recognised], lines: dict[int, list[tuple[int, Any]]]
    ) -> Gathering:
        for recognised in found:
            sheet = SheetAt.of(recognised)
            rows = lines[id(recognised)]
            match recognised.kind:
                case SheetKind.ENTERPRISES:
                    self._enterprises(sheet, rows)
                case SheetKind.ANSWERS:
                    self._answers(sheet, rows)
                case kind:
                    self._extras(kind, sheet, rows)
        for firm in self.gathering.firms:
            self.extras.finish(firm, self.readers)
            self.contradictions.note(firm, self.gathering)
        return self.gathering

    def _enterprises(self, sheet: SheetAt, rows: Sequence[tuple[int, Any]]) -> None:
        reader = EnterpriseRows(sheet, self.questionnaire, self.gathering)
        pairs = list(self._pairs(sheet))
        for line, row in rows:
            firm = reader.read(line, row)
            self._say(firm, firm.at, pairs)

    def _answers(self, sheet: SheetAt, rows: Sequence[tuple[int, Any]]) -> None:
        pairs = list(self._pairs(sheet))
        for line, row in rows:
            at = RowAt(sheet, line, row)
            firm = self.gathering.whose(at)
            if firm is None:
                continue
            if firm.answered_at is not None:
                self.gathering.add(firm, at, "key", doubled(firm.answered_at))
                self.gathering.add(firm, firm.answered_at, "key", doubled(at))
                continue
            firm.answered_at = at
            self._say(firm, at, pairs)

    def _pairs(self, sheet: SheetAt) -> Iterator[tuple[AnswerReader, int, int]]:
        """For each question its reader and where answer and evidence stand; -1 for nowhere."""
        for question_id, reader in self.readers.items():
            answer = sheet.places.get(question_id)
            evidence = sheet.places.get(f"{question_id}{EVIDENCE}")
            if answer is not None or evidence is not None:
                yield reader, answer.at if answer else -1, evidence.at if evidence else -1

    def _say(self, firm: Firm, at: RowAt, pairs: Sequence[tuple[AnswerReader, int, int]]) -> None:
        row, said_before = at.row, firm.said
        for reader, answer_at, evidence_at in pairs:
            answer = row[answer_at] if answer_at >= 0 else ""
            evidence = row[evidence_at] if evidence_at >= 0 else ""
            if (answer == "" or answer is None) and (evidence == "" or evidence is None):
                continue
            said = reader.read(answer, evidence)
            question_id = reader.question.id
            for fault in said.faults:
                column_id = question_id if fault.part == "answer" else f"{question_id}{EVIDENCE}"
                self.gathering.add(firm, at, column_id, fault.problem)
            if said.content is None and not said.faults:
                continue
            if question_id in said_before:
                self._twice(firm, at, question_id)
            said_before[question_id] = (said, at)

    def _twice(self, firm: Firm, at: RowAt, question_id: str) -> None:
        before = firm.said[question_id][1]
        message = N_("This was answered already in row {row} of “{sheet}”: keep one of the two.")
        params = {"row": before.number, "sheet": before.sheet.name}
        self.gathering.add(firm, at, question_id, Problem(message, params))

    def _extras(self, kind: SheetKind, sheet: SheetAt, rows: Sequence[tuple[int, Any]]) -> None:
        take: Callable[[RowAt, Converters], None] = {
            SheetKind.DOCUMENTS: self.extras.document,
            SheetKind.GOODS: self.extras.good,
            SheetKind.PRECURSORS: self.extras.precursor,
            SheetKind.TRADES: self.extras.trade,
        }[kind]
        # The key is read with its enterprise, a document's name with its question.
        converters = [
            pair for pair in sheet.converters() if pair[0].column.id not in (KEY, "document")
        ]
        for line, row in rows:
            take(RowAt(sheet, line, row), converters)


def _understood(
    opened: Opened,
    found: Sequence[Recognised],
    lines: dict[int, list[tuple[int, Any]]],
    named: str,
) -> Understood:
    by_name = {recognised.sheet.name: recognised for recognised in found}
    sheets: list[SheetSeen] = []
    columns: list[ColumnSeen] = []
    for sheet in opened.sheets:
        recognised = by_name.get(sheet.name)
        if recognised is None:
            sheets.append(SheetSeen(sheet.name, "", len(sheet.rows), 0))
            continue
        rows = len(lines[id(recognised)])
        sheets.append(SheetSeen(sheet.name, recognised.kind.value, rows, recognised.head + 1))
        columns += recognised.columns()
    preview = _preview(found, lines)
    encoding, delimiter = opened.encoding, opened.delimiter
    return Understood(
        opened.kind, encoding, delimiter, tuple(sheets), tuple(columns), preview, named
    )


def _preview(
    found: Sequence[Recognised], lines: dict[int, list[tuple[int, Any]]]
) -> tuple[tuple[str, ...], ...]:
    """The headings of the first sheet of enterprises and its first rows, as text."""
    first = next(sheet for sheet in found if sheet.kind is SheetKind.ENTERPRISES)
    rows = [row for _, row in lines[id(first)][:_PREVIEW]]
    cells = [[row[place.at] for place in first.places] for row in rows]
    headings = tuple(place.heading for place in first.places)
    texts = (tuple(shown(cell)[:_PREVIEW_TEXT] for cell in row) for row in cells)
    return (headings, *texts)
