"""Reports asked for, one or thousands, and printed by a worker.

A row stands for each report asked for; its file is named after the row, so that a report printed
again replaces itself. Its basis says what it shows: another basis, another printing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from app.domain.problems import Problem
from app.persistence import batches, outputs, runs
from app.persistence import reports as repository
from app.persistence.files import report_file
from app.persistence.models import BatchRow, ParticipantRow, ReportRow
from app.persistence.participants import CANCELLED, DONE, FAILED, WAITING
from app.queue import Job, Queue, enqueue
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang
from app.services.context import Door, Services
from app.services.drafts import Draft, row_of
from app.services.failures import from_json
from app.services.finishing import finish_if_done
from app.services.pressing import (
    basis_of_batch,
    basis_of_draft,
    basis_of_participant,
    basis_of_scores,
    press,
)
from app.services.scoring import enqueue_print, enqueue_waiting

# A batch's own report has one length.
WHOLE: Length = "standard"


@dataclass(frozen=True, slots=True)
class Printed:
    """A report asked for. `state` is waiting, done, failed or cancelled; `size` is in bytes."""

    public_id: str
    state: str
    failure: Problem | None
    asked_at: datetime
    size: int | None


def ask_for_assessment(
    services: Services, draft: Draft, lang: PdfLang, length: Length, *, again: bool = False
) -> Printed:
    """The report of the assessment as it stands: printed already, waiting or failed.

    It is enqueued where it was never asked for, shows something else or its file is gone; one
    that failed only when asked for `again`.
    """
    assessment = row_of(services, draft.public_id, to_change=True)
    row = repository.of_assessment(services.session, assessment.id, lang, length)
    if row is None:
        row = _new(services, lang, length)
        row.assessment_id = assessment.id
    return _asked(services, row, basis_of_draft(services, draft), again=again)


def ask_for_participant(
    services: Services,
    participant: ParticipantRow,
    lang: PdfLang,
    length: Length,
    *,
    again: bool = False,
) -> Printed:
    """The report of a scored participant, ahead of those of the batch, under the same rules."""
    # Whoever asks at the same moment takes turns, and finds the row that the first one made.
    services.session.refresh(participant, with_for_update=True)
    row = repository.of_participant(services.session, participant.id, lang, length)
    if row is None:
        row = _new(services, lang, length)
        row.participant_id, row.batch_id = participant.id, participant.batch_id
    return _asked(services, row, basis_of_participant(participant), again=again)


def ask_for_batch(services: Services, batch: BatchRow, lang: PdfLang, length: Length) -> int:
    """Ask for the reports of all scored participants that lack one; returns how many.

    One whose file is gone is lacking. Those that failed are left to be retried.
    """
    found = repository.wanted(services.session, batch.id, lang, length)
    bases = {row.participant_id: basis_of_scores(row.scored_at) for row in found}
    missing = [row for row in found if row.report_id is None]
    stale = [
        row
        for row in found
        if row.report_id is not None
        and (row.state == CANCELLED or (row.state == DONE and not _holds(services, row, bases)))
    ]
    common = {"state": WAITING, "attempts": 0, "lang": lang, "length": length}
    repository.add(
        services.session,
        (
            common
            | {
                "public_id": secrets.token_urlsafe(12),
                "participant_id": row.participant_id,
                "batch_id": batch.id,
                "basis": bases[row.participant_id],
                "created_at": services.now,
            }
            for row in missing
        ),
    )
    repository.wait_again(
        services.session,
        (
            {"id": row.report_id, "basis": bases[row.participant_id], "created_at": services.now}
            for row in stale
        ),
    )
    if missing or stale:
        enqueue_waiting(services, batch)
    return len(missing) + len(stale)


def _holds(services: Services, row: repository.Wanted, bases: Mapping[int, str]) -> bool:
    """Whether a printed report shows the newest score, and its file is there."""
    fresh = row.basis == bases[row.participant_id]
    return fresh and _has_file(services, row.public_id or "")


def ask_for_batch_report(
    services: Services, batch: BatchRow, lang: PdfLang, *, again: bool = False
) -> Printed:
    """The report of the batch as a whole, ahead of those of its participants.

    It is printed anew where scores have changed since. Paused or cancelled, a batch still has it.
    """
    # Whoever asks at the same moment takes turns: nothing else keeps a second row out.
    batches.find_to_change(services.session, batch.id)
    row = outputs.of_batch(services.session, batch.id, lang, WHOLE)
    if row is None:
        row = _new(services, lang, WHOLE)
        row.batch_id = batch.id
    return _asked(services, row, basis_of_batch(services, batch), again=again)


def last_of_batch(
    services: Services, batch: BatchRow, lang: PdfLang
) -> tuple[Printed | None, bool]:
    """The batch's own report as last asked for, and whether it shows how the batch stands now."""
    row = outputs.of_batch(services.session, batch.id, lang, WHOLE)
    if row is None or row.state == CANCELLED or (row.state == DONE and not _is_kept(services, row)):
        return None, False
    return _printed(row), row.basis == basis_of_batch(services, batch)


