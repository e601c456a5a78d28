"""What reading a sheet brought, kept in the file store until it is decided on.

Rows and problems stand in files of one JSON text a line, so that a page of them is read without
the others; what was understood and the numbers are the upload's summary.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from pydantic import TypeAdapter

from app.domain.problems import Problem
from app.persistence.files import PROBLEMS, ROWS, FileStore, upload_file
from app.services.failures import as_json, from_json
from app.spreadsheets.findings import CellProblem, Reading, ReadRow, Understood

_UNDERSTOOD = TypeAdapter(Understood)
_MAX_KINDS = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """Problems that say the same thing: one of them as an example, and how many there are."""

    example: Problem
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A reading without its rows and problems.

    `good` and `bad` are enterprises; `known` of the good ones are in the batch already.
    `problems` are listed, `unlisted` are counted only. `kinds` begin with the most frequent.
    """

    understood: Understood
    good: int
    bad: int
    known: int
    problems: int
    unlisted: int
    kinds: tuple[Kind, ...]


def keep(files: FileStore, upload_id: str, reading: Reading) -> None:
    """Write rows and problems to the file store. Raises OSError."""
    rows = (_line([row.key, row.row, row.sheet, row.content]) for row in reading.rows)
    files.write(upload_file(upload_id, ROWS), "".join(rows).encode())
    problems = (_line(_problem_as_json(problem)) for problem in reading.problems)
    files.write(upload_file(upload_id, PROBLEMS), "".join(problems).encode())


def summary_as_json(reading: Reading, known: Collection[str]) -> dict[str, Any]:
    """The reading's summary as stored with its upload; `known` are the batch's keys so far."""
    counts = Counter(problem.problem.message for problem in reading.problems)
    examples = {found.problem.message: found.problem for found in reversed(reading.problems)}
    return {
        "understood": _UNDERSTOOD.dump_python(reading.understood, mode="json"),
        "good": len(reading.rows),
        "bad": reading.bad_rows,
        "known": sum(row.key in known for row in reading.rows),
        "problems": len(reading.problems),
        "unlisted": reading.unlisted,
        "kinds": [
            [as_json(examples[message]), count] for message, count in counts.most_common(_MAX_KINDS)
        ],
    }


def summary_from_json(raw: Mapping[str, Any]) -> Summary:
    """The summary that was stored."""
    kinds = tuple(Kind(_problem(example), count) for example, count in raw["kinds"])
    understood = _UNDERSTOOD.validate_python(raw["understood"])
    return Summary(**{**raw, "understood": understood, "kinds": kinds})


def rows(files: FileStore, upload_id: str) -> Iterator[ReadRow]:
    """The good rows, one after another. Raises FileNotFoundError."""
    with files.path(upload_file(upload_id, ROWS)).open(encoding="utf-8") as lines:
        for line in lines:
            key, row, sheet, content = json.loads(line)
            yield ReadRow(key, row, content, sheet)


def problems(
    files: FileStore, upload_id: str, start: int = 0, count: int | None = None
) -> tuple[CellProblem, ...]:
    """`count` problems from the `start`th on, counted from 0; all where no count is given.

    Raises FileNotFoundError.
    """
    stop = None if count is None else start + count
    with files.path(upload_file(upload_id, PROBLEMS)).open(encoding="utf-8") as lines:
        return tuple(_problem_from_json(json.loads(line)) for line in islice(lines, start, stop))


def whole(files: FileStore, upload_id: str, summary: Summary) -> Reading:
    """The reading again, its rows without their contents. Raises FileNotFoundError."""
    return Reading(
        understood=summary.understood,
        rows=tuple(replace(row, content={}) for row in rows(files, upload_id)),
        problems=problems(files, upload_id),
        bad_rows=summary.bad,
        total=summary.good + summary.bad,
        unlisted=summary.unlisted,
    )


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _problem_as_json(found: CellProblem) -> dict[str, Any]:
    return {
        "sheet": found.sheet,
        "row": found.row,
        "column": found.column,
        "heading": found.heading,
        "given": found.given,
        "problem": as_json(found.problem),
    }


def _problem_from_json(raw: Mapping[str, Any]) -> CellProblem:
    return CellProblem(**{**raw, "problem": _problem(raw["problem"])})


def _problem(raw: Mapping[str, Any]) -> Problem:
    problem = from_json(raw)
    assert problem is not None
    return problem
