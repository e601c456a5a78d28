"""Reading in a process of its own: a hostile file harms that process, and nobody else."""

import gc
import multiprocessing
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as Late
from typing import Any, TypeVar

from pebble import ProcessExpired, concurrent

from app.domain.problems import N_
from app.spreadsheets.guarding import Refused

MEMORY_BYTES = 1_000_000_000
T = TypeVar("T")


def run_limited(work: Callable[..., T], *args: Any, seconds: float) -> T:
    """What `work` returns, run in a new process of bounded memory within some seconds.

    The process is spawned, since the caller may hold locks and database handles, and ends with
    the work. Raises `Refused` where `work` does, and where a limit was reached.
    """
    context = multiprocessing.get_context("spawn")
    # Called with the function at once, pebble would pass over the context; its types misname it.
    bounded = concurrent.process(timeout=seconds, context=context)  # type: ignore[call-overload]
    run = bounded(_bounded)
    try:
        result: T = run(work, *args).result()
    except Late:
        message = N_("Reading took longer than {seconds} seconds and was stopped.")
        raise Refused(message, seconds=f"{seconds:g}") from None
    except (MemoryError, ProcessExpired):
        message = N_(
            "The file needs more memory than a table of {rows} enterprises. Copy the table into a "
            "new workbook and send that."
        )
        raise Refused(message, rows=10_000) from None
    return result


def _bounded(work: Callable[..., T], *args: Any) -> T:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # A process that ends with its work needs no search for cycles among millions of cells.
    gc.disable()
    return work(*args)
