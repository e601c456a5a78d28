"""The dated rules: whom they concern and why, what comes next, and what prepares for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.domain.acting import open_actions
from app.domain.assessment import Result
from app.domain.expressions import Not, names
from app.domain.facts import asked_variables
from app.domain.problems import N_
from app.domain.progress import RuleChanges, rule_changes
from app.domain.questionnaire import Action, Variable
from app.domain.reasons import reasons, undecided
from app.domain.rules import Milestone, Rule, Scope
from app.domain.scoring import Item, State
from app.domain.text import Text
from app.i18n import label
from app.reporting.building.calendar import CONFIDENCES, DUTIES, FORCES, JURISDICTIONS
from app.reporting.wording import number_of
from app.services import assessments, results
from app.services.drafts import Draft
from app.services.errors import NotFound
from app.web.access import Rule as Access
from app.web.access import draft, open_to
from app.web.context import services

rule_pages = Blueprint("rules", __name__, url_prefix="/assessments/<public_id>")


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as it concerns one enterprise; `left` counts the days from the day of assessment.

    `because` says why it is in or out of scope, `facts` are the profile's facts that decide.
    `questions` name it, `actions` are the open ones that prepare for it.
    """

    rule: Rule
    scope: Scope
    because: tuple[Text, ...]
    facts: tuple[Variable, ...]
    duty: tuple[Text, ...]
    force: Text
    jurisdiction: Text
    confidence: Text
    next: Milestone | None
    left: Text
    check_again: bool
    questions: tuple[Item, ...]
    actions: tuple[Action, ...]


@rule_pages.get("/rules")
@open_to(Access.HOLDER)
def rules() -> ResponseReturnValue:
    """All rules of the version that the assessment uses."""
    found = results.evaluated(draft())
    views = _views(draft(), found, services().today)
    return render_template(
        "planning/rules.html",
        draft=draft(),
        groups=[(scope, [v for v in views if v.scope is scope]) for scope in Scope],
        Scope=Scope,
        changes=_changes(draft()),
        due=[view for view in views if view.check_again],
        labelled={rule.id: rule.title for rule in draft().rules.rules},
    )


def _views(draft: Draft, result: Result, today: date) -> list[RuleView]:
    opened = open_actions(draft.questionnaire, result.items, result.score)
    actions = [entry.action for entry in opened]
    views = [_view(draft, result, rule, actions, today) for rule in draft.rules.rules]
    return sorted(views, key=lambda v: (v.next.date if v.next else date.max, v.rule.id))


def _view(
    draft: Draft, result: Result, rule: Rule, actions: Iterable[Action], today: date
) -> RuleView:
    scope = rule.scope(result.facts)
    day = draft.assessment.assessed_on
    ahead = rule.next_milestone(day)
    items = tuple(i for i in result.items if rule.id in i.question.rules and _concerns(i))
    asked = {item.question.id for item in items}
    return RuleView(
        rule=rule,
        scope=scope,
        because=_because(draft, result, rule, scope),
        facts=_facts(draft, result, rule, scope),
        duty=tuple(_known(DUTIES, who) for who in rule.duty),
        force=_known(FORCES, rule.force),
        jurisdiction=_known(JURISDICTIONS, rule.jurisdiction),
        confidence=_known(CONFIDENCES, rule.confidence),
        next=ahead,
        left=number_of(
            (ahead.date - day).days if ahead else 0, N_("{n} day left"), N_("{n} days left")
        ),
        check_again=rule.next_check <= today,
        questions=items,
        actions=tuple(a for a in actions if rule.id in a.rules or a.question in asked),
    )


def _concerns(item: Item) -> bool:
    return item.state is not State.NA_AUTO


def _because(draft: Draft, result: Result, rule: Rule, scope: Scope) -> tuple[Text, ...]:
    if rule.applies_if is None or scope is Scope.OPEN:
        return ()
    expression = rule.applies_if if scope is Scope.IN else Not(rule.applies_if)
    return reasons(expression, draft.questionnaire.profile, result.facts)


def _facts(draft: Draft, result: Result, rule: Rule, scope: Scope) -> tuple[Variable, ...]:
    """The facts that decide: those still open, or all that the rule looks at and are asked."""
    if rule.applies_if is None:
        return ()
    profile = draft.questionnaire.profile
    if scope is Scope.OPEN:
        return undecided(rule.applies_if, profile, result.facts)
    looked_at = names(rule.applies_if)
    asked = asked_variables(profile, draft.assessment.facts)
    return tuple(v for v in asked if v.id in looked_at)


def _changes(draft: Draft) -> RuleChanges | None:
    """How the rules differ from those of the assessment before; None where there is none."""
    if draft.previous is None:
        return None
    try:
        earlier = assessments.load(services(), draft.previous)
    except NotFound:
        return None
    return rule_changes(earlier.rules, draft.rules)


def _known(labels: dict[str, str], key: str) -> Text:
    return label(labels[key]) if key in labels else Text(key, key)
