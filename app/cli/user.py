"""The commands that say who may sign in: add somebody, give a new password, list them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.catalogue import Catalogue
from app.cli.output import lang_option, table
from app.domain.problems import N_, InvalidInput
from app.domain.text import Lang
from app.i18n import gettext, translate
from app.persistence.database import Database
from app.persistence.migrating import migrate
from app.services import accounts
from app.services.context import Door, Services
from app.services.errors import NotFound
from app.settings import Settings

_from_stdin = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input; no prompt."
)


@click.group()
def user() -> None:
    """Who may sign in for an organisation."""


@user.command()
@click.argument("email")
@click.option("--organisation", required=True, help="Its name; it is made where it is missing.")
@click.option("--name", default="", help="The person's name; by default the address before the @.")
@_from_stdin
@lang_option("zh", "en")
def add(email: str, organisation: str, name: str, password_stdin: bool, lang: Lang) -> None:
    """Let somebody sign in with EMAIL. Exit code 2 where that cannot be."""
    password = _password(password_stdin, lang)
    with _transaction(lang) as services:
        made = accounts.create_user(services, email, name, password, organisation)
    message = N_("{email} can now sign in for {organisation}.")
    said = gettext(lang, message, email=made.email, organisation=made.organisation_name)
    click.echo(said)


@user.command()
@click.argument("email")
@_from_stdin
@lang_option("zh", "en")
def password(email: str, password_stdin: bool, lang: Lang) -> None:
    """Give EMAIL a new password; every session with the old one ends. Exit code 2 if unknown."""
    new = _password(password_stdin, lang)
    with _transaction(lang) as services:
        accounts.set_password(services, email, new)
    message = N_("The password is changed, and {email} is signed out everywhere.")
    click.echo(gettext(lang, message, email=email))


@user.command(name="list")
@lang_option("zh", "en")
def list_(lang: Lang) -> None:
    """List who may sign in, by organisation."""
    head = [N_("Organisation"), N_("E-mail address"), N_("Person"), N_("Last signed in")]
    rows = [[gettext(lang, title) for title in head]]
    with _transaction(lang) as services:
        zone = services.settings.zone
        for found in accounts.accounts(services):
            at = found.signed_in_at
            seen = f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "–"
            rows.append([found.organisation_name, found.email, found.name, seen])
    for line in table(rows):
        click.echo(line)


def _password(from_stdin: bool, lang: Lang) -> str:
    if from_stdin:
        return sys.stdin.read().rstrip("\r\n")
    typed = click.prompt(
        gettext(lang, N_("Password")),
        hide_input=True,
        confirmation_prompt=gettext(lang, N_("Password again")),
        err=True,
    )
    return str(typed)


@contextmanager
def _transaction(lang: Lang) -> Iterator[Services]:
    """Services on a database that has its tables; what is refused is said and ends the command."""
    settings = Settings()
    database = Database(settings.url)
    try:
        migrate(database.engine)
        door = Door(database, Catalogue(settings.questionnaires), settings)
        with door.transaction() as services:
            yield services
    except InvalidInput as error:
        for problem in error.problems:
            click.echo(translate(problem, lang), err=True)
        sys.exit(2)
    except NotFound:
        click.echo(gettext(lang, N_("There is no account with this address.")), err=True)
        sys.exit(2)
    finally:
        database.dispose()
