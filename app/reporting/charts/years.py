"""Amounts by year as ranges: figures drawn solid, illustrations only outlined."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.base import WIDTH

LEFT, TOP, HEIGHT = 4.0, 20.0, 104.0


@dataclass(frozen=True, slots=True)
class Amount:
    """A year's range on one basis; `shown` is written above its column."""

    year: int
    low: float
    high: float
    shown: Text
    illustration: bool
    verified: bool = False


@dataclass(frozen=True, slots=True)
class YearColumn:
    """`low` and `high` are heights over the base."""

    x: float
    low: float
    high: float
    shown: Text
    illustration: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class YearLabel:
    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Years:
    """`both` says that columns of verified data stand beside those on defaults."""

    width: float
    height: float
    base: float
    bar: float
    columns: tuple[YearColumn, ...]
    labels: tuple[YearLabel, ...]
    both: bool
    description: Text


def years(amounts: Sequence[Amount], description: Text) -> Years | None:
    """One column a year, two where both bases are known; None where all is nothing."""
    highest = max((amount.high for amount in amounts), default=0.0)
    if highest <= 0:
        return None
    in_order = sorted({amount.year for amount in amounts})
    both = len({amount.verified for amount in amounts}) > 1
    slot = (WIDTH - LEFT) / len(in_order)
    bar = min(slot * (0.4 if both else 0.5), 46.0)
    gap = 3.0 if both else 0.0
    unit, base = HEIGHT / highest, TOP + HEIGHT

    def middle(year: int) -> float:
        return LEFT + slot * (in_order.index(year) + 0.5)

    def left_of(amount: Amount) -> float:
        if not both:
            return middle(amount.year) - bar / 2
        return middle(amount.year) + (gap / 2 if amount.verified else -bar - gap / 2)

    return Years(
        WIDTH,
        base + 20,
        base,
        bar,
        tuple(
            YearColumn(
                left_of(amount),
                amount.low * unit,
                amount.high * unit,
                amount.shown,
                amount.illustration,
                amount.verified,
            )
            for amount in amounts
        ),
        tuple(YearLabel(middle(year), str(year)) for year in in_order),
        both,
        description,
    )
