"""A database, a file store and worker processes that tests start, kill and look at."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from app.catalogue import Catalogue
from app.persistence import runs
from app.persistence.database import Database
from app.persistence.files import report_file
from app.persistence.migrating import migrate
from app.persistence.models import BatchRow, OrganisationRow, ParticipantRow, ReportRow
from app.queue import prepare
from app.services import scoring
from app.services.context import Door
from app.settings import ROOT, Settings

# A machine shared by many may stand still for long; none of this is reached on a quiet one.
PATIENCE = 240.0
LOOK = 0.02
LOGGED = ("participants", "reports")


@dataclass
class Plant:
    """Where jobs are done. Every change of a participant's or report's state is logged."""

    settings: Settings
    door: Door
    workers: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, *slots: int) -> None:
        """Start workers in these slots."""
        for slot in slots:
            log = (self.settings.data_dir / f"worker-{slot}.log").open("ab")
            command = [sys.executable, "-m", "tests.jobs.worker", str(slot)]
            with log:
                self.workers[slot] = subprocess.Popen(
                    command, cwd=ROOT, env=environment(self.settings), stdout=log, stderr=log
                )

    def kill(self, *slots: int) -> None:
        """Kill these workers as `kill -9` does, at the same moment."""
        for slot in slots:
            self.workers[slot].kill()
        for slot in slots:
            self.workers.pop(slot).wait()

    def stop(self) -> None:
        """End all workers as a supervisor does."""
        for worker in self.workers.values():
            worker.terminate()
        for worker in self.workers.values():
            worker.wait(PATIENCE)
        self.workers.clear()

    def batch(self, contents: list[str]) -> str:
        """A new batch of enterprises that say this, enqueued to be scored; its public id."""
        with self.door.transaction() as services:
            content = services.catalogue.questionnaire(services.settings.questionnaire)
            owner = OrganisationRow(
                public_id=token_urlsafe(9), name=token_urlsafe(9), created_at=services.now
            )
            services.session.add(owner)
            services.session.flush()
            batch = BatchRow(
                public_id=token_urlsafe(9),
                organisation_id=owner.id,
                name="Kill test",
                questionnaire=content.id,
                questionnaire_version=content.version,
                rules_version=services.catalogue.rules(content.id).version,
                assessed_on=datetime(2026, 11, 22, tzinfo=UTC).date(),
                created_at=services.now,
                changed_at=services.now,
            )
            services.session.add(batch)
            services.session.flush()
            services.session.add_all(
                ParticipantRow(
                    public_id=token_urlsafe(9),
                    batch_id=batch.id,
                    position=number,
                    key=f"{number:04}",
                    name_zh=json.loads(said)["enterprise"]["name"]["zh"],
                    content=said,
                )
                for number, said in enumerate(contents, 1)
            )
            services.session.flush()
            scoring.enqueue_waiting(services, batch)
            return batch.public_id

    def states(self, table: type[ParticipantRow] | type[ReportRow] = ParticipantRow) -> Counter:
        """How many rows are in each state, and under `begun` how many wait but were begun."""
        with self.door.transaction(readonly=True) as services:
            found = select(table.state, func.count()).group_by(table.state)
            states = Counter(dict(services.session.execute(found).all()))
            begun = select(func.count()).where(table.state == "waiting", table.attempts > 0)
            states["begun"] = services.session.scalar(begun) or 0
        return states

    def told(self, batch_id: str) -> bool:
        """Whether the batch's last run is over and everybody was told."""
        with self.door.transaction(readonly=True) as services:
            batch = runs.find(services.session, batch_id)
            assert batch is not None
            return batch.finished_run == batch.run

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until the condition holds; a database that is away makes it false."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except OperationalError:
                pass
            time.sleep(LOOK)
        raise AssertionError(f"{what}: not within {PATIENCE:g} s\n{self.logs()}")

    def logs(self) -> str:
        """What the workers wrote last."""
        paths = sorted(self.settings.data_dir.glob("worker-*.log"))
        return "\n".join(f"{path.name}\n{path.read_text()[-3000:]}" for path in paths)

    def reruns(self, table: type[ParticipantRow] | type[ReportRow] = ParticipantRow) -> int:
        """How many attempts were made beyond the first of each row."""
        with self.door.transaction(readonly=True) as services:
            extra = select(func.sum(table.attempts - 1)).where(table.attempts > 1)
            return services.session.scalar(extra) or 0

    def expect_each_once(self) -> None:
        """Nothing waits; each row ended once, whole, and with its file if it has one."""
        for table, row in zip(LOGGED, (ParticipantRow, ReportRow), strict=True):
            with self.door.transaction(readonly=True) as services:
                session = services.session
                ended = session.execute(text(f"SELECT row_id FROM log_{table}")).scalars().all()  # noqa: S608
                ids = session.scalars(select(row.id)).all()
                waiting = session.scalars(select(row.id).where(row.state == "waiting")).all()
            assert not waiting
            assert sorted(ended) == sorted(ids)
        self._expect_whole()

    def _expect_whole(self) -> None:
        with self.door.transaction(readonly=True) as services:
            session, files = services.session, services.files
            for scored in session.scalars(select(ParticipantRow)):
                assert (scored.standing is not None) is (scored.state == "done")
                assert (scored.failure is not None) is (scored.state == "failed")
            kept = set()
            for printed in session.scalars(select(ReportRow)):
                assert (printed.failure is not None) is (printed.state == "failed")
                if printed.state == "done":
                    name = report_file(printed.public_id)
                    kept.add(name)
                    assert sha256(files.read(name)).hexdigest() == printed.sha256
            assert set(files.names()) == kept


