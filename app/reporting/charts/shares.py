"""What is saved and what is left, trade by trade, in one currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import WIDTH

LEFT, TOP, STEP = 190.0, 6.0, 24.0
# The room for a bar's amount: beside the bar, and each character.
GAP, CHARACTER = 12.0, 6.8


@dataclass(frozen=True, slots=True)
class Share:
    """The parts of one bar; `shown` is the whole amount as written at its end."""

    label: Text
    saved: float
    left: float
    possible: float
    shown: str


@dataclass(frozen=True, slots=True)
class ShareBar:
    """Lengths along the track from its left end."""

    y: float
    label: Text
    saved: float
    left: float
    possible: float
    shown: str


@dataclass(frozen=True, slots=True)
class Shares:
    width: float
    height: float
    left: float
    bars: tuple[ShareBar, ...]
    description: Text


def shares(parts: Sequence[Share], description: Text) -> Shares | None:
    """One bar each on a common scale; None where all is nothing."""
    longest = max((part.saved + part.left + part.possible for part in parts), default=0.0)
    if longest <= 0:
        return None
    right = GAP + CHARACTER * max(len(part.shown) for part in parts)
    unit = (WIDTH - LEFT - right) / longest
    return Shares(
        WIDTH,
        TOP + STEP * len(parts),
        LEFT,
        tuple(
            ShareBar(
                TOP + STEP * place,
                part.label,
                part.saved * unit,
                part.left * unit,
                part.possible * unit,
                part.shown,
            )
            for place, part in enumerate(parts)
        ),
        description,
    )
