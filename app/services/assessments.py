"""Assessments: start, resume, answer, evaluate, submit, delete."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer

from app.catalogue.enterprises import enterprise_as_raw, parse_enterprise
from app.domain.answers import answer_as_raw, parse_answer
from app.domain.assessment import Assessment, Result, evaluate
from app.domain.facts import fact_as_raw, parse_fact
from app.domain.problems import N_, Problem
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.persistence import assessments as repository
from app.persistence.models import AnswerRow, AssessmentRow, FactRow, InputRow
from app.reporting.document import (
    Document,
    build_document,
    document_as_json,
    document_from_json,
)
from app.reporting.report import Report, build_report
from app.services.context import Services
from app.services.errors import AlreadySubmitted, Contradicted, Incomplete, NotFound
from app.services.inputs import plan_of, with_inputs
from app.services.inputs import save_inputs as save_posted
from app.services.plans import exposure_of, savings_of
from app.services.saving import Posted, SaveOutcome, Stored, save_fields

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


def start(services: Services) -> Draft:
    """Begin an empty draft on the newest questionnaire; drafts long abandoned go at once."""
    purge(services)
    questionnaire = services.catalogue.questionnaire(services.settings.questionnaire)
    row = AssessmentRow(
        public_id=secrets.token_urlsafe(12),
        questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.version,
        link_generation=1,
        enterprise={},
        created_at=services.now,
        changed_at=services.now,
        facts=[],
        answers=[],
    )
    services.session.add(row)
    services.session.flush()
    return _draft(services, row)


def load(services: Services, public_id: str) -> Draft:
    """The assessment with that id. Raises `NotFound`."""
    return _draft(services, _row(services, public_id))


def resume_token(services: Services, draft: Draft) -> str:
    """The secret part of the draft's private link. It is signed, not stored."""
    return _signer(services).dumps([draft.public_id, draft.generation])


def resume(services: Services, token: str) -> Draft:
    """The assessment that a private link opens. Raises `NotFound` for a dead or forged link."""
    try:
        public_id, generation = _signer(services).loads(token)
    except (BadSignature, ValueError, TypeError):
        raise NotFound from None
    draft = load(services, public_id)
    if draft.generation != generation:
        raise NotFound
    return draft


def renew_link(services: Services, public_id: str) -> Draft:
    """Give the assessment a new private link; the old one and what it opened are dead."""
    row = _row(services, public_id, to_change=True)
    row.link_generation += 1
    services.session.flush()
    return _draft(services, row)


def save_answers(services: Services, public_id: str, posted: Mapping[str, Posted]) -> SaveOutcome:
    """Save posted answers by question id. Raises `NotFound`, `AlreadySubmitted`; KeyError for an
    unknown question."""
    row = _draft_row(services, public_id)
    questionnaire = _questionnaire(services, row)
    rows = {answer.question: answer for answer in row.answers}
    unknown = posted.keys() - questionnaire.by_question.keys()
    if unknown:
        raise KeyError(*sorted(unknown))

    def parse(question_id: str, raw: object) -> object:
        question = questionnaire.by_question[question_id]
        assert isinstance(raw, Mapping)
        return answer_as_raw(parse_answer(question, raw, services.today)) or None

    def write(question_id: str, content: object) -> None:
        _touch(services, row)
        if content is None:
            row.answers.remove(rows[question_id])
        elif question_id in rows:
            rows[question_id].content = content
            rows[question_id].saved_at = services.now
        else:
            row.answers.append(
                AnswerRow(question=question_id, content=content, saved_at=services.now)
            )

    stored = {key: Stored(answer.content, answer.saved_at) for key, answer in rows.items()}
    return save_fields(posted, parse, stored, write)


def save_facts(services: Services, public_id: str, posted: Mapping[str, Posted]) -> SaveOutcome:
    """Save posted facts by variable id. Raises `NotFound`, `AlreadySubmitted`; KeyError for an
    unknown variable."""
    row = _draft_row(services, public_id)
    profile = _questionnaire(services, row).profile
    variables = {variable.id: variable for variable in profile.variables}
    rows = {fact.variable: fact for fact in row.facts}
    unknown = posted.keys() - variables.keys()
    if unknown:
        raise KeyError(*sorted(unknown))

    def parse(variable_id: str, raw: object) -> object:
        value = parse_fact(variables[variable_id], raw)
        return None if value is None else fact_as_raw(value)

    def write(variable_id: str, content: object) -> None:
        _touch(services, row)
        if content is None:
            row.facts.remove(rows[variable_id])
        elif variable_id in rows:
            rows[variable_id].content = content
            rows[variable_id].saved_at = services.now
        else:
            row.facts.append(FactRow(variable=variable_id, content=content, saved_at=services.now))

    stored = {key: Stored(fact.content, fact.saved_at) for key, fact in rows.items()}
    return save_fields(posted, parse, stored, write)


