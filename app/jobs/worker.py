"""A worker process: takes jobs off the queues until it is told to end.

It may be killed at any moment. Started again in its slot it goes on with the jobs it had begun.
"""

import fcntl
import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from dbos import DBOS, DBOSConfig

from app.catalogue import Catalogue
from app.jobs import workflows
from app.persistence.database import Database
from app.queue import APPLICATION, VERSION, Queue
from app.reporting.fonts import FontMissing, prepare_fonts
from app.services.context import Door
from app.settings import Settings

# Each job costs about one poll, so this is what a chunk loses.
POLL_SECONDS = 0.2
EACH_MINUTE = "* * * * *"
EACH_NIGHT = "20 3 * * *"
log = logging.getLogger(__name__)


class SlotTaken(RuntimeError):
    """Another worker on this machine lives in the slot."""


def work(settings: Settings, slot: int, *, sweeping: str = EACH_MINUTE) -> NoReturn:
    """Work in `slot` until SIGTERM or SIGINT; `sweeping` is a schedule in cron's form.

    Raises `SlotTaken`: two workers in one slot would take each other's jobs for their own.
    """
    with _only_one(settings.data_dir, slot):
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        _prepare_fonts(settings)
        if not ended.is_set():
            _launch(settings, slot, sweeping)
        ended.wait()
        logging.shutdown()
        # Waiting for a job could take as long as a report may; the next worker begins it again.
        # The renderers end when they hear nothing more of this process.
        os._exit(os.EX_OK)


def _launch(settings: Settings, slot: int, sweeping: str) -> None:
    database = Database(settings.url)
    workflows.work_through(Door(database, Catalogue(settings.questionnaires), settings))
    DBOS(config=_config(settings, slot))
    DBOS.launch()
    for queue in Queue:
        DBOS.register_queue(queue.value, worker_concurrency=1, polling_interval_sec=POLL_SECONDS)
    DBOS.apply_schedules(
        [
            {"schedule_name": "sweep", "workflow_fn": workflows.sweep, "schedule": sweeping},
            {
                "schedule_name": "tidy",
                "workflow_fn": workflows.tidy,
                "schedule": EACH_NIGHT,
                "cron_timezone": settings.timezone,
            },
        ]
    )
    log.info("worker %d works", slot)


def _prepare_fonts(settings: Settings) -> None:
    """Cut the report's typeface now: it takes longer than a single report may."""
    try:
        prepare_fonts(settings.font_cache)
    except FontMissing as error:
        log.error("no reports can be printed: %s", error)  # scores can


def _config(settings: Settings, slot: int) -> DBOSConfig:
    return DBOSConfig(
        name=APPLICATION,
        system_database_url=settings.url,
        application_version=VERSION,
        executor_id=f"{socket.gethostname()}-{slot}",
        run_migrations=False,  # `readiness migrate` makes the tables; workers only use them
        enable_otlp=False,
        log_level="WARNING",
        console_log_level="WARNING",
    )


@contextmanager
def _only_one(folder: Path, slot: int) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"worker-{slot}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SlotTaken(slot) from None
        lock.write(str(os.getpid()))
        lock.flush()
        yield
