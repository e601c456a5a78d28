"""How commands end: everything written and named, or why not, with the exit code that says so."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import click

from app.catalogue.located import Located
from app.cli.output import line_of
from app.cli.writing import write_all
from app.domain.problems import N_
from app.domain.text import Lang
from app.i18n import gettext


def write(contents: Mapping[Path, bytes], langs: Sequence[Lang]) -> None:
    """Write every file and name it, or none of them and exit with 1."""
    try:
        write_all(contents)
    except OSError as error:
        message = N_("Nothing was written: {reason}")
        fail(gettext(langs[0], message, reason=f"{error.strerror}: {error.filename}"))
    for path in contents:
        click.echo(gettext(langs[0], N_("Written: {path}"), path=path))


def refuse(located: Iterable[Located], langs: Sequence[Lang]) -> NoReturn:
    """Say everything that is wrong with what was given, each at its place; exit code 2."""
    for problem in located:
        click.echo(line_of(problem, langs), err=True)
    sys.exit(2)


def fail(sentence: str) -> NoReturn:
    """Say why it cannot be done; exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)
