"""What the outputs of a batch are made of, read so that thousands of rows take little room."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.persistence.models import BatchRow, OrganisationRow, ParticipantRow, ReportRow
from app.persistence.participants import DONE

# So many rows are in memory at a time.
SLICE = 200


class Outcome(NamedTuple):
    """A participant in any state, without what it said and how it stands."""

    id: int
    position: int
    key: str
    name_zh: str
    name_en: str
    state: str
    failure: Any
    proved: float | None
    declared: float | None
    possible: float | None
    grade: str | None


class ReportedRow(NamedTuple):
    """A participant with its report in one language and length; all None where it has none."""

    position: int
    key: str
    name_zh: str
    name_en: str
    state: str
    declared: float | None
    grade: str | None
    scored_at: datetime | None
    report: str | None
    report_state: str | None
    basis: str | None
    sha256: str | None
    size: int | None


def outcomes(session: Session, batch_id: int) -> list[Outcome]:
    """All participants of the batch in its order."""
    table = ParticipantRow
    columns = (
        table.id, table.position, table.key, table.name_zh, table.name_en, table.state,
        table.failure, table.proved, table.declared, table.possible, table.grade,
    )  # fmt: skip
    found = select(*columns).where(table.batch_id == batch_id).order_by(table.position)
    return [Outcome(*row) for row in session.execute(found)]


def standings(session: Session, batch_id: int) -> Iterator[tuple[int, str]]:
    """Id and standing of the scored participants in the batch's order, a slice at a time."""
    table = ParticipantRow
    found = (
        select(table.id, table.standing)
        .where(table.batch_id == batch_id, table.state == DONE)
        .order_by(table.position)
    )
    for part in session.execute(found, execution_options={"yield_per": SLICE}).partitions():
        for id_, standing in part:
            if standing is not None:
                yield id_, standing


def reported(session: Session, batch_id: int, lang: str, length: str) -> list[ReportedRow]:
    """All participants of the batch in its order, with their reports."""
    table = ParticipantRow
    same = and_(
        ReportRow.participant_id == table.id, ReportRow.lang == lang, ReportRow.length == length
    )
    columns: tuple[Any, ...] = (
        table.position, table.key, table.name_zh, table.name_en, table.state,
        table.declared, table.grade, table.scored_at,
        ReportRow.public_id, ReportRow.state, ReportRow.basis, ReportRow.sha256,
        ReportRow.size,
    )  # fmt: skip
    found = (
        select(*columns)
        .outerjoin(ReportRow, same)
        .where(table.batch_id == batch_id)
        .order_by(table.position)
    )
    return [ReportedRow(*row) for row in session.execute(found)]


def organisation_name(session: Session, batch: BatchRow) -> str:
    """What the owner of the batch is called."""
    found = session.get(OrganisationRow, batch.organisation_id)
    return "" if found is None else found.name


def of_batch(session: Session, batch_id: int, lang: str, length: str) -> ReportRow | None:
    """The report of the batch as a whole in that language and length."""
    return session.scalar(
        select(ReportRow).where(
            ReportRow.batch_id == batch_id,
            ReportRow.participant_id.is_(None),
            ReportRow.lang == lang,
            ReportRow.length == length,
        )
    )
