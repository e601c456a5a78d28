"""Sheets handed in for a batch: guarded, read, looked through by a person, stored or discarded.

Reading and storing are jobs. Each may be run again from its beginning after any death: it looks
at the upload's state first, and what it brings is committed at once with its new state.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from app.domain.problems import N_, Problem
from app.domain.text import Lang
from app.persistence import batches as batch_repository
from app.persistence import uploads as repository
from app.persistence.files import DISK_FULL, SHEET, upload_file, upload_files
from app.persistence.models import BatchRow, UploadRow
from app.persistence.uploads import CHECKED, DISCARDED, READING, REFUSED, STORED, STORING
from app.queue import Job, Queue, enqueue
from app.services import readings
from app.services.batches import Batch
from app.services.context import Door, Services
from app.services.errors import NotFound, NotNow
from app.services.failures import MAX_ATTEMPTS, as_json, from_json
from app.services.readings import Summary
from app.services.scoring import enqueue_waiting
from app.services.storing import put, slices
from app.spreadsheets.findings import CellProblem, Reading
from app.spreadsheets.guarding import Refused, guard
from app.spreadsheets.marking import mark_in_child
from app.spreadsheets.reading import read_in_child

KEPT = timedelta(days=30)
MAX_FILENAME = 255
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """A sheet as its pages need it. `size` is in bytes, `sha256` that of the file as handed in.

    `failure` says why it was refused. `summary` is what was understood, None before and where
    nothing was. `since` is when its present state began or was last worked on.
    """

    public_id: str
    filename: str
    size: int
    sha256: str
    state: str
    failure: Problem | None
    summary: Summary | None
    created_at: datetime
    since: datetime

    @property
    def is_under_way(self) -> bool:
        """Whether a worker has it or will have it next."""
        return self.state in (READING, STORING)


def hand_in(services: Services, batch: Batch, filename: str, data: bytes) -> Upload:
    """Take a sheet and have it read. Raises `Refused` for what is no table or far too large."""
    guard(data, filename)
    row = UploadRow(
        public_id=secrets.token_urlsafe(12),
        batch_id=batch.id,
        filename=filename[-MAX_FILENAME:],
        size=len(data),
        sha256=sha256(data).hexdigest(),
        state=READING,
        attempts=0,
        created_at=services.now,
        changed_at=services.now,
    )
    try:
        services.files.write(upload_file(row.public_id, SHEET), data)
    except OSError as error:
        log.error("upload not written: %s", error)
        if error.errno not in DISK_FULL:
            raise
        raise Refused(_FULL.message) from None
    services.session.add(row)
    services.session.flush()
    _enqueue(services, row)
    return _upload(row)


def find(services: Services, batch: Batch, public_id: str) -> Upload:
    """The batch's upload with that id. Raises `NotFound`."""
    return _upload(_row(services, batch, public_id))


def of_batch(services: Services, batch: Batch) -> tuple[Upload, ...]:
    """The batch's uploads, the newest first."""
    return tuple(map(_upload, repository.of_batch(services.session, batch.id)))


def problems(services: Services, upload: Upload, start: int, count: int) -> tuple[CellProblem, ...]:
    """`count` of the upload's problems from the `start`th on. Raises `NotFound` once deleted."""
    try:
        return readings.problems(services.files, upload.public_id, start, count)
    except FileNotFoundError:
        raise NotFound from None


def marked(
    services: Services, batch: Batch, upload: Upload, lang: Lang, *, only_bad: bool
) -> bytes:
    """The sheet as a workbook with its faults marked.

    Raises `NotFound` where it was not understood or its file is deleted; `Refused` where a copy
    would take too much.
    """
    name = upload_file(upload.public_id, SHEET)
    if upload.summary is None:
        raise NotFound
    try:
        reading = readings.whole(services.files, upload.public_id, upload.summary)
    except FileNotFoundError:
        raise NotFound from None
    path = services.files.path(name)
    return mark_in_child(
        path, upload.filename, reading, lang, batch.questionnaire, only_bad=only_bad
    )


def store(services: Services, batch: Batch, upload: Upload) -> None:
    """Have the good rows stored and scored; a second word for it changes nothing.

    Raises `NotNow` where there is nothing to store.
    """
    row = _row_to_change(services, batch, upload)
    if row.state in (STORING, STORED):
        return
    if row.state != CHECKED or not upload.summary or not upload.summary.good:
        raise NotNow
    row.state, row.attempts, row.changed_at = STORING, 0, services.now
    _enqueue(services, row)


def discard(services: Services, batch: Batch, upload: Upload) -> None:
    """Forget the sheet. Raises `NotNow` where it is being stored or was."""
    row = _row_to_change(services, batch, upload)
    if row.state in (STORING, STORED):
        raise NotNow
    row.state, row.changed_at = DISCARDED, services.now
    services.delete_files(upload_files(row.public_id))


