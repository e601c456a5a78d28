"""Background work, enqueued by name inside the caller's own transaction.

The work itself is registered in `app.jobs`, which other processes run. A job whose transaction
is rolled back was never there; one that is committed outlives the death of any process.
"""

from enum import StrEnum
from functools import lru_cache

from dbos import DBOSClient, EnqueueOptions, run_dbos_database_migrations
from sqlalchemy import Engine
from sqlalchemy.orm import Session

APPLICATION = "green-trade-readiness"
# Raised only where a job's steps change order: work begun under another version is left alone.
VERSION = "1"


class Queue(StrEnum):
    """Where a job waits. What somebody waits for before the screen never stands behind a batch."""

    ONLINE = "online"
    BATCH = "batch"


class Job(StrEnum):
    """What can be enqueued; `app.jobs` registers one workflow under each name."""

    READ_UPLOAD = "read_upload"
    STORE_UPLOAD = "store_upload"
    SCORE_CHUNK = "score_chunk"
    PRINT_CHUNK = "print_chunk"
    PRINT_REPORT = "print_report"
    FINISH_BATCH = "finish_batch"


def enqueue(session: Session, queue: Queue, job: Job, job_id: str, *arguments: str | int) -> None:
    """Enqueue `job` when the session's transaction commits.

    A second job with the same `job_id` is not run: it names one piece of work, for ever.
    """
    options = EnqueueOptions(
        workflow_name=job.value,
        queue_name=queue.value,
        workflow_id=job_id,
        app_version=VERSION,
    )
    bind = session.get_bind()
    assert isinstance(bind, Engine)
    _client(bind).enqueue_in_transaction(session, options, *arguments)


def prepare(url: str) -> None:
    """Make or upgrade the queue's own tables, which lie in the app's database at `url`."""
    run_dbos_database_migrations(url)


@lru_cache(maxsize=8)
def _client(engine: Engine) -> DBOSClient:
    return DBOSClient(system_database_engine=engine, application_name=APPLICATION, lazy=True)
