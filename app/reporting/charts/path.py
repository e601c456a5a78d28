"""The score after each quarter of a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import WIDTH, Tick

LEFT, RIGHT, TOP, HEIGHT = 40.0, 26.0, 20.0, 150.0
# The width where another drawing stands beside it.
BESIDE = 400.0


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the score stands: declared with its label, proved."""

    label: str
    declared: float | None
    proved: float | None
    shown: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    shown: str


@dataclass(frozen=True, slots=True)
class ScorePath:
    """`declared` and `proved` are SVG point lists; `levels` the minima of the grades."""

    width: float
    height: float
    left: float
    base: float
    levels: tuple[Tick, ...]
    steps: tuple[Tick, ...]
    declared: str
    proved: str
    dots: tuple[Dot, ...]
    description: Text


def score_path(
    stands: Sequence[Stand],
    grades: Sequence[tuple[str, float]],
    description: Text,
    width: float = WIDTH,
) -> ScorePath | None:
    """The path over `grades`, given as (letter, minimum); None where a score is missing."""
    if any(stand.declared is None for stand in stands):
        return None
    unit = (width - LEFT - RIGHT) / (len(stands) - 1)

    def y(points: float) -> float:
        return TOP + HEIGHT * (1 - points / 100)

    def x(place: int) -> float:
        return LEFT + unit * place

    def outline(values: Sequence[float | None]) -> str:
        known = [(place, value) for place, value in enumerate(values) if value is not None]
        return " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in known)

    return ScorePath(
        width,
        TOP + HEIGHT + 22,
        LEFT,
        TOP + HEIGHT,
        tuple(Tick(y(minimum), f"{letter} {minimum:g}") for letter, minimum in grades if minimum),
        tuple(Tick(x(place), stand.label) for place, stand in enumerate(stands)),
        outline([stand.declared for stand in stands]),
        outline([stand.proved for stand in stands]),
        tuple(
            Dot(x(place), y(stand.declared or 0.0), stand.shown)
            for place, stand in enumerate(stands)
        ),
        description,
    )
