"""What the largest example costs in both languages at each length, beside a plain call."""

import multiprocessing
import resource
import time
from dataclasses import dataclass
from io import BytesIO
from multiprocessing.connection import Connection
from statistics import median

from pypdf import PdfReader
from weasyprint import CSS, HTML

from app.reporting.lengths import LENGTHS, Length
from app.reporting.pdf import ASSETS, STYLESHEETS, render_pdf
from app.reporting.rendering import render_html
from app.reporting.report import Report
from tests.bench.measuring import Section, table
from tests.reporting.making import EXAMPLES

ROUNDS = 5


@dataclass(frozen=True)
class Measured:
    """CPU seconds of a warm process, its peak memory in MB, and what came out."""

    seconds: float
    memory: float
    size: int
    pages: int


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
    """Measure every length both ways, each in a process of its own."""
    # Not at the top: the solver it brings would count among what a printing process needs.
    from tests.reporting.planning import planned_report  # noqa: PLC0415

    reports = {name: planned_report(name) for name in EXAMPLES}
    largest = max(EXAMPLES, key=lambda name: len(render_html(reports[name], "both")))
    rows = [row for length in LENGTHS for row in _rows(reports[largest], length)]
    text = (
        f"The example `{largest}` with its plan, exposure and savings, in both languages: the "
        f"median of {ROUNDS} reports after a first one in the same process. The plain call gets "
        "the same HTML and stylesheets, no shared fonts, no tags. Every report makes its HTML "
        "anew.\n\n"
    )
    header = ("length", "how", "CPU seconds", "times plain's speed", "peak MB", "kB", "pages")
    return Section("Report", text + table(header, rows))


def _rows(report: Report, length: Length) -> list[tuple[str, ...]]:
    ours, plain = (_measured(Task(report, length, plain)) for plain in (False, True))
    return [
        (
            length,
            how,
            f"{one.seconds:.2f}",
            f"{plain.seconds / one.seconds:.2f}",
            f"{one.memory:.0f}",
            f"{one.size / 1000:.0f}",
            str(one.pages),
        )
        for how, one in (("`render_pdf`, tagged PDF/UA-1", ours), ("plain WeasyPrint", plain))
    ]


def _measured(way: Task) -> Measured:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(way, sender))
    child.start()
    found: Measured = receiver.recv()
    child.join()
    return found


def _run(way: Task, sender: Connection) -> None:
    pdf = way()
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        pdf = way()
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    sender.send(Measured(median(seconds), peak, len(pdf), len(PdfReader(BytesIO(pdf)).pages)))
