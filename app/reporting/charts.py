"""Charts as values: where each mark stands, worked out here so that templates only draw.

Every chart is a drawing area of `width` × `height` units with its origin at the top left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

from app.domain.text import Text

WIDTH = 640.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the grade scale; `tone` is 0 (lightest) … 4."""

    x: float
    width: float
    label: str
    tone: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """The score with its interval on the scale of grades; positions are x."""

    width: float
    height: float
    bands: tuple[Band, ...]
    ticks: tuple[Tick, ...]
    proved: float | None
    declared: float | None
    possible: float | None
    label: str
    label_x: float
    description: Text


@dataclass(frozen=True, slots=True)
class Bar:
    """Lengths along a track; None where nothing counts."""

    y: float
    label: Text
    proved: float | None
    declared: float | None
    possible: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Bars:
    width: float
    height: float
    left: float
    span: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    description: Text


@dataclass(frozen=True, slots=True)
class Spoke:
    """An axis of the radar; its label stands at `x`, `y` with `anchor`."""

    end_x: float
    end_y: float
    x: float
    y: float
    anchor: str
    label: Text
    shown: str


@dataclass(frozen=True, slots=True)
class Radar:
    """`rings` and the three outlines are SVG point lists."""

    width: float
    height: float
    cx: float
    cy: float
    rings: tuple[str, ...]
    spokes: tuple[Spoke, ...]
    proved: str
    declared: str
    possible: str
    description: Text


@dataclass(frozen=True, slots=True)
class Fall:
    """One column of the waterfall. `kind` is whole, lost or score."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: Text
    shown: str
    link_y: float | None


@dataclass(frozen=True, slots=True)
class Waterfall:
    width: float
    height: float
    base: float
    columns: tuple[Fall, ...]
    description: Text


@dataclass(frozen=True, slots=True)
class Column:
    """One measure: heights over the base, None where it is not scored or nothing counts."""

    x: float
    label: str
    scored: bool
    proved: float | None
    declared: float | None
    possible: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Columns:
    width: float
    height: float
    base: float
    span: float
    bar: float
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    description: Text


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


@dataclass(frozen=True, slots=True)
class Charts:
    """The drawings of a report; None where there is nothing to draw."""

    scale: Scale | None
    radar: Radar | None
    bars: Bars | None
    waterfall: Waterfall | None
    measures: Columns | None
    timeline: Timeline | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One labelled figure in three readings, as the charts take it."""

    label: Text
    proved: float | None
    declared: float | None
    possible: float | None
    shown: str
    scored: bool = True


def scale(entry: Entry, grades: Sequence[tuple[str, float]], description: Text) -> Scale:
    """The score on the scale of `grades`, given as (letter, minimum) from best to worst."""
    unit = WIDTH / 100
    ends = [100.0, *(minimum for _, minimum in grades)]
    reached = next((g for g, m in grades if (entry.declared or 0) >= m), "")
    bands = tuple(
        Band(
            minimum * unit, (end - minimum) * unit, letter, 4 - min(position, 4), letter == reached
        )
        for position, ((letter, minimum), end) in enumerate(zip(grades, ends, strict=False))
    )
    ticks = tuple(Tick(m * unit, f"{m:g}") for m in (100.0, *(m for _, m in grades)))
    x = _at(entry.declared, unit)
    return Scale(
        WIDTH,
        86.0,
        bands,
        ticks,
        _at(entry.proved, unit),
        x,
        _at(entry.possible, unit),
        entry.shown,
        min(max(x or 0.0, 18.0), WIDTH - 18.0),
        description,
    )


def bars(entries: Sequence[Entry], description: Text) -> Bars:
    """One track an entry: proved, declared, possible."""
    left, right, step = 132.0, 46.0, 34.0
    span = WIDTH - left - right
    unit = span / 100
    return Bars(
        WIDTH,
        step * len(entries) + 18,
        left,
        span,
        tuple(
            Bar(
                position * step + 8,
                entry.label,
                _at(entry.proved, unit),
                _at(entry.declared, unit),
                _at(entry.possible, unit),
                entry.shown,
            )
            for position, entry in enumerate(entries)
        ),
        tuple(Tick(left + value * unit, f"{value}") for value in (0, 25, 50, 75, 100)),
        description,
    )


