"""Reports on their way from waiting to done, failed or cancelled."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, insert, null, select, update
from sqlalchemy.orm import Session, joinedload

from app.persistence.models import AssessmentRow, BatchRow, ParticipantRow, ReportRow
from app.persistence.participants import CANCELLED, DONE, FAILED, UNWATCHED, WAITING


class Wanted(NamedTuple):
    """A scored participant with its report in one language and length, if it has one."""

    participant_id: int
    scored_at: datetime | None
    report_id: int | None
    public_id: str | None
    basis: str | None
    state: str | None


def find(session: Session, public_id: str) -> ReportRow | None:
    """The report with that public id."""
    return session.scalar(select(ReportRow).where(ReportRow.public_id == public_id))


def of_assessment(session: Session, assessment_id: int, lang: str, length: str) -> ReportRow | None:
    """The assessment's report in that language and length."""
    return session.scalar(
        select(ReportRow).where(
            ReportRow.assessment_id == assessment_id,
            ReportRow.lang == lang,
            ReportRow.length == length,
        )
    )


def of_participant(
    session: Session, participant_id: int, lang: str, length: str
) -> ReportRow | None:
    """The participant's report in that language and length."""
    return session.scalar(
        select(ReportRow).where(
            ReportRow.participant_id == participant_id,
            ReportRow.lang == lang,
            ReportRow.length == length,
        )
    )


def waiting_of_batch(session: Session, batch_id: int) -> list[int]:
    """The ids of all reports of participants still to be printed, in order."""
    return list(session.scalars(_waiting(batch_id)))


def waiting(session: Session, batch_id: int, first: int, last: int) -> list[int]:
    """Those of them between two ids, both included."""
    return list(session.scalars(_waiting(batch_id).where(ReportRow.id.between(first, last))))


def _waiting(batch_id: int) -> Any:
    return (
        select(ReportRow.id)
        .where(
            ReportRow.batch_id == batch_id,
            ReportRow.participant_id.is_not(None),
            ReportRow.state == WAITING,
        )
        .order_by(ReportRow.id)
    )


def wanted(session: Session, batch_id: int, lang: str, length: str) -> list[Wanted]:
    """All scored participants of the batch, in its order."""
    same = and_(
        ReportRow.participant_id == ParticipantRow.id,
        ReportRow.lang == lang,
        ReportRow.length == length,
    )
    found = (
        select(
            ParticipantRow.id,
            ParticipantRow.scored_at,
            ReportRow.id,
            ReportRow.public_id,
            ReportRow.basis,
            ReportRow.state,
        )
        .outerjoin(ReportRow, same)
        .where(ParticipantRow.batch_id == batch_id, ParticipantRow.state == DONE)
        .order_by(ParticipantRow.position)
    )
    return [Wanted(*row) for row in session.execute(found)]


