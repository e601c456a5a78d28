"""Commands for authors of questionnaires: check them, publish them."""

import sys
from pathlib import Path

import click

from app.catalogue.checking import check_directory
from app.catalogue.located import CatalogueError, Located
from app.catalogue.publishing import publish as publish_version
from app.catalogue.publishing import publishables
from app.cli.output import as_json, lang_option, line_of
from app.domain.problems import N_
from app.domain.text import Lang
from app.i18n import gettext


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--json", "machine", is_flag=True, help="Print the list as JSON on stdout.")
@lang_option("zh", "en")
def check(directory: Path, machine: bool, lang: Lang) -> None:
    """Say everything that is wrong with the questionnaire or the rules in DIRECTORY.

    One line a problem: file, line, key, and what was expected. Exit code 0 when all is sound,
    else 2.
    """
    located = check_directory(directory)
    if machine:
        click.echo(as_json(located))
    elif located:
        _say(located, lang)
    else:
        click.echo(gettext(lang, N_("No problems found.")))
    sys.exit(2 if located else 0)


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@lang_option("zh", "en")
def publish(directory: Path, lang: Lang) -> None:
    """Record the version or the rules in DIRECTORY as published.

    From then on `check` refuses any change to them. Nothing already recorded is replaced.
    """
    located = check_directory(directory)
    if located:
        _say(located, lang)
        sys.exit(2)
    for version in publishables(directory):
        try:
            written = publish_version(version)
        except CatalogueError as error:
            _say(error.located, lang)
            sys.exit(2)
        message = N_("{name}: published.") if written else N_("{name}: was published before.")
        click.echo(gettext(lang, message, name=str(version.directory)))


def _say(located: tuple[Located, ...], lang: Lang) -> None:
    for problem in located:
        click.echo(line_of(problem, [lang]), err=True)
    count = len(located)
    message = N_("{n} problem.") if count == 1 else N_("{n} problems.")
    click.echo(gettext(lang, message, n=count), err=True)