def found(services: Services, draft: Draft, lang: PdfLang, length: Length) -> Printed | None:
    """The report of the assessment as it stands, if it was asked for. Changes nothing."""
    assessment = row_of(services, draft.public_id)
    row = repository.of_assessment(services.session, assessment.id, lang, length)
    return _found(services, row, basis_of_draft(services, draft))


def found_of_participant(
    services: Services, participant: ParticipantRow, lang: PdfLang, length: Length
) -> Printed | None:
    """The report of a scored participant, if it was asked for. Changes nothing."""
    row = repository.of_participant(services.session, participant.id, lang, length)
    return _found(services, row, basis_of_participant(participant))


def pdf_of(services: Services, printed: Printed) -> bytes:
    """The file of a report that is done. Raises FileNotFoundError."""
    return services.files.read(report_file(printed.public_id))


def print_report(door: Door, report_id: str) -> None:
    """Print the report with that public id if it still waits."""
    with door.transaction(readonly=True) as services:
        row = repository.find(services.session, report_id)
        if row is None:
            return
        row_id, batch_id = row.id, row.batch and row.batch.public_id
    press(door, row_id, alone=True)
    if batch_id:
        with door.transaction() as services:
            finish_if_done(services, batch_id)


def print_chunk(door: Door, batch_id: str, run: int, first: int, last: int) -> None:
    """Print the batch's waiting reports with row ids `first` to `last`, one after another.

    A chunk that takes long hands its rest over to a new job, so that a job's age tells whether
    its worker is alive. One whose batch is in a later run leaves the rest to that run's jobs.
    `batch_id` is the public id.
    """
    started = monotonic()
    with door.transaction(readonly=True) as services:
        batch = runs.find(services.session, batch_id)
        ids = repository.waiting(services.session, batch.id, first, last) if batch else []
    for report_id in ids:
        if not _is_in_run(door, batch_id, run):
            return
        if monotonic() - started > door.settings.chunk_seconds:
            with door.transaction() as services:
                enqueue_print(services.session, batch_id, run, report_id, last)
            return
        press(door, report_id)
    with door.transaction() as services:
        finish_if_done(services, batch_id)


def _is_in_run(door: Door, batch_id: str, run: int) -> bool:
    with door.transaction(readonly=True) as services:
        batch = runs.find(services.session, batch_id)
        return batch is not None and batch.run <= run


def enqueue_report(services: Services, row: ReportRow) -> None:
    """Enqueue the printing of one report. Asked for at one moment, it is enqueued once."""
    asked = int(row.created_at.timestamp() * 1000)
    job_id = f"{job_prefix(row)}{asked}"
    enqueue(services.session, Queue.ONLINE, Job.PRINT_REPORT, job_id, row.public_id)


def job_prefix(row: ReportRow) -> str:
    """What the ids of all jobs that print this report alone begin with."""
    return f"report-{row.public_id}-"


def _new(services: Services, lang: PdfLang, length: Length) -> ReportRow:
    row = ReportRow(
        public_id=secrets.token_urlsafe(12),
        lang=lang,
        length=length,
        state=CANCELLED,  # not asked for yet
        attempts=0,
        created_at=services.now,
    )
    services.session.add(row)
    return row


def _asked(services: Services, row: ReportRow, basis: str, *, again: bool) -> Printed:
    same = row.basis == basis
    if same and (_is_kept(services, row) or (row.state == FAILED and not again)):
        return _printed(row)
    if row.state != WAITING:
        row.state, row.attempts, row.failure = WAITING, 0, None
        row.finished_at, row.created_at = None, services.now
    row.basis = basis
    services.session.flush()
    enqueue_report(services, row)
    return _printed(row)


def _found(services: Services, row: ReportRow | None, basis: str) -> Printed | None:
    if row is None or row.basis != basis:
        return None
    return None if row.state == DONE and not _is_kept(services, row) else _printed(row)


def _is_kept(services: Services, row: ReportRow) -> bool:
    return row.state == DONE and _has_file(services, row.public_id)


def _has_file(services: Services, public_id: str) -> bool:
    return services.files.path(report_file(public_id)).is_file()


def _printed(row: ReportRow) -> Printed:
    return Printed(row.public_id, row.state, from_json(row.failure), row.created_at, row.size)
