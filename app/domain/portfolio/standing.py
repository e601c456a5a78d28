"""How one participant of a batch stands: the compact result that a group's picture is made of.

All scores are points 0…100, kept to nine decimals; points lost and gained to six. Amounts are
exact decimals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.acting import OpenAction, first_steps, open_actions
from app.domain.assessment import Assessment, Result
from app.domain.exposure import Exposure
from app.domain.expressions import Env
from app.domain.figures import EXACT
from app.domain.portfolio.sizes import size_of
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook, Scope
from app.domain.savings import Savings
from app.domain.scoring import Reading, State
from app.domain.text import Text

_HALF = Decimal("0.5")


class Mark(NamedTuple):
    """Score and grade of one reading; None where nothing counts."""

    score: float | None
    grade: str | None


class Triple(NamedTuple):
    """One score in the three readings; None where nothing counts in it."""

    proved: float | None
    declared: float | None
    possible: float | None


def interval_of(
    proved: float | None, declared: float | None, possible: float | None
) -> tuple[float, float] | None:
    """From the proved to the possible score, the declared one within; None without a score."""
    if proved is None or declared is None or possible is None:
        return None
    # They are rounded each for itself: the last decimal must not turn them round.
    return min(proved, declared), max(possible, declared)


class QuestionStanding(NamedTuple):
    """One question. `value` 0…1, `evidence` the step 0…3, `lost` in points of the declared score.

    `lost` is 0 where the question does not count in the declared reading.
    """

    state: State
    value: float
    evidence: int
    lost: float


class ActionStanding(NamedTuple):
    """An open action and what it brings, done alone: `gain` in points of the declared score.

    `ready` says that it can begin now; the others wait for a prerequisite, which is ready or
    waits in turn.
    """

    id: str
    gain: float
    ready: bool
    clears_gate: bool


class RuleStanding(NamedTuple):
    """A rule that concerns the enterprise, or may once an answer is given; `next` is its day."""

    id: str
    scope: Scope
    next: date | None


class YearSum(NamedTuple):
    """CBAM exposure of all goods in one year, on default values, in EUR a year.

    `certificates` a year; `low` and `high` are None without a price. `left_out` counts the goods
    without a figure.
    """

    year: int
    certificates: Decimal
    low: Decimal | None
    high: Decimal | None
    left_out: int

    @property
    def central(self) -> Decimal | None:
        """The middle between `low` and `high`."""
        if self.low is None or self.high is None:
            return None
        return EXACT.multiply(EXACT.add(self.low, self.high), _HALF)


class SavingSum(NamedTuple):
    """All trades in one currency, a year: saved, left on the table, possibly left."""

    currency: str
    saved: Decimal
    left: Decimal
    possible: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """How one participant stands.

    Ids of province, region, sector and size are empty where nobody said. `domains`, `measures`
    and `questions` go by id, in the questionnaire's order; a question that does not apply by the
    profile is left out. `actions` begin with the ready ones, in the order in which to begin.
    `goods` and `trades` count what was stated, 0 for nothing.
    """

    key: str
    name: Text
    province: str
    region: str
    sector: str
    size: str
    employees: int | None
    markets: tuple[str, ...]
    proved: Mark
    declared: Mark
    possible: Mark
    provisional: bool
    completeness: float
    evidence_share: float | None
    domains: Mapping[str, Triple]
    measures: Mapping[int, Triple]
    questions: Mapping[str, QuestionStanding]
    actions: tuple[ActionStanding, ...]
    rules: tuple[RuleStanding, ...]
    goods: int
    trades: int
    exposure: tuple[YearSum, ...]
    savings: tuple[SavingSum, ...]
    contradictions: tuple[str, ...]


def standing_of(
    questionnaire: Questionnaire,
    rules: RuleBook,
    assessment: Assessment,
    result: Result,
    exposure: Exposure | None,
    savings: Savings | None,
    *,
    key: str = "",
) -> Standing:
    """The standing of an assessment with its result.

    `key` names the enterprise within its batch; without one it is the credit code. `exposure` and
    `savings` are None where no goods or no trades were stated.
    """
    enterprise, score = assessment.enterprise, result.score
    province = questionnaire.provinces.get(enterprise.province)
    return Standing(
        key=key or enterprise.uscc,
        name=enterprise.name,
        province=enterprise.province,
        region=province.region if province else "",
        sector=_chosen(result.facts, "sector"),
        size=size_of(enterprise.employees),
        employees=enterprise.employees,
        markets=_markets(result.facts),
        proved=_mark(score.proved),
        declared=_mark(score.declared),
        possible=_mark(score.possible),
        provisional=score.provisional,
        completeness=round(score.completeness, 9),
        evidence_share=_rounded(score.evidence_share),
        domains=_domains(result),
        measures={
            m.id: Triple(_rounded(m.proved), _rounded(m.declared), _rounded(m.possible))
            for m in result.measures
        },
        questions=_questions(result),
        actions=_actions(open_actions(questionnaire, result.items, score)),
        rules=_rules(rules, result.facts, assessment.assessed_on),
        goods=len(assessment.goods),
        trades=len(assessment.trades),
        exposure=_years(exposure) if exposure else (),
        savings=_sums(savings) if savings else (),
        contradictions=tuple(check.id for check in result.contradictions),
    )


def _chosen(facts: Env, variable: str) -> str:
    value = facts.get(variable)
    return value if isinstance(value, str) else ""


def _markets(facts: Env) -> tuple[str, ...]:
    value = facts.get("markets")
    return tuple(sorted(value)) if isinstance(value, frozenset) else ()


def _mark(reading: Reading) -> Mark:
    return Mark(_rounded(reading.score), reading.grade)


def _rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 9)


def _domains(result: Result) -> dict[str, Triple]:
    score = result.score
    readings = zip(
        score.proved.domains, score.declared.domains, score.possible.domains, strict=True
    )
    return {
        proved.id: Triple(
            _rounded(proved.score), _rounded(declared.score), _rounded(possible.score)
        )
        for proved, declared, possible in readings
    }


def _questions(result: Result) -> dict[str, QuestionStanding]:
    lost = result.points_lost
    return {
        question.id: QuestionStanding(
            state, round(value, 9), evidence, round(lost.get(question.id, 0.0), 6)
        )
        for question, state, value, evidence, _ in result.items
        if state is not State.NA_AUTO
    }


def _actions(found: Sequence[OpenAction]) -> tuple[ActionStanding, ...]:
    """Those to begin with first, then the next steps that wait for one of them."""
    ready = first_steps(found, len(found))
    chosen = {entry.action.id for entry in ready}
    waiting = [e for e in found if e.is_next and e.action.id not in chosen]
    return tuple(
        ActionStanding(e.action.id, round(e.gain, 6), e.action.id in chosen, e.clears_gate)
        for e in (*ready, *waiting)
    )


def _rules(rules: RuleBook, facts: Env, day: date) -> tuple[RuleStanding, ...]:
    found: list[RuleStanding] = []
    for rule in rules.rules:
        scope = rule.scope(facts)
        if scope is not Scope.OUT:
            ahead = rule.next_milestone(day)
            found.append(RuleStanding(rule.id, scope, ahead.date if ahead else None))
    return tuple(found)


def _years(exposure: Exposure) -> tuple[YearSum, ...]:
    return tuple(
        YearSum(
            total.year,
            total.certificates.value,
            total.eur.low.value if total.eur else None,
            total.eur.high.value if total.eur else None,
            total.left_out,
        )
        for total in exposure.totals
    )


def _sums(savings: Savings) -> tuple[SavingSum, ...]:
    return tuple(
        SavingSum(found.currency, found.saved.value, found.left.value, found.possible.value)
        for found in savings.sums
    )
