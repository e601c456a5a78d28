"""How long a workbook of many enterprises takes from its bytes to sound rows, and how much room."""

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TypeVar

from python_calamine import CalamineWorkbook

from app.catalogue import Catalogue
from app.domain.assessment import Assessment
from app.domain.questionnaire import Questionnaire
from app.spreadsheets.marking import marked_workbook
from app.spreadsheets.reading import read_in_child, read_sheet
from tests.bench.measuring import Section, table
from tests.factories import DAY
from tests.spreadsheets.filling import credit_code, filled_table, filled_workbook, made_up

SIZES = (100, 1_000, 10_000)
DIFFERENT = 500
ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")


def section() -> Section:
    """Measure and tell."""
    questionnaire = Catalogue(ROOT / "questionnaires").questionnaire("exporter-readiness")
    rows = [_row(questionnaire, size) for size in SIZES]
    text = (
        "Every enterprise answers its questions with evidence: 33 columns of the enterprise, 129 "
        "of answers; the levels as texts in the workbook, as numbers in CSV. The raw cells are "
        "calamine's part of the workbook's reading. “Child” is the bounded process that reads "
        "uploads, its start and the way back of the rows included.\n\n"
    )
    text += table(
        (
            "enterprises",
            "workbook, MB",
            "raw cells, CPU s",
            "workbook to rows, CPU s",
            "ms an enterprise",
            "CSV to rows, CPU s",
            "marked copy, CPU s",
            "child, clock s",
            "child's peak, MB",
        ),
        rows,
    )
    return Section("Spreadsheets", text)


def _row(questionnaire: Questionnaire, size: int) -> list[str]:
    firms = _firms(questionnaire, size)
    data = filled_workbook(questionnaire, firms, "zh")
    csv = filled_table(questionnaire, firms, "zh", numbers=True)
    raw, _ = _timed(lambda: _cells(data))
    whole, reading = _timed(lambda: read_sheet(data, "firms.xlsx", questionnaire, DAY))
    assert len(reading.rows) == size
    plain, _ = _timed(lambda: read_sheet(csv, "firms.csv", questionnaire, DAY))
    marked, _ = _timed(lambda: marked_workbook(data, "f.xlsx", reading, "zh", questionnaire))
    clock, peak = _in_child(questionnaire, data)
    return [
        f"{size:,}",
        f"{len(data) / 1e6:.1f}",
        f"{raw:.2f}",
        f"{whole:.2f}",
        f"{1000 * whole / size:.2f}",
        f"{plain:.2f}",
        f"{marked:.1f}",
        f"{clock:.1f}",
        f"{peak:.0f}",
    ]


def _firms(questionnaire: Questionnaire, size: int) -> list[Assessment]:
    """Enterprises with codes of their own, whose answers repeat after some hundreds."""
    random = Random(size)  # noqa: S311 (the same enterprises each time)
    base = made_up(questionnaire, 1, min(size, DIFFERENT), lists=False)
    return [
        replace(firm, enterprise=replace(firm.enterprise, uscc=credit_code(random)))
        for firm in (base[n % len(base)] for n in range(size))
    ]


def _cells(data: bytes) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def _in_child(questionnaire: Questionnaire, data: bytes) -> tuple[float, float]:
    """Seconds, and the peak memory of the largest child so far in MB: sizes ascend."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet"
        path.write_bytes(data)
        start = time.perf_counter()
        read_in_child(path, "firms.xlsx", questionnaire, DAY)
        clock = time.perf_counter() - start
    return clock, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
