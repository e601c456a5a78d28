"""CBAM exposure and FTA savings of a group, in sums that can be checked by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import NamedTuple

from app.domain.figures import EXACT, ZERO
from app.domain.portfolio.participant import Participant
from app.domain.portfolio.standing import YearSum


class ExposureTotal(NamedTuple):
    """One year, on default values, in EUR a year; each at the prices that it reckons with.

    `certificates` is the sum of all who stated goods; `low`, `central` and `high` that of the
    `priced` ones, who gave a price too, None where nobody did. `left_out` counts goods without a
    figure. `illustration` marks a year for which the rules file's figures do not stand.
    """

    year: int
    illustration: bool
    certificates: Decimal
    priced: int
    low: Decimal | None
    central: Decimal | None
    high: Decimal | None
    left_out: int


class SavingTotal(NamedTuple):
    """The trades of so many `enterprises` in one currency, a year: saved, left, possibly left."""

    currency: str
    enterprises: int
    saved: Decimal
    left: Decimal
    possible: Decimal


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many stated goods and trades, and the sums; currencies are never added together."""

    with_goods: int
    with_trades: int
    exposure: tuple[ExposureTotal, ...]
    savings: tuple[SavingTotal, ...]


def amounts(participants: Iterable[Participant], valid_for: int | None) -> Amounts:
    """The sums; `valid_for` is the year the rules file's figures stand for."""
    stated = [p for p in participants if p.goods or p.trades]
    years: dict[int, list[YearSum]] = {}
    for participant in stated:
        for year in participant.exposure:
            years.setdefault(year.year, []).append(year)
    with localcontext(EXACT):
        exposure = tuple(_year(years[year], valid_for) for year in sorted(years))
        return Amounts(
            sum(p.goods > 0 for p in stated),
            sum(p.trades > 0 for p in stated),
            exposure,
            _savings(stated),
        )


def _year(found: Sequence[YearSum], valid_for: int | None) -> ExposureTotal:
    priced = [y for y in found if y.central is not None]
    return ExposureTotal(
        found[0].year,
        found[0].year != valid_for,
        sum((y.certificates for y in found), ZERO),
        len(priced),
        _sum(y.low for y in priced),
        _sum(y.central for y in priced),
        _sum(y.high for y in priced),
        sum(y.left_out for y in found),
    )


def _savings(stated: Sequence[Participant]) -> tuple[SavingTotal, ...]:
    found: dict[str, SavingTotal] = {}
    for participant in stated:
        for currency, saved, left, possible in participant.savings:
            so_far = found.get(currency, SavingTotal(currency, 0, ZERO, ZERO, ZERO))
            found[currency] = SavingTotal(
                currency,
                so_far.enterprises + 1,
                so_far.saved + saved,
                so_far.left + left,
                so_far.possible + possible,
            )
    return tuple(found[currency] for currency in sorted(found))


def _sum(found: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in found if amount is not None]
    return sum(known, ZERO) if known else None
