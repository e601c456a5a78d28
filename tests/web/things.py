"""A batch with one of everything in it, put straight into the database and the file store."""

import json
import secrets
from collections.abc import Mapping
from functools import cache
from hashlib import sha256

from app.catalogue import Catalogue
from app.catalogue.enterprise_file import load_assessment
from app.domain.assessment import Result, evaluate
from app.domain.portfolio.standing import standing_of
from app.persistence.models import BatchRow, OrganisationRow, ParticipantRow, ReportRow, UploadRow
from app.services.context import Door, Services
from app.services.standings import standing_json
from app.settings import ROOT
from app.spreadsheets.contents import assessment_as_content

EXAMPLE = ROOT / "questionnaires/exporter-readiness/1.0/examples/aluminium-profiles.yaml"
PDF = b"%PDF-1.7\n%%EOF\n"


def make_batch(door: Door, organisation: str) -> Mapping[str, str]:
    """A batch of the organisation of that name, with an upload, a scored participant and its
    printed report; returns what an address calls each."""
    with door.transaction() as services:
        owner = services.session.query(OrganisationRow).filter_by(name=organisation).one()
        batch = _batch(services, owner)
        upload = _upload(services, batch)
        participant = _participant(services, batch)
        report = _report(services, participant)
        services.session.add_all((batch, upload, participant, report))
        services.session.flush()
        return {
            "batch_id": batch.public_id,
            "upload_id": upload.public_id,
            "participant_id": participant.public_id,
            "report_id": report.public_id,
        }


def _batch(services: Services, owner: OrganisationRow) -> BatchRow:
    questionnaire = services.catalogue.questionnaire(services.settings.questionnaire)
    return BatchRow(
        public_id=_id(),
        organisation=owner,
        name="Spring 2026",
        questionnaire=questionnaire.id,
        questionnaire_version=questionnaire.version,
        rules_version=services.catalogue.rules(questionnaire.id).version,
        assessed_on=services.today,
        created_at=services.now,
        changed_at=services.now,
    )


def _upload(services: Services, batch: BatchRow) -> UploadRow:
    return UploadRow(
        public_id=_id(),
        batch=batch,
        filename="enterprises.xlsx",
        size=1,
        sha256="0" * 64,
        state="discarded",
        created_at=services.now,
        changed_at=services.now,
    )


def _participant(services: Services, batch: BatchRow) -> ParticipantRow:
    content, standing, result = _scored(services.catalogue)
    score = result.score
    return ParticipantRow(
        public_id=_id(),
        batch=batch,
        position=1,
        key="row-1",
        name_zh="甲",
        content=content,
        state="done",
        standing=standing,
        declared=score.declared.score,
        proved=score.proved.score,
        possible=score.possible.score,
        provisional=score.provisional,
        scored_at=services.now,
    )


def _report(services: Services, participant: ParticipantRow) -> ReportRow:
    public_id = _id()
    services.files.write(f"reports/{public_id}.pdf", PDF)
    return ReportRow(
        public_id=public_id,
        batch=participant.batch,
        participant=participant,
        lang="zh",
        length="full",
        state="done",
        size=len(PDF),
        sha256=sha256(PDF).hexdigest(),
        created_at=services.now,
        finished_at=services.now,
    )


@cache
def _scored(catalogue: Catalogue) -> tuple[str, str, Result]:
    """An example as a participant keeps it: what was said, how it stands, its result."""
    questionnaire = catalogue.questionnaire("exporter-readiness")
    assessment = load_assessment(EXAMPLE, questionnaire)
    result = evaluate(questionnaire, assessment)
    rules = catalogue.rules(questionnaire.id)
    standing = standing_of(questionnaire, rules, assessment, result, None, None, key="row-1")
    content = json.dumps(assessment_as_content(assessment), ensure_ascii=False)
    return content, standing_json(standing), result


def _id() -> str:
    return secrets.token_urlsafe(12)
