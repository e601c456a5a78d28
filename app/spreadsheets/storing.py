"""What a reading found, as plain data fit for JSON, and back: it is kept while a user decides."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.domain.problems import Problem
from app.domain.text import Text
from app.spreadsheets.findings import CellProblem, ColumnSeen, SheetSeen, Understood


def problem_as_plain(problem: CellProblem) -> dict[str, Any]:
    """The problem as plain data; a text in both languages becomes a mapping of them."""
    return {
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "heading": problem.heading,
        "given": problem.given,
        "message": problem.problem.message,
        "params": {key: _plain(value) for key, value in problem.problem.params.items()},
        "field": problem.problem.field,
    }


def problem_from_plain(plain: Mapping[str, Any]) -> CellProblem:
    """The problem in plain data made by `problem_as_plain`."""
    params = {key: _rich(value) for key, value in plain["params"].items()}
    place = {key: plain[key] for key in ("sheet", "row", "column", "heading", "given")}
    return CellProblem(**place, problem=Problem(plain["message"], params, plain["field"]))


def understood_as_plain(understood: Understood) -> dict[str, Any]:
    """What was understood, as plain data."""
    return asdict(understood)


def understood_from_plain(plain: Mapping[str, Any]) -> Understood:
    """What was understood, from plain data made by `understood_as_plain`, also through JSON."""
    columns = ({**column, "text": Text(**column["text"])} for column in plain["columns"])
    return Understood(
        kind=plain["kind"],
        encoding=plain["encoding"],
        delimiter=plain["delimiter"],
        sheets=tuple(SheetSeen(**sheet) for sheet in plain["sheets"]),
        columns=tuple(ColumnSeen(**column) for column in columns),
        preview=tuple(tuple(row) for row in plain["preview"]),
        questionnaire=plain["questionnaire"],
    )


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _rich(value: object) -> object:
    return Text(**value) if isinstance(value, dict) else value
