"""Batches: many enterprises, uploaded in sheets, scored and printed together."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.persistence.models.accounts import OrganisationRow
from app.persistence.models.base import Base, UtcDateTime


class BatchRow(Base):
    """A group of enterprises that an organisation assesses together.

    `state` is open, paused or cancelled; `run` is raised whenever work is enqueued anew, so that
    each chunk's job has an id of its own. `finished_run` is the last run told to be done.
    """

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), index=True
    )
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    previous_id: Mapped[int | None] = mapped_column(
        ForeignKey("batches.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    questionnaire: Mapped[str] = mapped_column(String(64))
    questionnaire_version: Mapped[str] = mapped_column(String(32))
    rules_version: Mapped[str] = mapped_column(String(32))
    assessed_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(16), default="open")
    run: Mapped[int] = mapped_column(default=0)
    finished_run: Mapped[int] = mapped_column(default=0)
    notify_email: Mapped[str] = mapped_column(String(254), default="")
    notify_url: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[OrganisationRow] = relationship()
    previous: Mapped["BatchRow | None"] = relationship(remote_side="BatchRow.id")


class UploadRow(Base):
    """A sheet handed in for a batch: reading, refused, checked, storing, stored or discarded.

    The file, the rows read from it and their problems lie in the file store under names made
    from `public_id`. `summary` is what the reader understood; `failure` why it was refused.
    """

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"), index=True)
    filename: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[Any | None] = mapped_column(JSON)
    summary: Mapped[Any | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    batch: Mapped[BatchRow] = relationship()


class ParticipantRow(Base):
    """One enterprise of a batch: what it said (`content`) and, once scored, how it stands.

    `state` is waiting, done, failed or cancelled. The figures beside `standing` repeat parts of
    it, so that thousands can be sorted and filtered without reading it. Scores are points 0…100.
    """

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("batch_id", "key"),
        UniqueConstraint("batch_id", "position", name="uq_participants_position"),
        # With the moment, since a row's long texts stand before it and would be read past.
        Index("ix_participants_batch_id_state", "batch_id", "state", "scored_at"),
        Index("ix_participants_batch_id_declared", "batch_id", "declared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    name_zh: Mapped[str] = mapped_column(String(200), default="")
    name_en: Mapped[str] = mapped_column(String(200), default="")
    content: Mapped[str] = mapped_column(Text, deferred=True)
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[Any | None] = mapped_column(JSON)
    standing: Mapped[str | None] = mapped_column(Text, deferred=True)
    declared: Mapped[float | None]
    proved: Mapped[float | None]
    possible: Mapped[float | None]
    grade: Mapped[str | None] = mapped_column(String(8))
    provisional: Mapped[bool | None]
    sector: Mapped[str] = mapped_column(String(64), default="")
    province: Mapped[str] = mapped_column(String(64), default="")
    region: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[str] = mapped_column(String(64), default="")
    scored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    batch: Mapped[BatchRow] = relationship()
