"""What every service works with."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.catalogue import Catalogue
from app.persistence.database import Database
from app.persistence.files import FileStore
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """One caller's transaction with the app's content and settings; `now` is its moment, UTC."""

    session: Session
    catalogue: Catalogue
    settings: Settings
    now: datetime

    @property
    def today(self) -> date:
        """The day it is where the operator is."""
        return self.now.astimezone(self.settings.zone).date()

    def delete_files(self, names: Iterable[str]) -> None:
        """Delete these files once the transaction is committed; a rollback keeps them."""
        files, doomed = self.files, tuple(names)

        def delete(_: Session) -> None:
            for name in doomed:
                files.delete(name)

        event.listen(self.session, "after_commit", delete, once=True)

    @property
    def files(self) -> FileStore:
        """Uploads and printed reports."""
        return FileStore(self.settings.files)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Door:
    """How a caller outside a web request gets its transactions: one after another."""

    database: Database
    catalogue: Catalogue
    settings: Settings
    clock: Callable[[], datetime] = _now

    @contextmanager
    def transaction(self, *, readonly: bool = False) -> Iterator[Services]:
        """Services in a transaction that commits at the end, or rolls back on an exception."""
        with self.database.session(readonly=readonly) as session:
            yield Services(session, self.catalogue, self.settings, self.clock())
            session.commit()