def environment(settings: Settings) -> dict[str, str]:
    """What a process of the app is told of these settings."""
    told = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "CHUNK_SECONDS": str(settings.chunk_seconds),
        "RENDER_SECONDS": str(settings.render_seconds),
        "PASSWORD_KIB": str(settings.password_kib),
        "RATE_LIMITS": "false",
    }
    return os.environ | {f"READINESS_{key}": value for key, value in told.items()}


@contextmanager
def plant(
    home: Path, url: str, fonts: Path, catalogue: Catalogue, **limits: int
) -> Iterator[Plant]:
    """A plant on an empty database; its workers are killed at the end, whatever they are at."""
    home.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        data_dir=home,
        database_url=url,
        secret_key="for tests only",
        password_kib=64,
        rate_limits=False,
        **limits,
    )
    settings.font_cache.symlink_to(fonts)
    database = Database(url)
    migrate(database.engine)
    prepare(url)
    _log_ends(database)
    made = Plant(settings, Door(database, catalogue, settings))
    try:
        yield made
    finally:
        made.kill(*made.workers)
        database.dispose()


def _log_ends(database: Database) -> None:
    """Triggers that log each row that ends: the database's own witness, beside our code."""
    with database.engine.begin() as connection:
        for table in LOGGED:
            connection.execute(text(f"CREATE TABLE log_{table} (row_id INTEGER)"))
            for statement in _trigger(table, connection.dialect.name):
                connection.execute(text(statement))


def _trigger(table: str, dialect: str) -> list[str]:
    insert = f"INSERT INTO log_{table} VALUES (NEW.id);"  # noqa: S608
    when = f"AFTER UPDATE ON {table} FOR EACH ROW WHEN (NEW.state <> 'waiting')"
    if dialect == "sqlite":
        return [f"CREATE TRIGGER log_{table} {when} BEGIN {insert} END"]
    return [
        f"CREATE FUNCTION log_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {insert} RETURN NULL; END $$",
        f"CREATE TRIGGER log_{table} {when} EXECUTE FUNCTION log_{table}()",
    ]
