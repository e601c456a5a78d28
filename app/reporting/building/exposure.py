"""What the importer would pay under the border adjustment, good by good."""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal

from app.domain.cbam import CbamParameters
from app.domain.exposure import DataSaving, Exposure, GoodExposure, YearTotal, exposure
from app.domain.figures import Figure, Note, Range, digits
from app.domain.goods import Price, parse_goods, parse_price
from app.domain.grounds import Basis, Missing
from app.domain.problems import N_, InvalidInput
from app.domain.rules import Rule
from app.domain.text import Text
from app.domain.yearly import ILLUSTRATION, Amounts, YearExposure
from app.reporting.building.calendar import CONFIDENCES, duty_of
from app.reporting.building.figures import origin, rounded, sentence, span, whole, worked
from app.reporting.building.source import Source
from app.reporting.charts.years import Amount, Years, years
from app.reporting.planning_values import (
    AmountLine,
    Arithmetic,
    DatedLine,
    ExposurePart,
    GoodLine,
    GoodPart,
    MissingLine,
    Origin,
    Scheme,
    TotalLine,
    YearLine,
)
from app.reporting.wording import NONE, as_typed, joined, say

BASES = {
    Basis.DEFAULT: N_("Default values"),
    Basis.ACTUAL: N_("Verified data"),
}
SCOPES = {
    "in_scope": N_("In scope"),
    "not_in_scope": N_("Not in scope"),
    "needs_an_answer": N_("Needs an answer"),
}
# Charts for single goods only where there is room for them.
MAX_CHARTS = 6
# So many goods are explained in full; two hundred would make a book that nobody reads.
IN_FULL = 12


def exposure_part(source: Source) -> ExposurePart | None:
    """The exposure of the document's goods; None without any or without figures."""
    parameters, inputs = source.rules.cbam, source.document.inputs
    if parameters is None or source.document.exposure is None:
        return None
    price: Price | None = None
    with suppress(InvalidInput):
        price = parse_price(inputs.get("cbam_price"))
    found = exposure(parameters, parse_goods(inputs.get("goods")), price)
    rule = source.rules.rule(parameters.rule)
    return ExposurePart(
        rule=rule.id,
        asks=rule.asks,
        duty=duty_of(rule),
        price=_price(price),
        published=tuple(_published(parameters)),
        first_year=parameters.valid_for,
        note=sentence(Note(ILLUSTRATION, {"year": parameters.valid_for})),
        confidence=say(CONFIDENCES[parameters.confidence]),
        goods=tuple(
            _good(parameters, number, good, len(found.goods) <= MAX_CHARTS)
            for number, good in enumerate(found.goods[:IN_FULL], 1)
        ),
        more=tuple(_line(parameters, good) for good in found.goods[IN_FULL:]),
        totals=tuple(_total(total) for total in found.totals),
        chart=_total_chart(found),
        others=tuple(_scheme(source, other) for other in _others(source, parameters)),
    )


def _price(price: Price | None) -> str | None:
    if price is None:
        return None
    low, high = digits(price.low), digits(price.high)
    return low if low == high else f"{low}–{high}"


def _published(parameters: CbamParameters) -> list[DatedLine]:
    message = N_("{quarter}: EUR {value}")
    return [
        DatedLine(
            price.published.isoformat(),
            say(message, quarter=price.quarter, value=digits(price.value)),
        )
        for price in parameters.prices
    ]


def _good(parameters: CbamParameters, number: int, found: GoodExposure, drawn: bool) -> GoodPart:
    good = found.good
    first = min((year.year for year in found.years), default=parameters.valid_for)
    return GoodPart(
        number=number,
        cn=good.cn,
        name=as_typed(good.name),
        listed=found.listed.text if found.listed else None,
        tonnes=f"{good.tonnes_to_eu:,f}",
        exempt=found.exempt,
        notes=tuple(sentence(note) for note in found.notes),
        years=tuple(_year(year) for year in found.years),
        savings=tuple(_saving(saving) for saving in found.savings),
        scenario=tuple(
            _scenario(year, year.after_carbon_price)
            for year in found.years
            if year.after_carbon_price is not None
        ),
        missing=tuple(_missing(missing) for missing in found.missing),
        arithmetic=tuple(
            Arithmetic(year.year, say(BASES[year.basis]), tuple(map(worked, steps(year))))
            for year in found.years
            if year.year == first
        ),
        chart=_chart(found.years, good.cn) if drawn and found.savings else None,
    )


def _line(parameters: CbamParameters, found: GoodExposure) -> GoodLine:
    good = found.good
    year = next((_year(y) for y in found.years if y.year == parameters.valid_for), None)
    reasons = [missing.reason for missing in found.missing if missing.basis is Basis.DEFAULT]
    notes = [*(reasons if year is None else ()), *found.notes]
    return GoodLine(
        cn=good.cn,
        name=as_typed(good.name),
        tonnes=f"{good.tonnes_to_eu:,f}",
        certificates=year.certificates if year else NONE,
        eur_per_tonne=year.eur_per_tonne if year else NONE,
        eur=year.eur if year else NONE,
        note=sentence(notes[0]) if notes else None,
    )


