"""Run every benchmark and write docs/benchmarks.md."""

from pathlib import Path

from tests.bench import planning, report, scoring
from tests.bench.measuring import machine

TARGET = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench` (`python -m tests.bench`) on {machine}.

Seconds are CPU seconds; where cores are shared, only the ratios of one run say something.
"""


def main() -> None:
    """Measure everything in one run."""
    parts = [HEAD.format(machine=machine())]
    for module in (scoring, planning, report):
        section = module.section()
        parts.append(f"## {section.title}\n\n{section.text}\n")
    TARGET.write_text("\n".join(parts))


main()
