"""The schema as migrated, and what SQLite is asked to do."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.persistence.models import Base


def test_the_migrations_make_the_schema_that_the_models_describe(database):
    # On SQLite the queue's tables lie beside the app's; they are the queue's own affair.
    def is_ours(name: str, kind: str, _: object) -> bool:
        return kind != "table" or name in Base.metadata.tables

    with database.engine.connect() as connection:
        options = {"compare_type": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(database):
    migrate(database.engine)


def test_sqlite_waits_for_its_turn_and_keeps_foreign_keys(sqlite_url):
    database = Database(sqlite_url)
    migrate(database.engine)
    with database.session() as session:
        found = {
            pragma: session.execute(text(f"PRAGMA {pragma}")).scalar()
            for pragma in ("journal_mode", "foreign_keys", "busy_timeout")
        }
        assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}
        with pytest.raises(IntegrityError):
            session.execute(
                text("INSERT INTO answers VALUES (99, 'GD01', '{}', '2026-01-01 00:00:00')")
            )
    database.dispose()


def test_a_reader_is_not_kept_waiting_by_a_writer(sqlite_url):
    database = Database(sqlite_url)
    migrate(database.engine)
    with database.session() as writer, database.session(readonly=True) as reader:
        writer.execute(text("DELETE FROM assessments"))
        assert reader.execute(text("SELECT count(*) FROM assessments")).scalar() == 0
    database.dispose()
