"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from app.catalogue import Catalogue
from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.persistence.models import Base
from app.queue import prepare
from app.settings import Settings

pytest_plugins = ["tests.fonts", "tests.postgres", "tests.sealing", "tests.forging"]

# The cores may be shared, so no example is judged by its time. CI repeats the same examples each
# time; at a desk they are new each time.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")

QUESTIONNAIRES = Path(__file__).parent.parent / "questionnaires"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The content as published."""
    return Catalogue(QUESTIONNAIRES)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a database file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'readiness.db'}"


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """Settings of an app that writes only under the test's own folder."""
    return Settings(
        data_dir=tmp_path,
        database_url=sqlite_url,
        secret_key="for tests only",
        rate_limits=False,
        password_kib=64,
    )


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Database]:
    """A migrated, empty database: every test that takes it runs on SQLite and on PostgreSQL."""
    url = sqlite_url if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = Database(url)
    migrate(database.engine)
    prepare(url)
    yield database
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(table.delete())
    database.dispose()
