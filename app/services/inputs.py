"""What planner and calculators work on: read, saved, and put beside the assessment."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter

from app.domain.assessment import Assessment, Result, evaluate
from app.domain.goods import parse_goods, parse_price
from app.domain.planning.request import PlanRequest, parse_plan
from app.domain.problems import InvalidInput
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.trades import choices_of, parse_trades
from app.i18n import currencies
from app.persistence.models import AssessmentRow, InputRow, PlanRow
from app.reporting.planning_document import plan_entry
from app.reporting.planning_shape import PlanEntry
from app.services.context import Services
from app.services.plans import make_plan
from app.services.saving import Posted, Rows, SaveOutcome

PLAN, GOODS, TRADES, PRICE = "plan", "goods", "trades", "cbam_price"
NAMES = (PLAN, GOODS, TRADES, PRICE)
_PLAN_ENTRY = TypeAdapter(PlanEntry)
_FIELDS = {PLAN: "plan", GOODS: "goods", TRADES: "trades", PRICE: "price"}


def parse_input(name: str, raw: Any, questionnaire: Questionnaire, assessed_on: date) -> Any:
    """The input `name` in `raw`, by the one rule for every door. Raises `InvalidInput`."""
    match name:
        case "plan":
            return parse_plan(raw, questionnaire, assessed_on)
        case "goods":
            return parse_goods(raw)
        case "trades":
            return parse_trades(raw, choices_of(questionnaire.profile, currencies()))
        case "cbam_price":
            return parse_price(raw)
        case _:
            raise KeyError(name)


def with_inputs(
    assessment: Assessment, inputs: Mapping[str, Any], questionnaire: Questionnaire
) -> Assessment:
    """The assessment with its stored inputs.

    One that no longer holds, such as a plan whose start has passed, is left out here; the page
    where it was entered shows it with what is wrong.
    """
    for name, raw in inputs.items():
        with suppress(InvalidInput):
            value = parse_input(name, raw, questionnaire, assessment.assessed_on)
            assessment = replace(assessment, **{_FIELDS[name]: value})
    return assessment


def save_inputs(
    services: Services,
    row: AssessmentRow,
    assessment: Assessment,
    questionnaire: Questionnaire,
    rules: RuleBook,
    posted: Mapping[str, Posted],
) -> SaveOutcome:
    """Save posted inputs by name; a plan is made at once, so that its pins are proved to hold."""
    made: dict[str, PlanEntry] = {}

    def parse(name: str, raw: Any) -> object:
        if not raw:
            return None
        parsed = parse_input(name, raw, questionnaire, assessment.assessed_on)
        if name == PLAN:
            result = evaluate(questionnaire, assessment)
            made[PLAN] = _made(questionnaire, rules, result, parsed)
        return raw

    def make(name: str, content: object, now: datetime) -> InputRow:
        return InputRow(name=name, content=content, saved_at=now)

    def touch() -> None:
        if row.submitted_at is None:
            row.changed_at = services.now

    stored = {found.name: found for found in row.inputs}
    outcome = Rows(row.inputs, stored, make, touch, services.now).save(posted, parse)
    if PLAN in made and PLAN not in outcome.conflicts:
        _keep(row, _basis(row, rules), made[PLAN])
    return outcome


def plan_of(
    row: AssessmentRow,
    request: PlanRequest | None,
    questionnaire: Questionnaire,
    rules: RuleBook,
    result: Result,
) -> PlanEntry | None:
    """The plan as last made, or made anew where what it was made of has changed."""
    if request is None:
        return None
    if row.plan is not None and row.plan.basis == _basis(row, rules):
        return _PLAN_ENTRY.validate_json(row.plan.content, strict=True)
    try:
        return _made(questionnaire, rules, result, request)
    except InvalidInput:
        return None


def _made(
    questionnaire: Questionnaire, rules: RuleBook, result: Result, request: PlanRequest
) -> PlanEntry:
    return plan_entry(request, make_plan(questionnaire, rules, result, request))


def _keep(row: AssessmentRow, basis: str, entry: PlanEntry) -> None:
    content = _PLAN_ENTRY.dump_json(entry).decode()
    if row.plan is None:
        row.plan = PlanRow(basis=basis, content=content)
    else:
        row.plan.basis, row.plan.content = basis, content


def _basis(row: AssessmentRow, rules: RuleBook) -> str:
    """A digest of everything a plan follows from."""
    parts = {
        "questionnaire": [row.questionnaire, row.questionnaire_version],
        "rules": rules.version,
        "facts": {fact.variable: fact.content for fact in row.facts},
        "answers": {answer.question: answer.content for answer in row.answers},
        "plan": next((found.content for found in row.inputs if found.name == PLAN), None),
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