def read(door: Door, upload_id: str) -> None:
    """Read the sheet if that is still to be done: it ends checked or refused."""
    with door.transaction() as services:
        row = _begun(services, upload_id, READING)
        if row is None:
            return
        batch = row.batch
        questionnaire = services.catalogue.questionnaire(
            batch.questionnaire, batch.questionnaire_version
        )
        path = services.files.path(upload_file(upload_id, SHEET))
        filename, day = row.filename, batch.assessed_on
    try:
        reading = read_in_child(path, filename, questionnaire, day)
        readings.keep(services.files, upload_id, reading)
    except Refused as error:
        _end(door, upload_id, error.problem)
        return
    except FileNotFoundError:
        _end(door, upload_id, _LOST)
        return
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        _end(door, upload_id, _FULL)
        return
    _end(door, upload_id, reading)


def store_rows(door: Door, upload_id: str) -> None:
    """Store the good rows of the sheet if that is still to be done, and have them scored.

    An enterprise that the batch has already is replaced where it says something else, so that
    storing that broke off begins anew from the first row.
    """
    with door.transaction() as services:
        row = _begun(services, upload_id, STORING)
        if row is None:
            return
        rows = readings.rows(services.files, upload_id)
    failure = None
    try:
        for part in slices(rows):
            # A transaction each: on SQLite everybody else who writes waits for its end.
            with door.transaction() as services:
                batch = _batch_to_fill(services, upload_id)
                if batch is None:
                    return
                put(services.session, batch.id, part)
    except FileNotFoundError:
        failure = as_json(_LOST)
    with door.transaction() as services:
        batch = _batch_to_fill(services, upload_id)
        row = repository.find_to_change(services.session, upload_id)
        if batch is None or row is None:
            return
        row.state, row.failure = (REFUSED, failure) if failure else (STORED, None)
        row.changed_at = batch.changed_at = services.now
        services.session.flush()
        enqueue_waiting(services, batch)


def _batch_to_fill(services: Services, upload_id: str) -> BatchRow | None:
    """The batch of a sheet that is still being stored, locked; None once that is over."""
    row = repository.find_to_change(services.session, upload_id)
    if row is None or row.state != STORING:
        return None
    return batch_repository.find_to_change(services.session, row.batch_id)


def enqueue_again(services: Services, before: datetime) -> None:
    """Enqueue anew what was to be read or stored and has not been touched since `before`."""
    for row in repository.under_way(services.session, before):
        row.changed_at = services.now
        _enqueue(services, row)


def _enqueue(services: Services, row: UploadRow) -> None:
    """Enqueue what the upload waits for. Its id tells the moment: one job for each asking."""
    job = Job.READ_UPLOAD if row.state == READING else Job.STORE_UPLOAD
    job_id = f"{job.value}-{row.public_id}-{int(row.changed_at.timestamp() * 1000)}"
    enqueue(services.session, Queue.ONLINE, job, job_id, row.public_id)


def _begun(services: Services, upload_id: str, state: str) -> UploadRow | None:
    """The upload with one more attempt counted; None where there is nothing (more) to do."""
    row = repository.find_to_change(services.session, upload_id)
    if row is None or row.state != state:
        return None
    if row.attempts >= MAX_ATTEMPTS:
        row.changed_at = services.now
        # What was to be stored can be: it is for its owner to say so once more.
        row.state = REFUSED if state == READING else CHECKED
        row.failure = as_json(_GAVE_UP if state == READING else _NOT_STORED)
        return None
    row.attempts += 1
    row.changed_at = services.now
    return row


def _end(door: Door, upload_id: str, found: Reading | Problem) -> None:
    with door.transaction() as services:
        row = repository.find_to_change(services.session, upload_id)
        if row is None or row.state != READING:
            services.delete_files(upload_files(upload_id))  # discarded or deleted meanwhile
            return
        row.changed_at = services.now
        if isinstance(found, Problem):
            row.state, row.failure = REFUSED, as_json(found)
            return
        known = repository.keys(services.session, row.batch_id)
        row.state, row.summary = CHECKED, readings.summary_as_json(found, known)


def _row(services: Services, batch: Batch, public_id: str) -> UploadRow:
    row = repository.find(services.session, batch.id, public_id)
    if row is None:
        raise NotFound
    return row


def _row_to_change(services: Services, batch: Batch, upload: Upload) -> UploadRow:
    row = repository.find_to_change(services.session, upload.public_id)
    if row is None or row.batch_id != batch.id:
        raise NotFound
    return row


def _upload(row: UploadRow) -> Upload:
    return Upload(
        row.public_id,
        row.filename,
        row.size,
        row.sha256,
        row.state,
        from_json(row.failure),
        readings.summary_from_json(row.summary) if row.summary else None,
        row.created_at,
        row.changed_at,
    )


_FULL = Problem(N_("The server's disk is full, so the file could not be taken. Try again later."))
_GAVE_UP = Problem(N_("Reading this file broke off three times. Save it anew and send that."))
_NOT_STORED = Problem(N_("Storing this file broke off three times. Try once more."))
_LOST = Problem(N_("The file is no longer on the server. Send it again."))
