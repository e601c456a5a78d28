"""Which action runs in which quarter: one drawing a group, all on the same columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.text import Text
from app.reporting.charts.base import WIDTH, Tick

LEFT, HEAD, STEP = 248.0, 20.0, 15.0


@dataclass(frozen=True, slots=True)
class Task:
    """What runs from one quarter to another, both counted from 1 and included."""

    id: str
    label: Text
    first: int
    last: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due on a day within the plan."""

    id: str
    label: Text
    day: date
    met: bool


@dataclass(frozen=True, slots=True)
class GanttBar:
    y: float
    x: float
    width: float
    id: str
    label: Text
    pinned: bool


@dataclass(frozen=True, slots=True)
class GanttMark:
    """A day: a dot where it is met, an open square where it is missed."""

    y: float
    x: float
    id: str
    label: Text
    day: str
    met: bool
    anchor: str
    label_x: float


@dataclass(frozen=True, slots=True)
class Gantt:
    """Rows of a group. `columns` are the middles of the quarters, `edges` their borders.

    `head` is the height of the line with title and quarters; 0 where the rows continue those of
    the drawing before.
    """

    width: float
    height: float
    left: float
    head: float
    title: Text
    columns: tuple[Tick, ...]
    edges: tuple[float, ...]
    bars: tuple[GanttBar, ...]
    marks: tuple[GanttMark, ...]
    description: Text


def gantt(
    title: Text,
    tasks: Sequence[Task],
    quarters: int,
    description: Text,
    *,
    headed: bool = True,
) -> Gantt:
    """The tasks of one group, one row each, in the order given; without a head it continues."""
    unit, head = _unit(quarters), HEAD if headed else 0.0
    bars = tuple(
        GanttBar(
            head + STEP * place,
            LEFT + unit * (task.first - 1),
            unit * (task.last - task.first + 1),
            task.id,
            task.label,
            task.pinned,
        )
        for place, task in enumerate(tasks)
    )
    return _gantt(title, quarters, bars, (), description, head)


def due_days(
    title: Text, days: Sequence[Due], edges: Sequence[date], description: Text
) -> Gantt | None:
    """What falls due within the quarters, whose first days are `edges`, the end after them."""
    quarters = len(edges) - 1
    unit = _unit(quarters)
    inside = [due for due in days if edges[0] <= due.day < edges[-1]]
    marks: list[GanttMark] = []
    for place, due in enumerate(inside):
        number = sum(edge <= due.day for edge in edges) - 1
        share = (due.day - edges[number]).days / (edges[number + 1] - edges[number]).days
        x = LEFT + unit * (number + share)
        late = x > WIDTH - 70
        label_x, anchor = (x - 8, "end") if late else (x + 8, "start")
        y = HEAD + STEP * place
        day = due.day.isoformat()
        marks.append(GanttMark(y, x, due.id, due.label, day, due.met, anchor, label_x))
    if not marks:
        return None
    return _gantt(title, quarters, (), tuple(marks), description, HEAD)


def _unit(quarters: int) -> float:
    return (WIDTH - LEFT) / quarters


def _gantt(
    title: Text,
    quarters: int,
    bars: tuple[GanttBar, ...],
    marks: tuple[GanttMark, ...],
    description: Text,
    head: float,
) -> Gantt:
    unit = _unit(quarters)
    return Gantt(
        WIDTH,
        head + STEP * (len(bars) + len(marks)),
        LEFT,
        head,
        title,
        tuple(Tick(LEFT + unit * (n + 0.5), str(n + 1)) for n in range(quarters)),
        tuple(LEFT + unit * n for n in range(quarters + 1)),
        bars,
        marks,
        description,
    )