def add(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add many reports at once."""
    values = list(rows)
    if values:
        session.execute(insert(ReportRow), values)


def wait_again(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Let many wait again; each row has `id`, `basis` and `created_at`."""
    values = [
        {**row, "state": WAITING, "attempts": 0, "failure": None, "finished_at": None}
        for row in rows
    ]
    if values:
        session.execute(update(ReportRow), values)


def begin(session: Session, report_id: int) -> None:
    """Count one more attempt."""
    begun = _still_waiting(report_id).values(attempts=ReportRow.attempts + 1)
    session.execute(begun, execution_options=UNWATCHED)


def finish(
    session: Session, report_id: int, basis: str, size: int, sha256: str, moment: datetime
) -> bool:
    """Note that the file is written; False where the report waits no longer."""
    done = _still_waiting(report_id).values(
        state=DONE, basis=basis, size=size, sha256=sha256, finished_at=moment, failure=null()
    )
    result = session.execute(done, execution_options=UNWATCHED)
    return bool(result.rowcount)  # type: ignore[attr-defined]


def fail(session: Session, report_id: int, failure: Mapping[str, Any], moment: datetime) -> None:
    """Note why there is no report, if it still waits."""
    failed = _still_waiting(report_id).values(
        state=FAILED, failure=dict(failure), finished_at=moment
    )
    session.execute(failed, execution_options=UNWATCHED)


def cancel(session: Session, batch_id: int) -> None:
    """The reports of participants that still wait are cancelled; that of the whole stays."""
    waiting_ones = update(ReportRow).where(
        ReportRow.batch_id == batch_id,
        ReportRow.state == WAITING,
        ReportRow.participant_id.is_not(None),
    )
    session.execute(waiting_ones.values(state=CANCELLED), execution_options=UNWATCHED)


def failed(session: Session, batch_id: int, limit: int) -> list[ReportRow]:
    """The batch's first reports that could not be made, with their participants."""
    found = select(ReportRow).where(
        ReportRow.batch_id == batch_id,
        ReportRow.state == FAILED,
        ReportRow.participant_id.is_not(None),
    )
    together = found.options(joinedload(ReportRow.participant))
    return list(session.scalars(together.order_by(ReportRow.id).limit(limit)))


def made(session: Session, batch_id: int) -> list[tuple[str, str, int]]:
    """For each language and length: how many reports of the batch's participants are done."""
    found = (
        select(ReportRow.lang, ReportRow.length, func.count())
        .where(
            ReportRow.batch_id == batch_id,
            ReportRow.participant_id.is_not(None),
            ReportRow.state == DONE,
        )
        .group_by(ReportRow.lang, ReportRow.length)
        .order_by(ReportRow.lang, ReportRow.length)
    )
    return [(lang, length, count) for lang, length, count in session.execute(found)]


def take_up(session: Session, batch_id: int, state: str) -> int:
    """Let those of the batch in that state wait again, as if never begun; returns how many."""
    again = update(ReportRow).where(ReportRow.batch_id == batch_id, ReportRow.state == state)
    values = {"state": WAITING, "attempts": 0, "failure": null(), "finished_at": None}
    result = session.execute(again.values(values), execution_options=UNWATCHED)
    return result.rowcount  # type: ignore[attr-defined,no-any-return]


def counts(session: Session, batch_id: int) -> dict[str, int]:
    """How many reports of the batch's participants are in each state."""
    found = (
        select(ReportRow.state, func.count())
        .where(ReportRow.batch_id == batch_id, ReportRow.participant_id.is_not(None))
        .group_by(ReportRow.state)
    )
    return dict(session.execute(found).all())


def printed_since(session: Session, batch_id: int, moment: datetime) -> tuple[int, datetime | None]:
    """How many of them were finished since `moment`, and when the first of these was."""
    found = select(func.count(), func.min(ReportRow.finished_at)).where(
        ReportRow.batch_id == batch_id,
        ReportRow.participant_id.is_not(None),
        ReportRow.finished_at >= moment,
    )
    count, first = session.execute(found).one()
    return count, first


def waiting_alone(session: Session, before: datetime) -> list[ReportRow]:
    """The reports printed one by one that were asked for before that moment and still wait.

    They are those of assessments and of whole batches.
    """
    found = select(ReportRow).where(
        ReportRow.participant_id.is_(None),
        ReportRow.state == WAITING,
        ReportRow.created_at < before,
    )
    return list(session.scalars(found.order_by(ReportRow.id)))


def latest_waiting(session: Session, batch_id: str, limit: int) -> list[ReportRow]:
    """The latest reports of the batch with that public id that still wait."""
    found = (
        select(ReportRow)
        .join(BatchRow, BatchRow.id == ReportRow.batch_id)
        .where(BatchRow.public_id == batch_id, ReportRow.state == WAITING)
        .order_by(ReportRow.created_at.desc())
        .limit(limit)
    )
    return list(session.scalars(found))


def find_waiting(session: Session, report_id: int) -> ReportRow | None:
    """The report, locked, if it still waits."""
    found = select(ReportRow).where(ReportRow.id == report_id, ReportRow.state == WAITING)
    return session.scalar(found.with_for_update())


def public_ids_of_batch(session: Session, batch_id: int) -> list[str]:
    """The public ids of all reports of the batch."""
    return list(session.scalars(select(ReportRow.public_id).where(ReportRow.batch_id == batch_id)))


def public_ids_of_assessment(session: Session, assessment_id: int) -> list[str]:
    """The public ids of the assessment's reports."""
    found = select(ReportRow.public_id).where(ReportRow.assessment_id == assessment_id)
    return list(session.scalars(found))


def public_ids_of_drafts(session: Session, unchanged_since: datetime) -> list[str]:
    """The public ids of the reports of all drafts last changed before that moment."""
    found = (
        select(ReportRow.public_id)
        .join(ReportRow.assessment)
        .where(AssessmentRow.submitted_at.is_(None), AssessmentRow.changed_at < unchanged_since)
    )
    return list(session.scalars(found))


def public_ids(session: Session) -> set[str]:
    """The public ids of all reports: whose files are somebody's."""
    return set(session.scalars(select(ReportRow.public_id)))


def _still_waiting(report_id: int) -> Any:
    return update(ReportRow).where(ReportRow.id == report_id, ReportRow.state == WAITING)
