"""Reports as printed: one row for each PDF asked for, its file in the file store."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.persistence.models.assessments import AssessmentRow
from app.persistence.models.base import Base, UtcDateTime
from app.persistence.models.batches import BatchRow, ParticipantRow


class ReportRow(Base):
    """The PDF of an assessment, of one participant of a batch, or of a batch as a whole.

    `state` is waiting, done, failed or cancelled. `basis` is the digest of what the report
    shows: another basis means that it must be printed anew. `batch_id` is also set beside a
    participant, whose reports are counted and zipped by batch. `size` is in bytes.
    """

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("assessment_id", "lang", "length"),
        UniqueConstraint("participant_id", "lang", "length"),
        CheckConstraint("(assessment_id IS NULL) <> (batch_id IS NULL)", name="one_subject"),
        Index("ix_reports_batch_id_state", "batch_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    assessment_id: Mapped[int | None] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE")
    )
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE")
    )
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"))
    lang: Mapped[str] = mapped_column(String(8))
    length: Mapped[str] = mapped_column(String(16))
    basis: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[Any | None] = mapped_column(JSON)
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    assessment: Mapped[AssessmentRow | None] = relationship()
    participant: Mapped[ParticipantRow | None] = relationship()
    batch: Mapped[BatchRow | None] = relationship()
