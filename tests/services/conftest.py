"""A caller of services on a migrated database, whose clock the test sets."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.catalogue import Catalogue
from app.persistence.database import Database
from app.services.context import Services
from app.settings import Settings


@dataclass
class Caller:
    """Calls a service in a transaction of its own, as a door would."""

    database: Database
    catalogue: Catalogue
    settings: Settings
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 2, 0, tzinfo=UTC))

    def __call__(self, service: Any, *arguments: Any) -> Any:
        with self.database.session() as session:
            services = Services(session, self.catalogue, self.settings, self.now)
            result = service(services, *arguments)
            session.commit()
            return result

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def call(database: Database, catalogue: Catalogue, settings: Settings) -> Caller:
    return Caller(database, catalogue, settings)