def _year(year: YearExposure) -> YearLine:
    amounts = year.amounts
    return YearLine(
        year.year,
        say(BASES[year.basis]),
        year.illustration is not None,
        rounded(year.embedded_emissions.value),
        rounded(year.free_allocation.value),
        rounded(year.certificates_per_tonne.value),
        span(amounts.eur_per_tonne if amounts else None, exact=True),
        span(amounts.eur if amounts else None),
    )


def _saving(saving: DataSaving) -> AmountLine:
    amounts = saving.amounts
    return AmountLine(
        saving.year,
        say(N_("Saved by verified data")),
        saving.illustration is not None,
        rounded(saving.certificates_per_tonne.value),
        span(amounts.eur_per_tonne if amounts else None, exact=True),
        span(amounts.eur if amounts else None),
    )


def _scenario(year: YearExposure, amounts: Amounts) -> AmountLine:
    return AmountLine(
        year.year,
        say(BASES[year.basis]),
        year.illustration is not None,
        rounded(year.certificates_per_tonne.value),
        span(amounts.eur_per_tonne, exact=True),
        span(amounts.eur),
    )


def _missing(missing: Missing) -> MissingLine:
    return MissingLine(
        say(BASES[missing.basis]),
        sentence(missing.reason),
        sentence(missing.ask),
        tuple(origin(source) for source in missing.sources),
    )


def steps(year: YearExposure) -> list[Figure]:
    """Every figure of a year in the order in which it is worked out."""
    found: list[Figure | None] = [
        year.emissions,
        year.markup,
        year.embedded_emissions,
        year.benchmark,
        year.factor,
        year.free_allocation,
        year.certificates_per_tonne,
        year.certificates,
    ]
    if year.amounts is not None:
        for range_ in (year.amounts.eur_per_tonne, year.amounts.eur):
            found += [range_.low] if range_.low == range_.high else [range_.low, range_.high]
    return [figure for figure in found if figure is not None]


def _total(total: YearTotal) -> TotalLine:
    return TotalLine(
        total.year,
        total.illustration is not None,
        whole(total.certificates.value),
        span(total.eur),
        total.left_out,
    )


def _total_chart(found: Exposure) -> Years | None:
    amounts = [
        _amount(total.year, total.eur, total.illustration is not None)
        for total in found.totals
        if total.eur is not None
    ]
    return years(amounts, _words(amounts))


def _chart(found: Sequence[YearExposure], cn: str) -> Years | None:
    amounts = [
        _amount(
            year.year, year.amounts.eur, year.illustration is not None, year.basis is Basis.ACTUAL
        )
        for year in found
        if year.amounts is not None
    ]
    return years(amounts, say(N_("CN {cn}: {amounts}"), cn=cn, amounts=_words(amounts)))


def _amount(year: int, eur: Range, illustration: bool, verified: bool = False) -> Amount:
    low, high = float(eur.low.value), float(eur.high.value)
    return Amount(year, low, high, _short(eur.high.value), illustration, verified)


def _short(value: Decimal) -> Text:
    """An amount above a column, in the short form of each language: 77.0万, 770k."""
    if value < 10_000:
        return Text(whole(value), whole(value))
    # Where the short form would round up to 1000k or 10000.0万, the next one begins.
    zh = f"{value / 10_000:.1f}万" if value < 99_999_500 else f"{value / 100_000_000:.2f}亿"
    en = f"{value / 1000:.0f}k" if value < 999_500 else f"{value / 1_000_000:.2f}M"
    return Text(zh, en)


def _words(amounts: Sequence[Amount]) -> Text:
    message = N_("{year} {basis}: EUR {low} to {high} a year")
    return joined(
        [
            say(
                message,
                year=amount.year,
                basis=say(BASES[Basis.ACTUAL if amount.verified else Basis.DEFAULT]),
                low=f"{amount.low:,.0f}",
                high=f"{amount.high:,.0f}",
            )
            for amount in amounts
        ],
        "；",
        "; ",
    )


def _others(source: Source, parameters: CbamParameters) -> list[Rule]:
    """Border adjustments of other places: rules whose id ends like this one's."""
    kind = parameters.rule.partition("-")[2]
    return [r for r in source.rules.rules if r.id != parameters.rule and r.id.endswith(f"-{kind}")]


def _scheme(source: Source, rule: Rule) -> Scheme:
    entry = next(entry for entry in source.document.rules if entry.id == rule.id)
    return Scheme(
        rule.id,
        rule.title,
        say(SCOPES[entry.scope]),
        rule.asks,
        tuple(DatedLine(m.date.isoformat(), m.text) for m in rule.milestones),
        Origin(rule.source.title, rule.source.url, rule.checked_on.isoformat()),
    )