def save_enterprise(services: Services, public_id: str, posted: Posted) -> SaveOutcome:
    """Save who is assessed, as one field named `enterprise`."""
    row = _draft_row(services, public_id)
    provinces = _questionnaire(services, row).provinces

    def parse(_: str, raw: object) -> object:
        assert isinstance(raw, Mapping)
        return enterprise_as_raw(parse_enterprise(raw, provinces)) or None

    def write(_: str, content: object) -> None:
        _touch(services, row)
        row.enterprise = dict(content) if isinstance(content, Mapping) else {}
        row.enterprise_saved_at = services.now

    stored = (
        {ENTERPRISE: Stored(row.enterprise, row.enterprise_saved_at)}
        if row.enterprise and row.enterprise_saved_at
        else {}
    )
    return save_fields({ENTERPRISE: posted}, parse, stored, write)


def evaluated(draft: Draft) -> Result:
    """Everything the scorer says about the assessment as it stands."""
    return evaluate(draft.questionnaire, draft.assessment)


def document(services: Services, draft: Draft) -> Document:
    """The assessment in the published form: as stored once submitted, else as it stands.

    Plan, exposure and savings follow from their inputs as they are now.
    """
    row = _row(services, draft.public_id)
    result = evaluated(draft)
    if draft.status == SUBMITTED:
        assert row.document is not None  # written with `submitted_at`, in one transaction
        base = document_from_json(row.document.encode())
    else:
        base = build_document(draft.questionnaire, draft.rules, draft.assessment, result)
    return replace(
        base,
        inputs=draft.inputs,
        plan=plan_of(row, draft.assessment, draft.questionnaire, draft.rules),
        exposure=exposure_of(draft.rules, draft.assessment),
        savings=savings_of(draft.assessment, result),
    )


def document_json(services: Services, draft: Draft) -> bytes:
    """The same as JSON."""
    return document_as_json(document(services, draft))


def report(services: Services, draft: Draft) -> Report:
    """The report of the assessment, always built from its published form."""
    return build_report(draft.questionnaire, draft.rules, document(services, draft))


def save_inputs(services: Services, public_id: str, posted: Mapping[str, Posted]) -> SaveOutcome:
    """Save the plan's frame, goods, trades or certificate price, by name; a plan is made at once.

    They bear on no score, so a submitted assessment takes them too.
    """
    row = _row(services, public_id, to_change=True)
    draft = _draft(services, row)
    return save_posted(services, row, draft.assessment, draft.questionnaire, draft.rules, posted)


def reassess(services: Services, public_id: str) -> Draft:
    """Begin a new draft with everything a submitted assessment said, on the newest questions.

    Raises `NotFound`; a draft is not assessed again but answered further.
    """
    old = _row(services, public_id)
    if old.submitted_at is None:
        raise NotFound
    draft = start(services)
    row = _row(services, draft.public_id, to_change=True)
    questionnaire = _questionnaire(services, row)
    known = {variable.id for variable in questionnaire.profile.variables}
    now = services.now
    row.previous_id = old.id
    row.enterprise, row.enterprise_saved_at = dict(old.enterprise), now
    row.facts = [
        FactRow(variable=f.variable, content=f.content, saved_at=now)
        for f in old.facts
        if f.variable in known
    ]
    row.answers = [
        AnswerRow(question=a.question, content=a.content, saved_at=now)
        for a in old.answers
        if a.question in questionnaire.by_question
    ]
    row.inputs = [InputRow(name=i.name, content=i.content, saved_at=now) for i in old.inputs]
    services.session.flush()
    services.session.refresh(row)
    return _draft(services, row)


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
    row = _draft_row(services, public_id)
    draft = _draft(services, row)
    lacking = missing(draft)
    if lacking:
        raise Incomplete(lacking)
    blocking = evaluated(draft).blocking
    if blocking:
        raise Contradicted(blocking)
    base = build_document(draft.questionnaire, draft.rules, draft.assessment, evaluated(draft))
    row.document = document_as_json(base).decode()
    row.assessed_on = draft.assessment.assessed_on
    row.rules_version = draft.rules.version
    row.submitted_at = row.changed_at = services.now
    services.session.flush()
    return _draft(services, row)


def delete(services: Services, public_id: str) -> None:
    """Delete the assessment with everything said in it."""
    services.session.delete(_row(services, public_id, to_change=True))


def purge(services: Services) -> int:
    """Delete the drafts nobody has changed for `draft_days`; returns how many."""
    return repository.delete_drafts_unchanged_since(services.session, _oldest(services))


def _oldest(services: Services) -> datetime:
    return services.now - timedelta(days=services.settings.draft_days)


def _signer(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(
        services.settings.key, salt="resume", signer_kwargs={"digest_method": sha256}
    )


def _row(services: Services, public_id: str, *, to_change: bool = False) -> AssessmentRow:
    find = repository.find_to_change if to_change else repository.find
    row = find(services.session, public_id)
    # An expired draft is gone for its reader even before the next purge.
    if row is None or (row.submitted_at is None and row.changed_at < _oldest(services)):
        raise NotFound
    return row


def _draft_row(services: Services, public_id: str) -> AssessmentRow:
    row = _row(services, public_id, to_change=True)
    if row.submitted_at is not None:
        raise AlreadySubmitted
    return row


def _touch(services: Services, row: AssessmentRow) -> None:
    row.changed_at = services.now


def _questionnaire(services: Services, row: AssessmentRow) -> Questionnaire:
    return services.catalogue.questionnaire(row.questionnaire, row.questionnaire_version)


def _draft(services: Services, row: AssessmentRow) -> Draft:
    questionnaire = _questionnaire(services, row)
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
