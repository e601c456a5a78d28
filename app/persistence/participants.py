"""Participants on their way from waiting to done, failed or cancelled.

Every write holds only for what still waits, so that work done a second time changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, func, null, select, update
from sqlalchemy.orm import Session

from app.persistence.models import ParticipantRow

WAITING, DONE, FAILED, CANCELLED = "waiting", "done", "failed", "cancelled"
# Rows in memory need no bringing up to date: a job reads them anew in each transaction.
UNWATCHED: Mapping[str, Any] = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A participant still to be scored; `attempts` counts those begun before."""

    id: int
    key: str
    attempts: int
    content: str


@dataclass(frozen=True, slots=True)
class Scored:
    """What scoring writes beside the standing; scores are points 0…100."""

    standing: str
    declared: float | None
    proved: float | None
    possible: float | None
    grade: str | None
    provisional: bool
    sector: str
    province: str
    region: str
    size: str


def waiting_positions(session: Session, batch_id: int) -> list[int]:
    """The positions of all participants still to be scored, in order."""
    found = (
        select(ParticipantRow.position)
        .where(ParticipantRow.batch_id == batch_id, ParticipantRow.state == WAITING)
        .order_by(ParticipantRow.position)
    )
    return list(session.scalars(found))


def waiting(session: Session, batch_id: int, first: int, last: int) -> list[Waiting]:
    """Those between two positions, both included, that are still to be scored."""
    table = ParticipantRow
    found = (
        select(table.id, table.key, table.attempts, table.content)
        .where(
            table.batch_id == batch_id,
            table.position.between(first, last),
            table.state == WAITING,
        )
        .order_by(table.position)
    )
    return [Waiting(*row) for row in session.execute(found)]


def begin(session: Session, ids: Iterable[int]) -> None:
    """Count one more attempt for each."""
    begun = update(ParticipantRow).where(
        ParticipantRow.id.in_(list(ids)), ParticipantRow.state == WAITING
    )
    session.execute(begun.values(attempts=ParticipantRow.attempts + 1), execution_options=UNWATCHED)


def finish(session: Session, scored: Iterable[tuple[Waiting, Scored]], moment: datetime) -> None:
    """Write results, unless the participant waits no longer or says something else by now."""
    rows = [
        {
            "row_id": item.id,
            "scored_content": item.content,
            "new_standing": result.standing,
            "new_declared": result.declared,
            "new_proved": result.proved,
            "new_possible": result.possible,
            "new_grade": result.grade,
            "new_provisional": result.provisional,
            "new_sector": result.sector,
            "new_province": result.province,
            "new_region": result.region,
            "new_size": result.size,
            "moment": moment,
        }
        for item, result in scored
    ]
    if rows:
        session.connection().execute(_FINISH, rows)


def fail(session: Session, item: Waiting, failure: Mapping[str, Any]) -> None:
    """Write why a participant has no score, under the same condition."""
    failed = update(ParticipantRow).where(
        ParticipantRow.id == item.id,
        ParticipantRow.state == WAITING,
        ParticipantRow.content == item.content,
    )
    session.execute(failed.values(state=FAILED, failure=dict(failure)), execution_options=UNWATCHED)


def cancel(session: Session, batch_id: int) -> None:
    """Whatever still waits in the batch is cancelled."""
    waiting_ones = update(ParticipantRow).where(
        ParticipantRow.batch_id == batch_id, ParticipantRow.state == WAITING
    )
    session.execute(waiting_ones.values(state=CANCELLED), execution_options=UNWATCHED)


def failed(session: Session, batch_id: int, limit: int) -> list[ParticipantRow]:
    """The batch's first participants without a score, in order."""
    found = select(ParticipantRow).where(
        ParticipantRow.batch_id == batch_id, ParticipantRow.state == FAILED
    )
    return list(session.scalars(found.order_by(ParticipantRow.position).limit(limit)))


def take_up(session: Session, batch_id: int, state: str) -> int:
    """Let those of the batch in that state wait again, as if never begun; returns how many."""
    again = update(ParticipantRow).where(
        ParticipantRow.batch_id == batch_id, ParticipantRow.state == state
    )
    result = session.execute(
        again.values(state=WAITING, attempts=0, failure=null()), execution_options=UNWATCHED
    )
    return result.rowcount  # type: ignore[attr-defined,no-any-return]


def counts(session: Session, batch_id: int) -> dict[str, int]:
    """How many participants are in each state."""
    found = (
        select(ParticipantRow.state, func.count())
        .where(ParticipantRow.batch_id == batch_id)
        .group_by(ParticipantRow.state)
    )
    return dict(session.execute(found).all())


def scored_since(session: Session, batch_id: int, moment: datetime) -> tuple[int, datetime | None]:
    """How many were scored since `moment`, and when the first of them was."""
    found = select(func.count(), func.min(ParticipantRow.scored_at)).where(
        ParticipantRow.batch_id == batch_id,
        ParticipantRow.state == DONE,
        ParticipantRow.scored_at >= moment,
    )
    count, first = session.execute(found).one()
    return count, first


def _finished() -> Update:
    table = ParticipantRow.__table__
    columns = (
        "standing", "declared", "proved", "possible", "grade",
        "provisional", "sector", "province", "region", "size",
    )  # fmt: skip
    return (
        update(ParticipantRow)
        .where(
            table.c.id == bindparam("row_id"),
            table.c.state == WAITING,
            table.c.content == bindparam("scored_content"),
        )
        .values(
            {name: bindparam(f"new_{name}") for name in columns}
            | {"state": DONE, "failure": null(), "scored_at": bindparam("moment")}
        )
    )


_FINISH = _finished()
