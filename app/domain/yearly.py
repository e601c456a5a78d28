"""One year of one good: every step from its emissions to the amount."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.cbam import FACTOR, MARKUP, CbamParameters
from app.domain.figures import (
    CERTIFICATES_A_YEAR,
    CERTIFICATES_PER_TONNE,
    EUR_A_YEAR,
    EUR_PER_TONNE,
    NO_UNIT,
    PER_TONNE,
    ZERO,
    Figure,
    Note,
    Range,
    worked_out,
)
from app.domain.goods import Good, Price
from app.domain.grounds import Basis, Grounds
from app.domain.problems import N_

ILLUSTRATION = N_("Illustration at {year} default values and benchmarks")
DEDUCTION = N_("Deduction not confirmed")


@dataclass(frozen=True, slots=True)
class Amounts:
    """EUR per tonne of product and EUR a year, at the low and the high price."""

    eur_per_tonne: Range
    eur: Range


@dataclass(frozen=True, slots=True)
class YearExposure:
    """One year on one basis, every step of it.

    `emissions` is the default value or the verified figure, `markup` the share added to a default
    value. `amounts` is None without a price. `after_carbon_price` is a scenario of its own: the
    amounts if a carbon price paid at origin were deducted, which is not confirmed.
    """

    year: int
    basis: Basis
    illustration: Note | None
    emissions: Figure
    markup: Figure | None
    embedded_emissions: Figure
    benchmark: Figure
    factor: Figure
    free_allocation: Figure
    certificates_per_tonne: Figure
    certificates: Figure
    amounts: Amounts | None
    after_carbon_price: Amounts | None


def year_of(
    parameters: CbamParameters,
    good: Good,
    sector: str,
    grounds: Grounds,
    price: Price | None,
    year: int,
) -> YearExposure:
    """The year on the basis of `grounds`; to be called in the exact context."""
    markup, embedded = _embedded(parameters, sector, grounds, year)
    factor, free = _free_allocation(parameters, grounds.benchmark.value, year)
    per_tonne = _certificates_per_tonne(embedded.value, free.value)
    certificates = worked_out(
        N_("Certificates a year"),
        per_tonne.value * good.tonnes_to_eu,
        CERTIFICATES_A_YEAR,
        N_("certificates per tonne {certificates} × {tonnes} t a year"),
        certificates=per_tonne.value,
        tonnes=good.tonnes_to_eu,
    )
    amounts = None if price is None else _amounts(per_tonne.value, good.tonnes_to_eu, price)
    return YearExposure(
        year=year,
        basis=grounds.basis,
        illustration=illustration_of(parameters, year),
        emissions=grounds.emissions,
        markup=markup,
        embedded_emissions=embedded,
        benchmark=grounds.benchmark,
        factor=factor,
        free_allocation=free,
        certificates_per_tonne=per_tonne,
        certificates=certificates,
        amounts=amounts,
        after_carbon_price=_after_carbon_price(good, amounts),
    )


def _embedded(
    parameters: CbamParameters, sector: str, grounds: Grounds, year: int
) -> tuple[Figure | None, Figure]:
    """The mark-up, where there is one, and the embedded emissions that count."""
    name = N_("Embedded emissions")
    emissions = grounds.emissions.value
    if grounds.basis is Basis.ACTUAL:
        formula = N_("verified emissions {emissions}, without a mark-up")
        return None, worked_out(name, emissions, PER_TONNE, formula, emissions=emissions)
    share = parameters.markup(sector, year)
    source = parameters.source_of(MARKUP)
    markup = Figure(N_("Mark-up on the default value"), share, NO_UNIT, source=source)
    formula = N_("default value {emissions} × (1 + mark-up {markup})")
    operands = {"emissions": emissions, "markup": share}
    return markup, worked_out(name, emissions * (1 + share), PER_TONNE, formula, **operands)


def _amounts(certificates: Decimal, tonnes: Decimal, price: Price) -> Amounts:
    per_tonne = Range(*(_eur_per_tonne(certificates, p) for p in (price.low, price.high)))
    return Amounts(per_tonne, _a_year(per_tonne, tonnes))


def _eur_per_tonne(certificates: Decimal, price: Decimal) -> Figure:
    formula = N_("certificates per tonne {certificates} × price {price} EUR")
    operands = {"certificates": certificates, "price": price}
    return worked_out(N_("EUR per tonne"), certificates * price, EUR_PER_TONNE, formula, **operands)


def _a_year(per_tonne: Range, tonnes: Decimal) -> Range:
    def figure(eur: Decimal) -> Figure:
        formula = N_("{eur} EUR per tonne × {tonnes} t a year")
        operands = {"eur": eur, "tonnes": tonnes}
        return worked_out(N_("EUR a year"), eur * tonnes, EUR_A_YEAR, formula, **operands)

    return Range(figure(per_tonne.low.value), figure(per_tonne.high.value))


def _after_carbon_price(good: Good, amounts: Amounts | None) -> Amounts | None:
    paid = good.carbon_price_eur_per_t
    if not paid or amounts is None:
        return None

    def figure(eur: Decimal) -> Figure:
        return worked_out(
            N_("EUR per tonne after the carbon price paid at origin"),
            max(ZERO, eur - paid),
            EUR_PER_TONNE,
            N_("{eur} EUR per tonne − {paid} EUR per tonne paid at origin, at least 0"),
            eur=eur,
            paid=paid,
        )

    before = amounts.eur_per_tonne
    per_tonne = Range(figure(before.low.value), figure(before.high.value))
    return Amounts(per_tonne, _a_year(per_tonne, good.tonnes_to_eu))


def _free_allocation(
    parameters: CbamParameters, benchmark: Decimal, year: int
) -> tuple[Figure, Figure]:
    """The year's factor, and what EU producers still get free, per tonne of product."""
    share = parameters.factors[year]
    source = parameters.source_of(FACTOR)
    factor = Figure(N_("Free-allocation factor"), share, NO_UNIT, source=source)
    formula = N_("benchmark {benchmark} × free-allocation factor {factor}")
    operands = {"benchmark": benchmark, "factor": share}
    name = N_("Free-allocation adjustment")
    return factor, worked_out(name, benchmark * share, PER_TONNE, formula, **operands)


def _certificates_per_tonne(emissions: Decimal, free: Decimal) -> Figure:
    formula = N_("embedded emissions {emissions} − free allocation {free}, at least 0")
    operands = {"emissions": emissions, "free": free}
    needed = max(ZERO, emissions - free)
    name = N_("Certificates per tonne")
    return worked_out(name, needed, CERTIFICATES_PER_TONNE, formula, **operands)


def illustration_of(parameters: CbamParameters, year: int) -> Note | None:
    """What marks a year other than the one the rules file's figures stand for."""
    if year == parameters.valid_for:
        return None
    return Note(ILLUSTRATION, {"year": parameters.valid_for})
