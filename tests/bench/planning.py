"""How long a plan takes, how near it comes to the best, and what the quick plan is worth."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.catalogue import Catalogue
from app.catalogue.enterprise_file import load_assessment
from app.domain.assessment import Result, evaluate
from app.domain.planning.greedy import greedy_plan
from app.domain.planning.model import Model, build_model
from app.domain.planning.request import BudgetPer, PlanRequest
from app.domain.planning.settling import met_duties
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.scoring import State
from app.optimiser import Unsolved, optimise
from tests.bench.measuring import Section, table

ROOT = Path(__file__).parent.parent.parent / "questionnaires"
NAME = "exporter-readiness"
START, QUARTERS = date(2027, 1, 1), 8
# Enough for about a third of what could be done.
DAYS_AN_ACTION, CNY_AN_ACTION = 0.26, 4_000
PATIENCE = 120.0


@dataclass(frozen=True)
class Case:
    """So many candidates under one kind of budget, the same money in all."""

    actions: int
    per: BudgetPer


CASES = [Case(n, per) for n in (60, 219) for per in (BudgetPer.TOTAL, BudgetPer.QUARTER)]
BUDGETS = {BudgetPer.TOTAL: "one for all, carried over", BudgetPer.QUARTER: "strict each quarter"}


def section() -> Section:
    """Measure and tell."""
    catalogue = Catalogue(ROOT)
    questionnaire, rules = catalogue.questionnaire(NAME), catalogue.rules(NAME)
    path = ROOT / NAME / "1.0" / "examples" / "aluminium-profiles.yaml"
    result = evaluate(questionnaire, load_assessment(path, questionnaire))
    rows = [_row(case, _model(case, questionnaire, rules, result)) for case in CASES]
    text = (
        f"Every question answered at its lowest, {QUARTERS} quarters, staff days and money for "
        "about a third of the actions. The bound is the solver's points × (1 + gap); the quick "
        "plan is the one that stands in where the solver's safety net strikes.\n\n"
    )
    header = (
        "actions",
        "budget",
        "solver, CPU s",
        "clock, s",
        "gap",
        "rules missed",
        "points",
        "quick plan, CPU s",
        "its rules missed",
        "its points",
        "its share of the bound",
    )
    return Section("Planning", text + table(header, rows))


def _model(case: Case, questionnaire: Questionnaire, rules: RuleBook, result: Result) -> Model:
    items = [
        item._replace(state=State.ANSWERED, value=0.0, evidence=0, lowered=False)
        for item in result.items
    ]
    kept = _first(questionnaire, case.actions)
    spans = {BudgetPer.TOTAL: 1, BudgetPer.QUARTER: QUARTERS}[case.per]
    request = PlanRequest(
        START,
        QUARTERS,
        DAYS_AN_ACTION * case.actions,
        CNY_AN_ACTION * case.actions / spans,
        case.per,
        excluded=frozenset(questionnaire.by_action.keys() - kept),
    )
    model = build_model(questionnaire, rules, result.facts, items, request)
    assert len(model.candidates.by_id) == case.actions
    return model


def _first(questionnaire: Questionnaire, count: int) -> set[str]:
    """So many actions, the lowest of every question first, each with all it waits for."""
    kept: set[str] = set()
    by_height = sorted(questionnaire.actions, key=lambda action: action.written_for)
    for action in by_height:
        needed, waiting = {action.id}, list(action.after)
        while waiting:
            name = waiting.pop()
            if name not in needed:
                needed.add(name)
                waiting.extend(questionnaire.by_action[name].after)
        if len(kept | needed) <= count:
            kept |= needed
    return kept


def _row(case: Case, model: Model) -> tuple[str, ...]:
    start = time.process_time()
    quick = greedy_plan(model)
    quick_seconds = time.process_time() - start
    start, clock = time.process_time(), time.perf_counter()
    try:
        # Beyond the app's own limit, so that a busy machine changes times and not results.
        found = optimise(model, PATIENCE)
    except Unsolved:
        return (str(case.actions), BUDGETS[case.per], *["not within the limit"] * 9)
    seconds, elapsed = time.process_time() - start, time.perf_counter() - clock
    points = _points(model, found.timetable)
    bound = points * (1 + found.gap)
    return (
        str(case.actions),
        BUDGETS[case.per],
        f"{seconds:.2f}",
        f"{elapsed:.2f}",
        f"{found.gap:.1%}",
        str(_missed(model, found.timetable)),
        f"{points:.2f}",
        f"{quick_seconds:.3f}",
        str(_missed(model, quick)),
        f"{_points(model, quick):.2f}",
        f"{_points(model, quick) / bound:.1%}",
    )


def _points(model: Model, timetable: Mapping[str, int]) -> float:
    return sum(rise.points for rise in model.rises if any(a in timetable for a in rise.actions))


def _missed(model: Model, timetable: Mapping[str, int]) -> int:
    return len(model.counted_duties) - len(met_duties(model, timetable))
