"""Finding batches; every query is scoped to the organisation that owns them."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.persistence.models import BatchRow, ParticipantRow


def find(session: Session, organisation_id: int, public_id: str) -> BatchRow | None:
    """The organisation's batch with that id."""
    return session.scalar(_owned(organisation_id).where(BatchRow.public_id == public_id))


def of_organisation(session: Session, organisation_id: int) -> list[BatchRow]:
    """The organisation's batches, the newest first."""
    newest_first = _owned(organisation_id).order_by(BatchRow.created_at.desc(), BatchRow.id.desc())
    return list(session.scalars(newest_first))


def find_to_change(session: Session, batch_id: int) -> BatchRow | None:
    """The batch with that row id, locked until the transaction ends."""
    return session.scalar(select(BatchRow).where(BatchRow.id == batch_id).with_for_update())


def counts(session: Session, organisation_id: int) -> Mapping[int, Mapping[str, int]]:
    """For each of the organisation's batches: how many participants are in which state."""
    found = (
        select(ParticipantRow.batch_id, ParticipantRow.state, func.count())
        .join(BatchRow, BatchRow.id == ParticipantRow.batch_id)
        .where(BatchRow.organisation_id == organisation_id)
        .group_by(ParticipantRow.batch_id, ParticipantRow.state)
    )
    by_batch: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for batch_id, state, count in session.execute(found):
        by_batch[batch_id][state] = count
    return by_batch


def _owned(organisation_id: int) -> Select[BatchRow]:
    return select(BatchRow).where(BatchRow.organisation_id == organisation_id)
