"""The end of a batch's run: whoever wanted to know is told, once."""

from app.persistence import runs
from app.queue import Job, Queue, enqueue
from app.services.context import Services


def finish_if_done(services: Services, batch_id: str) -> None:
    """Enqueue the end of the batch's run where nothing of it waits any more.

    Called in a transaction of its own after a chunk's results are committed: of two chunks that
    end together, at least the later sees the results of both. `batch_id` is the public id.
    """
    session = services.session
    batch = runs.find(session, batch_id)
    if batch is None or batch.state != runs.OPEN or batch.finished_run >= batch.run:
        return
    if not runs.is_working(session, batch.id):
        job_id = f"finish-{batch_id}-{batch.run}"
        enqueue(session, Queue.ONLINE, Job.FINISH_BATCH, job_id, batch_id, batch.run)
