"""Batches through the whole chain, with real workers, on either database, phase by phase."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import text

from app.catalogue import Catalogue
from app.cli.batch_workers import working
from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.queue import prepare
from app.reporting.lengths import Length
from app.reporting.pdf import default_cache
from app.services import accounts, batches, uploads
from app.services.accounts import Member
from app.services.batches import Batch
from app.services.context import Door
from app.services.printing import ask_for_batch
from app.services.progress import Phase, progress
from app.services.uploads import Upload
from app.settings import Settings
from tests.bench.scale_pages import Account, Times
from tests.bench.scale_watching import Peaks, cpu_seconds, threads, watched, workers
from tests.postgres import DURABLE, server

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
ACCOUNT = Account("bench@example.com", "a quiet harbour at dawn")
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 600
# A worker that takes jobs has some 18 threads, one that still starts two or three; with nothing
# to do it stays below this share of a core.
STARTED_THREADS, QUIET = 10, 0.2
T = TypeVar("T")


class Ledger(dict[str, float]):
    """What has been spent so far, or between two moments: `later - earlier`."""

    def __sub__(self, earlier: "Ledger") -> "Ledger":
        return Ledger({name: value - earlier[name] for name, value in self.items()})


@dataclass(frozen=True)
class Yard:
    """Workers on a database of their own, and what was measured of their memory."""

    kind: str
    door: Door
    member: Member
    peaks: Peaks
    server: int | None

    def phase(self, work: Callable[[], T]) -> tuple[T, Ledger]:
        """What `work` returns, and what was spent meanwhile."""
        before = self._spent()
        result = work()
        return result, self._spent() - before

    def database_bytes(self) -> int:
        """The database's size now, in bytes, its indexes and the queue's tables included."""
        statement = "SELECT pg_database_size(current_database())"
        if self.kind == SQLITE:
            statement = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        return int(self._number(statement))

    def file_bytes(self) -> int:
        """All uploads and reports."""
        root = self.door.settings.files
        return sum(path.stat().st_size for path in root.rglob("*") if path.is_file())

    def _spent(self) -> Ledger:
        """Clock and CPU seconds; on PostgreSQL the server's too, its commits and log bytes."""
        spent = Ledger(
            clock=time.perf_counter(),
            worker=sum(map(cpu_seconds, workers())),
            asker=time.process_time(),
        )
        if self.server is not None:
            spent["server"] = cpu_seconds(self.server)
            spent["commits"] = self._number(
                "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
            )
            spent["log"] = self._number("SELECT pg_current_wal_lsn() - '0/0'")
        return spent

    def _number(self, statement: str) -> float:
        with self.door.database.engine.connect() as connection:
            return float(connection.execute(text(statement)).scalar_one())


@contextmanager
def yard(kind: str, count: int) -> Iterator[Yard]:
    """A database of that kind, with `count` workers that are ready."""
    with TemporaryDirectory(prefix="bench-") as name, _url(kind, Path(name)) as (url, postmaster):
        settings = Settings(
            data_dir=Path(name),
            database_url=url,
            fonts_dir=default_cache(),
            secret_key="for benches only",
            rate_limits=False,
        )
        database = Database(url)
        migrate(database.engine)
        prepare(url)
        door = Door(database, Catalogue(settings.questionnaires), settings)
        with door.transaction() as services:
            member = accounts.create_user(
                services, ACCOUNT.email, "Lin", ACCOUNT.password, "Harbour"
            )
        with working(settings, count) as crew, watched() as peaks:
            crew.keep_alive()
            _settle(count)
            yield Yard(kind, door, member, peaks, postmaster)
        database.dispose()


@contextmanager
def _url(kind: str, folder: Path) -> Iterator[tuple[str, int | None]]:
    if kind == SQLITE:
        yield f"sqlite:///{folder / 'readiness.db'}", None
        return
    with server(DURABLE) as made:
        postmaster = int((made.home / "data" / "postmaster.pid").read_text().split()[0])
        yield made.url, postmaster


