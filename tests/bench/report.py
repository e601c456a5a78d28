"""What a both-language PDF of the largest example costs, beside a plain WeasyPrint call."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from multiprocessing.connection import Connection
from statistics import median

from pypdf import PdfReader
from weasyprint import CSS, HTML

from app.reporting.pdf import ASSETS, STYLESHEETS, render_pdf
from app.reporting.rendering import render_html
from tests.bench.measuring import Section, table
from tests.reporting.making import EXAMPLES, example, report_of

ROUNDS = 5


@dataclass(frozen=True)
class Measured:
    """CPU seconds of a warm process, its peak memory in MB, and what came out."""

    seconds: float
    memory: float
    size: int
    pages: int


def section() -> Section:
    """Measure both ways in processes of their own, taking turns."""
    largest = max(EXAMPLES, key=lambda name: len(render_html(report_of(example(name)), "both")))
    ours, plain = _measured(_ours, largest), _measured(_plain, largest)
    rows = [
        (
            name,
            f"{one.seconds:.2f}",
            f"{plain.seconds / one.seconds:.2f}",
            f"{one.memory:.0f}",
            f"{one.size / 1000:.0f}",
            str(one.pages),
        )
        for name, one in (("`render_pdf`, tagged PDF/UA-1", ours), ("plain WeasyPrint", plain))
    ]
    text = (
        f"The example `{largest}` in both languages: the median of {ROUNDS} reports after a first "
        "one in the same process. The plain call gets the same HTML and stylesheets, no shared "
        "fonts, no tags.\n\n"
    )
    header = ("how", "CPU seconds", "times plain's speed", "peak MB", "kB", "pages")
    return Section("Report", text + table(header, rows))


def _ours(name: str) -> bytes:
    return render_pdf(report_of(example(name)), "both")


def _plain(name: str) -> bytes:
    html = render_html(report_of(example(name)), "both")
    sheets = [CSS(string=(ASSETS / sheet).read_text("utf-8")) for sheet in STYLESHEETS]
    result: bytes = HTML(string=html).write_pdf(stylesheets=sheets)
    return result


def _measured(way: Callable[[str], bytes], name: str) -> Measured:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(way, name, sender))
    child.start()
    found: Measured = receiver.recv()
    child.join()
    return found


def _run(way: Callable[[str], bytes], name: str, sender: Connection) -> None:
    pdf = way(name)
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        pdf = way(name)
        seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    sender.send(Measured(median(seconds), peak, len(pdf), len(PdfReader(BytesIO(pdf)).pages)))
