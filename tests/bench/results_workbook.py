"""How long the results workbook of ten thousand enterprises takes, and in how much memory."""

import resource
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

from pebble import ProcessPool

from app.catalogue import Catalogue
from app.domain.portfolio.ranking import Places
from app.services.standings import standing_from_json, standing_json
from app.spreadsheets.result_columns import Content, Earlier, Scored
from app.spreadsheets.results import About, write_results
from tests.bench.measuring import Section, table
from tests.portfolios import DAY, standing
from tests.spreadsheets.filling import made_up

ROOT = Path(__file__).parent.parent.parent
COUNTS = (100, 1_000, 10_000)
DIFFERENT = 200
ABOUT = About("Chamber", "Autumn", "Spring", date(2026, 11, 24), ())


def section() -> Section:
    """Measure each size in a process of its own, so that its peak of memory is its own."""
    with ProcessPool(max_workers=1, max_tasks=1) as pool:
        rows = [_row(count, *pool.schedule(_measured, args=[count]).result()) for count in COUNTS]
    heads = ("enterprises", "CPU seconds", "file, MB", "peak memory, MB", "of it before, MB")
    text = (
        "All sheets with a batch to compare with, from stored standings to the finished file; "
        "the time includes reading the standings, the database's own part left out.\n\n"
    )
    return Section("Results workbook", text + table(heads, rows))


def _row(count: int, seconds: float, size: int, peak: int, before: int) -> tuple[str, ...]:
    megabytes = [f"{value / 1_000_000:.1f}" for value in (size, peak, before)]
    return (f"{count:,}", f"{seconds:.1f}", *megabytes)


def _measured(count: int) -> tuple[float, int, int, int]:
    """CPU seconds, the file's bytes, the process's peak memory and that before it began."""
    catalogue = Catalogue(ROOT / "questionnaires")
    questionnaire = catalogue.questionnaire("exporter-readiness")
    rules = catalogue.rules(questionnaire.id)
    texts = [
        standing_json(standing(questionnaire, rules, firm, f"{at}"))
        for at, firm in enumerate(made_up(questionnaire, 1, DIFFERENT))
    ]

    def scored() -> Iterator[Scored]:
        for at in range(count):
            found = standing_from_json(texts[at % DIFFERENT])
            yield Scored(at + 1, f"{at:018}", found, Places(1, 1, count), Earlier(40.0, 20.0, "D"))

    content = Content(questionnaire, rules, DAY, compared=True)
    before, start = _peak(), time.process_time()
    with TemporaryFile() as file:
        write_results(file, content, ABOUT, scored(), (), (), "zh")
        return time.process_time() - start, file.seek(0, 2), _peak(), before


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
