"""What all charts share.

Every chart is a drawing area of `width` × `height` units with its origin at the top left; where
each mark stands is worked out here, so that templates only draw.
"""

from dataclasses import dataclass

from app.domain.text import Text

WIDTH = 640.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One labelled figure in three readings, as the charts take it."""

    label: Text
    proved: float | None
    declared: float | None
    possible: float | None
    shown: str
    scored: bool = True


def at(value: float | None, unit: float) -> float | None:
    return None if value is None else value * unit
