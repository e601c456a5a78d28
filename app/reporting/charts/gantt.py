"""Which action runs in which quarter: one drawing a group, all on the same columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.text import LANGS, Text
from app.reporting.charts.base import WIDTH, Tick
from app.reporting.charts.widths import fitting, width

LEFT, HEAD, STEP = 272.0, 20.0, 15.0
# The size of what is written, and how far from it a bar or a day begins.
SIZE, GAP = 10.0, 8.0
# How much room a day takes beside its mark.
DAY = 70.0


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
    """`label` is the id and as much of what follows as has room before the bar."""

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
            _fitting(task.id, task.label, LEFT + unit * (task.first - 1) - GAP),
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
        late = x > WIDTH - DAY
        label_x, anchor = (x - GAP, "end") if late else (x + GAP, "start")
        y = HEAD + STEP * place
        day = due.day.isoformat()
        label = _fitting(due.id, due.label, (x - DAY if late else x) - GAP)
        marks.append(GanttMark(y, x, due.id, label, day, due.met, anchor, label_x))
    if not marks:
        return None
    return _gantt(title, quarters, (), tuple(marks), description, HEAD)


def _fitting(id_: str, title: Text, room: float) -> Text:
    """The id and as much of the title as has room; the id alone where that would say little."""
    found = {}
    for lang in LANGS:
        whole = f"{id_} {title.either(lang)}"
        cut = fitting(whole, room, SIZE)
        found[lang] = cut if width(cut, SIZE) > width(id_, SIZE) + 4 * SIZE else id_
    return Text(**found)


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
