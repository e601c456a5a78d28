"""Printing in a process of its own, so that a slow or greedy report harms nobody else."""

import multiprocessing
import resource
from atexit import register
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as Late
from functools import cache
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from app.reporting.imprint import NO_IMPRINT, Imprint
from app.reporting.lengths import Length
from app.reporting.pdf import PdfLang, default_cache, press, render_pdf
from app.reporting.report import Report

WORKERS = 2
REPORTS_A_WORKER = 200
MEMORY_BYTES = 1_500_000_000


class RenderFailed(RuntimeError):
    """No PDF: the time or the memory for one report ran out, or printing failed."""


def render_in_worker(
    report: Report,
    lang: PdfLang,
    length: Length = "standard",
    timeout_s: float = 60,
    cache_dir: Path | None = None,
    imprint: Imprint = NO_IMPRINT,
) -> bytes:
    """The report's PDF, made in a worker process within `timeout_s` seconds.

    Workers are started on first use and replaced after some reports, which keeps their memory
    flat. Raises RenderFailed; the worker that ran out of time is killed.
    """
    arguments = (report, lang, length, cache_dir, imprint)
    return in_worker(render_pdf, arguments, timeout_s, cache_dir)


def in_worker(
    render: Callable[..., bytes],
    arguments: Sequence[object],
    timeout_s: float,
    cache_dir: Path | None,
) -> bytes:
    """What `render` makes of the arguments, under the same bounds. Raises RenderFailed."""
    try:
        future = _living_pool(cache_dir or default_cache()).schedule(
            render, args=list(arguments), timeout=timeout_s
        )
        pdf: bytes = future.result()
    except Late:
        raise RenderFailed(f"no report within {timeout_s:g} seconds") from None
    except MemoryError:
        raise RenderFailed("a report needed more memory than a worker may use") from None
    except ProcessExpired as error:
        raise RenderFailed(f"the worker ended with exit code {error.exitcode}") from error
    except Exception as error:
        raise RenderFailed(f"{type(error).__name__}: {error}") from error
    return pdf


def _living_pool(cache_dir: Path) -> ProcessPool:
    """The pool, a new one where the last has broken down and takes no more work."""
    pool = _pool(cache_dir)
    if not pool.active:
        _pool.cache_clear()
        pool = _pool(cache_dir)
    return pool


@cache
def _pool(cache_dir: Path) -> ProcessPool:
    """The process-wide pool. Spawned, since the caller may hold locks and database handles."""
    pool = ProcessPool(
        max_workers=WORKERS,
        max_tasks=REPORTS_A_WORKER,
        initializer=_prepare,
        initargs=[cache_dir],
        context=multiprocessing.get_context("spawn"),
    )
    register(_stop, pool)
    return pool


def _prepare(cache_dir: Path) -> None:
    """In a new worker: bound its memory, load the fonts before the first report comes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    press(cache_dir)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join(timeout=5)
