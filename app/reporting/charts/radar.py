"""The profile of the domains as a radar."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from app.domain.text import Text
from app.reporting.charts.base import Entry


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


def radar(entries: Sequence[Entry], description: Text) -> Radar | None:
    """One axis an entry, the first at the top; None with fewer than three that count."""
    counted = [entry for entry in entries if entry.declared is not None]
    if len(counted) < 3:
        return None
    cx, cy, radius = 190.0, 138.0, 92.0
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
        380.0,
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
