"""Running the app: serve it, bring its database up to date, delete what has expired."""

import os
import socket
import sys
from datetime import UTC, datetime

import click

from app.catalogue import Catalogue
from app.cli.supervising import supervise
from app.persistence.database import Database
from app.persistence.migrating import migrate as migrate_engine
from app.queue import prepare
from app.reporting.fonts import FontMissing, prepare_fonts
from app.services import assessments
from app.services.context import Services
from app.settings import ROOT, Settings


@click.command()
@click.option("--host", default=None, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(0, 64), default=None, help="Worker processes.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the web app with its workers, its database migrated and its fonts ready."""
    settings = Settings()
    if workers is not None:
        settings = settings.model_copy(update={"job_workers": workers})
    address = (host or settings.host, port or settings.port)
    _expect_free(address)
    _migrate(settings)
    click.echo("Preparing the report's typeface; the first time takes some seconds …", err=True)
    try:
        prepare_fonts(settings.font_cache)
    except FontMissing as error:
        raise click.ClickException(str(error)) from None
    bind = "{}:{}".format(*address)
    click.echo(f"http://{bind}/")
    sys.stdout.flush()
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--preload", "--bind", bind]
    command += ["--no-control-socket"]
    command += ["--chdir", str(ROOT), "--worker-class", "gthread", "--timeout", "120"]
    command += ["--workers", str(settings.web_workers), "--threads", str(settings.web_threads)]
    if settings.job_workers:
        supervise(settings, command)
    os.execv(command[0], command)  # noqa: S606 (this interpreter, no user input)


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    _migrate(Settings())


@click.command()
def purge() -> None:
    """Delete the drafts that nobody has changed for the stated number of days."""
    settings = Settings()
    database = Database(settings.url)
    catalogue = Catalogue(settings.questionnaires)
    with database.session() as session:
        services = Services(session, catalogue, settings, datetime.now(UTC))
        count = assessments.purge(services)
        session.commit()
    database.dispose()
    click.echo(count)


def _expect_free(address: tuple[str, int]) -> None:
    """Say so at once where the port is taken: under supervision it would be tried for ever."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address[0].strip("[]"), address[1]))
        except OSError as error:
            message = f"Cannot listen on {address[0]}:{address[1]}: {error.strerror}."
            raise click.ClickException(message) from None


def _migrate(settings: Settings) -> None:
    database = Database(settings.url)
    migrate_engine(database.engine)
    database.dispose()
    prepare(settings.url)
