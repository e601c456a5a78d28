"""Making a plan from an assessment and what the enterprise can spend."""

from collections.abc import Mapping
from dataclasses import replace

from app.domain.assessment import Assessment, Result
from app.domain.planning.greedy import greedy_plan
from app.domain.planning.model import Model, build_model
from app.domain.planning.outcome import Plan, Shortfall, outcome
from app.domain.planning.pins import pin_problems
from app.domain.planning.request import PlanRequest, parse_plan
from app.domain.planning.settling import settle
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.optimiser import SECONDS, Unreachable, Unsolved, least_extra, optimise


def read_request(
    raw: Mapping[str, object], questionnaire: Questionnaire, assessment: Assessment
) -> PlanRequest:
    """The plan's frame in `raw`. Raises `InvalidInput` with every problem at its key."""
    return parse_plan(raw, questionnaire, assessment.assessed_on)


def make_plan(
    questionnaire: Questionnaire,
    rules: RuleBook,
    result: Result,
    request: PlanRequest,
    seconds: float = SECONDS,
) -> Plan:
    """The plan for an assessment's result, the same for the same input.

    Raises `InvalidInput` where the pinned actions cannot stay where they are. Where the target
    grade cannot be reached, the plan gathers the most points and says what is lacking; where
    the solver finds nothing within its safety net, the quick plan stands, marked not optimised.
    """
    model = build_model(questionnaire, rules, result.facts, result.items, request)
    problems = pin_problems(model)
    if problems:
        raise InvalidInput(problems)
    return _planned(model, seconds)


def _planned(model: Model, seconds: float) -> Plan:
    try:
        solution = optimise(model, seconds)
    except Unsolved:
        return outcome(model, settle(model, greedy_plan(model)), None)
    except Unreachable:
        if model.request.target_grade is None:
            message = N_("The pinned actions leave no room for what they wait for.")
            raise InvalidInput([Problem(message, {}, "pinned")]) from None
        return _without_target(model, seconds)
    return outcome(model, solution.timetable, solution.gap)


def _without_target(model: Model, seconds: float) -> Plan:
    extra = least_extra(model, seconds)
    shortfall = Shortfall(
        model.request.target_grade or "", extra.budget, extra.staff_days, extra.quarters
    )
    request = replace(model.request, target_grade=None, target_date=None)
    plan = _planned(replace(model, request=request), seconds)
    return replace(plan, shortfall=shortfall)
