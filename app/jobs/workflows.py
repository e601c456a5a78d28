"""One workflow for each job, under the name by which it is enqueued.

A workflow keeps no state of its own: its body looks at what is done already, so that it may be
run again from the beginning after any death. A body that raises is tried again, long enough for
a database to come back; what is given up all the same still waits, and the sweep finds it.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from dbos import DBOS, StepOptions

from app.queue import Job
from app.services import finishing, printing, scoring, sweeping, uploads
from app.services.context import Door

Result = TypeVar("Result")
Body = Callable[..., None]
# Tried again after 1, 2, 4 … 64 seconds.
PATIENT = StepOptions(retries_allowed=True, interval_seconds=1.0, max_attempts=8)

BODIES: Mapping[Job, Body] = {
    Job.READ_UPLOAD: uploads.read,
    Job.STORE_UPLOAD: uploads.store_rows,
    Job.SCORE_CHUNK: scoring.score_chunk,
    Job.PRINT_CHUNK: printing.print_chunk,
    Job.PRINT_REPORT: printing.print_report,
}
log = logging.getLogger(__name__)
_doors: list[Door] = []


def work_through(door: Door) -> None:
    """Let all workflows of this process take their transactions from `door`."""
    _doors[:] = [door]


def _door() -> Door:
    (door,) = _doors
    return door


def _run(name: str, body: Callable[..., Result], *arguments: Any) -> Result:
    return DBOS.run_step({**PATIENT, "name": name}, body, _door(), *arguments)


def _register(job: Job, body: Body) -> None:
    @DBOS.workflow(name=job.value)
    def workflow(*arguments: str | int) -> None:
        _run(job.value, body, *arguments)


for _job, _body in BODIES.items():
    _register(_job, _body)


@DBOS.workflow(name=Job.FINISH_BATCH.value)
def finish_batch(batch_id: str, run: int) -> None:
    """Tell by mail and by request, each tried for itself and not again once it went through."""
    end = _run("ending", finishing.ending, batch_id, run)
    if end is None:
        return
    for name, tell in (("mail", finishing.tell_by_mail), ("post", finishing.tell_by_request)):
        try:
            _run(name, tell, end)
        except Exception:
            # Whatever the others answered for two minutes, the batch is finished all the same.
            log.exception("batch %s, run %d: not told by %s", batch_id, run, name)
    _run("end", finishing.end_run, end)


@DBOS.workflow(name="sweep")
def sweep(_scheduled: datetime, _context: object) -> None:
    """Pick up what was dropped."""
    _run("sweep", sweeping.sweep)


@DBOS.workflow(name="tidy")
def tidy(_scheduled: datetime, _context: object) -> None:
    """Throw away what nobody needs."""
    _run("tidy", sweeping.tidy)
