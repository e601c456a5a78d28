"""Scores in their three readings: on the scale of grades, by domain, by measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import WIDTH, Entry, Tick, at


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
    x = at(entry.declared, unit)
    return Scale(
        WIDTH,
        86.0,
        bands,
        ticks,
        at(entry.proved, unit),
        x,
        at(entry.possible, unit),
        entry.shown,
        min(max(x or 0.0, 26.0), WIDTH - 26.0),
        description,
    )


def bars(entries: Sequence[Entry], description: Text) -> Bars:
    """One track an entry: proved, declared, possible."""
    width, left, right, step = 460.0, 96.0, 44.0, 34.0  # drawn beside the radar
    span = width - left - right
    unit = span / 100
    return Bars(
        width,
        step * len(entries) + 18,
        left,
        span,
        tuple(
            Bar(
                position * step + 8,
                entry.label,
                at(entry.proved, unit),
                at(entry.declared, unit),
                at(entry.possible, unit),
                entry.shown,
            )
            for position, entry in enumerate(entries)
        ),
        tuple(Tick(left + value * unit, f"{value}") for value in (0, 25, 50, 75, 100)),
        description,
    )


def columns(entries: Sequence[Entry], description: Text) -> Columns:
    """One column an entry, side by side on one base."""
    left, top, height = 26.0, 10.0, 70.0
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
                at(entry.proved, unit),
                at(entry.declared, unit),
                at(entry.possible, unit),
                entry.shown,
            )
            for position, entry in enumerate(entries)
        ),
        tuple(Tick(base - value * unit, f"{value}") for value in (0, 50, 100)),
        description,
    )