def radar(entries: Sequence[Entry], description: Text) -> Radar | None:
    """One axis an entry, the first at the top; None with fewer than three that count."""
    counted = [entry for entry in entries if entry.declared is not None]
    if len(counted) < 3:
        return None
    cx, cy, radius = 170.0, 138.0, 92.0
    angles = [2 * pi * i / len(counted) - pi / 2 for i in range(len(counted))]

    def outline(values: Sequence[float]) -> str:
        return " ".join(
            f"{cx + radius * v / 100 * cos(a):.1f},{cy + radius * v / 100 * sin(a):.1f}"
            for v, a in zip(values, angles, strict=True)
        )

    spokes = []
    for entry, angle in zip(counted, angles, strict=True):
        x, y = cx + (radius + 14) * cos(angle), cy + (radius + 14) * sin(angle)
        anchor = "middle" if abs(cos(angle)) < 0.2 else ("start" if cos(angle) > 0 else "end")
        lift = -16.0 if sin(angle) < -0.9 else (4.0 if sin(angle) > 0.5 else -4.0)
        spokes.append(
            Spoke(
                cx + radius * cos(angle),
                cy + radius * sin(angle),
                x,
                y + lift,
                anchor,
                entry.label,
                entry.shown,
            )
        )
    return Radar(
        340.0,
        276.0,
        cx,
        cy,
        tuple(outline([ring] * len(counted)) for ring in (25.0, 50.0, 75.0, 100.0)),
        tuple(spokes),
        outline([entry.proved or 0.0 for entry in counted]),
        outline([entry.declared or 0.0 for entry in counted]),
        outline([entry.possible or 0.0 for entry in counted]),
        description,
    )


def waterfall(
    losses: Sequence[tuple[Text, float]], total: Text, result: Text, description: Text
) -> Waterfall:
    """From 100 down to the score by the points each entry of `losses` took."""
    top, height = 22.0, 150.0
    slots = len(losses) + 2
    slot = WIDTH / slots
    width = slot * 0.62
    unit = height / 100

    def column(i: int, start: float, size: float, kind: str, label: Text, link: bool) -> Fall:
        text = f"{size:.1f}" if kind != "lost" else f"−{size:.1f}"
        y = top + (100 - start) * unit
        end = y + (size * unit if kind == "lost" else 0.0)
        x = i * slot + (slot - width) / 2
        return Fall(x, y, width, size * unit, kind, label, text, end if link else None)

    columns = [column(0, 100.0, 100.0, "whole", total, link=True)]
    left = 100.0
    for position, (label, lost) in enumerate(losses, 1):
        columns.append(column(position, left, lost, "lost", label, link=True))
        left = max(left - lost, 0.0)
    columns.append(column(slots - 1, left, left, "score", result, link=False))
    return Waterfall(WIDTH, top + height + 40, top + height, tuple(columns), description)


def columns(entries: Sequence[Entry], description: Text) -> Columns:
    """One column an entry, side by side on one base."""
    left, top, height = 26.0, 16.0, 96.0
    slot = (WIDTH - left) / len(entries)
    unit = height / 100
    base = top + height
    return Columns(
        WIDTH,
        base + 22,
        base,
        height,
        slot * 0.5,
        tuple(
            Column(
                left + slot * (position + 0.25),
                entry.label.zh,
                entry.scored,
                _at(entry.proved, unit),
                _at(entry.declared, unit),
                _at(entry.possible, unit),
                entry.shown,
            )
            for position, entry in enumerate(entries)
        ),
        tuple(Tick(base - value * unit, f"{value}") for value in (0, 50, 100)),
        description,
    )


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


def _at(value: float | None, unit: float) -> float | None:
    return None if value is None else value * unit
