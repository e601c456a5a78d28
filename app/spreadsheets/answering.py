"""Reading two cells, an answer and its evidence, as one answer.

Thousands of rows give the same few answers again and again, so that each pair of cells is read
once for each question.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from app.domain.answers import NO_ANSWER, Answer, answer_as_raw, parse_answer
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Kind, Question
from app.domain.reading import is_blank, plain, refuse
from app.domain.text import Text
from app.spreadsheets.cells import UNKNOWN, flag, line, number, shown
from app.spreadsheets.choosing import step
from app.spreadsheets.columns import CellKind, Column
from app.spreadsheets.converting import converter
from app.spreadsheets.odd_cells import ERRORS
from app.spreadsheets.recognising import normal

# How many pairs of cells are remembered for one question; reasons differ in every row.
_REMEMBERED = 2_000
_NOT_APPLICABLE = re.compile(
    r"(?:n/a|n\.a\.|not\s+applicable|does\s+not\s+apply|不适用)\s*[:：,，;；\-–—.。]?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
Part = Literal["answer", "evidence"]
ToAnswer = Callable[[Any], dict[str, Any]]


class Fault(NamedTuple):
    """A problem, and in which of the two cells it lies."""

    part: Part
    problem: Problem


@dataclass(frozen=True, slots=True)
class Said:
    """What two cells say: the answer and its plain data, or what is wrong with them."""

    answer: Answer = NO_ANSWER
    content: Mapping[str, Any] | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


NOTHING = Said()


class AnswerReader:
    """Reads the answers to one question, given on one day of assessment."""

    def __init__(self, question: Question, answer: Column, evidence: Column, day: date) -> None:
        self.question = question
        self.day = day
        self._value = _value_converter(question, answer)
        self._step = converter(evidence)
        # What two hashable raw cells say; `typed`, since TRUE equals 1 but is no level.
        self.read = lru_cache(_REMEMBERED, typed=True)(self._read)

    def with_documents(self, said: Said, documents: Sequence[Mapping[str, Any]]) -> Said:
        """The same answer with its documents. Raises `InvalidInput` for what is wrong in them."""
        read = parse_answer(self.question, {**said.raw, "documents": list(documents)}, self.day)
        return Said(read, answer_as_raw(read), said.raw)

    def _read(self, answer: Any, evidence: Any) -> Said:
        raw: dict[str, Any] = {}
        faults: list[Fault] = []
        if not is_blank(answer):
            try:
                raw |= self._value(answer)
            except InvalidInput as error:
                faults += [Fault("answer", problem) for problem in error.problems]
        if not is_blank(evidence):
            try:
                raw["evidence"] = self._step(evidence)
            except InvalidInput as error:
                faults += [Fault("evidence", problem) for problem in error.problems]
        if not raw and not faults:
            return NOTHING
        try:
            read = parse_answer(self.question, raw, self.day)
        except InvalidInput as error:
            faults += [Fault(_part(problem), problem) for problem in error.problems]
        return Said(faults=tuple(faults)) if faults else Said(read, answer_as_raw(read), raw)


def _part(problem: Problem) -> Part:
    return "evidence" if problem.field == "evidence" else "answer"


def _value_converter(question: Question, column: Column) -> ToAnswer:
    """How an answer's cell becomes a part of the answer's plain data."""
    typed = _typed(question, column)

    def read(raw: Any) -> dict[str, Any]:
        text = plain(shown(raw))
        if text in ERRORS:
            message = N_("The cell holds the error {error}: write the value itself.")
            raise refuse("", message, error=text)
        if normal(text) in UNKNOWN:
            return {"unknown": True}
        declared = _NOT_APPLICABLE.fullmatch(text)
        if declared:
            # The reason as it was written, not as it was made comparable.
            written = _NOT_APPLICABLE.fullmatch(line(raw)) or declared
            return {"not_applicable": written[1].strip()}
        return typed(raw)

    return read


def _typed(question: Question, column: Column) -> ToAnswer:
    match question.kind:
        case Kind.MATURITY:
            last = len(question.levels) - 1
            level = step(
                column.choices,
                N_("“{given}” is no level of this question. Write a number or a level's text."),
            )
            return lambda raw: {"level": _within(level(raw), last)}
        case Kind.YES_NO:
            return lambda raw: {"yes": flag(raw)}
        case Kind.NUMBER:
            unit = question.unit or Text("", "")
            return lambda raw: {"number": number(raw, unit)}


def _within(level: int, last: int) -> int:
    if level > last:
        message = N_("Enter a whole number from {minimum} to {maximum}.")
        raise refuse("", message, minimum=0, maximum=last)
    return level


def answer_columns(columns: Sequence[Column]) -> Mapping[str, Column]:
    """The columns of answers and evidence by their ids."""
    kinds = (CellKind.ANSWER, CellKind.EVIDENCE)
    return {column.id: column for column in columns if column.kind in kinds}
