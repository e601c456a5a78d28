"""The database: how it is opened and how a transaction begins, on SQLite and on PostgreSQL."""

from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

BUSY_TIMEOUT_MS = 30_000


def open_engine(url: str) -> Engine:
    """An engine for `url`; on SQLite with WAL, foreign keys, a busy timeout and real BEGINs."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own BEGINs come too late for reads: the `begin` event below sends them.
    connection.isolation_level = None
    with closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a read that turns into a write would fail on its snapshot.
    readonly = connection.get_execution_options().get("readonly", False)
    connection.execute(text("BEGIN" if readonly else "BEGIN IMMEDIATE"))


class Database:
    """Sessions for writing and for reading on one engine."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._write = sessionmaker(self.engine)
        self._read = sessionmaker(self.engine.execution_options(readonly=True))

    def session(self, *, readonly: bool = False) -> Session:
        """A new session; its owner commits, rolls back and closes it."""
        return self._read() if readonly else self._write()

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()
