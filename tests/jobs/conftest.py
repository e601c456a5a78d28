"""A plant for each test, on SQLite or on a PostgreSQL that may be killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalogue import Catalogue
from app.reporting.fonts import Fonts
from app.services import scoring
from tests.jobs.plant import Plant, plant
from tests.postgres import DURABLE, Cluster, server

HASTY = {"chunk_seconds": 1, "render_seconds": 5}


@pytest.fixture(autouse=True)
def chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stories make smaller chunks; the next test has them as they were."""
    monkeypatch.setattr(scoring, "SCORE_CHUNK", scoring.SCORE_CHUNK)


@pytest.fixture
def on_sqlite(tmp_path: Path, fonts: Fonts, catalogue: Catalogue) -> Iterator[Plant]:
    url = f"sqlite:///{tmp_path / 'readiness.db'}"
    with plant(tmp_path, url, fonts.regular.parent, catalogue) as made:
        yield made


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with server(DURABLE) as made:
        yield made


@pytest.fixture
def on_postgres(
    tmp_path: Path, cluster: Cluster, fonts: Fonts, catalogue: Catalogue
) -> Iterator[Plant]:
    with plant(tmp_path, cluster.url, fonts.regular.parent, catalogue) as made:
        yield made


@pytest.fixture
def hasty(tmp_path: Path, cluster: Cluster, fonts: Fonts, catalogue: Catalogue) -> Iterator[Plant]:
    """On PostgreSQL; a worker is held to be gone when it was silent for a quarter of a minute."""
    with plant(tmp_path, cluster.url, fonts.regular.parent, catalogue, **HASTY) as made:
        yield made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest) -> Plant:
    """A plant on each database."""
    return request.getfixturevalue(f"on_{request.param}")