def _settle(count: int) -> None:
    """Wait until all workers have started and have nothing more to do."""
    before, still = 0.0, 0

    def quiet() -> bool:
        nonlocal before, still
        time.sleep(1)
        found = workers()
        now = sum(map(cpu_seconds, found))
        spent, before = now - before, now
        started = len(found) == count and min(map(threads, found)) >= STARTED_THREADS
        still = still + 1 if started and spent < QUIET * count else 0
        return still > 1

    until(quiet)


def until(look: Callable[[], bool]) -> None:
    """Look until it is true. Raises TimeoutError after ten minutes."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not look():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(LOOK_SECONDS)


@dataclass(frozen=True)
class Chain:
    """One batch's way through: what each phase took, and the room that it needs in the end."""

    size: int
    phases: Mapping[str, Ledger]
    database_bytes: int
    file_bytes: int

    def total(self, name: str) -> float:
        """The sum of one figure over all phases."""
        return sum(ledger[name] for ledger in self.phases.values())


@dataclass
class Run:
    """What one database with so many workers showed; `peaks` in bytes by kind of process."""

    kind: str
    workers: int
    chains: list[Chain] = field(default_factory=list)
    prints: dict[Length, Chain] = field(default_factory=dict)
    pages: dict[str, Times] = field(default_factory=dict)
    peaks: Mapping[str, int] = field(default_factory=dict)
    idle: Ledger | None = None


def begin(yard: Yard, name: str) -> Batch:
    """A new batch."""
    with yard.door.transaction() as services:
        return batches.create(services, yard.member.organisation_id, {"name": name})


def scored(yard: Yard, batch: Batch, data: bytes, size: int) -> Chain:
    """Hand in, read, store and score a workbook of `size` sound enterprises."""
    database, files = yard.database_bytes(), yard.file_bytes()
    door = yard.door

    def hand_in() -> Upload:
        with door.transaction() as services:
            return uploads.hand_in(services, batch, "members.xlsx", data)

    def state(upload: Upload) -> Upload:
        with door.transaction(readonly=True) as services:
            return uploads.find(services, batch, upload.public_id)

    def read() -> Upload:
        upload = hand_in()
        until(lambda: state(upload).state != uploads.READING)
        return state(upload)

    def store() -> Upload:
        with door.transaction() as services:
            uploads.store(services, batch, upload)
        until(lambda: state(upload).state != uploads.STORING)
        return state(upload)

    yard.peaks.is_reading = True
    upload, reading = yard.phase(read)
    yard.peaks.is_reading = False
    assert upload.summary is not None, upload.failure
    assert upload.summary.good == size
    upload, storing = yard.phase(store)
    assert upload.state == uploads.STORED
    phase, scoring = yard.phase(lambda: _ended(yard, batch, "scoring"))
    assert phase.done == size
    phases = {"reading": reading, "storing": storing, "scoring": scoring}
    return Chain(size, phases, yard.database_bytes() - database, yard.file_bytes() - files)


def printed(yard: Yard, batch: Batch, length: Length) -> Chain:
    """Print a report in Chinese for each enterprise of a scored batch."""
    database, files = yard.database_bytes(), yard.file_bytes()

    def print_all() -> Phase:
        with yard.door.transaction() as services:
            row = batches.row_of(services, batch, to_change=True)
            ask_for_batch(services, row, "zh", length)
        return _ended(yard, batch, "printing")

    phase, printing = yard.phase(print_all)
    assert phase.done == phase.total
    size = yard.database_bytes() - database
    return Chain(phase.total, {"printing": printing}, size, yard.file_bytes() - files)


def _ended(yard: Yard, batch: Batch, name: str) -> Phase:
    def phase() -> Phase:
        with yard.door.transaction(readonly=True) as services:
            found: Phase = getattr(progress(services, batch), name)
        return found

    until(lambda: not phase().left)
    return phase()
