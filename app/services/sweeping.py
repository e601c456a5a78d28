"""Picking up what was dropped, and throwing away what nobody needs.

A worker that is started again goes on with its own jobs at once. The sweep is for those that
never come back, and for jobs given up for an outer reason, such as a database long away.
"""

import logging
from datetime import datetime, timedelta

from app import queue
from app.persistence import reports as report_repository
from app.persistence import runs
from app.persistence import uploads as upload_repository
from app.persistence.files import PART, report_file, upload_files
from app.services import uploads
from app.services.context import Door
from app.services.failures import MAX_ATTEMPTS
from app.services.finishing import finish_if_done
from app.services.printing import enqueue_report, job_prefix
from app.services.scoring import enqueue_waiting

REMEMBERED = timedelta(days=7)
# Younger than that, a report's job may be about to be committed.
PATIENCE = timedelta(minutes=2)
# Of a batch's waiting reports, so many of the latest are looked at for jobs of their own.
MOST_SINGLE = 50
# A file is written before its row is committed.
YOUNG = timedelta(hours=1)
log = logging.getLogger(__name__)


def sweep(door: Door) -> None:
    """Give the jobs of silent workers to others; enqueue anew what waits without a job."""
    now = door.clock()
    silent_since = now - _longest(door)
    for job_id in queue.take_back(door.database.engine, silent_since):
        log.warning("job %s taken back from a worker that is gone", job_id)
    with door.transaction() as services:
        uploads.enqueue_again(services, silent_since)
    _batches(door, now)
    _reports(door, now)


def tidy(door: Door) -> None:
    """Forget jobs that ended long ago; delete files that belong to nothing any more."""
    now = door.clock()
    count = queue.forget(door.database.engine, now - REMEMBERED)
    log.info("%d ended jobs forgotten", count)
    with door.transaction(readonly=True) as services:
        files, session = services.files, services.session
        # Names before rows: what is made in between then has its row among these.
        names = list(files.names())
        owned = {report_file(id_) for id_ in report_repository.public_ids(session)}
        for id_ in upload_repository.public_ids_since(session, now - uploads.KEPT):
            owned.update(upload_files(id_))
    for name in names:
        if name.removesuffix(PART) not in owned and files.is_older(name, now - YOUNG):
            files.delete(name)


def _longest(door: Door) -> timedelta:
    """Longer than this no living worker is at one job: its chunk's time and its last report."""
    settings = door.settings
    last = MAX_ATTEMPTS * settings.render_seconds
    return timedelta(seconds=settings.chunk_seconds + last)


def _batches(door: Door, now: datetime) -> None:
    with door.transaction(readonly=True) as services:
        working = [batch.public_id for batch in runs.working(services.session)]
        untold = [batch.public_id for batch in runs.untold(services.session)]
    for batch_id in working:
        jobs = [f"score-{batch_id}-", f"print-{batch_id}-", *_single_jobs(door, batch_id)]
        if queue.is_under_way(door.database.engine, *jobs):
            continue
        with door.transaction() as services:
            batch = runs.find(services.session, batch_id)
            if batch is not None and runs.is_working(services.session, batch.id):
                log.warning("batch %s waited without a job", batch_id)
                enqueue_waiting(services, batch)
    for batch_id in set(untold).difference(working):
        if queue.is_under_way(door.database.engine, f"finish-{batch_id}-"):
            continue
        with door.transaction() as services:
            finish_if_done(services, batch_id, again=f"-{int(now.timestamp())}")


def _single_jobs(door: Door, batch_id: str) -> list[str]:
    """How the jobs begin that print single reports of the batch, asked for one by one."""
    with door.transaction(readonly=True) as services:
        rows = report_repository.latest_waiting(services.session, batch_id, MOST_SINGLE)
        return [job_prefix(row) for row in rows]


def _reports(door: Door, now: datetime) -> None:
    with door.transaction(readonly=True) as services:
        found = report_repository.waiting_alone(services.session, now - PATIENCE)
        waiting = [(row.id, job_prefix(row)) for row in found]
    for row_id, prefix in waiting:
        if queue.is_under_way(door.database.engine, prefix):
            continue
        with door.transaction() as services:
            row = report_repository.find_waiting(services.session, row_id)
            if row is not None:
                log.warning("report %s waited without a job", row.public_id)
                row.created_at = now  # a job of its own for this moment
                services.session.flush()
                enqueue_report(services, row)
