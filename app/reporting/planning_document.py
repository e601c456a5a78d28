"""Plan, exposure and savings put into the shape of the published JSON."""

from decimal import Decimal

from app.domain.exposure import Exposure, GoodExposure
from app.domain.figures import Range
from app.domain.goods import Price
from app.domain.planning.outcome import Plan, Quarter, Shortfall
from app.domain.planning.request import PlanRequest
from app.domain.savings import Savings, TradeSaving
from app.domain.scoring import Score
from app.domain.yearly import YearExposure
from app.reporting.planning_shape import (
    Band,
    CurrencyTotal,
    DomainOutlook,
    DomainStanding,
    ExposureEntry,
    ExposureTotal,
    GoodEntry,
    LeftOutEntry,
    PlanEntry,
    PlanFrame,
    PlannedEntry,
    QuarterEntry,
    RuleOutlook,
    SavingsEntry,
    ShortfallEntry,
    Standing,
    TradeEntry,
    YearEntry,
)


def plan_entry(request: PlanRequest, plan: Plan) -> PlanEntry:
    """The plan as published."""
    ids = [domain.id for domain in plan.before.declared.domains]
    return PlanEntry(
        frame=_frame(request),
        before=_standing(plan.before),
        after=_standing(plan.after),
        quarters=tuple(_quarter(quarter) for quarter in plan.quarters),
        actions=tuple(
            PlannedEntry(a.action, a.first_quarter, a.last_quarter, a.pinned) for a in plan.actions
        ),
        left_out=tuple(LeftOutEntry(out.action, str(out.reason)) for out in plan.left_out),
        rules=tuple(RuleOutlook(d.rule.id, d.due, d.met) for d in plan.duties),
        rules_missed=tuple(d.rule.id for d in plan.duties if d.met is False),
        gap=plan.gap,
        shortfall=_shortfall(plan.shortfall),
        domains=tuple(map(DomainOutlook, ids, _by_domain(plan.before), _by_domain(plan.after))),
    )


def _frame(request: PlanRequest) -> PlanFrame:
    return PlanFrame(
        request.start,
        request.quarters,
        request.staff_days,
        request.budget,
        str(request.budget_per),
        request.target_grade,
        request.target_date,
        dict(request.pinned),
        tuple(sorted(request.excluded)),
        tuple(sorted(request.done)),
    )


def _standing(score: Score) -> Standing:
    declared, proved = score.declared, score.proved
    return Standing(declared.score, declared.grade, proved.score, proved.grade)


def _by_domain(score: Score) -> list[DomainStanding]:
    both = zip(score.declared.domains, score.proved.domains, strict=True)
    return [DomainStanding(declared.score, proved.score) for declared, proved in both]


def _quarter(quarter: Quarter) -> QuarterEntry:
    standing = _standing(quarter.score)
    return QuarterEntry(
        quarter.number,
        quarter.start,
        quarter.end,
        quarter.actions,
        quarter.finished,
        Band(quarter.cost_low, quarter.cost_high),
        quarter.staff_days,
        standing.score,
        standing.grade,
        standing.proved_score,
        standing.proved_grade,
    )


def _shortfall(shortfall: Shortfall | None) -> ShortfallEntry | None:
    if shortfall is None:
        return None
    return ShortfallEntry(
        shortfall.grade, shortfall.budget, shortfall.staff_days, shortfall.quarters
    )


def exposure_entry(exposure: Exposure, price: Price | None) -> ExposureEntry:
    """The exposure as published."""
    return ExposureEntry(
        price=Band(float(price.low), float(price.high)) if price else None,
        goods=tuple(_good(good) for good in exposure.goods),
        totals=tuple(
            ExposureTotal(
                total.year,
                total.illustration is not None,
                float(total.certificates.value),
                _band(total.eur),
            )
            for total in exposure.totals
        ),
    )


def _good(found: GoodExposure) -> GoodEntry:
    return GoodEntry(
        found.good.cn,
        found.good.name,
        float(found.good.tonnes_to_eu),
        found.exempt,
        tuple(str(missing.basis) for missing in found.missing),
        tuple(_year(year) for year in found.years),
    )


def _year(year: YearExposure) -> YearEntry:
    amounts = year.amounts
    return YearEntry(
        year.year,
        str(year.basis),
        year.illustration is not None,
        float(year.embedded_emissions.value),
        float(year.free_allocation.value),
        float(year.certificates_per_tonne.value),
        _band(amounts.eur_per_tonne) if amounts else None,
        _band(amounts.eur) if amounts else None,
    )


def _band(found: Range | None) -> Band | None:
    return Band(float(found.low.value), float(found.high.value)) if found else None


def savings_entry(savings: Savings) -> SavingsEntry:
    """The savings as published."""
    return SavingsEntry(
        trades=tuple(_trade(trade) for trade in savings.trades),
        totals=tuple(
            CurrencyTotal(
                total.currency,
                float(total.saved.value),
                float(total.left.value),
                float(total.possible.value),
            )
            for total in savings.sums
        ),
        blocking=tuple(item.question.id for item in savings.blocking),
    )


def _trade(found: TradeSaving) -> TradeEntry:
    trade = found.trade
    return TradeEntry(
        trade.hs,
        trade.market,
        trade.agreement,
        trade.currency,
        float(trade.value),
        _value(found.margin.value if found.margin else None),
        _value(found.saved.value if found.saved else None),
        _value(found.left.value if found.left else None),
        str(found.state),
        found.counted,
    )


def _value(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
