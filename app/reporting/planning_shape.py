"""The planning half of the published JSON: plan, exposure and savings, as dataclasses.

Quarters are counted from 1. Costs in CNY as the range of the cost bands, emissions and
certificates in tCO2e, exposure in EUR, savings in each trade's own currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Band:
    """A range of money."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PlanFrame:
    """What the enterprise can spend, and what it has decided already."""

    start: date
    quarters: int
    staff_days_per_quarter: float
    budget: float
    budget_per: str
    target_grade: str | None
    target_date: date | None
    pinned: Mapping[str, int]
    excluded: tuple[str, ...]
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the score stands: declared and proved points and grades."""

    score: float | None
    grade: str | None
    proved_score: float | None
    proved_grade: str | None


@dataclass(frozen=True, slots=True)
class QuarterEntry:
    """`actions` start in the quarter, `finished` end in it; the score is that at its end."""

    number: int
    start: date
    end: date
    actions: tuple[str, ...]
    finished: tuple[str, ...]
    cost: Band
    staff_days: float
    score: float | None
    grade: str | None
    proved_score: float | None
    proved_grade: str | None


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    action: str
    first_quarter: int
    last_quarter: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class LeftOutEntry:
    """`reason`: budget, days, time, no_points, not_needed, excluded or prerequisite."""

    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleOutlook:
    """A rule that counts, due on `due`; `met` is null where that lies after the plan."""

    rule: str
    due: date
    met: bool | None


@dataclass(frozen=True, slots=True)
class ShortfallEntry:
    """The least extra of one thing alone that would reach the target; null: it would not do."""

    grade: str
    budget: float | None
    staff_days_per_quarter: float | None
    quarters: int | None


@dataclass(frozen=True, slots=True)
class DomainStanding:
    """Where a domain stands: declared and proved points, null where nothing in it counts."""

    score: float | None
    proved_score: float | None


@dataclass(frozen=True, slots=True)
class DomainOutlook:
    """A domain before the plan, the actions done already counted, and after it."""

    domain: str
    before: DomainStanding
    after: DomainStanding


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """The roadmap. `gap` is the distance to the best bound, null where it is not optimised.

    `domains` is empty in documents written before they were added.
    """

    frame: PlanFrame
    before: Standing
    after: Standing
    quarters: tuple[QuarterEntry, ...]
    actions: tuple[PlannedEntry, ...]
    left_out: tuple[LeftOutEntry, ...]
    rules: tuple[RuleOutlook, ...]
    rules_missed: tuple[str, ...]
    gap: float | None
    shortfall: ShortfallEntry | None
    domains: tuple[DomainOutlook, ...] = ()


@dataclass(frozen=True, slots=True)
class YearEntry:
    """`basis` is default or actual; `illustration` marks years that are no figures yet."""

    year: int
    basis: str
    illustration: bool
    embedded_emissions: float
    free_allocation: float
    certificates_per_tonne: float
    eur_per_tonne: Band | None
    eur: Band | None


@dataclass(frozen=True, slots=True)
class GoodEntry:
    """`missing` names the bases without a figure; `exempt` goods would pay what stands here."""

    cn: str
    name: str
    tonnes_to_eu: float
    exempt: bool
    missing: tuple[str, ...]
    years: tuple[YearEntry, ...]


@dataclass(frozen=True, slots=True)
class ExposureTotal:
    year: int
    illustration: bool
    certificates: float
    eur: Band | None


@dataclass(frozen=True, slots=True)
class ExposureEntry:
    """CBAM exposure of the importer. `price` in EUR per certificate."""

    price: Band | None
    goods: tuple[GoodEntry, ...]
    totals: tuple[ExposureTotal, ...]


@dataclass(frozen=True, slots=True)
class TradeEntry:
    """`saved` and `left` a year, null where there is none; `state` says why."""

    hs: str
    market: str
    agreement: str
    currency: str
    value: float
    margin: float | None
    saved: float | None
    left: float | None
    state: str
    counted: bool


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    currency: str
    saved: float
    left: float
    possible: float


@dataclass(frozen=True, slots=True)
class SavingsEntry:
    """FTA savings; `blocking` are the questions whose answers stand in a claim's way."""

    trades: tuple[TradeEntry, ...]
    totals: tuple[CurrencyTotal, ...]
    blocking: tuple[str, ...]
