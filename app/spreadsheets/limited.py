"""Reading in a process of its own: a hostile file harms that process, and nobody else."""

import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as Late
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from app.domain.problems import N_
from app.spreadsheets.guarding import Refused

MEMORY_BYTES = 1_000_000_000
_STOP_SECONDS = 5
T = TypeVar("T")


def run_limited(work: Callable[..., T], *args: Any, seconds: float) -> T:
    """What `work` returns, run in a new process of bounded memory within some seconds.

    The process is spawned, since the caller may hold locks and database handles, and ends with
    the work. Raises `Refused` where `work` does, and where a limit was reached.
    """
    pool = ProcessPool(
        max_workers=1,
        max_tasks=1,
        initializer=_bound,
        context=multiprocessing.get_context("spawn"),
    )
    try:
        result: T = pool.schedule(work, args=args, timeout=seconds).result()
    except Late:
        message = N_("Reading took longer than {seconds} seconds and was stopped.")
        raise Refused(message, seconds=f"{seconds:g}") from None
    except (MemoryError, ProcessExpired):
        message = N_(
            "The file needs more memory than a table of {rows} enterprises. Copy the table into a "
            "new workbook and send that."
        )
        raise Refused(message, rows=10_000) from None
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join(timeout=_STOP_SECONDS)
    return result


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
