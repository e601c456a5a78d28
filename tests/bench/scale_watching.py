"""What processes take: CPU seconds and memory of a tree of them, read from /proc."""

import os
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
EVERY_SECONDS = 0.1
WORKER, READER, RENDERER = "worker", "reader", "renderer"


class Process(NamedTuple):
    """One process: `seconds` of CPU with those of its children that have ended; `peak` in bytes."""

    parent: int
    seconds: float
    peak: int
    command: str


def cpu_seconds(root: int) -> float:
    """CPU seconds of `root` and everything below it, dead or alive, since it began."""
    found = processes()
    return sum(found[pid].seconds for pid in _below(root, found) if pid in found)


def workers() -> list[int]:
    """The worker processes that this one has started."""
    return [pid for pid, found in processes().items() if _is_worker(found)]


def threads(pid: int) -> int:
    """How many threads the process has; 0 where it has ended."""
    try:
        return len(list((PROC / str(pid) / "task").iterdir()))
    except FileNotFoundError:
        return 0


def processes() -> dict[int, Process]:
    """Every process there is at this moment."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = _process(folder)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
    return found


class Peaks:
    """The largest resident memory of each kind of process, in bytes, while it is looked at."""

    def __init__(self) -> None:
        self.bytes: defaultdict[str, int] = defaultdict(int)
        self.is_reading = False
        self._kinds: dict[int, str] = {}

    def look(self) -> None:
        """Look once. The kernel keeps each living process's peak, so that none is missed."""
        found = processes()
        mine = {pid for pid, process in found.items() if _is_worker(process)}
        for pid, process in found.items():
            if pid in mine:
                self._note(WORKER, process)
            elif process.parent in mine and "spawn_main" in process.command:
                # A renderer lives on when the next sheet is read.
                kind = READER if self.is_reading else RENDERER
                self._note(self._kinds.setdefault(pid, kind), process)

    def _note(self, kind: str, process: Process) -> None:
        self.bytes[kind] = max(self.bytes[kind], process.peak)


@contextmanager
def watched() -> Iterator[Peaks]:
    """Look again and again, in a thread, until the end."""
    peaks, ended = Peaks(), threading.Event()

    def look() -> None:
        while not ended.wait(EVERY_SECONDS):
            peaks.look()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        ended.set()
        thread.join()


def _is_worker(found: Process) -> bool:
    return found.parent == os.getpid() and "\0work\0" in found.command


def _below(root: int, found: Mapping[int, Process]) -> Iterator[int]:
    yield root
    for pid, process in found.items():
        if process.parent == root:
            yield from _below(pid, found)


def _process(folder: Path) -> Process:
    # The name stands in brackets and may hold anything; the fields begin behind it.
    fields = (folder / "stat").read_text().rpartition(") ")[2].split()
    status = (folder / "status").read_text()
    peak = status.partition("VmHWM:")[2].split(maxsplit=1)
    kib = int(peak[0]) if peak else 0
    seconds = sum(map(int, fields[11:15])) / TICKS
    return Process(int(fields[1]), seconds, 1024 * kib, (folder / "cmdline").read_text())
