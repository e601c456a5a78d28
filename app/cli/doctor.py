"""The command that looks at the system and says in one sentence each what it lacks."""

import ctypes.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from app.cli.output import lang_option
from app.domain.problems import N_, Problem
from app.domain.text import Lang
from app.i18n import gettext, translate
from app.reporting.fonts import FontMissing, prepare_fonts
from app.settings import Settings

MIN_PYTHON = (3, 11)
_HOW = N_("Debian, Ubuntu: apt-get install {apt}; macOS: brew install {brew}")
_LIBRARIES = (
    ("pango-1.0", N_("Pango is missing, which sets the report's text."), "libpango-1.0-0", "pango"),
    (
        "pangoft2-1.0",
        N_("PangoFT2 is missing, which sets the report's text."),
        "libpangoft2-1.0-0",
        "pango",
    ),
    (
        "harfbuzz-subset",
        N_("HarfBuzz's subsetter is missing, which keeps reports small."),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
)


@click.command()
@lang_option("zh", "en")
def doctor(lang: Lang) -> None:
    """Say what this system lacks, and how to get it. Exit code 0 when nothing is missing."""
    settings = Settings()
    lacking = [*_python(), *_libraries(), *_writable(settings.data_dir)]
    if not any(_writable(settings.data_dir)):
        lacking += _fonts(settings.font_cache)
    for problem in lacking:
        click.echo(translate(problem, lang), err=True)
    if lacking:
        sys.exit(1)
    click.echo(gettext(lang, N_("Nothing is missing.")))


def _python() -> Iterator[Problem]:
    if sys.version_info < MIN_PYTHON:
        message = N_("Python {found} is too old; {needed} or newer is needed.")
        found, needed = (".".join(map(str, v[:2])) for v in (sys.version_info, MIN_PYTHON))
        yield Problem(message, {"found": found, "needed": needed})


def _libraries() -> Iterator[Problem]:
    for library, what, apt, brew in _LIBRARIES:
        if ctypes.util.find_library(library) is None:
            yield Problem(what)
            yield Problem(_HOW, {"apt": apt, "brew": brew})


def _writable(directory: Path) -> Iterator[Problem]:
    """The nearest folder that is there decides: the rest is made when it is needed."""
    there = next(d for d in (directory, *directory.absolute().parents) if d.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        message = N_("Nothing can be written in {folder}; set READINESS_DATA_DIR to another one.")
        yield Problem(message, {"folder": str(there)})


def _fonts(cache: Path) -> Iterator[Problem]:
    try:
        prepare_fonts(cache)
    except FontMissing as error:
        yield Problem(N_("{reason}"), {"reason": str(error)})
