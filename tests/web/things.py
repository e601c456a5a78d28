"""A batch with everything in it, put straight into the database and the file store."""

import secrets
from collections.abc import Mapping
from datetime import date

from app.persistence.models import BatchRow, OrganisationRow, ParticipantRow, ReportRow, UploadRow
from app.services.context import Door

PDF = b"%PDF-1.7\n%%EOF\n"


def make_batch(door: Door, organisation: str) -> Mapping[str, str]:
    """A batch of the organisation of that name, with one upload, one participant and one report;
    returns what an address calls each."""
    with door.transaction() as services:
        questionnaire = services.catalogue.questionnaire(services.settings.questionnaire)
        rules = services.catalogue.rules(questionnaire.id)
        owner = services.session.query(OrganisationRow).filter_by(name=organisation).one()
        now = services.now
        batch = BatchRow(
            public_id=secrets.token_urlsafe(12),
            organisation=owner,
            name="Spring 2026",
            questionnaire=questionnaire.id,
            questionnaire_version=questionnaire.version,
            rules_version=rules.version,
            assessed_on=date(2026, 11, 24),
            created_at=now,
            changed_at=now,
        )
        upload = UploadRow(
            public_id=secrets.token_urlsafe(12),
            batch=batch,
            filename="enterprises.xlsx",
            size=1,
            sha256="0" * 64,
            state="discarded",
            created_at=now,
            changed_at=now,
        )
        participant = ParticipantRow(
            public_id=secrets.token_urlsafe(12),
            batch=batch,
            position=1,
            key="row-1",
            name_zh="甲",
            content="{}",
        )
        report = ReportRow(
            public_id=secrets.token_urlsafe(12),
            batch=batch,
            participant=participant,
            lang="zh",
            length="full",
            state="done",
            size=len(PDF),
            created_at=now,
        )
        services.session.add_all((batch, upload, participant, report))
        services.session.flush()
        services.files.write(f"reports/{report.public_id}.pdf", PDF)
        return {
            "batch_id": batch.public_id,
            "upload_id": upload.public_id,
            "participant_id": participant.public_id,
            "report_id": report.public_id,
        }
