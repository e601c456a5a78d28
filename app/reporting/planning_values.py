"""The planning half of the report as values: roadmap, exposure and savings, ready to lay out.

Quarters are counted from 1; amounts are written as they are shown, beside their charts.
"""

from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.dumbbell import Dumbbell
from app.reporting.charts.gantt import Gantt
from app.reporting.charts.path import ScorePath
from app.reporting.charts.shares import Shares
from app.reporting.charts.years import Years
from app.reporting.values import FactLine


@dataclass(frozen=True, slots=True)
class Reached:
    """Where the score stands."""

    score: str
    grade: str | None
    proved_score: str
    proved_grade: str | None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """An action that starts in a quarter; `until` is its last quarter where that is a later one.

    `has_sheet` says that the report explains it in full.
    """

    id: str
    title: Text
    role: Text
    effort: str
    cost: Text
    until: int | None
    pinned: bool
    has_sheet: bool


@dataclass(frozen=True, slots=True)
class QuarterPart:
    """One quarter: its days, what starts in it, what it takes, where it leads."""

    number: int
    start: str
    end: str
    rows: tuple[PlannedRow, ...]
    cost: Text
    staff_days: str
    reached: Reached


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class LeftOutGroup:
    reason: Text
    rows: tuple[LeftOutRow, ...]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that counts: due on `due`; `met` is None where that lies after the plan."""

    id: str
    title: Text
    due: str
    outlook: Text
    met: bool | None


@dataclass(frozen=True, slots=True)
class Roadmap:
    """What to do, when, at what cost, and what it brings."""

    frame: tuple[FactLine, ...]
    before: Reached
    after: Reached
    gain: str
    cost: Text
    staff_days: str
    count: int
    aim: Text | None
    quality: Text
    optimised: bool
    quarters: tuple[QuarterPart, ...]
    left_out: tuple[LeftOutGroup, ...]
    rules: tuple[RuleLine, ...]
    gantt: tuple[Gantt, ...]
    path: ScorePath | None
    change: Dumbbell | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a figure was read, and the last day on which that was checked."""

    title: str
    url: str
    checked_on: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A figure with its unit, how it came about and where it was read."""

    name: Text
    value: str
    unit: Text
    formula: Text | None
    source: Origin | None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Every step of one year on one basis."""

    year: int
    basis: Text
    steps: tuple[Worked, ...]


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of a good; `illustration` says that it is no figure yet."""

    year: int
    basis: Text
    illustration: bool
    embedded: str
    free: str
    certificates: str
    eur_per_tonne: str
    eur: str


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A year's difference or scenario."""

    year: int
    basis: Text
    illustration: bool
    certificates: str
    eur_per_tonne: str
    eur: str


@dataclass(frozen=True, slots=True)
class MissingLine:
    """Why there is no figure on a basis, what to ask for, where it is found."""

    basis: Text
    reason: Text
    ask: Text
    sources: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class GoodPart:
    """One good. `listed` is the entry of the list that covers its code."""

    number: int
    cn: str
    name: str
    listed: Text | None
    tonnes: str
    exempt: bool
    notes: tuple[Text, ...]
    years: tuple[YearLine, ...]
    savings: tuple[AmountLine, ...]
    scenario: tuple[AmountLine, ...]
    missing: tuple[MissingLine, ...]
    arithmetic: tuple[Arithmetic, ...]
    chart: Years | None


@dataclass(frozen=True, slots=True)
class GoodLine:
    """A further good in one line: its first year on default values, or why there is none."""

    cn: str
    name: str
    tonnes: str
    certificates: str
    eur_per_tonne: str
    eur: str
    note: Text | None


@dataclass(frozen=True, slots=True)
class TotalLine:
    """All goods that are not exempt, on defaults; `left_out` have no figure."""

    year: int
    illustration: bool
    certificates: str
    eur: str
    left_out: int


@dataclass(frozen=True, slots=True)
class DatedLine:
    date: str
    text: Text


@dataclass(frozen=True, slots=True)
class Scheme:
    """A border adjustment of another place: scope and dates, no figures."""

    id: str
    title: Text
    scope: Text
    asks: Text
    dates: tuple[DatedLine, ...]
    source: Origin


@dataclass(frozen=True, slots=True)
class ExposurePart:
    """What the importer would pay. `first_year` is the only one whose amounts are figures."""

    rule: str
    asks: Text
    duty: Text
    price: str | None
    published: tuple[DatedLine, ...]
    first_year: int
    note: Text
    confidence: Text
    goods: tuple[GoodPart, ...]
    more: tuple[GoodLine, ...]
    totals: tuple[TotalLine, ...]
    chart: Years | None
    others: tuple[Scheme, ...]


@dataclass(frozen=True, slots=True)
class TradeLine:
    """One trade; `strong` says that something is left on the table."""

    hs: str
    market: Text
    agreement: Text | None
    value: str
    mfn: str
    preferential: str
    margin: str
    claimed: str
    saved: str
    left: str
    state: Text
    strong: bool
    formulas: tuple[Text, ...]
    notes: tuple[Text, ...]
    rates_source: str


@dataclass(frozen=True, slots=True)
class CurrencyPart:
    currency: str
    saved: str
    left: str
    possible: str
    chart: Shares | None


@dataclass(frozen=True, slots=True)
class BlockingLine:
    """A question whose answer stands in a claim's way: what it says today."""

    id: str
    topic: Text
    answer: Text
    needs: Text


@dataclass(frozen=True, slots=True)
class SavingsPart:
    trades: tuple[TradeLine, ...]
    currencies: tuple[CurrencyPart, ...]
    overlaps: tuple[Text, ...]
    blocking: tuple[BlockingLine, ...]
