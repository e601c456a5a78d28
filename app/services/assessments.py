"""Assessments: start, resume, answer, assess again, delete."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from app.catalogue.enterprises import enterprise_as_raw, parse_enterprise
from app.domain.answers import answer_as_raw, parse_answer
from app.domain.facts import fact_as_raw, parse_fact
from app.persistence import assessments as repository
from app.persistence import reports as report_repository
from app.persistence.files import report_file
from app.persistence.models import AnswerRow, AssessmentRow, FactRow, InputRow
from app.services.context import Services
from app.services.drafts import (
    ENTERPRISE,
    Draft,
    draft_of,
    draft_row_of,
    oldest_kept,
    questionnaire_of,
    row_of,
)
from app.services.errors import NotFound
from app.services.inputs import save_inputs as save_posted
from app.services.saving import Posted, Rows, SaveOutcome, Stored, save_fields


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
    return draft_of(services, row)


def load(services: Services, public_id: str) -> Draft:
    """The assessment with that id. Raises `NotFound`."""
    return draft_of(services, row_of(services, public_id))


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
    row = row_of(services, public_id, to_change=True)
    row.link_generation += 1
    services.session.flush()
    return draft_of(services, row)


def save_answers(services: Services, public_id: str, posted: Mapping[str, Posted]) -> SaveOutcome:
    """Save posted answers by question id. Raises `NotFound`, `AlreadySubmitted`; KeyError for an
    unknown question."""
    row = draft_row_of(services, public_id)
    questions = questionnaire_of(services, row).by_question
    _refuse_unknown(posted, questions)

    def parse(question_id: str, raw: Any) -> object:
        assert isinstance(raw, Mapping)
        return answer_as_raw(parse_answer(questions[question_id], raw, services.today)) or None

    def make(question_id: str, content: object, now: datetime) -> AnswerRow:
        return AnswerRow(question=question_id, content=content, saved_at=now)

    stored = {answer.question: answer for answer in row.answers}
    touch = partial(_touch, services, row)
    return Rows(row.answers, stored, make, touch, services.now).save(posted, parse)


def save_facts(services: Services, public_id: str, posted: Mapping[str, Posted]) -> SaveOutcome:
    """Save posted facts by variable id. Raises `NotFound`, `AlreadySubmitted`; KeyError for an
    unknown variable."""
    row = draft_row_of(services, public_id)
    variables = {v.id: v for v in questionnaire_of(services, row).profile.variables}
    _refuse_unknown(posted, variables)

    def parse(variable_id: str, raw: Any) -> object:
        value = parse_fact(variables[variable_id], raw)
        return None if value is None else fact_as_raw(value)

    def make(variable_id: str, content: object, now: datetime) -> FactRow:
        return FactRow(variable=variable_id, content=content, saved_at=now)

    stored = {fact.variable: fact for fact in row.facts}
    touch = partial(_touch, services, row)
    return Rows(row.facts, stored, make, touch, services.now).save(posted, parse)


def save_enterprise(services: Services, public_id: str, posted: Posted) -> SaveOutcome:
    """Save who is assessed, as one field named `enterprise`."""
    row = draft_row_of(services, public_id)
    provinces = questionnaire_of(services, row).provinces

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


def save_inputs(services: Services, public_id: str, posted: Mapping[str, Posted]) -> SaveOutcome:
    """Save the plan's frame, goods, trades or certificate price, by name; a plan is made at once.

    They bear on no score, so a submitted assessment takes them too.
    """
    row = row_of(services, public_id, to_change=True)
    draft = draft_of(services, row)
    return save_posted(services, row, draft.assessment, draft.questionnaire, draft.rules, posted)


def reassess(services: Services, public_id: str) -> Draft:
    """Begin a new draft with everything a submitted assessment said, on the newest questions.

    Raises `NotFound`; a draft is not assessed again but answered further.
    """
    old = row_of(services, public_id)
    if old.submitted_at is None:
        raise NotFound
    draft = start(services)
    row = row_of(services, draft.public_id, to_change=True)
    questionnaire = questionnaire_of(services, row)
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
    return draft_of(services, row)


def delete(services: Services, public_id: str) -> None:
    """Delete the assessment with everything said in it and printed of it."""
    row = row_of(services, public_id, to_change=True)
    printed = report_repository.public_ids_of_assessment(services.session, row.id)
    services.delete_files(map(report_file, printed))
    services.session.delete(row)


def purge(services: Services) -> int:
    """Delete the drafts nobody has changed for `draft_days`; returns how many."""
    oldest = oldest_kept(services)
    printed = report_repository.public_ids_of_drafts(services.session, oldest)
    services.delete_files(map(report_file, printed))
    return repository.delete_drafts_unchanged_since(services.session, oldest)


def _signer(services: Services) -> URLSafeSerializer:
    return URLSafeSerializer(
        services.settings.key, salt="resume", signer_kwargs={"digest_method": sha256}
    )


def _refuse_unknown(posted: Mapping[str, Posted], known: Mapping[str, object]) -> None:
    unknown = posted.keys() - known.keys()
    if unknown:
        raise KeyError(*sorted(unknown))


def _touch(services: Services, row: AssessmentRow) -> None:
    row.changed_at = services.now
