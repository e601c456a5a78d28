"""The task of planning in numbers: what counts as better, and what must hold.

A timetable maps the chosen actions to the quarter in which each starts, counted from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.explaining import points_per_weight
from app.domain.expressions import Env
from app.domain.planning.candidates import (
    Candidates,
    after_actions,
    find_candidates,
)
from app.domain.planning.request import PlanRequest
from app.domain.questionnaire import HALF_A_NANO, Questionnaire
from app.domain.rules import Rule, RuleBook, Scope
from app.domain.scoring import OPEN, Item, Score, score

Timetable = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rise:
    """A height that a question's candidates can lift it to: v from `below` to `value`.

    `points` is what this part of the way brings to the declared score; `actions` are the
    candidates that reach at least `value`.
    """

    question: str
    below: float
    value: float
    points: float
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule that counts: by `due` each of `short` (question, need) must have v ≥ need.

    `quarters` is how many of the plan's quarters have ended by then; None where the rule falls
    due after the plan.
    """

    rule: Rule
    due: date
    quarters: int | None
    short: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Model:
    """Everything a solver has to know. `items` have the done actions applied."""

    questionnaire: Questionnaire
    request: PlanRequest
    items: tuple[Item, ...]
    score: Score
    candidates: Candidates
    rises: tuple[Rise, ...]
    duties: tuple[Duty, ...]

    @property
    def counted_duties(self) -> tuple[Duty, ...]:
        """The duties that fall due within the plan and are not met already."""
        return tuple(d for d in self.duties if d.quarters is not None and d.short)

    def reaching(self, question: str, need: float) -> tuple[str, ...]:
        """The candidates that lift `question` to `need` or above."""
        return tuple(
            id_
            for id_, candidate in self.candidates.by_id.items()
            if candidate.action.question == question
            and candidate.action.target >= need - HALF_A_NANO
        )


def build_model(
    questionnaire: Questionnaire,
    rules: RuleBook,
    facts: Env,
    items: Sequence[Item],
    request: PlanRequest,
) -> Model:
    """The model for an assessment's items; `facts` are its effective facts."""
    done = [questionnaire.by_action[action] for action in sorted(request.done)]
    now = after_actions(items, done)
    result = score(questionnaire, now)
    candidates = find_candidates(questionnaire, now, request)
    return Model(
        questionnaire,
        request,
        now,
        result,
        candidates,
        _rises(now, result, candidates),
        _duties(rules, facts, now, candidates, request),
    )


def _rises(items: Sequence[Item], result: Score, candidates: Candidates) -> tuple[Rise, ...]:
    worth = points_per_weight(result.declared)
    by_question: dict[str, list[str]] = {}
    for id_, candidate in candidates.by_id.items():
        by_question.setdefault(candidate.action.question, []).append(id_)
    rises: list[Rise] = []
    for item in items:
        actions = by_question.get(item.question.id, [])
        targets = {a: candidates.by_id[a].action.target for a in actions}
        below = item.value
        for value in sorted(set(targets.values())):
            points = worth[item.question.domain] * item.question.weight * (value - below)
            reaching = tuple(a for a in actions if targets[a] >= value)
            rises.append(Rise(item.question.id, below, value, points, reaching))
            below = value
    return tuple(rises)


def _duties(
    rules: RuleBook,
    facts: Env,
    items: Sequence[Item],
    candidates: Candidates,
    request: PlanRequest,
) -> tuple[Duty, ...]:
    served = {c.action.question for c in candidates.by_id.values()}
    duties: list[Duty] = []
    for rule in rules.rules:
        named = [i for i in items if rule.id in i.question.rules and i.state in OPEN]
        due = _due(rule, request)
        if (
            not _counts(rule, facts)
            or due is None
            or served.isdisjoint(i.question.id for i in named)
        ):
            continue
        short = tuple(
            (i.question.id, i.question.need)
            for i in named
            if i.question.need - i.value > HALF_A_NANO
        )
        later = due > request.quarter_end(request.quarters - 1)
        duties.append(Duty(rule, due, None if later else request.quarters_by(due), short))
    return tuple(duties)


def _counts(rule: Rule, facts: Env) -> bool:
    bears = rule.duty != ("government",)
    return bears and rule.force in ("binding", "conditional") and rule.scope(facts) is Scope.IN


def _due(rule: Rule, request: PlanRequest) -> date | None:
    if rule.in_force(request.start):
        return request.quarter_end(0)
    milestone = rule.next_milestone(request.start)
    return None if milestone is None else milestone.date


def violations(model: Model, timetable: Timetable) -> list[str]:
    """What a timetable breaks, in words for a programmer; empty where it can be carried out."""
    found: list[str] = []
    candidates, request = model.candidates, model.request
    for id_, start in timetable.items():
        candidate = candidates.by_id.get(id_)
        if candidate is None:
            found.append(f"{id_} is not a candidate")
            continue
        if start < 0 or start + candidate.length > request.quarters:
            found.append(f"{id_} does not end within the plan")
        found += [f"{id_} lacks {need}" for need in candidate.needs if need not in timetable]
    for (before, after), lag in candidates.lags.items():
        if (
            after in timetable
            and before in timetable
            and timetable[after] < timetable[before] + lag
        ):
            found.append(f"{after} starts too early after {before}")
    for id_, quarter in request.pinned.items():
        if id_ in candidates.by_id and timetable.get(id_) != quarter - 1:
            found.append(f"{id_} is not where it was pinned")
    days, costs = usage(model, timetable)
    found += [
        f"quarter {q + 1} needs {d:g} staff days"
        for q, d in enumerate(days)
        if d > request.staff_days + 1e-6
    ]
    for span in request.budget_spans():
        spent = sum(costs[q] for q in span)
        if spent > request.budget + 1e-6:
            found.append(f"quarters {span.start + 1}–{span.stop} cost {spent:g}")
    return found


def usage(model: Model, timetable: Timetable) -> tuple[list[float], list[float]]:
    """Staff days and cost (CNY, the bands' upper ends) of each quarter."""
    days = [0.0] * model.request.quarters
    costs = [0.0] * model.request.quarters
    for id_, start in timetable.items():
        candidate = model.candidates.by_id[id_]
        costs[start] += candidate.cost_high
        for quarter in range(start, start + candidate.length):
            days[quarter] += candidate.staff_days
    return days, costs
