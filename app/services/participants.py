"""One participant of a batch: what it said, its result, and what changed since the batch before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.domain.assessment import Assessment, Result, compare, evaluate
from app.domain.explaining import Change
from app.domain.problems import Problem
from app.domain.questionnaire import Questionnaire
from app.domain.rules import RuleBook
from app.domain.scoring import ReadingName
from app.domain.text import Text
from app.persistence import portfolios as repository
from app.persistence.models import BatchRow, ParticipantRow
from app.persistence.participants import DONE
from app.reporting.document import Document, build_document, document_as_json
from app.reporting.report import Report, build_report
from app.services.batches import Batch
from app.services.context import Services
from app.services.errors import NotFound
from app.services.failures import from_json
from app.services.plans import exposure_of, savings_of
from app.services.portfolio import previous
from app.spreadsheets.contents import assessment_from_content, inputs_as_content


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What a participant said, and everything the scorer says about it."""

    questionnaire: Questionnaire
    rules: RuleBook
    assessment: Assessment
    result: Result


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """A participant as its page needs it.

    `state` is waiting, done, failed or cancelled; `evaluated` is None unless it is done, `failure`
    says why it failed.
    """

    id: str
    key: str
    name: Text
    state: str
    failure: Problem | None
    evaluated: Evaluated | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A participant beside the same enterprise in the batch before."""

    earlier: Evaluated
    later: Evaluated
    changes: Mapping[ReadingName, Change | None]


def participant(services: Services, batch: Batch, public_id: str) -> ParticipantView:
    """The batch's participant. Raises `NotFound`."""
    row = repository.find(services.session, batch.id, public_id)
    if row is None:
        raise NotFound
    return ParticipantView(
        row.public_id,
        row.key,
        Text(row.name_zh, row.name_en),
        row.state,
        from_json(row.failure),
        _evaluated(services, row.batch, row) if row.state == DONE else None,
    )


def report(evaluated: Evaluated) -> Report:
    """The report of a participant, as it is printed."""
    return build_report(evaluated.questionnaire, evaluated.rules, document(evaluated))


def document(evaluated: Evaluated) -> Document:
    """The participant's assessment in its published form."""
    questionnaire, rules = evaluated.questionnaire, evaluated.rules
    assessment, result = evaluated.assessment, evaluated.result
    return replace(
        build_document(questionnaire, rules, assessment, result),
        inputs=inputs_as_content(assessment),
        exposure=exposure_of(rules, assessment),
        savings=savings_of(assessment, result),
    )


def document_json(evaluated: Evaluated) -> bytes:
    """The same as JSON."""
    return document_as_json(document(evaluated))


def beside(services: Services, batch: Batch, view: ParticipantView) -> Beside | None:
    """The participant beside itself in the batch before; None where one of them has no score."""
    later, before = view.evaluated, previous(services, batch)
    if later is None or before is None:
        return None
    row = repository.find_by_key(services.session, before.id, view.key)
    if row is None or row.state != DONE:
        return None
    earlier = _evaluated(services, before, row)
    found = compare(
        earlier.questionnaire, earlier.assessment, later.questionnaire, later.assessment
    )
    return Beside(earlier, later, found)


def _evaluated(services: Services, batch: BatchRow, row: ParticipantRow) -> Evaluated:
    questionnaire = services.catalogue.questionnaire(
        batch.questionnaire, batch.questionnaire_version
    )
    assessment = assessment_from_content(json.loads(row.content), questionnaire)
    return Evaluated(
        questionnaire,
        services.catalogue.rules(batch.questionnaire, batch.rules_version),
        assessment,
        evaluate(questionnaire, assessment),
    )
