"""Scores before and after a plan: an open mark, a line, a filled mark, one row each."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import Tick

# Drawn beside the path of the score. Each end of the track has room for a number.
WIDTH, LEFT, RIGHT, STEP, FOOT = 300.0, 108.0, 42.0, 32.0, 16.0
GAP = 8.0


@dataclass(frozen=True, slots=True)
class Change:
    """What a row shows: points, None where nothing counts, and how the declared are written."""

    label: Text
    before: float | None
    after: float | None
    proved_before: float | None
    proved_after: float | None
    before_shown: str
    after_shown: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One end: where it stands and its number beside it."""

    x: float
    shown: str
    label_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """`y` is the row's middle; `proved` are the x of its quieter marks."""

    y: float
    label: Text
    before: Mark | None
    after: Mark | None
    proved_before: float | None
    proved_after: float | None


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """`rows` begin with the whole score, each `step` high; `base` is where they end."""

    width: float
    height: float
    left: float
    right: float
    step: float
    base: float
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    description: Text


def dumbbell(changes: Sequence[Change], description: Text) -> Dumbbell | None:
    """The changes on one scale, in the order given; None where no row has a score."""
    if all(change.before is None and change.after is None for change in changes):
        return None
    unit, base = (WIDTH - LEFT - RIGHT) / 100, STEP * len(changes)
    return Dumbbell(
        WIDTH,
        base + FOOT,
        LEFT,
        WIDTH - RIGHT,
        STEP,
        base,
        tuple(Tick(LEFT + unit * points, f"{points}") for points in (0, 50, 100)),
        tuple(_row(change, STEP * (place + 0.5), unit) for place, change in enumerate(changes)),
        description,
    )


def _row(change: Change, y: float, unit: float) -> Row:
    before, after, proved_before, proved_after = (
        None if points is None else LEFT + points * unit
        for points in (change.before, change.after, change.proved_before, change.proved_after)
    )
    falls = before is not None and after is not None and after < before
    # Where nothing changes, one number is enough.
    same = change.before_shown == change.after_shown
    return Row(
        y,
        change.label,
        _mark(before, "" if same else change.before_shown, on_right=falls),
        _mark(after, change.after_shown, on_right=not falls),
        proved_before,
        proved_after,
    )


def _mark(x: float | None, shown: str, *, on_right: bool) -> Mark | None:
    if x is None:
        return None
    return Mark(x, shown, x + GAP, "start") if on_right else Mark(x, shown, x - GAP, "end")
