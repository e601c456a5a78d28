"""What an assessment gives: its published form, its report, and its submission."""

from dataclasses import replace

from app.domain.assessment import Result, evaluate
from app.domain.problems import N_, Problem
from app.reporting.document import (
    Document,
    build_document,
    document_as_json,
    document_from_json,
)
from app.reporting.report import Report, build_report
from app.services.context import Services
from app.services.drafts import (
    ENTERPRISE,
    SUBMITTED,
    Draft,
    draft_of,
    draft_row_of,
    row_of,
)
from app.services.errors import Contradicted, Incomplete
from app.services.inputs import plan_of
from app.services.plans import exposure_of, savings_of


def evaluated(draft: Draft) -> Result:
    """Everything the scorer says about the assessment as it stands."""
    return evaluate(draft.questionnaire, draft.assessment)


def document(services: Services, draft: Draft) -> Document:
    """The assessment in the published form: as stored once submitted, else as it stands.

    Plan, exposure and savings follow from their inputs as they are now.
    """
    row = row_of(services, draft.public_id)
    result = evaluated(draft)
    if draft.status == SUBMITTED:
        assert row.document is not None  # written with `submitted_at`, in one transaction
        base = document_from_json(row.document.encode())
    else:
        base = build_document(draft.questionnaire, draft.rules, draft.assessment, result)
    return replace(
        base,
        inputs=draft.inputs,
        plan=plan_of(row, draft.assessment.plan, draft.questionnaire, draft.rules, result),
        exposure=exposure_of(draft.rules, draft.assessment),
        savings=savings_of(draft.assessment, result),
    )


def document_json(services: Services, draft: Draft) -> bytes:
    """The same as JSON."""
    return document_as_json(document(services, draft))


def report(services: Services, draft: Draft) -> Report:
    """The report of the assessment, always built from its published form."""
    return build_report(draft.questionnaire, draft.rules, document(services, draft))


def missing(draft: Draft) -> tuple[Problem, ...]:
    """What stands in the way of submitting, besides contradictions."""
    problems: list[Problem] = []
    if not any((draft.assessment.enterprise.name.zh, draft.assessment.enterprise.name.en)):
        problems.append(Problem(N_("Enter the company's name."), {}, ENTERPRISE))
    if not any(answer.has_value for answer in draft.assessment.answers.values()):
        problems.append(Problem(N_("Answer at least one question."), {}, "answers"))
    return tuple(problems)


def submit(services: Services, public_id: str) -> Draft:
    """Freeze the assessment with its result.

    Raises `NotFound`, `AlreadySubmitted`, `Incomplete`, or `Contradicted` where answers
    contradict each other beyond a warning.
    """
    row = draft_row_of(services, public_id)
    draft = draft_of(services, row)
    lacking = missing(draft)
    if lacking:
        raise Incomplete(lacking)
    result = evaluated(draft)
    if result.blocking:
        raise Contradicted(result.blocking)
    base = build_document(draft.questionnaire, draft.rules, draft.assessment, result)
    row.document = document_as_json(base).decode()
    row.assessed_on = draft.assessment.assessed_on
    row.rules_version = draft.rules.version
    row.submitted_at = row.changed_at = services.now
    services.session.flush()
    return draft_of(services, row)
