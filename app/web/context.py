"""One request, one transaction: opened when a page first needs it, committed on a good answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.catalogue import Catalogue
from app.persistence.database import Database
from app.services.context import Door, Services
from app.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TransactionalFlask(Flask):
    """A view that returns commits what it did; one that raises, whatever the reason, does not."""

    def dispatch_request(self) -> ResponseReturnValue:
        answer = super().dispatch_request()
        session = _session()
        if session is not None:
            session.commit()
        return answer


def install(app: Flask, settings: Settings, catalogue: Catalogue, database: Database) -> None:
    """Give every request of `app` its services and end its transaction."""
    app.extensions["readiness"] = (settings, catalogue, database)
    app.teardown_request(_close)


def services() -> Services:
    """The services of this request. A safe request only reads."""
    if "services" not in g:
        settings, catalogue, database = current_app.extensions["readiness"]
        session = database.session(readonly=request.method in SAFE_METHODS)
        g.services = Services(session, catalogue, settings, _now())
    return cast(Services, g.services)


@contextmanager
def looking() -> Iterator[None]:
    """Let `services` only read in here, and give the database back at the end.

    For what is decided before a request's body has arrived: that may take minutes, in which a
    writer's transaction would keep everybody else waiting.
    """
    if request.method in SAFE_METHODS:
        yield
        return
    settings, catalogue, database = current_app.extensions["readiness"]
    with database.session(readonly=True) as session:
        g.services = Services(session, catalogue, settings, _now())
        try:
            yield
        finally:
            g.pop("services")


def door() -> Door:
    """For what a request that only reads must write all the same, in a transaction of its own."""
    settings, catalogue, database = current_app.extensions["readiness"]
    return Door(database, catalogue, settings, _now)


def settings() -> Settings:
    """The app's settings."""
    return cast(Settings, current_app.extensions["readiness"][0])


def catalogue() -> Catalogue:
    """The app's content."""
    return cast(Catalogue, current_app.extensions["readiness"][1])


def _now() -> datetime:
    clock = current_app.config.get("CLOCK")
    return clock() if clock else datetime.now(UTC)


def _close(_: BaseException | None) -> None:
    session = _session()
    if session is not None:
        session.close()


def _session() -> Session | None:
    return g.services.session if "services" in g else None
