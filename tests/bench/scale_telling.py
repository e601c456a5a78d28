"""What the batches' measurements say, as text and tables."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from tests.bench.measuring import table
from tests.bench.scale_chain import LOOK_SECONDS, POSTGRESQL, Chain, Run
from tests.bench.scale_pages import EVERY_SECONDS
from tests.bench.scale_watching import READER, RENDERER, WORKER

PHASES = ("reading", "storing", "scoring")
MB = 1e6


def text(runs: Sequence[Run], lengths: Run, visits: Sequence[Run]) -> str:
    """The section. `runs` are of all databases and workers, `visits` have the largest batches."""
    everything = [*runs, *visits]
    parts = [
        "Workbooks of made-up enterprises, no two alike, with documents, goods and trades, go "
        "through the whole chain as a consultant's do: handed in, read, stored, scored by real "
        "worker processes. Seconds are the clock's unless they say CPU; those of workers include "
        "the processes that they start. PostgreSQL is a cluster of its own on this machine that "
        "waits for its disk at each commit. The largest batches ran while a further process "
        f"asked for a page each {EVERY_SECONDS:g} s. This process looks "
        f"{1 / LOOK_SECONDS:.0f} times a second whether a phase has ended, and a worker takes "
        "its next job up to 0.2 s after the last one: with 10 enterprises the waits are all "
        "there is.",
        "### From workbook to scores",
        _chains(everything),
        "### Growth with ten times as many enterprises",
        "The ratio by which seconds grow; 10 is linear. CPU is that of workers and database.",
        _growth(everything),
        "### Growth with workers",
        f"{runs[0].chains[-1].size:,} enterprises, against one worker on the same database. A "
        "sheet is read and stored by one worker. There are two cores, which the database and "
        "this process share with the workers.",
        _scaling(runs),
        "### Reports",
        f"The summary in Chinese for {runs[0].prints['summary'].size} enterprises, in chunks of "
        "20: two of them, so that a third and a fourth worker have nothing to print. The start "
        "of each printing process is included. What 1,000 take is extrapolated, not measured.",
        _prints(runs),
        f"One worker on SQLite whose printing process runs already, {lengths.prints['full'].size} "
        "enterprises without a plan:",
        _lengths(lengths),
        "### Memory",
        "The largest resident memory of each kind of process. A reader ends with its sheet; a "
        "renderer is replaced after 200 reports.",
        _memory(everything),
        "### Room",
        "The database with its indexes and the queue's tables, the files of the upload (the "
        "sheet and the rows read from it, which are deleted after 30 days) and what PostgreSQL "
        "writes to its log.",
        _room(everything),
        "### Pages while workers work",
        "Milliseconds on the server: the first time in the process, then median / worst (how "
        "often) of the others.",
        _pages(visits),
        "### What waiting costs",
        _idle(runs),
    ]
    return "\n\n".join(parts)


def _chains(runs: Iterable[Run]) -> str:
    header = (
        "database", "workers", "enterprises", *(f"{name}, s" for name in PHASES), "all, s",
        "enterprises/s", *(f"{name}, CPU ms each" for name in PHASES), "database, CPU ms each",
    )  # fmt: skip
    rows = [
        (
            *_names(run),
            f"{chain.size:,}",
            *(f"{chain.phases[name]['clock']:.1f}" for name in PHASES),
            f"{chain.total('clock'):.1f}",
            f"{chain.size / chain.total('clock'):.0f}",
            *(_each(chain, chain.phases[name]["worker"]) for name in PHASES),
            _each(chain, chain.total("server")) if run.kind == POSTGRESQL else "in the worker",
        )
        for run in runs
        for chain in run.chains
    ]
    return table(header, rows)


def _each(chain: Chain, seconds: float) -> str:
    return f"{1000 * seconds / chain.size:.2f}"


def _growth(runs: Iterable[Run]) -> str:
    rows = []
    for run in runs:
        smaller = [other for one in runs if _names(one) == _names(run) for other in one.chains]
        for before, after in pairwise(smaller):
            ratio = after.total("clock") / before.total("clock")
            cpu = _cpu(after) / _cpu(before) if _cpu(before) else float("nan")
            sizes = f"{before.size:,} → {after.size:,}"
            rows.append((*_names(run), sizes, f"{ratio:.1f}", f"{cpu:.1f}"))
    unique = dict.fromkeys(rows)
    return table(("database", "workers", "enterprises", "clock", "CPU"), list(unique))


def _cpu(chain: Chain) -> float:
    return chain.total("worker") + sum(
        ledger.get("server", 0.0) for ledger in chain.phases.values()
    )


def _scaling(runs: Sequence[Run]) -> str:
    rows = []
    for run in runs:
        base = next(one for one in runs if one.kind == run.kind)
        ours, theirs = run.chains[-1], base.chains[-1]
        scoring = theirs.phases["scoring"]["clock"] / ours.phases["scoring"]["clock"]
        whole = theirs.total("clock") / ours.total("clock")
        cpu = _cpu(ours) / _cpu(theirs)
        rows.append(
            (*_names(run), f"{scoring:.2f}", f"{whole:.2f}", f"{cpu:.2f}", _faster(base, run))
        )
    header = ("database", "workers", "scoring, times as fast", "from workbook to scores",
              "CPU seconds, times as many", "printing, times as fast")  # fmt: skip
    return table(header, rows)


def _faster(base: Run, run: Run) -> str:
    chains = [one.prints.get("summary") for one in (base, run)]
    seconds = [chain.total("clock") for chain in chains if chain]
    return f"{seconds[0] / seconds[1]:.2f}" if len(seconds) == len(chains) else ""


def _prints(runs: Iterable[Run]) -> str:
    rows = []
    for run in runs:
        chain = run.prints.get("summary")
        if chain is None:
            continue
        clock, cpu = chain.total("clock"), chain.total("worker")
        a_minute = 60 * chain.size / clock
        rows.append(
            (
                *_names(run),
                f"{clock:.1f}",
                f"{a_minute:.0f}",
                f"{cpu / chain.size:.2f}",
                f"{1000 / a_minute:.0f}",
            )
        )
    header = ("database", "workers", "seconds", "reports a minute", "CPU s a report",
              "minutes for 1,000, extrapolated")  # fmt: skip
    return table(header, rows)


def _lengths(run: Run) -> str:
    rows = [
        (
            length,
            f"{chain.total('worker') / chain.size:.2f}",
            f"{chain.total('clock') / chain.size:.2f}",
            f"{chain.file_bytes / chain.size / 1000:.0f}",
            f"{chain.database_bytes / chain.size / 1000:.1f}",
        )
        for length, chain in run.prints.items()
    ]
    return table(("length", "CPU s a report", "s a report", "kB a report", "database, kB"), rows)


def _memory(runs: Iterable[Run]) -> str:
    kinds = (WORKER, READER, RENDERER)
    rows = [
        (
            *_names(run),
            f"{max(chain.size for chain in run.chains):,}",
            *(f"{run.peaks[kind] / MB:.0f}" if kind in run.peaks else "" for kind in kinds),
        )
        for run in runs
    ]
    header = ("database", "workers", "largest batch", *(f"{kind}, MB" for kind in kinds))
    return table(header, rows)


def _room(runs: Iterable[Run]) -> str:
    rows = [
        (
            *_names(run),
            f"{chain.size:,}",
            f"{chain.database_bytes / chain.size / 1000:.1f}",
            f"{chain.file_bytes / chain.size / 1000:.1f}",
            *(
                (f"{chain.total('log') / chain.size / 1000:.1f}",
                 f"{chain.total('commits') / chain.size:.2f}")
                if run.kind == POSTGRESQL
                else ("", "")
            ),
        )
        for run in runs
        for chain in run.chains
    ]  # fmt: skip
    header = ("database", "workers", "enterprises", "database, kB each", "files, kB each",
              "log, kB each", "commits each")  # fmt: skip
    return table(header, rows)


def _pages(runs: Iterable[Run]) -> str:
    whiles = {"scored": "it is scored", "printed": "others are printed"}
    rows = [
        (
            *_names(run),
            f"{run.chains[0].size:,}",
            whiles[name],
            times.told("batch"),
            times.told("portfolio"),
        )
        for run in runs
        for name, times in run.pages.items()
    ]
    header = ("database", "workers", "enterprises", "while", "the batch's page", "the portfolio")
    return table(header, rows)


def _idle(runs: Iterable[Run]) -> str:
    rows = []
    for run in runs:
        idle = run.idle
        assert idle is not None
        share = 100 * idle["worker"] / idle["clock"] / run.workers
        row = [f"{share:.1f}"]
        if run.kind == POSTGRESQL:
            row += [
                f"{100 * idle['server'] / idle['clock'] / run.workers:.1f}",
                f"{idle['commits'] / idle['clock'] / run.workers:.0f}",
            ]
        rows.append((*_names(run), *row, *[""] * (3 - len(row))))
    header = ("database", "workers", "a worker's share of a core, %", "the server's for it, %",
              "commits a second for it")  # fmt: skip
    text = "Workers with nothing to do ask five times a second whether there is something."
    return f"{text}\n\n{table(header, rows)}"


def _names(run: Run) -> tuple[str, str]:
    return run.kind, str(run.workers)
