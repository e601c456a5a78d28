"""The report of a batch as a value: texts in both languages, figures as they are shown."""

from dataclasses import dataclass

from app.domain.text import Text
from app.reporting.charts.spread import Spread
from app.reporting.portfolio.charts import HeatMap, Intervals


@dataclass(frozen=True, slots=True)
class Member:
    """An enterprise as it is named in the report."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Unscored:
    """An enterprise without a score, and why."""

    who: Member
    reason: Text


@dataclass(frozen=True, slots=True)
class Head:
    """What the report is of. `earlier` is the batch before, empty without one."""

    batch: str
    organisation: str
    earlier: str
    day: str
    day_words: Text
    short_title: Text
    questionnaire: str
    rules_version: str


@dataclass(frozen=True, slots=True)
class GradeLine:
    """How many have a grade, as declared and as proved."""

    id: str
    declared: int
    proved: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The group in a few figures; `waiting` and `cancelled` are not in the picture."""

    count: int
    without_score: int
    provisional: int
    failed: int
    waiting: int
    cancelled: int
    declared: str
    proved: str
    possible: str
    grades: tuple[GradeLine, ...]
    lead: Text


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """A reading's lowest, quartiles, highest and mean."""

    reading: Text
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shaded:
    """A score in a table with its shade, 0 to 4; None where nothing counts."""

    shown: str
    shade: int | None


@dataclass(frozen=True, slots=True)
class RankLine:
    """One row of the ranking; `places` is where the enterprise may truly stand, `sure` if one."""

    who: Member
    places: str
    sure: bool
    declared: str
    grade: str | None
    interval: str
    provisional: bool
    domains: tuple[Shaded, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All rows, or the first and the last with `left_out` between them."""

    first: tuple[RankLine, ...]
    last: tuple[RankLine, ...]
    left_out: int
    heads: tuple[Text, ...]
    ties: Text


@dataclass(frozen=True, slots=True)
class AverageLine:
    """A domain's or a measure's means over the enterprises for which it counts."""

    code: str
    title: Text
    enterprises: int
    proved: str
    declared: str


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A weak question: what it costs on average and in all; how many stand low or left it open."""

    id: str
    topic: Text
    enterprises: int
    lost: str
    lost_in_all: str
    low: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action that many could begin now, in words and figures."""

    id: str
    title: Text
    enterprises: int
    words: Text


@dataclass(frozen=True, slots=True)
class DueLine:
    """A date of a rule and how many it concerns, or may concern once an answer is given."""

    day: str
    rule: str
    title: Text
    text: Text
    in_scope: int
    needs_answer: int


@dataclass(frozen=True, slots=True)
class ExposureLine:
    """One year's sums in EUR."""

    year: str
    illustration: bool
    certificates: str
    priced: int
    low: str
    central: str
    high: str
    left_out: int


@dataclass(frozen=True, slots=True)
class SavingLine:
    """One currency's sums a year."""

    currency: str
    enterprises: int
    saved: str
    left: str
    possible: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """CBAM exposure and FTA savings; counts are of enterprises that stated goods or trades."""

    with_goods: int
    with_trades: int
    exposure: tuple[ExposureLine, ...]
    savings: tuple[SavingLine, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One enterprise in both batches."""

    who: Member
    before: str
    now: str
    change: str
    grades: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Since the batch before: counts, means, and those that rose and fell most."""

    both: int
    newcomers: int
    leavers: int
    better: int
    worse: int
    declared: str
    proved: str
    risen: tuple[ChangeLine, ...]
    fallen: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class Method:
    """What the figures mean."""

    readings: tuple[Text, ...]
    grades: tuple[tuple[str, str], ...]
    provisional: Text
    document: Text
    document_nature: Text


@dataclass(frozen=True, slots=True)
class PortfolioReport:
    """The whole report. Charts are None where nobody has a score, `changes` without a batch before.

    `unscored` names the failed ones, `unscored_more` counts those left out of it.
    """

    head: Head
    verdict: Verdict
    spread: Spread | None
    intervals: Intervals | None
    spreads: tuple[SpreadLine, ...]
    ranking: Ranking
    heat: HeatMap | None
    domains: tuple[AverageLine, ...]
    measures: tuple[AverageLine, ...]
    questions: tuple[QuestionLine, ...]
    actions: tuple[ActionLine, ...]
    soon: tuple[DueLine, ...]
    later: tuple[DueLine, ...]
    amounts: Amounts
    changes: Changes | None
    unscored: tuple[Unscored, ...]
    unscored_more: int
    method: Method
