"""From full marks down to the score."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import WIDTH


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


def waterfall(
    losses: Sequence[tuple[Text, float]], total: Text, result: Text, description: Text
) -> Waterfall:
    """From 100 down to the score by the points each entry of `losses` took."""
    top, height = 22.0, 110.0
    slots = len(losses) + 2
    slot = WIDTH / slots
    width = slot * 0.62
    unit = height / 100

    def column(i: int, start: float, size: float, kind: str, label: Text, link: bool) -> Fall:
        sign = "−" if kind == "lost" and size else ""
        y = top + (100 - start) * unit
        end = y + (size * unit if kind == "lost" else 0.0)
        x = i * slot + (slot - width) / 2
        return Fall(
            x, y, width, size * unit, kind, label, f"{sign}{size:.1f}", end if link else None
        )

    columns = [column(0, 100.0, 100.0, "whole", total, link=True)]
    left = 100.0
    for position, (label, lost) in enumerate(losses, 1):
        columns.append(column(position, left, lost, "lost", label, link=True))
        left = max(left - lost, 0.0)
    columns.append(column(slots - 1, left, left, "score", result, link=False))
    return Waterfall(WIDTH, top + height + 40, top + height, tuple(columns), description)
