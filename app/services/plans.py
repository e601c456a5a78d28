"""Making a plan from an assessment and what the enterprise can spend."""

from dataclasses import dataclass, replace

from app.domain.assessment import Assessment, Result
from app.domain.exposure import Exposure, exposure
from app.domain.planning.greedy import greedy_plan
from app.domain.planning.model import Model, build_model
from app.domain.planning.outcome import Plan, Shortfall, outcome
from app.domain.planning.pins import pin_problems
from app.domain.planning.request import PlanRequest
from app.domain.planning.settling import settle
from app.domain.problems import N_, InvalidInput, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.savings import Savings, savings
from app.optimiser import SECONDS, Unreachable, Unsolved, least_extra, optimise
from app.reporting.planning_document import exposure_entry, plan_entry, savings_entry
from app.reporting.planning_shape import ExposureEntry, PlanEntry, SavingsEntry


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


@dataclass(frozen=True, slots=True)
class Planning:
    """The planning half of a document; None where nothing was entered for it."""

    plan: PlanEntry | None
    exposure: ExposureEntry | None
    savings: SavingsEntry | None


def planning_of(
    questionnaire: Questionnaire,
    rules: RuleBook,
    assessment: Assessment,
    result: Result,
) -> Planning:
    """Plan, exposure and savings for an assessment's inputs.

    Raises `InvalidInput` as `make_plan` does.
    """
    request, plan = assessment.plan, None
    if request is not None:
        plan = plan_entry(request, make_plan(questionnaire, rules, result, request))
    return Planning(plan, exposure_of(rules, assessment), savings_of(assessment, result))


def exposure_of(rules: RuleBook, assessment: Assessment) -> ExposureEntry | None:
    """The importer's CBAM exposure as published; None where `found_exposure` is."""
    found = found_exposure(rules, assessment)
    return None if found is None else exposure_entry(found, assessment.price)


def savings_of(assessment: Assessment, result: Result) -> SavingsEntry | None:
    """The FTA savings as published; None where `found_savings` is."""
    found = found_savings(assessment, result)
    return None if found is None else savings_entry(found)


def found_exposure(rules: RuleBook, assessment: Assessment) -> Exposure | None:
    """The importer's CBAM exposure; None without goods, or where the rules hold no figures."""
    if not assessment.goods or rules.cbam is None:
        return None
    return exposure(rules.cbam, assessment.goods, assessment.price)


def found_savings(assessment: Assessment, result: Result) -> Savings | None:
    """The FTA savings; None without trades."""
    return savings(assessment.trades, result.items) if assessment.trades else None


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
