"""Dated rules on a time line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.text import Text
from app.reporting.charts.base import WIDTH, Tick


@dataclass(frozen=True, slots=True)
class Event:
    """A rule's milestone on the time line; `day` is shown beside it."""

    y: float
    x: float
    rule: str
    day: str
    kind: str
    label_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    width: float
    height: float
    left: float
    events: tuple[Event, ...]
    years: tuple[Tick, ...]
    today: float
    description: Text


def timeline(
    events: Sequence[tuple[str, date, str]], today: date, description: Text
) -> Timeline | None:
    """Milestones (rule id, day, kind) ahead of `today`, one line each, in the order given."""
    if not events:
        return None
    left, step, top = 128.0, 19.0, 26.0
    last = max(day for _, day, _ in events)
    first_year, end_year = today.year, last.year + 1
    start, end = date(first_year, 1, 1), date(end_year, 1, 1)
    unit = (WIDTH - left - 8) / (end - start).days

    def place(day: date) -> float:
        return left + (day - start).days * unit

    placed = []
    for position, (rule, day, kind) in enumerate(events):
        x = place(day)
        late = x > WIDTH - 90
        label_x, anchor = (x - 9, "end") if late else (x + 9, "start")
        placed.append(
            Event(top + step * position + 8, x, rule, day.isoformat(), kind, label_x, anchor)
        )
    return Timeline(
        WIDTH,
        top + step * len(events) + 6,
        left,
        tuple(placed),
        tuple(Tick(place(date(y, 1, 1)), str(y)) for y in range(first_year, end_year)),
        place(today),
        description,
    )
