"""The standings of a batch's participants, read so that thousands of them take little room."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.persistence.models import ParticipantRow
from app.persistence.participants import DONE

# So many standings are in memory as text at a time.
SLICE = 500


class Tally(NamedTuple):
    """How many participants are in a state, and when the last of them was scored."""

    state: str
    number: int
    newest: datetime | None


class StandingRow(NamedTuple):
    """A scored participant."""

    id: int
    public_id: str
    key: str
    scored_at: datetime
    standing: str


def tallies(session: Session, batch_id: int) -> list[Tally]:
    """How many participants of a batch are in each state."""
    found = (
        select(ParticipantRow.state, func.count(), func.max(ParticipantRow.scored_at))
        .where(ParticipantRow.batch_id == batch_id)
        .group_by(ParticipantRow.state)
        .order_by(ParticipantRow.state)
    )
    return [Tally(*row) for row in session.execute(found)]


def scored(session: Session, batch_id: int) -> list[tuple[int, datetime]]:
    """Id and moment of scoring of a batch's scored participants, in the batch's order."""
    found = (
        select(ParticipantRow.id, ParticipantRow.scored_at)
        .where(ParticipantRow.batch_id == batch_id, ParticipantRow.state == DONE)
        .order_by(ParticipantRow.position)
    )
    return [(id_, moment) for id_, moment in session.execute(found) if moment is not None]


def standings(session: Session, ids: Sequence[int]) -> Iterator[StandingRow]:
    """The participants with these ids that are still scored, in no order."""
    columns = (
        ParticipantRow.id,
        ParticipantRow.public_id,
        ParticipantRow.key,
        ParticipantRow.scored_at,
        ParticipantRow.standing,
    )
    for start in range(0, len(ids), SLICE):
        part = ids[start : start + SLICE]
        found = select(*columns).where(ParticipantRow.id.in_(part), ParticipantRow.state == DONE)
        for id_, public_id, key, moment, standing in session.execute(found):
            if moment is not None and standing is not None:  # so it is with all that are scored
                yield StandingRow(id_, public_id, key, moment, standing)


def find(session: Session, batch_id: int, public_id: str) -> ParticipantRow | None:
    """The batch's participant with that public id."""
    return session.scalar(
        select(ParticipantRow).where(
            ParticipantRow.batch_id == batch_id, ParticipantRow.public_id == public_id
        )
    )


def find_by_key(session: Session, batch_id: int, key: str) -> ParticipantRow | None:
    """The batch's participant with that key."""
    return session.scalar(
        select(ParticipantRow).where(ParticipantRow.batch_id == batch_id, ParticipantRow.key == key)
    )
