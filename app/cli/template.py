"""The command that writes the workbook to be filled in."""

from pathlib import Path

import click

from app.catalogue import Catalogue, CatalogueError
from app.cli.ending import refuse, write
from app.cli.output import lang_option
from app.domain.text import Lang
from app.settings import Settings
from app.spreadsheets.template import template_csv, template_workbook


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--csv", "as_csv", is_flag=True, help="One CSV table of enterprises and answers instead."
)
@click.option("--questionnaire", help="The questionnaire's id; by default the one in use.")
@lang_option("zh", "en")
def template(out: Path, as_csv: bool, questionnaire: str | None, lang: Lang) -> None:
    """Write the template for many enterprises to the file OUT.

    Exit code 0 when it is written; 2 where the questionnaire cannot be read; 1 where the file
    cannot be written.
    """
    settings = Settings()
    try:
        found = Catalogue(settings.questionnaires).questionnaire(
            questionnaire or settings.questionnaire
        )
    except CatalogueError as error:
        refuse(error.located, [lang])
    write({out: (template_csv if as_csv else template_workbook)(found, lang)}, [lang])
