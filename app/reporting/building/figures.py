"""Figures of the calculators as they are shown."""

from decimal import ROUND_HALF_UP, Decimal

from app.domain.figures import (
    CERTIFICATES_A_YEAR,
    EUR_A_YEAR,
    EUR_PER_TONNE,
    EXACT,
    Figure,
    Note,
    Range,
    Source,
    cents,
    digits,
)
from app.domain.text import Text
from app.reporting.planning_values import Origin, Worked
from app.reporting.wording import NONE, say

MONEY = (EUR_PER_TONNE, EUR_A_YEAR)
_PLACES = Decimal("0.0001")


def sentence(note: Note) -> Text:
    """A note in both languages."""
    return say(note.message, **note.params)


def origin(source: Source) -> Origin:
    """A source with the day on which it was checked."""
    return Origin(source.title, source.url, source.checked_on.isoformat())


def rounded(value: Decimal) -> str:
    """Emissions and certificates in tables: four places; the arithmetic shows them whole."""
    return str(value.quantize(_PLACES, ROUND_HALF_UP, EXACT))


def whole(value: Decimal) -> str:
    """An amount in whole units with thousands apart."""
    return f"{value.quantize(Decimal(1), ROUND_HALF_UP, EXACT):,}"


def hundredths(value: Decimal) -> str:
    """An amount in hundredths with thousands apart."""
    return f"{cents(value):,}"


def span(range_: Range | None, *, exact: bool = False) -> str:
    """A range of money; one amount where both ends read the same, a dash where there is none."""
    if range_ is None:
        return NONE
    write = hundredths if exact else whole
    low, high = write(range_.low.value), write(range_.high.value)
    return low if low == high else f"{low}–{high}"


def worked(figure: Figure) -> Worked:
    """A figure whole, as the calculators keep it; money in hundredths."""
    money = figure.unit in MONEY
    value = hundredths(figure.value) if money else digits(figure.value)
    if figure.unit == CERTIFICATES_A_YEAR:
        value = f"{Decimal(value):,}"
    return Worked(
        say(figure.name),
        value,
        say(figure.unit) if figure.unit else Text("", ""),
        sentence(figure.formula) if figure.formula else None,
        origin(figure.source) if figure.source else None,
    )
