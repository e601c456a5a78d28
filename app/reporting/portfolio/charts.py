"""A group as drawings: everybody's interval in a row, and its scores as a heat map."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import WIDTH, Tick

LEFT, TOP, HEIGHT, FOOT = 34.0, 10.0, 150.0, 22.0
MOST_INTERVALS = 120
MOST_ROWS, ROW, HEAD, LABEL = 30, 13.0, 20.0, 62.0
STEPS = 5


@dataclass(frozen=True, slots=True)
class Whisker:
    """One enterprise at `x`: a line from the proved to the possible score, a dot at the declared.

    All three are heights on the page, `low` below `high`.
    """

    x: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Intervals:
    """Enterprises by declared score, the best at the left; each `every`-th one is drawn."""

    width: float
    height: float
    left: float
    whiskers: tuple[Whisker, ...]
    grades: tuple[Tick, ...]
    every: int
    description: Text


@dataclass(frozen=True, slots=True)
class Cell:
    """A score with its shade, 0 (pale, low) to 4; None where nothing counts."""

    x: float
    shown: str
    shade: int | None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """The mean scores of the enterprises at these places of the ranking."""

    y: float
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows of the ranking over domains and measures; `enterprises` are in each row at most."""

    width: float
    height: float
    cell: float
    row: float
    heads: tuple[Tick, ...]
    rows: tuple[HeatRow, ...]
    enterprises: int
    description: Text


def intervals(
    scores: Sequence[tuple[float, float, float]],
    grades: Sequence[tuple[str, float]],
    description: Text,
) -> Intervals | None:
    """`scores` are (proved, declared, possible) from best to worst; None without any."""
    if not scores:
        return None
    every = -(-len(scores) // MOST_INTERVALS)
    drawn = scores[::every]
    step = (WIDTH - LEFT) / len(drawn)
    ends = [*grades, ("", 100.0)]
    return Intervals(
        WIDTH,
        TOP + HEIGHT + FOOT,
        LEFT,
        tuple(
            Whisker(LEFT + step * (at + 0.5), _y(low), _y(middle), _y(high))
            for at, (low, middle, high) in enumerate(drawn)
        ),
        tuple(Tick(_y(minimum), f"{letter} {minimum:g}".strip()) for letter, minimum in ends),
        every,
        description,
    )


def heat_map(
    heads: Sequence[str],
    split: int,
    scores: Sequence[Sequence[float | None]],
    description: Text,
) -> HeatMap | None:
    """`scores` go by enterprise, from best to worst, and by column; None without any.

    A gap stands after the first `split` columns.
    """
    if not scores:
        return None
    size = -(-len(scores) // MOST_ROWS)
    slices = [scores[at : at + size] for at in range(0, len(scores), size)]
    gap = 10.0
    cell = (WIDTH - LABEL - gap) / len(heads)
    edges = [LABEL + cell * at + (gap if at >= split else 0) for at in range(len(heads))]
    return HeatMap(
        WIDTH,
        HEAD + ROW * len(slices) + 2,
        cell,
        ROW,
        tuple(Tick(x + cell / 2, head) for x, head in zip(edges, heads, strict=True)),
        tuple(_row(at, size, members, edges) for at, members in enumerate(slices)),
        size,
        description,
    )


def shade(score: float) -> int:
    """The step of a score: 0 for below 20 points to 4 for 80 and more."""
    return min(int(round(score, 9) * STEPS / 100), STEPS - 1)


def _y(score: float) -> float:
    return TOP + HEIGHT * (1 - score / 100)


def _row(
    at: int, size: int, members: Sequence[Sequence[float | None]], edges: Sequence[float]
) -> HeatRow:
    first = at * size + 1
    last = first + len(members) - 1
    means = [_mean(column) for column in zip(*members, strict=True)]
    return HeatRow(
        HEAD + ROW * at,
        f"{first}" if first == last else f"{first}–{last}",
        tuple(
            Cell(x, "–" if mean is None else f"{int(mean)}", None if mean is None else shade(mean))
            for x, mean in zip(edges, means, strict=True)
        ),
    )


def _mean(scores: Sequence[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None
