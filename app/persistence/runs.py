"""A batch's runs: each time work is enqueued for it, a new run begins."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.persistence.models import BatchRow, ParticipantRow, ReportRow
from app.persistence.participants import WAITING

OPEN, PAUSED, CANCELLED = "open", "paused", "cancelled"


def find(session: Session, public_id: str) -> BatchRow | None:
    """The batch with that id, whoever owns it: for work, not for people."""
    return session.scalar(select(BatchRow).where(BatchRow.public_id == public_id))


def begin(session: Session, batch: BatchRow) -> int:
    """Begin the batch's next run, of which nobody has been told yet; returns its number."""
    session.flush()
    raised = update(BatchRow).where(BatchRow.id == batch.id).values(run=BatchRow.run + 1)
    run = session.execute(raised.returning(BatchRow.run)).scalar_one()
    session.refresh(batch, ["run"])
    return run


def end(session: Session, batch_id: int, run: int) -> None:
    """Note that everybody who wanted to know has been told of the run's end."""
    told = update(BatchRow).where(BatchRow.id == batch_id, BatchRow.finished_run < run)
    session.execute(told.values(finished_run=run))


def is_working(session: Session, batch_id: int) -> bool:
    """Whether a participant of the batch, or a report of one, still waits."""
    participants = select(ParticipantRow.id).where(
        ParticipantRow.batch_id == batch_id, ParticipantRow.state == WAITING
    )
    reports = select(ReportRow.id).where(
        ReportRow.batch_id == batch_id,
        ReportRow.state == WAITING,
        ReportRow.participant_id.is_not(None),
    )
    return any(session.scalar(found.limit(1)) is not None for found in (participants, reports))


def working(session: Session) -> list[BatchRow]:
    """The open batches in which something waits."""
    participants = select(ParticipantRow.batch_id).where(ParticipantRow.state == WAITING)
    reports = select(ReportRow.batch_id).where(
        ReportRow.state == WAITING, ReportRow.participant_id.is_not(None)
    )
    found = select(BatchRow).where(
        BatchRow.state == OPEN,
        BatchRow.id.in_(participants) | BatchRow.id.in_(reports),
    )
    return list(session.scalars(found.order_by(BatchRow.id)))


def untold(session: Session) -> list[BatchRow]:
    """The open batches whose last run nobody was told of the end of."""
    found = select(BatchRow).where(BatchRow.state == OPEN, BatchRow.finished_run < BatchRow.run)
    return list(session.scalars(found.order_by(BatchRow.id)))
