"""Background work, enqueued by name inside the caller's own transaction.

The work itself is registered in `app.jobs`, which other processes run. A job whose transaction
is rolled back was never there; one that is committed outlives the death of any process.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from dbos import DBOSClient, EnqueueOptions, run_dbos_database_migrations
from sqlalchemy import Engine
from sqlalchemy.orm import Session

APPLICATION = "green-trade-readiness"
# Raised only where a job's steps change order: work begun under another version is left alone.
VERSION = "1"
_UNDER_WAY = ["ENQUEUED", "DELAYED", "PENDING"]
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_PAGE = 500


class Queue(StrEnum):
    """Where a job waits: each queue runs one job at a time in each worker, beside the others.

    What somebody waits for before the screen never stands behind a batch, a score never behind
    reports, and nothing at all behind somebody else's slow mail server.
    """

    ONLINE = "online"
    SCORE = "score"
    BATCH = "batch"
    TELLING = "telling"


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

    A second job with the same `job_id` is not run: it names one piece of work, for as long as
    finished jobs are remembered.
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


def is_under_way(engine: Engine, *prefixes: str) -> bool:
    """Whether a job whose id begins with one of `prefixes` waits or runs."""
    found = _client(engine).list_workflows(
        workflow_id_prefix=list(prefixes),
        status=_UNDER_WAY,
        limit=1,
        load_input=False,
        load_output=False,
    )
    return bool(found)


def take_back(engine: Engine, silent_since: datetime) -> list[str]:
    """Put back into their queues the jobs begun before `silent_since` and not ended; their ids.

    What a worker begins again when it comes back, this gives to the others when it does not. A
    job that was only slow is then done twice, which its body must bear.
    """
    client = _client(engine)
    running = client.list_workflows(status="PENDING", load_input=False, load_output=False)
    limit = silent_since.timestamp() * 1000
    silent = [job for job in running if max(job.updated_at or 0, job.dequeued_at or 0) < limit]
    for job in silent:
        client.resume_workflows([job.workflow_id], queue_name=job.queue_name)
    return [job.workflow_id for job in silent]


def forget(engine: Engine, ended_before: datetime) -> int:
    """Delete what is remembered of the jobs that ended before; returns how many."""
    count = 0
    for ids in _ended(_client(engine), ended_before.astimezone(UTC).isoformat()):
        _client(engine).delete_workflows(ids)
        count += len(ids)
    return count


def _ended(client: DBOSClient, before: str) -> Iterator[list[str]]:
    while True:
        found = client.list_workflows(
            status=_ENDED, completed_before=before, limit=_PAGE, load_input=False, load_output=False
        )
        if not found:
            return
        yield [job.workflow_id for job in found]


@lru_cache(maxsize=8)
def _client(engine: Engine) -> DBOSClient:
    return DBOSClient(system_database_engine=engine, application_name=APPLICATION, lazy=True)
