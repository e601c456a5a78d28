"""An assessment as stored, read into domain values; what is expired is as good as gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.catalogue.enterprises import parse_enterprise
from app.domain.answers import parse_answer
from app.domain.assessment import Assessment
from app.domain.facts import parse_fact
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.persistence import assessments as repository
from app.persistence.models import AssessmentRow
from app.services.context import Services
from app.services.errors import AlreadySubmitted, NotFound
from app.services.inputs import with_inputs

ENTERPRISE = "enterprise"
DRAFT, SUBMITTED = "draft", "submitted"


@dataclass(frozen=True, slots=True)
class Draft:
    """An assessment as a page needs it, submitted or not.

    `assessment` is what was said, on the day it counts for: today for a draft. `expires_on` is
    the last day an untouched draft is kept; None once submitted.
    """

    public_id: str
    status: str
    questionnaire: Questionnaire
    rules: RuleBook
    assessment: Assessment
    enterprise_raw: Mapping[str, object]
    inputs: Mapping[str, object]
    previous: str | None
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    expires_on: date | None
    generation: int


def row_of(services: Services, public_id: str, *, to_change: bool = False) -> AssessmentRow:
    """The stored assessment; with `to_change` locked until the transaction ends.

    Raises `NotFound`.
    """
    find = repository.find_to_change if to_change else repository.find
    row = find(services.session, public_id)
    # An expired draft is gone for its reader even before the next purge.
    if row is None or (row.submitted_at is None and row.changed_at < oldest_kept(services)):
        raise NotFound
    return row


def draft_row_of(services: Services, public_id: str) -> AssessmentRow:
    """A stored draft, locked. Raises `NotFound`, `AlreadySubmitted`."""
    row = row_of(services, public_id, to_change=True)
    if row.submitted_at is not None:
        raise AlreadySubmitted
    return row


def questionnaire_of(services: Services, row: AssessmentRow) -> Questionnaire:
    """The questionnaire in the version that the assessment answers."""
    return services.catalogue.questionnaire(row.questionnaire, row.questionnaire_version)


def oldest_kept(services: Services) -> datetime:
    """Drafts last changed before this moment are gone."""
    return services.now - timedelta(days=services.settings.draft_days)


def draft_of(services: Services, row: AssessmentRow) -> Draft:
    """The stored assessment as a page needs it."""
    questionnaire = questionnaire_of(services, row)
    variables = {v.id: v for v in questionnaire.profile.variables}
    day = row.assessed_on or services.today
    facts = {f.variable: parse_fact(variables[f.variable], f.content) for f in row.facts}
    assessment = Assessment(
        enterprise=parse_enterprise(row.enterprise, questionnaire.provinces),
        assessed_on=day,
        facts={key: value for key, value in facts.items() if value is not None},
        answers={
            a.question: parse_answer(questionnaire.by_question[a.question], a.content, day)
            for a in row.answers
        },
    )
    inputs = {found.name: found.content for found in row.inputs}
    expiry = row.changed_at + timedelta(days=services.settings.draft_days)
    return Draft(
        public_id=row.public_id,
        status=DRAFT if row.submitted_at is None else SUBMITTED,
        questionnaire=questionnaire,
        rules=services.catalogue.rules(row.questionnaire, row.rules_version),
        assessment=with_inputs(assessment, inputs, questionnaire),
        enterprise_raw=row.enterprise,
        inputs=inputs,
        previous=row.previous.public_id if row.previous else None,
        created_at=row.created_at,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        expires_on=None if row.submitted_at else expiry.astimezone(services.settings.zone).date(),
        generation=row.link_generation,
    )
