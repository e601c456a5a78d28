"""A batch with one of everything in it, put straight into the database and the file store."""

import secrets
from collections.abc import Mapping
from hashlib import sha256

from app.catalogue.enterprise_file import load_assessment
from app.persistence.models import BatchRow, OrganisationRow, ParticipantRow, ReportRow, UploadRow
from app.services.context import Door, Services
from app.settings import ROOT
from tests.portfolios import scored_batch

EXAMPLE = ROOT / "questionnaires/exporter-readiness/1.0/examples/aluminium-profiles.yaml"
PDF = b"%PDF-1.7\n%%EOF\n"


def make_batch(door: Door, organisation: str) -> Mapping[str, str]:
    """A batch of the organisation of that name, with an upload, a scored participant and its
    printed report; returns what an address calls each."""
    with door.transaction() as services:
        owner = services.session.query(OrganisationRow).filter_by(name=organisation).one()
        example = load_assessment(
            EXAMPLE, services.catalogue.questionnaire(services.settings.questionnaire)
        )
        batch = scored_batch(services, owner.id, {"row-1": example}, name="Spring 2026")
        upload = _upload(services, batch)
        participant = services.session.query(ParticipantRow).filter_by(batch_id=batch.id).one()
        report = _report(services, participant)
        services.session.add_all((upload, report))
        services.session.flush()
        return {
            "batch_id": batch.public_id,
            "upload_id": upload.public_id,
            "participant_id": participant.public_id,
            "report_id": report.public_id,
        }


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


def _id() -> str:
    return secrets.token_urlsafe(12)
