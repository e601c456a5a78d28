"""Measuring in CPU seconds, which other programs on the machine disturb less than the clock's."""

import gc
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROUNDS = 7


@dataclass(frozen=True)
class Section:
    """A benchmark's part of docs/benchmarks.md."""

    title: str
    text: str


def rate(work: Callable[[object], object], inputs: Sequence[object], rounds: int = ROUNDS) -> float:
    """How many of `inputs` are worked on in a CPU second: the median of several rounds."""
    found: list[float] = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        for value in inputs:
            work(value)
        found.append(len(inputs) / (time.process_time() - start))
    return median(found)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def machine() -> str:
    """The machine in one line."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{model}, Python {platform.python_version()}, {platform.system()}"
