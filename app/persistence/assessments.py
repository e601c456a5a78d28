"""Finding and keeping assessments."""

from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session, selectinload

from app.persistence.models import AssessmentRow


def find(session: Session, public_id: str) -> AssessmentRow | None:
    """The assessment with its facts and answers."""
    return session.scalar(_by_public_id(public_id))


def find_to_change(session: Session, public_id: str) -> AssessmentRow | None:
    """The same, locked until the transaction ends, so that two savers take turns."""
    return session.scalar(_by_public_id(public_id).with_for_update())


def delete_drafts_unchanged_since(session: Session, moment: datetime) -> int:
    """Delete every draft last changed before `moment`; returns how many."""
    stale = delete(AssessmentRow).where(
        AssessmentRow.submitted_at.is_(None), AssessmentRow.changed_at < moment
    )
    return session.execute(stale).rowcount  # type: ignore[attr-defined,no-any-return]


def _by_public_id(public_id: str) -> Select[AssessmentRow]:
    return (
        select(AssessmentRow)
        .where(AssessmentRow.public_id == public_id)
        .options(
            selectinload(AssessmentRow.facts),
            selectinload(AssessmentRow.answers),
            selectinload(AssessmentRow.inputs),
        )
    )
