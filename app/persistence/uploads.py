"""Sheets handed in for a batch, and the participants that they bring."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.persistence.models import ParticipantRow, UploadRow

READING, REFUSED, CHECKED = "reading", "refused", "checked"
STORING, STORED, DISCARDED = "storing", "stored", "discarded"
_SLICE = 500


class Known(NamedTuple):
    """A participant that the batch has already."""

    id: int
    content: str


def find(session: Session, batch_id: int, public_id: str) -> UploadRow | None:
    """The batch's upload with that id."""
    found = select(UploadRow).where(
        UploadRow.batch_id == batch_id, UploadRow.public_id == public_id
    )
    return session.scalar(found)


def find_to_change(session: Session, public_id: str) -> UploadRow | None:
    """The upload with that id, whoever owns it, locked until the transaction ends."""
    found = select(UploadRow).where(UploadRow.public_id == public_id)
    return session.scalar(found.with_for_update())


def of_batch(session: Session, batch_id: int) -> list[UploadRow]:
    """The batch's uploads, the newest first."""
    found = select(UploadRow).where(UploadRow.batch_id == batch_id)
    newest_first = found.order_by(UploadRow.created_at.desc(), UploadRow.id.desc())
    return list(session.scalars(newest_first))


def public_ids_of_batch(session: Session, batch_id: int) -> list[str]:
    """The public ids of the batch's uploads."""
    return list(session.scalars(select(UploadRow.public_id).where(UploadRow.batch_id == batch_id)))


def public_ids_since(session: Session, moment: datetime) -> set[str]:
    """The public ids of all uploads handed in since `moment`: whose files are still kept."""
    return set(session.scalars(select(UploadRow.public_id).where(UploadRow.created_at >= moment)))


def under_way(session: Session, before: datetime) -> list[UploadRow]:
    """The uploads last changed before `moment` that are still being read or stored."""
    found = select(UploadRow).where(
        UploadRow.state.in_((READING, STORING)), UploadRow.changed_at < before
    )
    return list(session.scalars(found.order_by(UploadRow.id)))


def keys(session: Session, batch_id: int) -> set[str]:
    """The keys of all participants of the batch."""
    return set(
        session.scalars(select(ParticipantRow.key).where(ParticipantRow.batch_id == batch_id))
    )


def known(session: Session, batch_id: int, wanted: Sequence[str]) -> Mapping[str, Known]:
    """Those of the wanted keys that the batch has already."""
    found = select(ParticipantRow.key, ParticipantRow.id, ParticipantRow.content).where(
        ParticipantRow.batch_id == batch_id, ParticipantRow.key.in_(wanted)
    )
    return {key: Known(id_, content) for key, id_, content in session.execute(found)}


def next_position(session: Session, batch_id: int) -> int:
    """The position after the batch's last participant, from 1."""
    last = select(func.max(ParticipantRow.position)).where(ParticipantRow.batch_id == batch_id)
    return (session.scalar(last) or 0) + 1


def add(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add many participants at once."""
    values = list(rows)
    for start in range(0, len(values), _SLICE):
        session.execute(insert(ParticipantRow), values[start : start + _SLICE])


def replace(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write anew what many participants say; each row has its `id`."""
    values = list(rows)
    for start in range(0, len(values), _SLICE):
        session.execute(update(ParticipantRow), values[start : start + _SLICE])
