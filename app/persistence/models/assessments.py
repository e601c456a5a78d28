"""Assessments: what an enterprise said, and what was made of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.persistence.models.base import Base, UtcDateTime


class AssessmentRow(Base):
    """An assessment: a draft until `submitted_at`, then frozen with its stored `document`."""

    __tablename__ = "assessments"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    questionnaire: Mapped[str] = mapped_column(String(64))
    questionnaire_version: Mapped[str] = mapped_column(String(32))
    rules_version: Mapped[str | None] = mapped_column(String(32))
    link_generation: Mapped[int] = mapped_column(default=1)
    enterprise: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    enterprise_saved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assessed_on: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(Text, deferred=True)
    previous_id: Mapped[int | None] = mapped_column(
        ForeignKey("assessments.id", ondelete="SET NULL"), index=True
    )

    facts: Mapped[list["FactRow"]] = relationship(
        back_populates="assessment", cascade="all, delete-orphan", passive_deletes=True
    )
    answers: Mapped[list["AnswerRow"]] = relationship(
        back_populates="assessment", cascade="all, delete-orphan", passive_deletes=True
    )
    inputs: Mapped[list["InputRow"]] = relationship(
        back_populates="assessment", cascade="all, delete-orphan", passive_deletes=True
    )
    plan: Mapped["PlanRow | None"] = relationship(
        back_populates="assessment", cascade="all, delete-orphan", passive_deletes=True
    )
    previous: Mapped["AssessmentRow | None"] = relationship(remote_side="AssessmentRow.id")


class FactRow(Base):
    """One fact of an assessment's profile, as `fact_as_raw` writes it."""

    __tablename__ = "facts"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    variable: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assessment: Mapped[AssessmentRow] = relationship(back_populates="facts")


class AnswerRow(Base):
    """One answer of an assessment, as `answer_as_raw` writes it."""

    __tablename__ = "answers"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    question: Mapped[str] = mapped_column(String(32), primary_key=True)
    content: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assessment: Mapped[AssessmentRow] = relationship(back_populates="answers")


class InputRow(Base):
    """What a calculator or the planner works on: goods, trades, cbam_price or plan, as entered.

    It bears on no score and so may change after submission.
    """

    __tablename__ = "inputs"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    content: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    assessment: Mapped[AssessmentRow] = relationship(back_populates="inputs")


class PlanRow(Base):
    """The plan last made, kept since making one takes seconds; `basis` says what it was made of."""

    __tablename__ = "plans"

    assessment_id: Mapped[int] = mapped_column(
        ForeignKey("assessments.id", ondelete="CASCADE"), primary_key=True
    )
    basis: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    assessment: Mapped[AssessmentRow] = relationship(back_populates="plan")
