"""CBAM exposure: what the importer would pay on goods from the enterprise, year by year.

certificates per tonne = max(0, embedded emissions − benchmark × free-allocation factor); EUR per
tonne = certificates × price; EUR a year = EUR per tonne × tonnes. All arithmetic is exact (see
`app.domain.figures`). Only the year for which the rules file's default values stand is a figure;
later years are an illustration at that year's default values and benchmarks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import localcontext

from app.domain.cbam import THRESHOLD, CbamParameters, DefaultValue
from app.domain.figures import (
    CERTIFICATES_A_YEAR,
    EUR_A_YEAR,
    EXACT,
    ZERO,
    Figure,
    Note,
    Range,
    Source,
    digits,
    worked_out,
)
from app.domain.goods import Good, Price
from app.domain.grounds import Basis, Grounds, Missing, entry_for, on_actual_data, on_defaults
from app.domain.problems import N_
from app.domain.yearly import Amounts, YearExposure, illustration_of, year_of

_EXEMPT = N_("Exempt today: the importer stays below {tonnes} t a year. The amounts are what would "
             "be due if it did not.")  # fmt: skip
_MANY_IMPORTERS = N_("These are more than {tonnes} t: they are exempt only if every one of several "
                     "importers stays below that in all.")  # fmt: skip
_CONFIRMED = N_("The benchmark confirmed here was used, not the one entered.")


@dataclass(frozen=True, slots=True)
class DataSaving:
    """What verified data would save in a year: defaults minus actual; below 0 they cost more."""

    year: int
    illustration: Note | None
    certificates_per_tonne: Figure
    amounts: Amounts | None


@dataclass(frozen=True, slots=True)
class GoodExposure:
    """A good with its years, first those on defaults, then those on actual data.

    `missing` says for each basis without figures why, and what to ask for. `exempt` is true where
    the importer's small total exempts it today; the amounts are then what would be due otherwise.
    `listed` is the list's entry, which covers the good's code and maybe others.
    """

    good: Good
    listed: DefaultValue | None
    years: tuple[YearExposure, ...]
    savings: tuple[DataSaving, ...]
    missing: tuple[Missing, ...]
    exempt: bool
    notes: tuple[Note, ...]
    threshold_source: Source


@dataclass(frozen=True, slots=True)
class YearTotal:
    """The goods that are not exempt, on defaults; `left_out` counts those without a figure."""

    year: int
    illustration: Note | None
    certificates: Figure
    eur: Range | None
    left_out: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """All goods in the order given, and their totals by year."""

    goods: tuple[GoodExposure, ...]
    totals: tuple[YearTotal, ...]


def exposure(
    parameters: CbamParameters,
    goods: Sequence[Good],
    price: Price | None,
    first_year: int | None = None,
) -> Exposure:
    """The exposure in every year from `first_year` for which the rules file has a factor.

    Without `first_year` it begins with the first of them; without a price there are certificates
    and no amounts.
    """
    years = [y for y in sorted(parameters.factors) if first_year is None or y >= first_year]
    with localcontext(EXACT):
        found = tuple(_good(parameters, good, price, years) for good in goods)
        totals = tuple(_total(parameters, year, found, price) for year in years)
    return Exposure(found, totals if found else ())


def _good(
    parameters: CbamParameters, good: Good, price: Price | None, years: Sequence[int]
) -> GoodExposure:
    entry = entry_for(parameters, good)
    grounds = on_defaults(parameters, good), on_actual_data(parameters, good)
    found = tuple(
        year_of(parameters, good, entry.listed.sector, ground, price, year)
        for ground in grounds
        if isinstance(ground, Grounds) and entry is not None
        for year in years
    )
    exempt = entry is not None and parameters.is_exempt(
        entry.listed.sector, good.importer_over_50_t
    )
    return GoodExposure(
        good=good,
        listed=entry.listed if entry else None,
        years=found,
        savings=_savings(found),
        missing=tuple(g for g in grounds if isinstance(g, Missing)),
        exempt=exempt,
        notes=tuple(_notes(parameters, good, entry.listed if entry else None, exempt)),
        threshold_source=parameters.source_of(THRESHOLD),
    )


def _notes(
    parameters: CbamParameters, good: Good, listed: DefaultValue | None, exempt: bool
) -> list[Note]:
    tonnes = parameters.de_minimis.tonnes
    notes = []
    if exempt:
        notes.append(Note(_EXEMPT, {"tonnes": digits(tonnes)}))
        if good.tonnes_to_eu > tonnes:
            notes.append(Note(_MANY_IMPORTERS, {"tonnes": digits(tonnes)}))
    if listed is not None and _is_overruled(good, listed):
        notes.append(Note(_CONFIRMED))
    return notes


def _is_overruled(good: Good, listed: DefaultValue) -> bool:
    pairs = (
        (good.benchmark_default, listed.benchmark_default),
        (good.benchmark_actual, listed.benchmark_actual),
    )
    return any(told is not None and known not in (None, told) for told, known in pairs)


def _savings(years: Sequence[YearExposure]) -> tuple[DataSaving, ...]:
    """Defaults minus actual, for the years that have both."""
    actual: Mapping[int, YearExposure] = {y.year: y for y in years if y.basis is Basis.ACTUAL}
    pairs = [(y, actual[y.year]) for y in years if y.basis is Basis.DEFAULT and y.year in actual]
    return tuple(
        DataSaving(
            default.year,
            default.illustration,
            _less(default.certificates_per_tonne, verified.certificates_per_tonne),
            _amounts_less(default.amounts, verified.amounts),
        )
        for default, verified in pairs
    )


def _amounts_less(default: Amounts | None, actual: Amounts | None) -> Amounts | None:
    if default is None or actual is None:
        return None
    return Amounts(
        _range_less(default.eur_per_tonne, actual.eur_per_tonne),
        _range_less(default.eur, actual.eur),
    )


def _range_less(default: Range, actual: Range) -> Range:
    return Range(_less(default.low, actual.low), _less(default.high, actual.high))


def _less(default: Figure, actual: Figure) -> Figure:
    formula = N_("on defaults {default} − on verified data {actual}")
    operands = {"default": default.value, "actual": actual.value}
    difference = default.value - actual.value
    return worked_out(N_("Saved by verified data"), difference, default.unit, formula, **operands)


def _total(
    parameters: CbamParameters, year: int, goods: Sequence[GoodExposure], price: Price | None
) -> YearTotal:
    due = [good for good in goods if not good.exempt]
    on_default = [
        y for good in due for y in good.years if (y.year, y.basis) == (year, Basis.DEFAULT)
    ]
    certificates = _sum([y.certificates for y in on_default], CERTIFICATES_A_YEAR)
    amounts = [y.amounts.eur for y in on_default if y.amounts is not None]
    eur = Range(
        _sum([r.low for r in amounts], EUR_A_YEAR), _sum([r.high for r in amounts], EUR_A_YEAR)
    )
    return YearTotal(
        year,
        illustration_of(parameters, year),
        certificates,
        None if price is None else eur,
        len(due) - len(on_default),
    )


def _sum(figures: Sequence[Figure], unit: str) -> Figure:
    formula = Note(N_("sum of {count} goods"), {"count": len(figures)})
    total = sum((figure.value for figure in figures), ZERO)
    return Figure(N_("Total"), total, unit, formula)
