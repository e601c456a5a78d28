"""The tests' PostgreSQL starts, answers and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from tests.postgres import cluster

pytestmark = pytest.mark.postgres


def test_the_server_answers(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("show server_encoding")).scalar() == "UTF8"
    engine.dispose()


def test_a_cluster_is_gone_afterwards() -> None:
    with cluster() as url:
        home = str(make_url(url).query["host"])
        psycopg.connect(host=home, user="readiness", dbname="postgres").close()
    assert not Path(home).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=home, user="readiness", dbname="postgres")
