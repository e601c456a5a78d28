"""Finding batches; every query is scoped to the organisation that owns them."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.persistence.models import BatchRow


def find(session: Session, organisation_id: int, public_id: str) -> BatchRow | None:
    """The organisation's batch with that id."""
    return session.scalar(_owned(organisation_id).where(BatchRow.public_id == public_id))


def of_organisation(session: Session, organisation_id: int) -> list[BatchRow]:
    """The organisation's batches, the newest first."""
    newest_first = _owned(organisation_id).order_by(BatchRow.created_at.desc(), BatchRow.id.desc())
    return list(session.scalars(newest_first))


def _owned(organisation_id: int) -> Select[BatchRow]:
    return select(BatchRow).where(BatchRow.organisation_id == organisation_id)
