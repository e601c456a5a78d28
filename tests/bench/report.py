"""What reports cost at each length, beside a plain call, and how many two workers print."""

import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import mean, median

from pypdf import PdfReader
from weasyprint import CSS, HTML

from app.reporting.lengths import LENGTHS, Length
from app.reporting.pdf import ASSETS, STYLESHEETS, render_pdf
from app.reporting.rendering import render_html
from app.reporting.report import Report
from app.reporting.worker import WORKERS, render_in_worker
from tests.bench.measuring import Section, table
from tests.reporting.making import EXAMPLES

# The first examples only warm a process; what is measured are reports new to it.
WARMING = 3
BATCH = 48


@dataclass(frozen=True)
class Measured:
    """CPU seconds of a warm process, its peak memory in MB, and what came out on average."""

    seconds: float
    memory: float
    size: float
    pages: float


@dataclass(frozen=True)
class Task:
    """A report to print; the plain way gets the same HTML and stylesheets and nothing else."""

    report: Report
    length: Length
    plain: bool

    def __call__(self) -> bytes:
        if not self.plain:
            return render_pdf(self.report, "both", self.length)
        html = render_html(self.report, "both", self.length)
        sheets = [CSS(string=(ASSETS / sheet).read_text("utf-8")) for sheet in STYLESHEETS]
        result: bytes = HTML(string=html).write_pdf(stylesheets=sheets)
        return result


def section() -> Section:
    """Measure every length both ways, each in a process of its own; then the workers."""
    # Not at the top: the solver it brings would count among what a printing process needs.
    from tests.reporting.planning import planned_report  # noqa: PLC0415

    reports = [planned_report(name) for name in EXAMPLES]
    rows = [row for length in LENGTHS for row in _rows(reports, length)]
    names = ", ".join(f"`{name}`" for name in EXAMPLES[WARMING:])
    text = (
        f"The examples {names}, with plans, exposure and savings, in both languages: the median of "
        f"one report each in a process that has printed the other {WARMING} examples and none of "
        "these. The plain call gets the same HTML and stylesheets, no shared fonts, no tags. Every "
        "report makes its HTML anew. Sizes and pages are means.\n\n"
    )
    header = ("length", "how", "CPU seconds", "times plain's speed", "peak MB", "kB", "pages")
    return Section("Report", text + table(header, rows) + "\n\n" + _through_workers(reports))


def _rows(reports: list[Report], length: Length) -> list[tuple[str, ...]]:
    ours, plain = (
        _measured([Task(report, length, plain) for report in reports]) for plain in (False, True)
    )
    return [
        (
            length,
            how,
            f"{one.seconds:.2f}",
            f"{plain.seconds / one.seconds:.2f}",
            f"{one.memory:.0f}",
            f"{one.size / 1000:.0f}",
            f"{one.pages:.0f}",
        )
        for how, one in (
            ("`render_pdf`, tagged and archival", ours),
            ("plain WeasyPrint", plain),
        )
    ]


def _through_workers(reports: list[Report]) -> str:
    """The standard report by the workers that a site has, as many at once as there are of them."""

    def printed(number: int) -> bytes:
        return render_in_worker(reports[number % len(reports)], "both", "standard", 120)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(printed, range(2 * WARMING)))
        start = time.perf_counter()
        list(pool.map(printed, range(BATCH)))
        seconds = time.perf_counter() - start
        peak = max(_peak(child.pid) for child in multiprocessing.active_children())
    return (
        f"{WORKERS} warm workers printed {BATCH} standard reports in both languages in "
        f"{seconds:.0f} s by the clock: {60 * BATCH / seconds:.0f} a minute. "
        f"The larger of them took {peak:.0f} MB at its peak."
    )


def _measured(tasks: list[Task]) -> Measured:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(tasks, sender))
    child.start()
    found: Measured = receiver.recv()
    child.join()
    return found


def _run(tasks: list[Task], sender: Connection) -> None:
    for task in tasks[:WARMING]:
        task()
    seconds, printed = [], []
    for task in tasks[WARMING:]:
        start = time.process_time()
        printed.append(task())
        seconds.append(time.process_time() - start)
    pages = [len(PdfReader(BytesIO(pdf)).pages) for pdf in printed]
    sender.send(Measured(median(seconds), _peak(), mean(map(len, printed)), mean(pages)))


def _peak(process: int | str | None = "self") -> float:
    """A process's own peak of memory in MB.

    Not what getrusage says: a process starts there with the peak of the one that started it.
    """
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
