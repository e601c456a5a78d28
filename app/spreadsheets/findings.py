"""What reading a file brings: what was understood, the good rows, and every problem by its cell."""

from dataclasses import dataclass
from typing import Any, Literal

from app.domain.problems import Problem
from app.domain.text import Text


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with one cell. `row` counts from 1, `column` is a letter such as C.

    `column` is empty where the whole row is meant. `given` is what stood there, cut short.
    """

    sheet: str
    row: int
    column: str
    heading: str
    given: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row without fault: its key, its row in the file, and what it says as an enterprise file.

    The key is the credit code, else the enterprise's number; at most 64 characters. `sheet` is
    where the enterprise's row stands.
    """

    key: str
    row: int
    content: dict[str, Any]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet, what it was taken for (a `SheetKind`; empty: not used), and its filled rows.

    `head` is the row of the headings, from 1; 0 where the sheet is not used.
    """

    name: str
    kind: str
    rows: int
    head: int


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column as understood: `id` of fact, question or field and its text; empty: not read."""

    sheet: str
    letter: str
    heading: str
    id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Understood:
    """What the file was taken for, shown before anything is stored.

    `preview` is the headings and the first five enterprises as text. `questionnaire` is id and
    version as the file names them, such as `exporter-readiness/1.0`, or empty.
    """

    kind: Literal["xlsx", "csv"]
    encoding: str
    delimiter: str
    sheets: tuple[SheetSeen, ...]
    columns: tuple[ColumnSeen, ...]
    preview: tuple[tuple[str, ...], ...]
    questionnaire: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read. `total` enterprises are `rows` and `bad_rows` together.

    `unlisted` counts problems beyond those listed, which are bounded.
    """

    understood: Understood
    rows: tuple[ReadRow, ...]
    problems: tuple[CellProblem, ...]
    bad_rows: int
    total: int
    unlisted: int = 0
