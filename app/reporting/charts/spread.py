"""The spread of a group's scores: a histogram over the quartiles of the three readings."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import WIDTH, Tick

LEFT, RIGHT, TOP, HEIGHT = 96.0, 64.0, 34.0, 120.0
AXIS, STEP, BOX = 26.0, 30.0, 14.0
UNIT = (WIDTH - LEFT - RIGHT) / 100


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar over the base from `x`; `count` is written above it, empty for none."""

    x: float
    width: float
    height: float
    count: str


@dataclass(frozen=True, slots=True)
class BandLabel:
    """A grade's letter over the middle of its stretch, which begins at `start`."""

    start: float
    middle: float
    label: str


@dataclass(frozen=True, slots=True)
class Box:
    """One reading: a line from the lowest to the highest score, a box over the middle half."""

    y: float
    label: Text
    low: float
    start: float
    median: float
    end: float
    high: float
    shown: str


@dataclass(frozen=True, slots=True)
class Spread:
    """`bars` stand on `base`; `boxes` lie below, on the same axis; `box` is their height."""

    width: float
    height: float
    base: float
    left: float
    box: float
    bars: tuple[Stack, ...]
    bands: tuple[BandLabel, ...]
    boxes: tuple[Box, ...]
    ticks: tuple[Tick, ...]
    description: Text


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Five scores in ascending order with the reading they are of; `shown` is the median."""

    label: Text
    scores: tuple[float, float, float, float, float]
    shown: str


def spread(
    counts: Sequence[tuple[float, float, int]],
    grades: Sequence[tuple[str, float]],
    quartiles: Sequence[Quartiles],
    description: Text,
) -> Spread | None:
    """`counts` are (start, end, number); `grades` (letter, minimum) from best to worst.

    None where nobody has a score.
    """
    highest = max((number for _, _, number in counts), default=0)
    if not highest:
        return None
    base = TOP + HEIGHT
    ends = [100.0, *(minimum for _, minimum in grades)]
    return Spread(
        WIDTH,
        base + AXIS + STEP * len(quartiles),
        base,
        LEFT,
        BOX,
        tuple(_stack(start, end, number, highest) for start, end, number in counts),
        tuple(
            BandLabel(_x(minimum), _x((minimum + end) / 2), letter)
            for (letter, minimum), end in zip(grades, ends, strict=False)
        ),
        tuple(_box(place, row) for place, row in enumerate(quartiles)),
        tuple(Tick(_x(end), f"{end:g}") for end in dict.fromkeys(ends)),
        description,
    )


def _x(score: float) -> float:
    return LEFT + score * UNIT


def _stack(start: float, end: float, number: int, highest: int) -> Stack:
    width = (end - start) * UNIT
    count = f"{number}" if number else ""
    return Stack(_x(start) + 1, width - 2, HEIGHT * number / highest, count)


def _box(place: int, row: Quartiles) -> Box:
    y = TOP + HEIGHT + AXIS + STEP * place + (STEP - BOX) / 2
    low, start, median, end, high = (_x(score) for score in row.scores)
    return Box(y, row.label, low, start, median, end, high, row.shown)
