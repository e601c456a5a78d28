"""Figures that show how they came about: exact decimals with unit, formula and source.

The calculators add, subtract and multiply only, so every figure is a finite decimal and is kept
whole, however many places it has: what a page prints can be checked by hand. Nothing is rounded
on the way; money is rounded to hundredths where it is shown, see `cents`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from app.domain.problems import N_

# Wide enough for the product of any three inputs that the doors let in.
EXACT = Context(prec=200)
ZERO = Decimal(0)
CENT = Decimal("0.01")

# Units, to be translated like every other source string.
PER_TONNE = N_("tCO2e per tonne")
CERTIFICATES_PER_TONNE = N_("certificates per tonne")
CERTIFICATES_A_YEAR = N_("certificates a year")
EUR_PER_TONNE = N_("EUR per tonne")
EUR_A_YEAR = N_("EUR a year")
PERCENT = "%"
NO_UNIT = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence: an English source string with `{placeholders}` and what fills them.

    A `Text` among `params` is shown in the reader's language.
    """

    message: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure was read, and the last day on which that was checked."""

    title: str
    url: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `name` and `unit` are source strings, a currency code or a sign.

    `formula` says in words and numbers how it was worked out, None for what was read or entered;
    `source` says where it was read, None for what was worked out or entered.
    """

    name: str
    value: Decimal
    unit: str
    formula: Note | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The figure at the low and at the high certificate price."""

    low: Figure
    high: Figure


def worked_out(
    name: str, value: Decimal, unit: str, formula: str, /, **operands: Decimal
) -> Figure:
    """A figure with its formula, the operands written out in full."""
    shown = {key: digits(operand) for key, operand in operands.items()}
    return Figure(name, value, unit, Note(formula, shown))


def digits(value: Decimal) -> str:
    """The whole number as people write it: no exponent, no trailing zeros."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def cents(value: Decimal) -> Decimal:
    """Money to hundredths of its unit, halves away from zero, in every currency alike."""
    return value.quantize(CENT, ROUND_HALF_UP, EXACT)
