"""Run the benchmarks named, or all, and write what they say into docs/benchmarks.md."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import click

from tests.bench import planning, report, results_workbook, scale, scoring, sheets
from tests.bench.measuring import Section, machine

TARGET = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench` (`python -m tests.bench`); `python -m tests.bench scale` renews one
section and keeps the others. Seconds are CPU seconds where nothing else is said; where cores are
shared, only the ratios of one run say something.
"""
SECTIONS: Mapping[str, Callable[[], Section]] = {
    "scoring": scoring.section,
    "sheets": sheets.section,
    "planning": planning.section,
    "report": report.section,
    "results": results_workbook.section,
    "scale": scale.section,
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(tuple(SECTIONS)))
@click.option("--large", is_flag=True, help="Scale: a batch of 10,000 too.")
def main(names: tuple[str, ...], large: bool) -> None:
    """Measure everything in one run, or only the sections named."""
    found = _written()
    for name in names or SECTIONS:
        made = scale.section(large=large) if name == "scale" else SECTIONS[name]()
        day = date.today().isoformat()  # noqa: DTZ011 (whoever runs it knows which day it is)
        found[made.title] = f"{made.text}\n\nMeasured {day} on {machine()}."
    parts = [f"## {title}\n\n{text}\n" for title, text in found.items()]
    TARGET.write_text("\n".join([HEAD, *parts]))


def _written() -> dict[str, str]:
    """The sections that are there already, by title."""
    if not TARGET.exists():
        return {}
    _, *parts = re.split(r"^## ", TARGET.read_text(), flags=re.MULTILINE)
    return {title: text.strip() for title, _, text in (part.partition("\n") for part in parts)}


main()
