"""An assessment beside the one before: what changed, and what the planned actions brought."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.assessment import Result, compare, evaluate
from app.domain.explaining import Change
from app.domain.progress import Progress, RuleChanges, progress, rule_changes
from app.domain.scoring import ReadingName
from app.services.assessments import load
from app.services.context import Services
from app.services.drafts import Draft, row_of
from app.services.errors import NotFound
from app.services.inputs import plan_of


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments of one enterprise. `changes` holds the declared and the proved reading."""

    earlier: Draft
    earlier_result: Result
    later_result: Result
    changes: Mapping[ReadingName, Change | None]
    rules: RuleChanges
    progress: tuple[Progress, ...]


def comparison(services: Services, draft: Draft) -> Comparison | None:
    """The draft beside the assessment it came from; None where there is none (any more)."""
    if draft.previous is None:
        return None
    try:
        earlier = load(services, draft.previous)
    except NotFound:
        return None
    before = evaluate(earlier.questionnaire, earlier.assessment)
    after = evaluate(draft.questionnaire, draft.assessment)
    plan = plan_of(
        row_of(services, earlier.public_id),
        earlier.assessment.plan,
        earlier.questionnaire,
        earlier.rules,
        before,
    )
    planned = [
        draft.questionnaire.by_action[entry.action]
        for entry in (plan.actions if plan else ())
        if entry.action in draft.questionnaire.by_action
    ]
    return Comparison(
        earlier,
        before,
        after,
        compare(earlier.questionnaire, earlier.assessment, draft.questionnaire, draft.assessment),
        rule_changes(earlier.rules, draft.rules),
        progress(planned, before.items, after.items, after.score),
    )
