"""Batches of 10 to 10,000 through the whole chain, on both databases, by 1, 2 and 4 workers."""

import time
from functools import cache
from pathlib import Path

from app.catalogue import Catalogue
from app.reporting.lengths import LENGTHS, Length
from tests.bench import scale_telling
from tests.bench.measuring import Section
from tests.bench.scale_chain import (
    ACCOUNT,
    POSTGRESQL,
    SQLITE,
    Run,
    Yard,
    begin,
    printed,
    scored,
    yard,
)
from tests.bench.scale_pages import visited
from tests.spreadsheets.filling import filled_workbook, made_up

KINDS = (SQLITE, POSTGRESQL)
WORKERS = (1, 2, 4)
SIZES = (10, 100, 1_000)
LARGE, LARGE_WORKERS = 10_000, 2
PRINTED, BY_LENGTH = 40, 10
IDLE_SECONDS = 5
ROOT = Path(__file__).parent.parent.parent


def section(*, large: bool = False) -> Section:
    """Measure and tell; with `large` also 10,000 enterprises, which takes minutes more."""
    runs = [chains(kind, count, SIZES, PRINTED) for kind in KINDS for count in WORKERS]
    lengths = by_length()
    visits = [visits_of(kind, LARGE if large else SIZES[-1]) for kind in KINDS]
    return Section("Scale", scale_telling.text(runs, lengths, visits))


def chains(kind: str, count: int, sizes: tuple[int, ...], to_print: int) -> Run:
    """Batches of each size one after another, then the reports of another one."""
    run = Run(kind, count)
    with yard(kind, count) as ground:
        _, run.idle = ground.phase(lambda: time.sleep(IDLE_SECONDS))
        for size in sizes:
            batch = begin(ground, f"{size} enterprises")
            run.chains.append(scored(ground, batch, workbook(size), size))
        if to_print:
            _print(ground, run, to_print, "summary")
        run.peaks = dict(ground.peaks.bytes)
    return run


def by_length() -> Run:
    """The same few enterprises' reports in each length, by one worker."""
    run = Run(SQLITE, 1)
    with yard(SQLITE, 1) as ground:
        _print(ground, run, 1, "summary")  # starts the process that prints, once for all
        for length in LENGTHS:
            _print(ground, run, BY_LENGTH, length)
    return run


def visits_of(kind: str, size: int) -> Run:
    """One large batch, whose owner looks at its pages while it is scored and others printed."""
    run = Run(kind, LARGE_WORKERS)
    with yard(kind, LARGE_WORKERS) as ground:
        batch = begin(ground, f"{size} enterprises")
        settings = ground.door.settings
        with visited(settings, ACCOUNT, batch.public_id) as times:
            run.chains.append(scored(ground, batch, workbook(size), size))
        run.pages["scored"] = times
        with visited(settings, ACCOUNT, batch.public_id) as times:
            _print(ground, run, PRINTED, "summary")
        run.pages["printed"] = times
        run.peaks = dict(ground.peaks.bytes)
    return run


def _print(ground: Yard, run: Run, size: int, length: Length) -> None:
    batch = begin(ground, f"{size} reports")
    scored(ground, batch, workbook(size), size)
    run.prints[length] = printed(ground, batch, length)


@cache
def workbook(size: int) -> bytes:
    """The template with so many made-up enterprises, the same each time."""
    questionnaire = Catalogue(ROOT / "questionnaires").questionnaire("exporter-readiness")
    return filled_workbook(questionnaire, made_up(questionnaire, size, size), "zh")
